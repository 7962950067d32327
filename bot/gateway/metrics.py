"""What the gateway counts for its operators: numbers only, nothing that tells one person from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.casework.job_runs import JobView


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
        self.job_age = Gauge(
            "candour_worker_job_age_seconds",
            "Time since a job last ended",
            ["job"],
            registry=self.registry,
        )
        self.job_failed = Gauge(
            "candour_worker_job_failed", "Whether the last run of a job failed (1)", ["job"], registry=self.registry
        )
        self.overdue = Gauge("candour_deadlines_overdue", "Deadlines now missed", ["kind"], registry=self.registry)
        self.outbox = Gauge("candour_outbox_emails", "Emails that are not sent", ["state"], registry=self.registry)
        self.outbox_age = Gauge(
            "candour_outbox_oldest_seconds", "How long the oldest email waits", registry=self.registry
        )

    def show_jobs(self, jobs: Mapping[str, JobView]) -> None:
        """Show what the worker has noted."""
        for name, job in jobs.items():
            self.job_age.labels(name).set(job.age)
            self.job_failed.labels(name).set(job.fault is not None)
        self.overdue.clear()
        for kind, count in _figures(jobs, "clocks").get("overdue", {}).items():
            self.overdue.labels(kind).set(count)
        outbox = _figures(jobs, "beat")
        for state in ("waiting", "given_up"):
            self.outbox.labels(state).set(outbox.get(state, 0))
        self.outbox_age.set(outbox.get("oldest_seconds", 0))


def _figures(jobs: Mapping[str, JobView], name: str) -> Mapping[str, Any]:
    return jobs[name].figures if name in jobs else {}
