"""Philadelphia summaries: which categories fall on each classification, and where a counterpart is natural."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation import summaries
from bot.evaluation.errors import InvalidMapping
from bot.evaluation.scores import Share
from tests.unit.evaluation.conftest import SUMMARIES


@pytest.fixture
def results() -> summaries.Results:
    return summaries.evaluate(SUMMARIES, {"VERBAL ABUSE": ["U"], "HARASSMENT": ["D"]}, lambda: 0.0)


def test_classifications_come_most_frequent_first(results: summaries.Results) -> None:
    assert results.classes == ["VERBAL ABUSE", "WEATHER <1>"]


def test_categories_are_counted_for_each_classification(results: summaries.Results) -> None:
    assert sum(results.first("VERBAL ABUSE").values()) == 2
    assert results.first("VERBAL ABUSE")["U"] == 1
    anywhere = results.any("VERBAL ABUSE")
    assert all(anywhere[code] >= count for code, count in results.first("VERBAL ABUSE").items())
    assert sum(results.first("WEATHER <1>").values()) == 1
    assert results.without_category == Share(0, 3)


def test_counterparts_are_counted_only_where_the_mapping_has_some(results: summaries.Results) -> None:
    assert results.mapped == ["VERBAL ABUSE"]
    assert results.first_fits("VERBAL ABUSE") == Share(1, 2)
    assert results.mapped_first == Share(1, 2)
    assert results.mapped_any == Share(1, 2)


def test_an_open_ground_is_told_apart_from_an_established_one(results: summaries.Results) -> None:
    assert results.with_ground == Share(0, 3)
    assert results.grounds("VERBAL ABUSE", certain=False)["serious_assault"] == 1
    assert results.grounds("VERBAL ABUSE", certain=True)["serious_assault"] == 0
    assert results.with_open_ground == Share(1, 3)


def test_the_mapping_of_the_project_can_be_read() -> None:
    mapping = summaries.load_mapping()

    assert mapping["PHYSICAL ABUSE"] == ["A", "C"]
    assert all(codes for codes in mapping.values())


@pytest.mark.parametrize("content", ["[A]", "X: A", "X: [AB]", "X: [1]", "{", ""])
def test_a_mapping_that_cannot_be_used_is_told(content: str, tmp_path: Path) -> None:
    file = tmp_path / "mapping.yml"
    file.write_text(content)

    with pytest.raises(InvalidMapping, match=r"mapping\.yml"):
        summaries.load_mapping(file)


def test_a_mapping_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidMapping, match="cannot be read"):
        summaries.load_mapping(tmp_path / "none.yml")
