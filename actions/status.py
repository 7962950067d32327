"""The talk about a recorded complaint: opening it, hearing what its owner wants, doing it, and asking what is next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.resources import access, casework, helplines
from actions.tracking import cleared, next_number, said_since, slot_events, turn_of
from bot.casework.errors import CaseworkError
from bot.database import DatabaseError
from bot.followup.case import Case, read_case
from bot.followup.doing import Done, Order, carry_out
from bot.followup.hearing import Deed, Question, hear
from bot.followup.saying import Say
from bot.followup.standing import standing
from bot.followup.wishes import Wish, load_wishes, offered, possible

log = structlog.get_logger(__name__)

FORM, ANSWER = "case_form", "case_answer"
NOTHING_OPEN: Mapping[str, object] = {
    "case_question": None,
    "case_draft": None,
    "case_deed": None,
    "case_words": None,
}
# What somebody who asks for one of these without an open case has in mind once it is open.
FIRST = {"add_information": (Wish.ADD, Question.ADD), "withdraw_complaint": (Wish.WITHDRAW, Question.WITHDRAW)}


class ActionOpenCase(Action):
    """Begins the talk about a recorded complaint once it is open; else shows the form that opens one."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_open_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """How the complaint stands, and the form that goes on from there; a complaint in mid-talk is set aside."""
        turn = turn_of(tracker)
        try:
            handle = await asyncio.to_thread(_handle, tracker)
            case = None if handle is None else await asyncio.to_thread(_case, handle, tracker.sender_id)
        except DatabaseError as error:
            log.error("case.not_read", error=type(error).__name__)
            dispatcher.utter_message(response="utter_case_not_read")
            return []
        if handle is None or case is None:
            dispatcher.utter_message(response=f"utter_form_{turn.intent}", json_message={"form": "status"})
            return slot_events({"case_handle": None})
        wish, question = FIRST.get(turn.intent, (None, Question.MENU))
        if wish not in possible(case):
            _say(dispatcher, standing(case))
            question = Question.MENU
        opened = {"case_handle": handle, **NOTHING_OPEN, "case_question": question.value}
        aside = tracker.get_slot("requested_slot")
        set_aside = {"set_aside": aside} if tracker.active_loop.get("name") == "complaint_form" else {}
        return [*slot_events(opened | set_aside), FollowupAction(FORM)]


class ValidateCaseForm(FormValidationAction):
    """Hears the owner of the complaint. Nothing is done here: it may be run again for the same message."""

    def name(self) -> str:
        """The name by which Rasa finds the validation of `case_form`."""
        return "validate_case_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The next question, or (without one, which ends the form) the deed that is to be done."""
        turn = turn_of(tracker)
        if turn.requested == ANSWER and (opened := _opened(tracker)):
            # Opened anew beside the talk, this complaint or another: whatever was open before is over.
            reopened = {**NOTHING_OPEN, "case_handle": opened, "case_deed": Deed.STATUS.value, "requested_slot": None}
            return slot_events(reopened)
        if turn.requested != ANSWER or said_since(tracker):
            # The form has just begun, or comes back after a rule has answered: the message was heard before.
            return [SlotSet("requested_slot", ANSWER)]
        try:
            case = await asyncio.to_thread(_case, str(tracker.get_slot("case_handle")), tracker.sender_id)
        except DatabaseError as error:
            log.error("case.not_read", error=type(error).__name__)
            dispatcher.utter_message(response="utter_case_not_read")
            return slot_events({"case_words": None, "requested_slot": ANSWER})
        if case is None:
            return slot_events({"case_deed": Deed.EXPIRE.value, "requested_slot": None})
        asked = Question(tracker.get_slot("case_question") or Question.MENU)
        set_aside = tracker.get_slot("set_aside") is not None
        heard = hear(turn, asked, tracker.get_slot("case_draft"), case, load_wishes(), set_aside=set_aside)
        if heard.is_for_a_rule:
            return [SlotSet("requested_slot", ANSWER)]
        for response in heard.says:
            dispatcher.utter_message(response=response, **helplines())
        changes = {
            "case_question": heard.asks.value if heard.asks else None,
            "case_draft": heard.draft,
            "case_deed": heard.does.value if heard.does else None,
            "case_words": heard.words,
        }
        return slot_events({**changes, "requested_slot": None if heard.does else ANSWER})


class ActionAskCaseAnswer(Action):
    """Asks the owner of the complaint what is open: what they want to do, or what a wish of theirs still needs."""

    def name(self) -> str:
        """The name by which the form asks for `case_answer`."""
        return "action_ask_case_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The question with what can be chosen; nothing is read but the complaint."""
        if any("utter_distress" in (event.get("metadata") or {}).values() for event in said_since(tracker)):
            return []  # help was just named; there is no hurry, and nothing is asked
        question = Question(tracker.get_slot("case_question") or Question.MENU)
        try:
            case = await asyncio.to_thread(_case, str(tracker.get_slot("case_handle")), tracker.sender_id)
        except DatabaseError as error:
            log.error("case.not_read", error=type(error).__name__)
            case = None
        set_aside = tracker.get_slot("set_aside") is not None
        values = {"words": case.question.text} if case and case.question else {}
        buttons = _buttons(question, case, set_aside=set_aside)
        dispatcher.utter_message(response=f"utter_ask_case_{question}", buttons=buttons, **values)
        return []


