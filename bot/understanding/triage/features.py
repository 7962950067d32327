"""What is counted in a text for triage: sequences of letters, words and pairs of them, and the pieces of its words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.understanding.embedding import SentenceEncoder
from bot.understanding.letters import LetterRow, LetterSequences, WordSequences

# How much each kind weighs beside the others, and in how many texts of training a sequence must stand.
LETTERS, WORDS, PIECES = 6.0, 5.0, 2.1
LEAST = 3
_NAMES, _RARITIES = "counted.json", "counted.npz"
# The vocabulary is ordered by how common a piece is, after so many marks and single characters.
_MARKS = 997


@dataclass(frozen=True)
class Counted:
    """The columns of all that is counted: letters first, then words, then the pieces of the sentence model."""

    letters: LetterSequences
    words: WordSequences

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Counted:
        """What stands in several of the plain texts."""
        texts = list(texts)
        return cls(LetterSequences.learn(texts, LEAST), WordSequences.learn(texts, LEAST))

    @property
    def before_pieces(self) -> int:
        """How many columns come before those of the pieces."""
        return len(self.letters.known) + len(self.words.known)

    def row(self, low: str) -> LetterRow:
        """The columns of a plain text and their values, each kind with its weight."""
        of_letters, of_words, of_pieces = self.letters.row(low), self.words.row(low), pieces(low)
        columns = (of_letters[0], of_words[0] + len(self.letters.known), of_pieces[0] + self.before_pieces)
        values = (of_letters[1] * LETTERS, of_words[1] * WORDS, of_pieces[1] * PIECES)
        return np.concatenate(columns).astype(np.int32), np.concatenate(values)

    def save(self, folder: Path) -> None:
        """Keep it in a folder that is there."""
        names = {"letters": self.letters.known, "words": self.words.known}
        (folder / _NAMES).write_text(json.dumps(names), encoding="utf-8")
        np.savez(folder / _RARITIES, letters=self.letters.rarity, words=self.words.rarity)

    @classmethod
    def load(cls, folder: Path) -> Counted:
        """What `save` kept. Raises `OSError` if it is not there."""
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _RARITIES, allow_pickle=False) as stored:
            letters = LetterSequences(names["letters"], stored["letters"])
            return cls(letters, WordSequences(names["words"], stored["words"]))


def pieces(low: str) -> LetterRow:
    """The pieces of a text's words and their values: a rare piece tells more, and many tell little more than few."""
    counts = Counter(SentenceEncoder.load().pieces(low)[1:-1])
    columns = np.fromiter(counts, dtype=np.int32, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    weights = _telling()[columns]
    length = float(np.sqrt((times * weights * weights).sum()))
    return columns, times * weights / max(length, 1e-9)


@cache
def _telling() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """For each piece how much it tells: the later in the vocabulary, the rarer."""
    places = np.arange(SentenceEncoder.load().vocabulary, dtype=np.float32)
    return np.log1p(np.maximum(places - _MARKS, 1)).astype(np.float32)
