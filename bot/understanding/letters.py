"""Letter sequences of a text as weighted features: they carry through misspellings, slang and missing spaces."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cues import plain

SHORTEST, LONGEST = 2, 4
# Enough for any message; of a long account the start says what it is.
LONGEST_TEXT = 600

LetterRow = tuple[NDArray[np.int32], NDArray[np.float32]]


class LetterSequences:
    """The sequences that training has seen, and how telling each is."""

    def __init__(self, known: Sequence[str], rarity: NDArray[np.float32]) -> None:
        """`known`: the sequences in the order of their columns; `rarity`: a factor for each."""
        self.known = list(known)
        self.rarity = rarity
        self._columns = {sequence: column for column, sequence in enumerate(self.known)}

    @classmethod
    def learn(cls, texts: Iterable[str], least: int = 2) -> LetterSequences:
        """The sequences of at least `least` texts (one alone says nothing of others); those of few texts tell more."""
        found = [set(_sequences(text)) for text in texts]
        counts = Counter(sequence for sequences in found for sequence in sequences)
        known = sorted(sequence for sequence, count in counts.items() if count >= least)
        rarity = [1 + math.log((1 + len(found)) / (1 + counts[sequence])) for sequence in known]
        return cls(known, np.array(rarity, dtype=np.float32))

    def row(self, text: str) -> LetterRow:
        """The columns of a text's known sequences and their values, a vector of length one (empty if none is known)."""
        counts = Counter(column for s in _sequences(text) if (column := self._columns.get(s)) is not None)
        columns = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        values *= self.rarity[columns]
        return columns, (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)


def _sequences(text: str) -> Iterator[str]:
    for word in plain(text[:LONGEST_TEXT]).split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
