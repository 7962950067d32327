"""The share of the examples that both sides learn from: even over intents and topics, the same each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks import examples
from benchmarks.errors import CannotMeasure
from benchmarks.examples import LEAST, Examples
from bot.settings import ROOT

NLU = ROOT / "data" / "nlu"


@pytest.fixture
def everything(tmp_path: Path) -> Examples:
    return examples.copy(NLU, tmp_path / "nlu")


def _texts(folder: Path) -> dict[str, list[str]]:
    groups = [group for file in folder.glob("*.yml") for group in yaml.safe_load(file.read_text("utf-8"))["nlu"]]
    return {group["intent"]: group["examples"].splitlines() for group in groups}


def test_each_intent_and_topic_gives_its_share(everything: Examples, tmp_path: Path) -> None:
    drawn = examples.draw(everything, tmp_path / "share", 0.2)

    before, after = _texts(everything.folder), _texts(drawn.folder)
    assert {label: len(texts) for label, texts in after.items()} == {
        label: max(LEAST, round(0.2 * len(texts))) for label, texts in before.items()
    }
    assert all(not Counter(after[label]) - Counter(before[label]) for label in before)
    assert drawn.labels == everything.labels
    assert drawn.count == sum(map(len, after.values()))


def test_a_small_share_leaves_enough_of_each(everything: Examples, tmp_path: Path) -> None:
    drawn = examples.draw(everything, tmp_path / "share", 0.001)

    assert {len(texts) for texts in _texts(drawn.folder).values()} == {LEAST}


def test_the_same_share_is_drawn_each_time(everything: Examples, tmp_path: Path) -> None:
    first, second = (examples.draw(everything, tmp_path / name, 0.1) for name in ("first", "second"))

    assert first.digest == second.digest


def test_what_was_learnt_word_for_word_is_counted(everything: Examples) -> None:
    assert examples.found_in(["HELLO!", "hello", "no example is anything like this one"], everything.folder) == 2


def test_a_folder_without_examples_is_told(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()

    with pytest.raises(CannotMeasure, match="no examples"):
        examples.copy(tmp_path / "from", tmp_path / "to")
