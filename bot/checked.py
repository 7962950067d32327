"""Alphabets for what people copy by hand: no two symbols alike, and a last symbol that shows a slip of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Alphabet:
    """A prime number of symbols, none like another; `alike` names the symbols that are read as one of them.

    Every place of a word has a weight of its own below that prime: so any one wrong symbol, and any two that changed
    places, always break the check. A word may be as long as there are symbols, less one.
    """

    symbols: str
    alike: tuple[str, str]

    def plain(self, text: str) -> str:
        """What was typed, in capitals and without separators."""
        return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()

    def read(self, text: str) -> str:
        """The symbols that were meant: any case, any separators, look-alikes put right. Strange ones stay."""
        return self.plain(text).translate(str.maketrans(*self.alike))

    def strange(self, word: str) -> list[str]:
        """The symbols of a word that are none of this alphabet, each once."""
        return sorted(set(word) - set(self.symbols))

    def draw(self, length: int, randbelow: Callable[[int], int]) -> str:
        """A random word whose last symbol is the check; `randbelow(n)` gives a random number from 0 to n-1."""
        body = "".join(self.symbols[randbelow(len(self.symbols))] for _ in range(length - 1))
        return body + self._check(body)

    def agrees(self, word: str) -> bool:
        """Whether the last symbol of a word is its check."""
        return self._check(word[:-1]) == word[-1]

    def _check(self, body: str) -> str:
        """Makes the sum of all places, weighted from the length of the word down to 1, divisible by the prime."""
        total = sum((len(body) + 1 - place) * self.symbols.index(symbol) for place, symbol in enumerate(body))
        return self.symbols[-total % len(self.symbols)]
