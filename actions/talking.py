"""Asides: an explanation, the reason for a question, a question said again, and what nobody understood."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.asking import explain
from actions.resources import helplines
from actions.tracking import turn_of
from bot.intake.safety import HELP
from bot.understanding.languages import language_of


class ActionExplain(Action):
    """Answers a question about police powers or procedure with its reviewed explanation (S1)."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_explain"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The explanation of the topic that was asked about; without a topic, that it was not understood."""
        topic = turn_of(tracker).topic
        if topic is None and tracker.get_slot("requested_slot"):
            dispatcher.utter_message(response="utter_not_understood")
        else:
            explain(dispatcher, topic)
        return []


class ActionGiveHelp(Action):
    """Says what to do in danger, and who helps in despair, where no question is open."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_give_help"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Help first, whatever else was said."""
        dispatcher.utter_message(response=HELP.get(turn_of(tracker).intent, HELP["distress"]), **helplines())
        return []


class ActionHelpWithLanguage(Action):
    """Says how to get an interpreter, in the person's own language where that is known."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_help_with_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The note in their language beside the English words."""
        if language := language_of(turn_of(tracker).text):
            words = {"language": language.name, "in_their_language": language.note}
            dispatcher.utter_message(response="utter_other_language", **words)
        dispatcher.utter_message(response="utter_language_help")
        return []


class ActionExplainQuestion(Action):
    """Says why the open question is asked."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_explain_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The reason for the open question; outside the form, that nothing was asked."""
        dispatcher.utter_message(response=f"utter_why_{tracker.get_slot('requested_slot') or 'nothing_asked'}")
        return []


class ActionSayAgain(Action):
    """Says the last words again where no question of the form is open; inside it the form asks again by itself."""

    def name(self) -> str:
        """Named in the rules."""
        return "action_say_again"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The last message, or a way on if there was none."""
        if tracker.get_slot("requested_slot"):
            return []
        last = next((e["text"] for e in reversed(tracker.events) if e.get("event") == "bot" and e.get("text")), None)
        if last:
            dispatcher.utter_message(text=last)
        else:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        return []


class ActionDefaultFallback(Action):
    """The last resort where no rule fits: says so, gives a way on, and forgets the turn that led nowhere."""

    def name(self) -> str:
        """The name of Rasa's own fallback, which this replaces."""
        return "action_default_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """A way on. Without the reversal Rasa would predict this action again and again."""
        dispatcher.utter_message(response="utter_default")
        return [UserUtteranceReverted()]
