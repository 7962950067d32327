"""Questions that need more than fixed words: the explanation before "does that settle it?", and the summary."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.resources import explanations
from bot.intake import load_labels
from bot.intake.summary import Line, summary
from bot.intake.wording import BACK

# Wordings with which only the short question is asked, without saying the long text again.
ALREADY_SHOWN = frozenset(
    {"explanation_unclear", "confirm_unclear", "question", "again", "stuck", "not_saved", "what_to_change", BACK}
)
# The person asked to hear more of the explanation before saying whether it settles the matter.
MORE = "explanation_more"


def explain(dispatcher: CollectingDispatcher, topic: str | None) -> None:
    """Say the reviewed explanation of a topic, one message for each paragraph, and what would make it a complaint."""
    explanation = explanations().get(topic or "")
    if explanation is None:
        dispatcher.utter_message(response="utter_ask_rephrase")
        return
    for paragraph in (*explanation.summary, explanation.complaint_if):
        dispatcher.utter_message(text=paragraph)


def explain_more(dispatcher: CollectingDispatcher, topic: str | None) -> None:
    """Say what the rule was in the years of the commission, and what has changed since."""
    if (explanation := explanations().get(topic or "")) is not None:
        dispatcher.utter_message(text=explanation.then)
        dispatcher.utter_message(text=explanation.now)


class ActionAskExplanationHelpful(Action):
    """Explains, then asks whether that settles it (S1)."""

    def name(self) -> str:
        """The name by which the form asks for `explanation_helpful`."""
        return "action_ask_explanation_helpful"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The explanation of `explain_topic`, or more of it, unless it was just said, and the question."""
        wording, topic = tracker.get_slot("wording"), tracker.get_slot("explain_topic")
        if wording == MORE:
            explain_more(dispatcher, topic)
        elif wording not in ALREADY_SHOWN:
            explain(dispatcher, topic)
        dispatcher.utter_message(response="utter_ask_explanation_helpful")
        return []


class ActionAskDetailsConfirmed(Action):
    """Reads everything back before it is recorded, and asks whether it is right."""

    def name(self) -> str:
        """The name by which the form asks for `details_confirmed`."""
        return "action_ask_details_confirmed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The summary, or after "change something" the list of what can be changed."""
        lines = summary(tracker.slots, load_labels())
        wording = tracker.get_slot("wording")
        if wording == "what_to_change":
            buttons = [{"title": line.label, "payload": line.label} for line in lines]
            dispatcher.utter_message(response="utter_ask_details_confirmed", buttons=buttons)
            return []
        if wording not in ALREADY_SHOWN:
            text = "\n".join(f"{line.label}: {line.value}" for line in lines)
            dispatcher.utter_message(response="utter_summary", lines=text, json_message=_as_list(lines))
        dispatcher.utter_message(response="utter_ask_details_confirmed")
        return []


def _as_list(lines: Sequence[Line]) -> dict[str, object]:
    """The summary for pages that show it as a list, with what is said by pressing "Change" beside each line."""
    change = load_labels().change
    return {
        "summary": [
            {"slot": line.slot, "label": line.label, "value": line.value, "change": change.format(label=line.label)}
            for line in lines
        ]
    }
