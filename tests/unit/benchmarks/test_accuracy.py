"""The scores of a comparison: equal labels, fallbacks, topics, safety, and the interval of a paired difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.errors import CannotMeasure

LABELS = frozenset({"greet", "thank", "emergency", "distress", "faq/how_long", "faq/appeal"})
ROWS = [
    {"id": "a", "text": "morning", "intent": "greet", "style": "plain"},
    {"id": "b", "text": "cheers then", "intent": "thank", "also": ["greet"], "style": "plain"},
    {"id": "c", "text": "how long", "intent": "faq/how_long", "style": "terse"},
    {"id": "d", "text": "he is outside with a knife", "intent": "emergency", "style": "terse"},
]


def _answer(intent: str, confidence: float = 0.9, topic: str | None = None, likeliest: str | None = None) -> dict:
    ranking = [{"name": likeliest or intent, "confidence": confidence}]
    if intent == "nlu_fallback":
        ranking.insert(0, {"name": intent, "confidence": 0.7})
    answer = {"intent": {"name": intent, "confidence": confidence}, "intent_ranking": ranking}
    if topic:
        answer["response_selector"] = {"faq": {"ranking": [{"intent_response_key": topic, "confidence": 0.5}]}}
    return answer


@pytest.fixture
def utterances(tmp_path: Path) -> accuracy.UtteranceSet:
    file = tmp_path / "utterances.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return accuracy.read(file, LABELS)


def test_each_side_is_scored_by_the_same_rules(utterances: accuracy.UtteranceSet) -> None:
    ours = [_answer("greet"), _answer("greet"), _answer("faq", topic="faq/how_long"), _answer("distress")]
    default = [
        _answer("nlu_fallback", 0.2, likeliest="greet"),
        _answer("emergency"),
        _answer("faq", topic="faq/appeal"),
        _answer("emergency"),
    ]

    compared = accuracy.compare(accuracy.judge(utterances, ours), accuracy.judge(utterances, default))

    candour, other = compared["candour"], compared["default"]
    assert (candour["with_topic"]["right"], other["with_topic"]["right"]) == (3, 1)
    assert (candour["without_topic"]["right"], other["without_topic"]["right"]) == (3, 2)
    # Distress is not the emergency that was meant, but somebody looks after the person all the same.
    assert candour["safety_seen"]["right"] == other["safety_seen"]["right"] == 1
    assert (candour["false_alarms"]["right"], other["false_alarms"]["right"]) == (0, 1)
    assert (other["asks_instead"]["right"], other["likeliest"]["right"]) == (1, 2)
    assert candour["by_style"]["plain"]["share"] == 1.0
    difference = compared["difference"]["with_topic"]
    assert (difference["share"], difference["only_candour_right"], difference["only_default_right"]) == (0.5, 3, 1)


def test_no_text_stands_in_the_figures(utterances: accuracy.UtteranceSet) -> None:
    judged = accuracy.judge(utterances, [_answer("greet")] * 4)

    figures = json.dumps(accuracy.compare(judged, judged))

    assert not [row["text"] for row in ROWS if row["text"] in figures]


def test_a_paired_difference_has_an_interval_around_it() -> None:
    # 200 utterances: 150 both right, 30 only the first, 10 only the second. By the normal approximation of paired
    # proportions the standard error is sqrt(((30 + 10) - 20² / 200) / 200²) = 0.0308.
    first = [True] * 180 + [False] * 20
    second = [True] * 150 + [False] * 30 + [True] * 10 + [False] * 10

    difference, low, high = accuracy.paired_difference(first, second)

    assert difference == pytest.approx(0.10)
    assert low == pytest.approx(0.10 - 1.96 * 0.0308, abs=0.006)
    assert high == pytest.approx(0.10 + 1.96 * 0.0308, abs=0.006)


def test_sides_that_are_right_together_do_not_differ() -> None:
    assert accuracy.paired_difference([True, False, True], [True, False, True]) == (0.0, 0.0, 0.0)


def test_a_label_without_examples_is_told_before_anything_is_trained(tmp_path: Path) -> None:
    file = tmp_path / "utterances.jsonl"
    file.write_text(json.dumps({"id": "a", "text": "who", "intent": "faq/unknown"}), encoding="utf-8")

    with pytest.raises(CannotMeasure, match="faq/unknown"):
        accuracy.read(file, LABELS)
