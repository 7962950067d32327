"""The trained part of triage: how much an account sounds like each category and each ground, and which words do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understanding.cues import plain
from bot.understanding.embedding import SentenceEncoder
from bot.understanding.grounds import GROUNDS
from bot.understanding.letters import LetterRow, of_length_one
from bot.understanding.regression import Floats, softmax
from bot.understanding.triage.examples import CATEGORIES, ESTABLISHED, NONE
from bot.understanding.triage.features import Counted
from bot.understanding.triage.passages import Span, passages, stretches

# How much each half of an embedding weighs beside what is counted.
MEANING = 6.0
# What is counted settles an account in which no ground sounds likelier than this, and one category as likely as that:
# the sentence model, which takes longer than all the rest, reads the others.
CALM, CLEAR = 0.3, 0.3
# A ground that is likelier than this is shown with the passage that sounds most like it.
_SHOWN = 0.2
_WEIGHTS = "triage.npz"
_LINEARS = ("screen", "reader")
_OF_GROUNDS = 3 * len(GROUNDS)


@dataclass(frozen=True, slots=True)
class Sounds:
    """How likely an account establishes a ground, and how likely it does so or leaves it open (0 to 1).

    The words from `start` to `end` sound most like it.
    """

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
    """A regression: a row for each feature (`dense`: the sentence model's, `sparse`: what is counted).

    Its columns are those of each ground (none, open, established), then one for each category.
    """

    dense: Floats
    sparse: Floats
    bias: Floats

    def scores(self, row: LetterRow, dense: Floats | None = None) -> Floats:
        """The score of each column for a text: of what is counted and, where there are any, its dense features."""
        columns, values = row
        scores: Floats = values @ self.sparse[columns] + self.bias
        return scores if dense is None else dense @ self.dense + scores


@dataclass(frozen=True)
class Triage:
    """Two regressions: `screen` over what is counted in a text, `reader` over what the sentence model reads as well."""

    counted: Counted
    screen: Linear
    reader: Linear

    def read(self, text: str) -> Impression:
        """What the account sounds like. The time grows with its length for the screen, not for what is read closely.

        Of a long one each stretch is heard by itself, and the most alarming is read closely.
        """
        low = plain(text)
        spans = stretches(low)
        rows = [self.counted.row(low[start:end]) for start, end in spans]
        scores = np.array([self.screen.scores(row) for row in rows])
        loudest = int(np.argmax(_alarm(scores)))
        if _in_doubt(scores, loudest):
            dense = encode(low, *spans[loudest])
            scores[loudest] = self.reader.scores(rows[loudest], dense)
        shares = softmax(scores[:, _OF_GROUNDS:].mean(axis=0))
        return Impression(dict(zip(CATEGORIES, shares.tolist(), strict=True)), self._grounds(low, spans, scores))

    def hear(self, words: str, ground: str) -> float:
        """How likely words establish a ground by themselves, whatever else the account tells."""
        chances = _chances(self.screen.scores(self.counted.row(plain(words))))
        return float(chances[GROUNDS.index(ground), ESTABLISHED])

    def _grounds(self, low: str, spans: list[Span], scores: Floats) -> tuple[Sounds, ...]:
        """Each ground in the stretch that establishes it most."""
        heard = _chances(scores)
        found = []
        for column, ground in enumerate(GROUNDS):
            best = int(np.argmax(heard[:, column, ESTABLISHED]))
            opened = float(1 - heard[:, column, NONE].min())
            start, end = self._telling(low, spans[best], column) if opened >= _SHOWN else spans[best]
            found.append(Sounds(ground, float(heard[best, column, ESTABLISHED]), opened, start, end))
        return tuple(found)

    def _telling(self, low: str, stretch: Span, column: int) -> Span:
        """The passage of a stretch that sounds most like the ground."""

        def likeness(span: Span) -> float:
            heard = _chances(self.screen.scores(self.counted.row(low[span[0] : span[1]])))
            return float(1 - heard[column, NONE])

        found = passages(low, *stretch)
        return max(found, key=likeness) if len(found) > 1 else found[0]

    def save(self, folder: Path) -> None:
        """Keep it in a folder that is there."""
        self.counted.save(folder)
        arrays = {f"{name}_{part}": array for name in _LINEARS for part, array in vars(getattr(self, name)).items()}
        np.savez(folder / _WEIGHTS, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Triage:
        """What `save` kept. Raises `OSError` if it is not there."""
        with np.load(folder / _WEIGHTS, allow_pickle=False) as stored:
            linears = [Linear(*(stored[f"{name}_{part}"] for part in ("dense", "sparse", "bias"))) for name in _LINEARS]
        return cls(Counted.load(folder), *linears)


def encode(low: str, start: int = 0, end: int | None = None) -> Floats:
    """A stretch of plain text as the sentence model's numbers: what its passages mean and how they are worded.

    The longer a passage, the more it counts. Raises `OriginFault`.
    """
    encoder = SentenceEncoder.load()
    spans = passages(low, start, end)
    lengths = np.array([last - first for first, last in spans], dtype=np.float32)
    read = [encoder.encode(low[first:last]) for first, last in spans]
    halves = [of_length_one(lengths @ np.array(half)) for half in zip(*read, strict=True)]
    return np.concatenate(halves) * np.float32(MEANING)


def _chances(scores: Floats) -> Floats:
    """For each ground the chances of none, open and established, from scores (of one text, or of many)."""
    return softmax(scores[..., :_OF_GROUNDS].reshape(*scores.shape[:-1], len(GROUNDS), 3))


def _alarm(scores: Floats) -> Floats:
    """For each stretch, how likely any ground is established or open in it."""
    highest: Floats = (1 - _chances(scores)[..., NONE]).max(axis=-1)
    return highest


def _in_doubt(scores: Floats, loudest: int) -> bool:
    if _alarm(scores)[loudest] > CALM:
        return True
    return float(softmax(scores[:, _OF_GROUNDS:].mean(axis=0)).max()) < CLEAR
