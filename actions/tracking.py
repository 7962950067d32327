"""Between Rasa's tracker and the intake: the turn that was just said, and facts as slot events."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot import clock
from bot.intake import Turn
from bot.intake.turn import LIKELY

# Slots that speak of the talk, not of a complaint; they outlive a change of complaint or belong to Rasa.
OF_A_CASE = frozenset({"case_handle", "case_question", "case_draft", "case_deed", "case_words", "case_answer"})
OF_THE_TALK = OF_A_CASE | {"requested_slot", "complaint_number", "session_started_metadata", "set_aside"}
# Marks of the course of the talk: nothing of them belongs to a complaint that is filed.
MARKS = frozenset(
    {
        "fault",
        "answered",
        "stopping",
        "confirm_stop",
        "waiting",
        "waiting_at",
        "ready",
        "wording",
        "quote",
        "concluded",
        "grounds_checked",
        "likeness_checked",
    }
)
FALLBACK = "nlu_fallback"
# After a silence of this length somebody is greeted again.
BREAK_SECONDS = 30 * 60


def turn_of(tracker: Tracker) -> Turn:
    """The person's latest message as a turn of the intake."""
    message = tracker.latest_message or {}
    intent, confidence = _intent(message)
    return Turn(
        text=str(message.get("text") or "").strip(),
        intent=intent,
        confidence=confidence,
        requested=tracker.get_slot("requested_slot"),
        facts=dict(tracker.slots),
        on=clock.today(),
        topic=_topic(message, "explain"),
        faq=_topic(message, "faq"),
        after_a_break=_after_a_break(tracker),
    )


def said_since(tracker: Tracker) -> list[Mapping[str, Any]]:
    """What the assistant has said since the person's latest message, the last of it first."""
    since = takewhile(lambda event: event.get("event") != "user", reversed(tracker.events))
    return [event for event in since if event.get("event") == "bot"]


def _after_a_break(tracker: Tracker) -> bool:
    """Whether the latest message came after a long silence."""
    times = [float(e["timestamp"]) for e in tracker.events if e.get("event") in {"user", "bot"} and e.get("timestamp")]
    latest = [float(e["timestamp"]) for e in tracker.events if e.get("event") == "user" and e.get("timestamp")][-1:]
    before = [time for time in times if latest and time < latest[0]]
    return bool(before) and latest[0] - max(before) >= BREAK_SECONDS


def slot_events(changes: Mapping[str, object]) -> list[EventType]:
    """A `SlotSet` for each change."""
    return [SlotSet(slot, value) for slot, value in changes.items()]


def cleared(tracker: Tracker) -> dict[str, object]:
    """Every fact and mark of the present complaint, emptied, so that another one starts from nothing."""
    empty: dict[str, object] = {slot: None for slot in tracker.slots if slot not in OF_THE_TALK}
    return {**empty, "concluded": False}


def next_number(tracker: Tracker) -> dict[str, object]:
    """A complaint that was filed keeps its number; one that was not gives it to the next."""
    number = float(tracker.get_slot("complaint_number") or 1)
    return {"complaint_number": number + 1 if tracker.get_slot("complaint_reference") else number}


def _intent(message: Mapping[str, Any]) -> tuple[str, float]:
    """The likeliest intent; where the classifier was unsure, the one it would have chosen."""
    ranking = [entry for entry in message.get("intent_ranking") or [] if entry.get("name") != FALLBACK]
    best = ranking[0] if ranking else message.get("intent") or {}
    return str(best.get("name") or FALLBACK), float(best.get("confidence") or 0.0)


def _topic(message: Mapping[str, Any], intent: str) -> str | None:
    """The likeliest topic of a retrieval intent, if the message is likely to be of that intent at all."""
    confidence = sum(e["confidence"] for e in message.get("intent_ranking") or [] if e.get("name") == intent)
    ranking = (message.get("response_selector") or {}).get(intent, {}).get("ranking") or []
    if confidence < LIKELY or not ranking:
        return None
    return str(ranking[0]["intent_response_key"]).partition("/")[2]
