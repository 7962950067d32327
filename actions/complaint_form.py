"""The complaint form: each message changes facts, and the policy's `needs` are the questions."""

from __future__ import annotations

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.resources import rulebook
from actions.tracking import slot_events, turn_of
from bot.intake import hear, progress


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
        heard = hear(turn)
        if not heard.changes and turn.requested is not None:
            return [SlotSet("requested_slot", turn.requested)]
        for response in heard.says:
            dispatcher.utter_message(response=response)
        facts = {**turn.facts, **heard.changes}
        after = progress(facts, turn.on, rulebook())
        return slot_events({**heard.changes, **after.slots, "requested_slot": after.question})
