"""Personas: what a person says to each question, when a talk ends, and what is right of its end."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation import personas
from bot.evaluation.errors import ProductUnavailable
from bot.evaluation.personas import MOST_TURNS, Talk, play, same
from bot.evaluation.scores import Share
from tests.unit.evaluation.conftest import PERSONAS, ScriptedAssistant


def _said(talk: Talk) -> list[str]:
    return [text for who, text in talk.lines if who == "user"]


def test_a_person_answers_each_question_and_each_repetition_of_it() -> None:
    first, second = play(PERSONAS, ScriptedAssistant()).talks

    assert _said(first) == ["An officer swore at me.", "yesterday", "What do you mean?", "An apology"]
    assert _said(second)[1:] == ["I don't know", "I don't know", "I'd rather skip that"]
    assert first.lines[1] == ("bot", "answer 1")


def test_the_end_of_each_talk_is_checked() -> None:
    results = play(PERSONAS, ScriptedAssistant())
    first, second = results.talks

    assert [check.name for check in first.checks] == [
        "route",
        "handling",
        "referral",
        "slot desired_outcome",
        "reference",
    ]
    assert first.failed == []
    assert [(check.name, check.expected, check.got) for check in second.failed] == [
        ("referral", ["serious_assault"], [])
    ]
    assert results.outcomes == Share(1, 2)
    assert results.checks == Share(7, 8)
    assert results.referrals == Share(0, 1)
    assert results.mean_turns == 4
    assert results.by_check["referral"] == Share(1, 2)


def test_a_wrong_slot_alone_leaves_the_outcome_right() -> None:
    persona = {**PERSONAS[0], "expect": {"route": "record", "slots": {"desired_outcome": "money"}}}

    [talk] = play([persona], ScriptedAssistant()).talks

    assert talk.outcome_right
    assert [check.name for check in talk.failed] == ["slot desired_outcome"]


@pytest.mark.parametrize(
    ("wanted", "found", "right"),
    [([], [], True), ([], ["x"], False), (["x"], ["x", "y"], True), (["x", "y"], ["x"], False), (["x"], None, False)],
)
def test_a_further_ground_is_no_fault_but_one_where_there_is_none_is(
    wanted: list[str], found: list[str] | None, right: bool
) -> None:
    talk = Talk({"id": "p", "expect": {"referral": wanted}}, [], {"referral_grounds": found})

    assert [check.right for check in talk.checks] == [right]


@pytest.mark.parametrize(
    ("expected", "got", "right"),
    [
        ("a", "a", True),
        ("a", "A", False),
        ("~jan|feb", "In FEBruary", True),
        ("~jan", None, False),
        (["x", "y"], ["y", "x"], True),
        ([], None, True),
        (False, False, True),
        (False, None, False),
        (None, None, True),
    ],
)
def test_what_a_slot_must_be(expected: object, got: object, right: bool) -> None:
    assert same(expected, got) is right


class Silent:
    """Says nothing and asks nothing."""

    def say(self, sender: str, text: str) -> list[str]:
        return []

    def slots(self, sender: str) -> dict[str, Any]:
        return {}


def test_silence_is_broken_once() -> None:
    [talk] = play(PERSONAS[:1], Silent()).talks

    assert _said(talk) == ["An officer swore at me.", personas.OPENING]
    assert ("bot", personas.SILENCE) in talk.lines


class Endless(Silent):
    """Asks the same for ever."""

    def slots(self, sender: str) -> dict[str, Any]:
        return {"requested_slot": "incident_date"}


def test_a_talk_without_end_is_ended() -> None:
    [talk] = play(PERSONAS[:1], Endless()).talks

    assert talk.turns == MOST_TURNS
    assert not talk.outcome_right


class Broken(Silent):
    """Fails at the first message."""

    def say(self, sender: str, text: str) -> list[str]:
        raise ProductUnavailable("answered 500")


def test_a_product_that_fails_breaks_off_one_talk_and_nothing_of_it_is_right() -> None:
    results = play([{**PERSONAS[0], "expect": {"referral": [], "slots": {"phone": None}}}], Broken())

    [talk] = results.talks
    assert talk.broke == "answered 500"
    assert results.outcomes == Share(0, 1)
    assert results.checks == Share(0, 2)
    assert _said(talk) == ["An officer swore at me."]


def test_no_two_talks_have_the_same_sender() -> None:
    assistant = ScriptedAssistant()

    play([PERSONAS[0]], assistant)
    play([PERSONAS[0]], assistant)

    assert len(assistant.heard) == 2
