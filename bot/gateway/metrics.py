"""What the gateway counts for its operators: numbers only, nothing that tells one person from another."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """The gateway's counters, in a registry of their own so that two applications in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.conversations = Counter(
            "candour_chat_conversations", "Conversations that were begun", registry=self.registry
        )
        self.accepted = Counter(
            "candour_chat_messages_accepted", "Messages kept and acknowledged", registry=self.registry
        )
        self.refused = Counter(
            "candour_chat_messages_refused", "Messages not taken", ["reason"], registry=self.registry
        )
        self.deliveries = Counter(
            "candour_engine_deliveries", "Attempts to hand a message to the engine", ["outcome"], registry=self.registry
        )
        self.engine_seconds = Histogram(
            "candour_engine_seconds",
            "Time the engine took to answer",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=self.registry,
        )
        self.access = Counter(
            "candour_access_checks", "Codes and links that were tried or asked for", ["outcome"], registry=self.registry
        )
        self.sockets = Gauge("candour_chat_sockets", "Chat pages connected now", registry=self.registry)
        self.waiting = Gauge(
            "candour_chat_talks_waiting", "Conversations waiting for the engine", registry=self.registry
        )
