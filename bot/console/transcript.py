"""A conversation as it was: messages with how they were understood, what followed, and the facts as they stood then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.commands import clean_object
from bot.gateway.models import BOT, PERSON, SYSTEM, ChatMessage

# Rasa's own table; it is only read here.
EVENTS = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String),
    sa.Column("data", sa.Text),
)
SAFETY_INTENTS = frozenset({"emergency", "distress"})
SAFETY_SIGNALS = frozenset({"deceased", "child", "aged_16_or_17", "hurt"})
_FALLBACK_INTENT, _FALLBACK_ACTION = "nlu_fallback", "action_default_fallback"
# Slots of the talk's course, which say nothing about the matter.
_COURSE = frozenset(
    {"requested_slot", "fault", "answered", "stopping", "confirm_stop", "concluded", "complaint_number"}
)
_RANKED = 3


@dataclass(frozen=True)
class Marked:
    """An entity in a text: where, what it is, and how sure."""

    start: int
    end: int
    name: str
    confidence: float | None


@dataclass
class Turn:
    """One message of the person with all that followed it; the first one of a talk may have no message."""

    event_id: int
    at: datetime
    text: str | None = None
    intent: str | None = None
    confidence: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Marked, ...] = ()
    said: list[tuple[int, datetime, str, tuple[str, ...]]] = field(default_factory=list)
    """What the assistant said: event, moment, text, and the titles of its buttons."""
    actions: list[tuple[str, str | None, float | None]] = field(default_factory=list)
    """Name, policy that chose it, confidence."""
    changed: dict[str, Any] = field(default_factory=dict)
    """The slots that were set in this turn, to what."""
    asking: str | None = None


@dataclass(frozen=True)
class Transcript:
    """A whole conversation; `slots` are the facts at its end."""

    conversation_id: str
    turns: tuple[Turn, ...]
    slots: Mapping[str, Any]
    last_event: int
    references: tuple[str, ...]
    language: str | None

    @property
    def started_at(self) -> datetime:
        """The moment of the first event."""
        return self.turns[0].at

    @property
    def ended_at(self) -> datetime:
        """The moment of the last thing that was said."""
        last = self.turns[-1]
        return last.said[-1][1] if last.said else last.at

    @property
    def messages(self) -> list[Turn]:
        """The turns that began with a message of the person."""
        return [turn for turn in self.turns if turn.text is not None]

    @property
    def abandoned_at(self) -> str | None:
        """The question that was open at the end, unless the matter was concluded."""
        return None if self.slots.get("concluded") else self.turns[-1].asking

    @property
    def fallbacks(self) -> int:
        """How often the assistant did not know what was meant."""
        return sum(
            turn.intent == _FALLBACK_INTENT or any(name == _FALLBACK_ACTION for name, _, _ in turn.actions)
            for turn in self.messages
        )

    @property
    def safety(self) -> set[str]:
        """The signals that somebody is, or was, in danger."""
        signals = self.slots.get("account_signals")
        found = {turn.intent for turn in self.messages if turn.intent in SAFETY_INTENTS}
        named = set(signals) if isinstance(signals, list) else set()
        return {each for each in found | (named & SAFETY_SIGNALS) if each}

    @property
    def text(self) -> str:
        """All that was said, one message a line."""
        lines = [line for turn in self.turns for line in (turn.text, *(said[2] for said in turn.said)) if line]
        return "\n".join(lines)


def has_events(session: Session) -> bool:
    """Whether the engine has made its table: it does so when it first starts."""
    return sa.inspect(session.connection()).has_table(EVENTS.name)


def read_events(session: Session, conversation_id: str) -> list[tuple[int, dict[str, Any]]]:
    """The events of a conversation in order, with their ids."""
    if has_events(session):
        query = sa.select(EVENTS.c.id, EVENTS.c.data).where(EVENTS.c.sender_id == conversation_id).order_by(EVENTS.c.id)
        if found := session.execute(query).all():
            return [(event_id, json.loads(data, object_hook=clean_object)) for event_id, data in found]
    return _chat(session, conversation_id)


def _chat(session: Session, conversation_id: str) -> list[tuple[int, dict[str, Any]]]:
    """What the gateway kept of a conversation that the engine has no events of: words, and what was asked for."""
    query = sa.select(ChatMessage).where(ChatMessage.conversation_id == conversation_id, ChatMessage.author != SYSTEM)
    events: list[tuple[int, dict[str, Any]]] = []
    for row in session.scalars(query.order_by(ChatMessage.seq)):
        said: dict[str, Any] = {"event": "user" if row.author == PERSON else "bot", "text": row.text}
        said |= {"timestamp": row.created_at.timestamp(), "data": {"buttons": row.buttons or []}}
        events.append((row.seq, said))
        if row.author == BOT:
            events.append((row.seq, {"event": "slot", "name": "requested_slot", "value": row.asking}))
    return events


def transcript(conversation_id: str, events: Iterable[tuple[int, Mapping[str, Any]]]) -> Transcript | None:
    """The conversation that the events tell; None if nothing was said in it."""
    reading = _Reading()
    for event_id, event in events:
        reading.take(event_id, event)
    if not any(turn.text is not None or turn.said for turn in reading.turns):
        return None
    slots = {name: value for name, value in reading.slots.items() if value not in (None, [])}
    turns = tuple(reading.turns)
    references = tuple(dict.fromkeys(reading.references))
    return Transcript(conversation_id, turns, slots, reading.last, references, reading.language)


def facts(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that say something about the matter."""
    return {name: value for name, value in slots.items() if name not in _COURSE}


