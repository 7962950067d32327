"""Sequences of letters or words as weighted features of a text; letters carry through misspellings and slang."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cues import plain

SHORTEST, LONGEST = 2, 4
# Enough for any message; of a long account the start says what it is.
LONGEST_TEXT = 600
_WORD = re.compile(r"[a-z']+|\d+")
_CACHED_WORDS = 20_000

LetterRow = tuple[NDArray[np.int32], NDArray[np.float32]]


class LetterSequences:
    """The sequences of letters that training has seen, and how telling each is."""

    def __init__(self, known: Sequence[str], rarity: NDArray[np.float32]) -> None:
        """`known`: the sequences in the order of their columns; `rarity`: a factor for each."""
        self.known = list(known)
        self.rarity = rarity
        self._columns = {sequence: column for column, sequence in enumerate(self.known)}
        self._of_word: Callable[[str], tuple[int, ...]] = lru_cache(_CACHED_WORDS)(self._cut)

    @classmethod
    def learn(cls, texts: Iterable[str], least: int = 2) -> LetterSequences:
        """The sequences of at least `least` texts (one alone says nothing of others); those of few texts tell more."""
        return cls(*learn_sequences((_letters_of(text) for text in texts), least))

    def row(self, text: str) -> LetterRow:
        """The columns of a text's known sequences and their values, a vector of length one (empty if none is known)."""
        counts: Counter[int] = Counter()
        for word in plain(text[:LONGEST_TEXT]).split():
            counts.update(self._of_word(word))
        columns = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        return columns, of_length_one(values * self.rarity[columns])

    def _cut(self, word: str) -> tuple[int, ...]:
        """The columns of the known sequences of a word."""
        return tuple(column for s in _sequences(word) if (column := self._columns.get(s)) is not None)


class WordSequences:
    """The words, and pairs of words next to each other, that training has seen, and how telling each is."""

    def __init__(self, known: Sequence[str], rarity: NDArray[np.float32]) -> None:
        """As for letters."""
        self.known = list(known)
        self.rarity = rarity
        self._columns = {sequence: column for column, sequence in enumerate(self.known)}

    @classmethod
    def learn(cls, texts: Iterable[str], least: int = 2) -> WordSequences:
        """Those of at least `least` texts."""
        return cls(*learn_sequences((_words_of(plain(text)) for text in texts), least))

    def row(self, text: str) -> LetterRow:
        """The columns of the known ones in a text, and their values, a vector of length one."""
        found = [column for s in _words_of(plain(text)) if (column := self._columns.get(s)) is not None]
        columns = np.array(found, dtype=np.int32)
        return columns, of_length_one(self.rarity[columns])


def learn_sequences(found: Iterable[set[str]], least: int) -> tuple[list[str], NDArray[np.float32]]:
    """The sequences that stand in at least so many texts, and a factor for each: the fewer, the higher."""
    texts = list(found)
    counts = Counter(sequence for sequences in texts for sequence in sequences)
    known = sorted(sequence for sequence, count in counts.items() if count >= least)
    rarity = [1 + math.log((1 + len(texts)) / (1 + counts[sequence])) for sequence in known]
    return known, np.array(rarity, dtype=np.float32)


def of_length_one(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values as a vector of length one."""
    return (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)


def _letters_of(text: str) -> set[str]:
    return {sequence for word in plain(text[:LONGEST_TEXT]).split() for sequence in _sequences(word)}


def _words_of(low: str) -> set[str]:
    words = _WORD.findall(low)
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


def _sequences(word: str) -> list[str]:
    padded = f" {word} "
    sizes = range(SHORTEST, LONGEST + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]
