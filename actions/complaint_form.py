"""The complaint form: each message changes facts, and the policy's `needs` are the questions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.resources import casework, helplines, rulebook
from actions.tracking import said_since, slot_events, turn_of
from bot import clock
from bot.database import DatabaseError
from bot.intake import Heard, Progress, hear, load_labels, progress
from bot.intake.care import kept_or_heard
from bot.intake.repeats import ASKED, is_worth_asking
from bot.intake.summary import summary
from bot.intake.wording import BACK

log = structlog.get_logger(__name__)


class ValidateComplaintForm(FormValidationAction):
    """Hears the person's message and names the next question.

    Rasa rejects the form, so that a rule may answer an interruption, when no slot but `requested_slot` is set; the
    same message is then brought again when the form is resumed, and must again change nothing.
    """

    def name(self) -> str:
        """The name by which Rasa finds the validation of `complaint_form`."""
        return "validate_complaint_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Slots that changed, the decision on them, and the slot to ask for next (None ends the form)."""
        turn = turn_of(tracker)
        if turn.requested is not None and said_since(tracker):
            # A rule has answered an aside; the form only comes back to its question.
            keeps = tracker.get_slot("fault") or tracker.get_slot("stopping")
            wording = tracker.get_slot("wording") if keeps else BACK
            return slot_events({"wording": wording, "requested_slot": turn.requested})
        heard = hear(turn)
        if heard.is_aside and turn.requested is not None:
            return [SlotSet("requested_slot", turn.requested)]
        facts = {**turn.facts, **heard.changes}
        after = progress(facts, turn.on, rulebook())
        asked: Mapping[str, object] = {}
        if is_worth_asking(facts, after.question) and await _is_told_before(facts):
            asked, facts = ASKED, {**facts, **ASKED}
            after = progress(facts, turn.on, rulebook())
        _say(dispatcher, heard, facts, after)
        wording = {"wording": heard.wording} if heard.wording and after.question != "confirm_stop" else {}
        return slot_events({**heard.changes, **asked, **after.slots, **wording, "requested_slot": after.question})


async def _is_told_before(facts: Mapping[str, object]) -> bool:
    """Whether the same person has told of such an incident before; if that cannot be read now, an assessor sees it."""
    try:
        return await asyncio.to_thread(casework().likeness.is_told_before, facts, clock.now())
    except DatabaseError as error:
        log.warning("likeness.not_read", error=type(error).__name__)
        return False


def _say(dispatcher: CollectingDispatcher, heard: Heard, facts: dict[str, object], after: Progress) -> None:
    """What comes before the question, with what was put right and what the talk is about in words."""
    labels = load_labels()
    changed = [f"{line.label}: {line.value}" for line in summary(facts, labels) if line.slot in heard.put_right]
    # What is for somebody else is pointed on, and then nothing of it is kept here.
    for response in kept_or_heard(heard.says, kept=after.decision.route != "signpost"):
        about = labels.questions.get(after.question or "", "")
        dispatcher.utter_message(
            response=response, changed="; ".join(changed), about=about, **helplines(), **heard.words
        )
