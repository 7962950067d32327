"""The engine's two doors, both on the loopback: the gateway's channel, and the plain one for tests and tools.

Both tell their caller when a turn was aborted; Rasa's own channel answers with an empty list.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, OutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.lock_store import LockError
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.privacy import describe
from bot.engine.tracker_store import CachedTrackerStore
from bot.engine.turn import ConversationBusy, TurnAborted
from bot.masking import is_only_a_code, masked

logger = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
LONGEST_ID = 128
CASE = "case"
COMMAND_PREFIX = "/"
HARMLESS_PREFIX = "\N{DIVISION SLASH}"
# What the gateway may know of the conversation: nothing that a person has said.
SLOTS_TOLD = ("requested_slot", "route", "handling", "complaint_reference", "flags")
PARTS = ("text", "buttons", "custom", "image", "attachment", "elements", "quick_replies")

Handler = Callable[[UserMessage], Awaitable[Any]]


class BadRequest(ValueError):
    """A request that is not a message: `error` is a code, `field` the part that is wrong."""

    def __init__(self, error: str, status: int = 400, field: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} if field is None else {"error": error, "field": field}


@dataclass(frozen=True)
class Incoming:
    """A message of a person, with the id under which it is answered only once, and the case that was opened with it."""

    sender: str
    text: str
    message_id: str
    case: str | None = None


def read_message(body: bytes) -> Incoming:
    """Read `{"sender", "message", "message_id", "case"?}` from the JSON of a request. Raises `BadRequest`."""
    if len(body) > LARGEST_BODY:
        raise BadRequest("too_large", status=413)
    try:
        given = json.loads(body)
    except ValueError as error:
        raise BadRequest("not_json") from error
    if not isinstance(given, dict):
        raise BadRequest("not_an_object")
    text = given.get("message")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("invalid", field="message")
    # JSON can carry half of a surrogate pair, which no other part of the way could write down again.
    text = masked(text.encode("utf-8", "replace").decode("utf-8").strip())
    case = _identifier(given, "case") if "case" in given else None
    return Incoming(_identifier(given, "sender"), text, _identifier(given, "message_id"), case)


def _identifier(given: dict[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isascii() or not value.isprintable():
        raise BadRequest("invalid", field=field)
    return value


class GatewayChannel(InputChannel):
    """`POST /webhooks/candour/webhook`: each message is handled exactly once, however often it is sent.

    Answers `{"messages": [...], "slots": {...}}`, or `{"error": code}` with 400, 413, 500 or 503.
    """

    @classmethod
    def name(cls) -> str:
        """The channel's part of the address."""
        return "candour"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel; the message goes to the engine itself, within the lock of its conversation."""
        routes = Blueprint("candour_gateway")

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                message = read_message(request.body)
            except BadRequest as error:
                return response.json(error.body, status=error.status)
            return await guarded(handle_once(request.app.ctx.agent, message))

        return routes


class PlainChannel(RestInput):
    """Rasa's REST channel at its own address, `/webhooks/rest/webhook`, telling when a turn was aborted."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("candour_plain")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not isinstance(request.json, dict):
                return response.json({"error": "not_an_object"}, status=400)
            collected = CollectingOutputChannel()
            message = UserMessage(
                masked(str(self._extract_message(request) or "")),
                collected,
                await self._extract_sender(request),
                input_channel=self._extract_input_channel(request),
                metadata=self.get_metadata(request),
            )
            if is_only_a_code(message.text):
                message.parse_data = asks_for_status(message.text)

            async def answer() -> Any:
                await on_new_message(message)
                return collected.messages

            return await guarded(answer())

        return routes


async def guarded(answer: Awaitable[Any]) -> HTTPResponse:
    """The answer as JSON; 503 with a code if the turn was aborted and may be sent again, 500 if the engine failed."""
    try:
        return response.json(await answer)
    except TurnAborted as error:
        return response.json({"error": error.code}, status=503)
    except LockError:
        return response.json({"error": ConversationBusy.code}, status=503)
    except Exception as error:  # noqa: BLE001 - the outermost edge: a person's words must not reach the server's own report
        logger.error("channel.failed: %s", describe(error))
        return response.json({"error": "engine_failed"}, status=500)


async def handle_once(agent: Any, message: Incoming) -> dict[str, Any]:
    """Handle a message, or answer again what it was answered when it came first.

    Raises `TurnAborted` if nothing of it could be saved, and Rasa's `LockError`.
    """
    processor, store = agent.processor, agent.tracker_store
    if processor is None or not isinstance(store, CachedTrackerStore):
        raise TurnAborted("the engine has no model or not its own tracker store")
    async with agent.lock_store.lock(message.sender):
        if await store.has_message(message.sender, message.message_id):
            whole = await store.retrieve_full_tracker(message.sender)
            messages = answers_to(whole, message.message_id) if whole is not None else []
        else:
            output = Replies()
            await processor.handle_message(await as_user_message(processor, message, output))
            messages = output.messages
        tracker = await store.after_save(message.sender)
    return {"messages": messages, "slots": slots_told(tracker)}


async def as_user_message(processor: MessageProcessor, message: Incoming, output: OutputChannel) -> UserMessage:
    """The message for the engine. One that starts with `/` is read as words, which Rasa would obey as a command."""
    user = UserMessage(
        message.text,
        output,
        message.sender,
        input_channel=GatewayChannel.name(),
        message_id=message.message_id,
        metadata={CASE: message.case} if message.case else None,
    )
    if message.case or is_only_a_code(message.text):
        user.parse_data = asks_for_status(message.text)
        return user
    if message.text.startswith(COMMAND_PREFIX):
        words = HARMLESS_PREFIX + message.text.removeprefix(COMMAND_PREFIX)
        user.parse_data = {**await processor.parse_message(UserMessage(words)), "text": message.text}
    return user


def asks_for_status(text: str) -> dict[str, Any]:
    """How a message is understood of which we know, without reading it, that it is about a complaint's status."""
    status = {"name": "check_status", "confidence": 1.0}
    return {"text": text, "intent": status, "intent_ranking": [status], "entities": []}


def answers_to(tracker: DialogueStateTracker, message_id: str) -> list[dict[str, Any]]:
    """What the assistant said between this message and the next one of the person."""
    answers: list[dict[str, Any]] = []
    found = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if found:
                break
            found = event.message_id == message_id
        elif found and isinstance(event, BotUttered):
            answers.append(as_reply(event.message()))
    return answers


def as_reply(message: dict[str, Any]) -> dict[str, Any]:
    """The parts of a bot utterance that are there."""
    return {part: message[part] for part in PARTS if message.get(part)}


def slots_told(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """The slots of the conversation that the gateway needs."""
    if tracker is None:
        return {}
    return {name: tracker.slots[name].value for name in SLOTS_TOLD if name in tracker.slots}


class Replies(OutputChannel):
    """Collects bot utterances whole, in the shape in which they are answered again later."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name by which responses may be written for this channel."""
        return GatewayChannel.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take the utterance."""
        self.messages.append(as_reply(message))
