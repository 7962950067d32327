"""Small invented files of each form, and stand-ins for the trained assistant and a running product."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.run import Tools
from bot.policy import Rulebook

Rows = list[dict[str, Any]]

UTTERANCES: Rows = [
    {"id": "u1", "text": "good morning", "intent": "greet", "style": "plain"},
    {"id": "u2", "text": "hiya <b>you</b>", "intent": "greet", "style": "terse"},
    {"id": "u3", "text": "how many weeks is this", "intent": "faq/how_long", "style": "plain"},
    {"id": "u4", "text": "a man is on the roof", "intent": "emergency", "style": "terse"},
    {"id": "u5", "text": "no, leave it", "intent": "deny", "also": ["cancel"], "style": "plain"},
]
# For each text, what the stand-in answers: intent, confidence, topic and the topic's share.
HEARD: dict[str, tuple[str, float, str | None, float]] = {
    "good morning": ("greet", 0.95, None, 1.0),
    "hiya <b>you</b>": ("goodbye", 0.75, None, 1.0),
    "how many weeks is this": ("faq", 0.8, "faq/updates", 0.5),
    "a man is on the roof": ("distress", 0.95, None, 1.0),
    "no, leave it": ("cancel", 0.65, None, 1.0),
}

_ACCOUNT: dict[str, Any] = {
    "received": "2026-11-22",
    "acceptable": [],
    "referral_grounds": [],
    "grounds_possible": [],
    "incident_date": None,
    "location": None,
    "borough": None,
    "officers": [],
    "about_met": None,
    "on_behalf_of": None,
}
ACCOUNTS: Rows = [
    {
        **_ACCOUNT,
        "id": "a1",
        "text": "On 3 November 2026 in Brixton Road a Met officer, PC 4417 LX, broke my arm with his baton.",
        "allegations": ["A"],
        "referral_grounds": ["death_or_serious_injury", "serious_assault"],
        "incident_date": "2026-11-03",
        "location": "Brixton Road",
        "borough": "Lambeth",
        "officers": ["4417"],
        "about_met": True,
        "style": "plain",
    },
    {
        **_ACCOUNT,
        "id": "a2",
        "text": "A Met constable at the desk swore at me & called me <i>an idiot</i>. Nobody touched me.",
        "allegations": ["J"],
        "incident_date": "2026-11-19",
        "about_met": True,
        "style": "angry",
    },
]
SUMMARIES: Rows = [
    {
        "id": "p1",
        "received": "6/28/16",
        "classification": "VERBAL ABUSE",
        "text": "The officer swore at the complainant and called her an idiot.",
    },
    {
        "id": "p2",
        "received": "2016-07-02",
        "classification": "VERBAL ABUSE",
        "text": "The officer punched me in the stomach.",
    },
    {"id": "p3", "received": "7/4/16", "classification": "WEATHER <1>", "text": "It rained all day."},
]
PERSONAS: Rows = [
    {
        "id": "first",
        "opening": ["An officer swore at me."],
        "answers": {"incident_date": "yesterday", "desired_outcome": ["What do you mean?", "An apology"]},
        "expect": {
            "route": "record",
            "handling": "local_resolution",
            "referral": [],
            "slots": {"desired_outcome": "~apolog"},
        },
    },
    {
        "id": "second",
        "opening": ["He broke my wrist <script>"],
        "answers": {},
        "expect": {"route": "record", "referral": ["serious_assault"]},
    },
]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as JSON lines; gives the file."""

    def to_file(rows: Sequence[Mapping[str, Any]], name: str = "examples.jsonl") -> Path:
        file = tmp_path / name
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return file

    return to_file


def parse(text: str) -> Mapping[str, Any]:
    """What Rasa's `/model/parse` would answer, as `HEARD` says."""
    intent, confidence, topic, share = HEARD[text]
    ranking = [{"name": intent, "confidence": confidence}, {"name": "inform", "confidence": 1 - confidence}]
    selector = {intent: {"ranking": [{"intent_response_key": topic, "confidence": share}]}} if topic else {}
    return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "response_selector": selector}


class ScriptedAssistant:
    """Asks for a date and an outcome, then records; in the talk of `second` it finds no ground."""

    QUESTIONS = ("incident_date", "desired_outcome", "desired_outcome")

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = {}

    def say(self, sender: str, text: str) -> list[str]:
        self.heard.setdefault(sender, []).append(text)
        return [f"answer {len(self.heard[sender])}"]

    def slots(self, sender: str) -> dict[str, Any]:
        heard = self.heard[sender]
        if len(heard) <= len(self.QUESTIONS):
            return {"requested_slot": self.QUESTIONS[len(heard) - 1], "route": "need"}
        return {
            "requested_slot": None,
            "route": "record",
            "handling": "local_resolution",
            "referral_grounds": [],
            "desired_outcome": heard[-1],
            "complaint_reference": "C-1",
        }


@contextmanager
def opened() -> Iterator[Callable[[str], Mapping[str, Any]]]:
    yield parse


def stand_ins() -> Tools:
    """Stand-ins, and a clock that goes on by a hundredth of a second each time it is read."""
    ticks = itertools.count()
    return Tools(rulebook=Rulebook(), timer=lambda: next(ticks) / 100, parser=opened, assistant=ScriptedAssistant)
