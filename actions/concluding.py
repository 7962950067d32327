"""The end of a talk: the complaint is recorded or pointed on, or the person stops; and the start of another."""

from __future__ import annotations

import asyncio

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.asking import explain
from actions.resources import casework, helplines, rulebook
from actions.tracking import MARKS, OF_THE_TALK, cleared, next_number, said_since, slot_events, turn_of
from bot import clock
from bot.casework.commands import FileComplaint
from bot.casework.errors import NotFiled
from bot.database import DatabaseError
from bot.intake.faults import UNSETTLED
from bot.intake.reading import read_complaint
from bot.policy import Decision, decide

log = structlog.get_logger(__name__)

# What is said after the reference, by the route that was filed; a record has next steps of its own.
FILED_WORDS = {"callback": "utter_callback_arranged", "explain": "utter_explained"}
STOPPED_WORDS = {"cancel": "utter_cancelled", "start_over": "utter_started_over"}
# Matters that are no complaint. What another body deals with is said by its reviewed explanation instead.
SIGNPOST_WORDS = {
    "emergency": "utter_emergency",
    "report_crime": "utter_signpost_report_crime",
    "praise": "utter_signpost_praise",
}


class ActionConclude(Action):
    """Acts on the policy's final decision: files what ends in a complaint, and says what happens next (S4)."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_conclude"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Filing is idempotent by conversation and number, so that a turn that is run again files nothing twice."""
        if tracker.get_slot("stopping"):
            return _stopped(dispatcher, tracker)
        decision = decide(tracker.slots, clock.today(), rulebook())
        if decision.route == "signpost":
            _point_on(dispatcher, tracker, str(decision.signpost_to))
            elsewhere = {"about_met": False} if decision.reason == "signpost.not_this_force" else {}
            return slot_events(cleared(tracker) | _outcome(decision) | elsewhere)
        if decision.route == "need":
            return [FollowupAction("complaint_form")]
        return await _file(dispatcher, tracker, decision)


class ActionBeginAnother(Action):
    """What follows when somebody complains after the end: another complaint only if that is what they ask for."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_begin_another"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Empty facts and the next number; or the matter taken up that was only explained; or a choice."""
        if turn_of(tracker).intent == "start_over":
            dispatcher.utter_message(response="utter_started_over")
            return [*slot_events(cleared(tracker) | next_number(tracker)), FollowupAction("complaint_form")]
        if tracker.get_slot("route") == "explain":
            # What was settled by an explanation is not any more: the complaint is taken, and nothing is asked twice.
            return [*slot_events(_not_settled(tracker)), FollowupAction("complaint_form")]
        dispatcher.utter_message(response="utter_already_recorded")
        return []


def _not_settled(tracker: Tracker) -> dict[str, object]:
    unsettled = {"explanation_helpful": False, "callback_wanted": False, "concluded": False, "fault": UNSETTLED}
    return unsettled | next_number(tracker) | {"complaint_reference": None, "route": None}


async def _file(dispatcher: CollectingDispatcher, tracker: Tracker, decision: Decision) -> list[EventType]:
    facts = {slot: value for slot, value in tracker.slots.items() if slot not in OF_THE_TALK | MARKS}
    command = FileComplaint(
        conversation_id=tracker.sender_id,
        number=int(tracker.get_slot("complaint_number") or 1),
        facts=facts,
        decision={**decision.as_dict(), "words": _words_of(facts)},
        received_at=clock.now(),
    )
    try:
        filed = await asyncio.to_thread(casework().record, command)
    except (DatabaseError, NotFiled) as error:
        log.error("complaint.not_filed", error=type(error).__name__)
        # Asking again keeps everything; the person's yes tries the same filing once more.
        retry = {"details_confirmed": None, "fault": "not_saved"}
        return [*slot_events(retry), FollowupAction("complaint_form")]
    for response in _words(decision):
        dispatcher.utter_message(response=response, reference=filed.reference)
    concluded = {"complaint_reference": filed.reference, "concluded": True, "fault": None}
    return slot_events(concluded | _outcome(decision))


def _words_of(facts: dict[str, object]) -> dict[str, list[str]]:
    """The words of the account that each finding rests on, for the assessor (S6)."""
    account = facts.get("what_happened")
    return read_complaint(account, clock.today()).words if isinstance(account, str) and account else {}


def _words(decision: Decision) -> list[str]:
    if decision.route == "not_progressed":
        return [f"utter_not_progressed_{decision.reason}"]
    if decision.route in FILED_WORDS:
        return [FILED_WORDS[decision.route]]
    steps = "referral" if decision.referral else decision.handling
    contact = "anonymous" if "cannot_be_reached" in decision.flags else f"contact_{steps}"
    return ["utter_recorded", f"utter_next_steps_{steps}", f"utter_next_steps_{contact}"]


def _point_on(dispatcher: CollectingDispatcher, tracker: Tracker, signpost: str) -> None:
    response = SIGNPOST_WORDS.get(signpost)
    if response is None:
        explain(dispatcher, signpost)
    elif not _just_said(tracker, response):
        dispatcher.utter_message(response=response, **helplines())


def _just_said(tracker: Tracker, response: str) -> bool:
    """Whether the form has said it already in this turn, as it does with what must be said at once."""
    return any(response in (event.get("metadata") or {}).values() for event in said_since(tracker))


def _outcome(decision: Decision) -> dict[str, object]:
    """The slots that tell what came of it. Grounds that the words established stand beside those that were named."""
    outcome: dict[str, object] = {
        "route": decision.route,
        "handling": decision.handling,
        "decision_reason": decision.reason,
    }
    return outcome | ({"referral_grounds": list(decision.referral)} if decision.referral else {})


def _stopped(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Who cancels or starts over is told so."""
    stopping = str(tracker.get_slot("stopping"))
    dispatcher.utter_message(response=STOPPED_WORDS[stopping])
    events = slot_events(cleared(tracker) | next_number(tracker))
    if stopping == "start_over":
        return [*events, FollowupAction("complaint_form")]
    return [*events, SlotSet("requested_slot", None)]
