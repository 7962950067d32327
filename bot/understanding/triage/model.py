"""The trained part of triage: how much an account sounds like each category and each ground, and which words do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cues import plain
from bot.understanding.embedding import SentenceEncoder
from bot.understanding.grounds import GROUNDS
from bot.understanding.letters import LetterRow, LetterSequences
from bot.understanding.regression import Floats, softmax
from bot.understanding.triage.examples import CATEGORIES, ESTABLISHED, NONE
from bot.understanding.triage.passages import Span, passages

# So many letters of an account are read by the sentence model, for what an account may cost; letters are read in all.
CLOSELY = 280
# A passage that sounds so much like a ground is read closely before the others.
ALARMING = 0.25
_WEIGHTS, _LETTERS = "triage.npz", "letters.json"
_LINEARS = ("screen", "grounds", "categories")


@dataclass(frozen=True, slots=True)
class Sounds:
    """How likely the words of a span establish a ground, and how likely they do so or leave it open (0 to 1)."""

    ground: str
    established: float
    open: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Impression:
    """What an account sounds like: the share of each category (all add up to one), each ground at its likeliest."""

    categories: dict[str, float]
    grounds: tuple[Sounds, ...]


@dataclass(frozen=True)
class Linear:
    """A regression: a row for each feature (`dense`: the sentence model's, `sparse`: letters), a column for a label."""

    dense: Floats
    sparse: Floats
    bias: Floats

    def scores(self, row: LetterRow, dense: Floats | None = None) -> Floats:
        """The score of each label for a text: its letters and, where the regression has any, its dense features."""
        columns, values = row
        scores: Floats = values @ self.sparse[columns] + self.bias
        return scores if dense is None else dense @ self.dense + scores


@dataclass(frozen=True)
class Triage:
    """Three regressions: `screen` hears grounds in letters alone, `grounds` and `categories` in the sentence model too.

    `screen` and `grounds` have three columns for each ground (none, open, established).
    """

    letters: LetterSequences
    screen: Linear
    grounds: Linear
    categories: Linear

    def read(self, text: str) -> Impression:
        """What the account sounds like. The time grows with its length for the screen, not for what is read closely."""
        low = plain(text)
        spans = passages(low)
        rows = [self.letters.row(low[start:end]) for start, end in spans]
        heard = np.array([_chances(self.screen.scores(row)) for row in rows])
        chosen = closest(spans, alarm(heard))
        encoded = np.array([encode(low[start:end]) for start, end in (spans[place] for place in chosen)])
        for place, dense in zip(chosen, encoded, strict=True):
            heard[place] = _chances(self.grounds.scores(rows[place], dense))
        shares = softmax(self.categories.scores(self.letters.row(low), encoded.mean(axis=0)))
        return Impression(dict(zip(CATEGORIES, shares.tolist(), strict=True)), _likeliest(heard, spans, chosen))

    def save(self, folder: Path) -> None:
        """Keep it in a folder that is there."""
        (folder / _LETTERS).write_text(json.dumps(self.letters.known), encoding="utf-8")
        arrays = {f"{name}_{part}": array for name in _LINEARS for part, array in vars(getattr(self, name)).items()}
        np.savez(folder / _WEIGHTS, rarity=self.letters.rarity, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Triage:
        """What `save` kept. Raises `OSError` if it is not there."""
        known = json.loads((folder / _LETTERS).read_text(encoding="utf-8"))
        with np.load(folder / _WEIGHTS, allow_pickle=False) as stored:
            linears = [Linear(*(stored[f"{name}_{part}"] for part in ("dense", "sparse", "bias"))) for name in _LINEARS]
            return cls(LetterSequences(known, stored["rarity"]), *linears)


def encode(text: str) -> Floats:
    """A passage as the sentence model's numbers: what it means and how it is worded. Raises `OriginFault`."""
    return SentenceEncoder.load().encode(text).weighted()


def alarm(chances: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """For each passage, how likely any ground is established or open in it."""
    highest: NDArray[np.floating[Any]] = (1 - chances[:, :, NONE]).max(axis=1)
    return highest


def closest(spans: Sequence[Span], alarms: NDArray[np.floating[Any]]) -> list[int]:
    """Which passages are read closely: the most alarming one, then from the beginning as far as `CLOSELY` reaches."""
    loudest = int(np.argmax(alarms))
    order = sorted(range(len(spans)), key=lambda place: (place != loudest or alarms[loudest] < ALARMING, place))
    chosen: list[int] = []
    room = CLOSELY
    for place in order:
        start, end = spans[place]
        if chosen and end - start > room:
            break
        chosen.append(place)
        room -= end - start
    return chosen


def _chances(scores: Floats) -> Floats:
    return softmax(scores.reshape(len(GROUNDS), 3))


def _likeliest(heard: Floats, spans: Sequence[Span], chosen: Sequence[int]) -> tuple[Sounds, ...]:
    """Each ground at the passage that establishes it most; only what was read closely can establish one."""
    found = []
    for column, ground in enumerate(GROUNDS):
        best = max(chosen, key=lambda place: heard[place, column, ESTABLISHED])
        opened = 1 - heard[:, column, NONE].min()
        found.append(Sounds(ground, float(heard[best, column, ESTABLISHED]), float(opened), *spans[best]))
    return tuple(found)
