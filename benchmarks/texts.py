"""The texts whose parsing is timed: put together from the sentences of `texts.yml`, none of them twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.errors import CannotMeasure

SENTENCES = Path(__file__).resolve().with_name("texts.yml")
# So many tries for each text; more means that the sentences do not yield as many.
TRIES = 50


@dataclass(frozen=True)
class Group:
    """Texts of a length: from `low` to `high` words."""

    name: str
    low: int
    high: int

    @property
    def words(self) -> str:
        """The length in words."""
        return f"{self.low} to {self.high} words"


GROUPS = (Group("short", 2, 12), Group("middle", 25, 60), Group("long", 80, 150), Group("longest", 300, 400))


def sentences() -> list[str]:
    """The sentences of the data file."""
    return [str(each) for each in yaml.safe_load(SENTENCES.read_text("utf-8"))]


def draw(pool: Sequence[str], group: Group, count: int, seed: int) -> list[str]:
    """`count` different texts of the group's length, the same for the same seed.

    Raises `CannotMeasure` where the sentences do not yield as many.
    """
    chance = random.Random(f"{seed} {group.name}")
    texts: dict[str, None] = {}
    for _ in range(TRIES * count):
        text = _text(pool, group, chance)
        if len(text.split()) >= group.low:
            texts[text] = None
        if len(texts) == count:
            return list(texts)
    raise CannotMeasure(f"{SENTENCES} yields {len(texts)} texts of {group.words}, not {count}; add sentences.")


def _text(pool: Sequence[str], group: Group, chance: random.Random) -> str:
    """Sentences in a random order, as many as fit into a length that is drawn from the group's."""
    left = chance.randint(group.low, group.high)
    taken = []
    for sentence in chance.sample(pool, len(pool)):
        if len(sentence.split()) <= left:
            taken.append(sentence)
            left -= len(sentence.split())
    return ". ".join(taken).replace("?.", "?")
