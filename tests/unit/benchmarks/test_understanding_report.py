"""What is published of understanding: which examples were learnt, both sides side by side, each part by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import accuracy, publishing, understanding_report
from benchmarks.texts import GROUPS
from bot.evaluation.utterances import Results

UTTERANCES = accuracy.UtteranceSet(
    "some.jsonl",
    [
        {"id": "a", "text": "morning", "intent": "greet", "style": "plain"},
        {"id": "b", "text": "he has a knife", "intent": "emergency", "style": "terse"},
    ],
)
OCCASION = {
    "date": "2026-11-22",
    "command": "python benchmarks/understanding.py",
    "machine": {"processor": "a", "cores": 2, "memory_gb": 25, "system": "Linux", "load_before": 0.1},
}


def _heard(*intents: str) -> Results:
    rankings = [{"name": intent, "confidence": 0.9} for intent in intents]
    return accuracy.judge(UTTERANCES, [{"intent": each, "intent_ranking": [each]} for each in rankings])


def _accuracy(share: float, learnt: int, *judged: Results) -> dict[str, Any]:
    examples = {"share": share, "learnt": learnt, "of": 8915}
    return {
        **OCCASION,
        "examples": examples,
        "sets": {UTTERANCES.name: {**accuracy.compare(*judged), "among_examples": {"learnt": 1, "of_all": 2}}},
    }


def _cost() -> dict[str, Any]:
    parses = {group.name: understanding_report.cost(group, [group.low], [2.0], [8.0]) for group in GROUPS}
    assess = {"accounts_a_second": publishing.spread([60.0]), "first_seconds": publishing.spread([2.0])}
    return {**OCCASION, "parses": parses, "assess": assess}


@pytest.fixture
def on_a_share() -> dict[str, Any]:
    ours, default, shipped = _heard("greet", "thank"), _heard("thank", "thank"), _heard("greet", "emergency")
    return _accuracy(0.2, 1785, ours, default, shipped)


def test_a_share_is_told_beside_ours_on_all_examples(on_a_share: dict[str, Any]) -> None:
    table = understanding_report.table({"accuracy": on_a_share})

    assert "Both sides learnt from the same 1,785 of 8,915 examples" in table
    assert "20% of each intent and topic" in table
    assert "1 stand word for word among the examples that both sides learnt, and 2 among all" in table
    assert "| Candour | Rasa's default | Candour, on all | difference |" in table
    right = next(line for line in table.splitlines() if line.startswith("| intent and topic right |"))
    assert right.startswith("| intent and topic right | 50.0% (1 of 2) | 0.0% (0 of 2) | 100.0% (2 of 2) | +50.0 (")


def test_with_all_examples_two_sides_are_compared() -> None:
    table = understanding_report.table(
        {"accuracy": _accuracy(1, 8915, _heard("greet", "thank"), _heard("thank", "thank"))}
    )

    assert "Both sides learnt from the same 8,915 examples" in table
    assert "on all" not in table


def test_every_row_of_a_table_has_as_many_cells_as_its_head(on_a_share: dict[str, Any]) -> None:
    table = understanding_report.table({"accuracy": on_a_share, "cost": _cost()})

    for block in table.split("\n\n"):
        assert len({line.count("|") for line in block.splitlines() if line.startswith("|")}) <= 1


@pytest.mark.parametrize("parts", [("accuracy",), ("cost",), ("accuracy", "cost")])
def test_each_part_is_told_and_drawn_without_the_other(
    parts: tuple[str, ...], on_a_share: dict[str, Any], tmp_path: Path
) -> None:
    results = {part: {"accuracy": on_a_share, "cost": _cost()}[part] for part in parts}

    understanding_report.draw(results, tmp_path / "plot.svg")

    table = understanding_report.table(results)
    assert ("**Accuracy.**" in table, "**Cost.**" in table) == ("accuracy" in parts, "cost" in parts)
    assert "<svg" in (tmp_path / "plot.svg").read_text("utf-8")


def test_targets_are_of_the_cost() -> None:
    targets = understanding_report.targets(_cost())

    assert len(targets) == len(GROUPS) + 2
    assert all(target.reached for target in targets)