class ActionDoCaseDeed(Action):
    """Does what the owner of the complaint wants, once, and goes on with what comes after it."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_do_case_deed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The next question of the case, or the way out of it."""
        deed = Deed(tracker.get_slot("case_deed") or Deed.LEAVE)
        if deed in _WAYS_OUT:
            return await _leave(dispatcher, tracker, deed)
        handle = str(tracker.get_slot("case_handle"))
        try:
            done = await asyncio.to_thread(_do, _order(tracker, deed), handle, tracker.sender_id)
        except (DatabaseError, CaseworkError) as error:
            log.error("case.not_saved", error=type(error).__name__)
            return _try_again(dispatcher, tracker)
        if done is None:
            return await _leave(dispatcher, tracker, Deed.EXPIRE)
        _say(dispatcher, done.says)
        question = done.asks or Question.MENU
        return [*slot_events({**NOTHING_OPEN, "case_question": question.value}), FollowupAction(FORM)]


_WAYS_OUT = frozenset({Deed.LEAVE, Deed.GO_BACK, Deed.HAND_OVER, Deed.BEGIN_ANOTHER, Deed.EXPIRE})
_LEFT_WORDS = {Deed.LEAVE: "utter_case_left", Deed.EXPIRE: "utter_case_expired", Deed.GO_BACK: "utter_carry_on"}
# In which question the words of a deed were given, so that they can be given again.
_ASKED_FOR = {
    Deed.ADD: Question.ADD,
    Deed.ANSWER: Question.ANSWER,
    Deed.CHANGE_PLAN: Question.CHANGE_PLAN,
    Deed.DISPUTE_OUTCOME: Question.DISPUTE,
    Deed.CALL: Question.CALL,
}


def _handle(tracker: Tracker) -> str | None:
    """The handle of the case: the one that was just opened, that is open, or of what this talk has just recorded."""
    known = _opened(tracker) or tracker.get_slot("case_handle")
    if known and access().case_of(known, tracker.sender_id):
        return str(known)
    reference = tracker.get_slot("complaint_reference")
    return access().open_recorded_here(reference, tracker.sender_id) if reference else None


def _opened(tracker: Tracker) -> str | None:
    """The handle that came with the message, if a complaint was opened beside the talk."""
    return (tracker.latest_message.get("metadata") or {}).get("case")


def _case(handle: str, conversation_id: str) -> Case | None:
    """The complaint that a handle opens in this talk; None if it opens none any more."""
    reference = access().case_of(handle, conversation_id)
    return None if reference is None else read_case(casework(), reference)


def _do(order: Order, handle: str, conversation_id: str) -> Done | None:
    case = _case(handle, conversation_id)
    return None if case is None else carry_out(order, case, casework())


def _order(tracker: Tracker, deed: Deed) -> Order:
    key = f"chat-{tracker.sender_id}-{tracker.latest_message.get('message_id')}"
    return Order(deed, key, tracker.get_slot("case_words") or "", tracker.get_slot("case_draft") or "")


def _try_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Nothing that was written is lost: it is offered once more."""
    dispatcher.utter_message(response="utter_case_not_saved")
    words, deed = tracker.get_slot("case_words"), Deed(tracker.get_slot("case_deed"))
    offer = deed is Deed.ADD and words
    question = Question.OFFER if offer else _ASKED_FOR.get(deed, Question.MENU)
    kept = {**NOTHING_OPEN, "case_question": question.value, "case_draft": words if offer else None}
    return [*slot_events(kept), FollowupAction(FORM)]


async def _leave(dispatcher: CollectingDispatcher, tracker: Tracker, deed: Deed) -> list[EventType]:
    """Out of the case: back to the complaint that was set aside, to another one, or to nothing."""
    if deed in _LEFT_WORDS:
        form = {"json_message": {"form": "status"}} if deed is Deed.EXPIRE else {}
        dispatcher.utter_message(response=_LEFT_WORDS[deed], **form)
    if deed is not Deed.HAND_OVER:
        await _close(tracker)
    left = {**NOTHING_OPEN, "case_handle": None, "set_aside": None}
    if (set_aside := tracker.get_slot("set_aside")) is not None:
        # What was said in this turn tells the form whether the message is still to be heard.
        return [*slot_events(left | {"requested_slot": set_aside}), FollowupAction("complaint_form")]
    if deed is Deed.BEGIN_ANOTHER:
        afresh = cleared(tracker) | next_number(tracker) if tracker.get_slot("concluded") else {}
        return [*slot_events(left | afresh), FollowupAction("complaint_form")]
    return slot_events(left)


async def _close(tracker: Tracker) -> None:
    try:
        await asyncio.to_thread(access().close_case, tracker.sender_id)
    except DatabaseError as error:
        # It closes by itself when nobody asks about it any more.
        log.warning("case.not_closed", error=type(error).__name__)


def _buttons(question: Question, case: Case | None, *, set_aside: bool) -> list[dict[str, str]] | None:
    """What can be chosen; None where the response has its own choices or any words will do."""
    wishes = load_wishes()
    if question is Question.MENU:
        titles = [wishes.button(wish) for wish in offered(case, in_mid_complaint=set_aside)] if case else []
    elif question is Question.PLAN:
        titles = [wishes.button(wish) for wish in (Wish.AGREE_PLAN, Wish.CHANGE_PLAN)]
    elif question in (Question.OFFER, Question.SATISFIED, Question.WITHDRAW, Question.CONTACT):
        return None
    else:
        titles = [wishes.never_mind]
    return [{"title": title, "payload": title} for title in titles]


def _say(dispatcher: CollectingDispatcher, says: Iterable[Say]) -> None:
    for say in says:
        extra: dict[str, Any] = {"json_message": {"form": say.form}} if say.form else {}
        dispatcher.utter_message(response=say.response, **say.values, **extra)
