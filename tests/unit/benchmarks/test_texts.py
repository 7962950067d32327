"""The texts whose parsing is timed: of their length, all different, the same each time."""

from __future__ import annotations

import pytest

from benchmarks import texts
from benchmarks.errors import CannotMeasure


@pytest.mark.parametrize("group", texts.GROUPS, ids=lambda group: group.name)
def test_texts_have_their_length_and_come_once(group: texts.Group) -> None:
    pool = texts.sentences()

    drawn = texts.draw(pool, group, 200, seed=1)

    assert len(set(drawn)) == 200
    assert all(group.low <= len(text.split()) <= group.high for text in drawn)
    assert drawn == texts.draw(pool, group, 200, seed=1)


def test_too_few_sentences_are_told() -> None:
    with pytest.raises(CannotMeasure, match="add sentences"):
        texts.draw(["Good morning", "Thanks a lot"], texts.Group("short", 2, 12), 50, seed=1)
