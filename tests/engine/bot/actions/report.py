"""A form with questions that depend on answers, and actions that answer well, refuse, fail or take long."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

Events = list[dict[str, Any]]


class ValidateReportForm(FormValidationAction):
    def name(self) -> str:
        return "validate_report_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        return [*domain_slots, "injury"] if tracker.get_slot("hurt") else list(domain_slots)

    async def extract_where(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return _answer_to("where", tracker)

    async def extract_injury(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return _answer_to("injury", tracker)

    def validate_what(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return {"what": value if len(value) > 3 else None}


def _answer_to(slot: str, tracker: Tracker) -> dict[str, Any]:
    if tracker.get_slot("requested_slot") != slot or tracker.get_intent_of_latest_message() in {"stop", "how_long"}:
        return {}
    return {slot: tracker.latest_message["text"]}


class ActionSubmit(Action):
    def name(self) -> str:
        return "action_submit"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        number = len([e for e in tracker.events if e["event"] == "user"])
        return [AllSlotsReset(), SlotSet("complaint_reference", f"MPS-{number}")]


class ActionForget(Action):
    def name(self) -> str:
        return "action_forget"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [AllSlotsReset()]


class ActionNewSession(Action):
    def name(self) -> str:
        return "action_new_session"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [SessionStarted()]


class ActionLookUp(Action):
    def name(self) -> str:
        return "action_look_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        text = tracker.latest_message["text"]
        if "reject" in text:
            raise ActionExecutionRejection(self.name(), "nothing to look up")
        if "fail" in text:
            raise ZeroDivisionError(text)
        if "die" in text and (marker := Path(os.environ["DIE_ONCE"])).exists():
            marker.unlink()
            os._exit(1)
        if "slow" in text:
            await asyncio.sleep(0.5)
        dispatcher.utter_message(text=f"{len(tracker.events) > 0}: found.", json_message={"found": 1})
        return []