class _Reading:
    """Goes through the events, one after the other."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.slots: dict[str, Any] = {}
        self.references: list[str] = []
        self.language: str | None = None
        self.last = 0

    def take(self, event_id: int, event: Mapping[str, Any]) -> None:
        """Take one event in; kinds that say nothing to a reader are passed over."""
        self.last = event_id
        at = datetime.fromtimestamp(float(event.get("timestamp") or 0), UTC)
        kind = event.get("event")
        if kind == "user":
            self.turns.append(_message(event_id, at, event))
            self.language = (event.get("metadata") or {}).get("language") or self.language
            return
        if kind not in ("bot", "action", "slot"):
            return
        if not self.turns:
            self.turns.append(Turn(event_id, at))
        turn = self.turns[-1]
        if kind == "bot" and event.get("text"):
            buttons = (event.get("data") or {}).get("buttons") or []
            turn.said.append((event_id, at, event["text"], tuple(str(each.get("title")) for each in buttons)))
        elif kind == "action":
            turn.actions.append((str(event.get("name")), event.get("policy"), event.get("confidence")))
        elif kind == "slot":
            self._set(turn, str(event.get("name")), event.get("value"))

    def _set(self, turn: Turn, name: str, value: Any) -> None:
        if name == "requested_slot":
            turn.asking = value
        if name == "complaint_reference" and value:
            self.references.append(str(value))
        if self.slots.get(name) != value:
            turn.changed[name] = value
        self.slots[name] = value


def _message(event_id: int, at: datetime, event: Mapping[str, Any]) -> Turn:
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    ranking = [
        (str(each.get("name")), float(each.get("confidence") or 0)) for each in parsed.get("intent_ranking") or []
    ]
    return Turn(
        event_id,
        at,
        text=event.get("text") or "",
        intent=_full_intent(intent.get("name"), parsed.get("response_selector") or {}),
        confidence=None if intent.get("name") is None else float(intent.get("confidence") or 0),
        ranking=tuple(ranking[:_RANKED]),
        entities=tuple(
            Marked(each["start"], each["end"], str(each.get("entity")), each.get("confidence_entity"))
            for each in parsed.get("entities") or []
            if isinstance(each.get("start"), int) and isinstance(each.get("end"), int)
        ),
    )


def _full_intent(name: str | None, selector: Mapping[str, Any]) -> str | None:
    """The intent, with its topic where it has one, such as `faq/how_long`."""
    response = (selector.get(name) or {}).get("response") or {} if name else {}
    return response.get("intent_response_key") or name
