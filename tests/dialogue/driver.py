"""Drives a talk turn by turn: the real engine with the trained model, and the real actions in the same process."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine.channel import Incoming, as_user_message

LOG_ERRORS = 40


class LocalActions(EndpointConfig):
    """The action server, called in this process instead of over HTTP."""

    def __init__(self) -> None:
        super().__init__(url="http://actions.invalid/webhook")
        self.executor = ActionExecutor()
        self.executor.register_package("actions")

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """What the action server answers to this call."""
        try:
            return (await self.executor.run(json)).model_dump(mode="json")
        except ActionExecutionRejection as rejection:
            raise AssertionError(f"{rejection.action_name} was rejected") from rejection


@dataclass
class Said:
    """What came back for one message: texts, what the buttons would say, responses used, facts now, forms to show."""

    texts: list[str]
    buttons: list[str]
    responses: list[str]
    slots: dict[str, Any]
    forms: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that was said, as one text."""
        return "\n".join(self.texts)

    @property
    def asked(self) -> str | None:
        """The slot that is being asked for."""
        return self.slots["requested_slot"]


@dataclass
class Talk:
    """One conversation with the assistant."""

    agent: Agent
    sender: str = field(default_factory=lambda: f"talk-{uuid.uuid4().hex[:8]}")

    async def say(self, text: str, *, case: str | None = None) -> Said:
        """Send one message, as the gateway's channel does, and wait for the answer; `case` as when one is opened."""
        channel, processor = CollectingOutputChannel(), self.agent.processor
        incoming = Incoming(self.sender, text.strip(), uuid.uuid4().hex, case)
        await processor.handle_message(await as_user_message(processor, incoming, channel))
        tracker = await self.agent.tracker_store.retrieve(self.sender)
        assert tracker is not None
        messages = channel.messages
        forms = [m["custom"]["form"] for m in messages if "form" in (m.get("custom") or {})]
        return Said(
            forms=forms,
            texts=[m["text"] for m in messages if m.get("text")],
            buttons=[b["payload"] for m in messages for b in m.get("buttons", [])],
            responses=_responses(tracker),
            slots=tracker.current_slot_values(),
        )

    async def slots(self) -> dict[str, Any]:
        """The facts as they stand."""
        tracker = await self.agent.tracker_store.retrieve(self.sender)
        assert tracker is not None
        return dict(tracker.current_slot_values())

    def branch(self) -> Talk:
        """Another talk with the same past, so that much can be tried at one point of a talk."""
        other = Talk(self.agent)
        kept = self.agent.tracker_store.store
        if self.sender in kept:
            kept[other.sender] = kept[self.sender]
        return other


def _responses(tracker: DialogueStateTracker) -> list[str]:
    """The names of the responses that the last turn was answered with."""
    turn = takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))
    named = (event.metadata.get("utter_action") for event in turn if isinstance(event, BotUttered))
    return [name for name in named if name][::-1]


@contextmanager
def quiet() -> Iterator[None]:
    """Let the engine, in this process, log errors alone."""
    before = structlog.get_config()
    configure_structlog(LOG_ERRORS)
    structlog.configure(cache_logger_on_first_use=False)  # or loggers first used in here would stay so for ever
    try:
        yield
    finally:
        structlog.configure(**before)


def load(model: Path) -> Agent:
    """The engine with the trained model and the actions in this process."""
    with quiet():
        return Agent.load(str(model), action_endpoint=LocalActions())
