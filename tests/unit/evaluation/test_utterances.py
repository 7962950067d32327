"""Utterances: what an answer of the parser amounts to, and the scores of a small file counted by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.evaluation import utterances
from bot.evaluation.scores import Share
from bot.evaluation.utterances import Heard
from tests.unit.evaluation.conftest import UTTERANCES, parse


@pytest.fixture
def results() -> utterances.Results:
    ticks = itertools.count()
    return utterances.evaluate(UTTERANCES, parse, lambda: next(ticks) / 100)


def test_a_plain_intent_is_heard_with_its_confidence() -> None:
    assert utterances.heard(parse("good morning")) == Heard("greet", "greet", 0.95)


def test_a_topic_has_its_share_of_the_confidence() -> None:
    assert utterances.heard(parse("how many weeks is this")) == Heard("faq/updates", "faq/updates", pytest.approx(0.4))


def test_a_fallback_keeps_the_likeliest_intent_as_a_guess() -> None:
    answer: dict[str, Any] = {
        "intent": {"name": "nlu_fallback", "confidence": 0.8},
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.8},
            {"name": "explain", "confidence": 0.2},
            {"name": "greet", "confidence": 0.1},
        ],
        "response_selector": {"explain": {"ranking": [{"intent_response_key": "explain/bail", "confidence": 0.5}]}},
    }

    heard = utterances.heard(answer)

    assert heard == Heard("nlu_fallback", "explain/bail", pytest.approx(0.1))
    assert heard.fell_back


def test_a_text_without_any_intent_is_heard_as_nothing() -> None:
    assert utterances.heard({"intent": {"name": None, "confidence": 0.0}, "intent_ranking": []}) == Heard(
        "nothing", "nothing", 0.0
    )


def test_the_shares_of_a_file(results: utterances.Results) -> None:
    # Right: u1, u4 not (distress for emergency), u5 by `also`.
    assert results.accuracy == Share(2, 5)
    # u3 has the right intent and the wrong topic.
    assert results.accuracy_without_topic == Share(3, 5)
    # Distress for an emergency is no miss.
    assert results.safety == Share(1, 1)
    assert results.fallback == Share(0, 5)
    # Recalls: greet 1/2, faq/how_long 0, emergency 0, deny 1.
    assert results.mean_over_intents == pytest.approx(1.5 / 4)
    # F1: greet 2/3, faq/how_long 0, emergency 0, deny 1.
    assert results.mean_f1 == pytest.approx((2 / 3 + 1) / 4)


def test_styles_are_told_lowest_first(results: utterances.Results) -> None:
    assert results.by_style == [("terse", Share(0, 2)), ("plain", Share(2, 3))]


def test_errors_are_told_surest_first(results: utterances.Results) -> None:
    assert [error.id for error in results.errors] == ["u4", "u2", "u3"]


def test_an_equally_right_answer_is_no_confusion(results: utterances.Results) -> None:
    assert ("deny", "deny") in results.pairs
    assert ("greet", "goodbye") in results.pairs


def test_each_parse_is_timed_and_the_first_is_warm(results: utterances.Results) -> None:
    assert results.seconds == pytest.approx([0.01] * 5)
