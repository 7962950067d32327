"""Words of danger beside an open complaint: help is said at every question, and nothing is chosen in despair."""

from __future__ import annotations

from datetime import date

import pytest

from bot.followup.hearing import WORDS, Heard, Question, hear
from bot.followup.wishes import load_wishes
from bot.intake.turn import Turn
from tests.unit.followup.test_wishes import case

HELP = {
    "distress": {"utter_distress", "utter_distress_in_passing"},
    "emergency": {"utter_emergency", "utter_emergency_in_passing"},
}
PLEAS = [
    ("I can't cope any more and I want to end my life", "distress"),
    ("i want to kill myself", "distress"),
    ("yes, and I want to kill myself", "distress"),
    ("no, there is a man breaking into my house right now", "emergency"),
    ("take my complaint back, I want to die", "distress"),
]


def _heard(words: str, asked: Question, kind: str) -> Heard:
    turn = Turn(words, kind, 0.95, "case_answer", {}, date(2026, 11, 22))
    return hear(turn, asked, "the draft", case(), load_wishes(), set_aside=False)


@pytest.mark.parametrize("asked", Question)
@pytest.mark.parametrize(("words", "kind"), PLEAS)
def test_help_is_said_whatever_was_asked(asked: Question, words: str, kind: str):
    assert HELP[kind] & {*_heard(words, asked, kind).says}


@pytest.mark.parametrize("asked", sorted({*Question} - {*WORDS}))
@pytest.mark.parametrize(("words", "kind"), PLEAS)
def test_nothing_is_done_and_what_was_written_before_stays(asked: Question, words: str, kind: str):
    heard = _heard(words, asked, kind)

    assert heard.does is None
    assert asked is not Question.OFFER or heard.draft == "the draft"
