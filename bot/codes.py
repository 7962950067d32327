"""Secret codes, such as 7K4D-9XTR-KM2P-CH36-VWY8: how they are made, and read however they are typed.

A code has nineteen random symbols (85 bits) and a check symbol. It opens a complaint, a talk or a one-time link; where
it is kept and what it opens is the business of `bot/casework/access.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.checked import Alphabet

# Of symbols that look alike one is kept (2 of 2Z, 5 of 5S, 8 of 8B, 6 of 6G, V of UV, D of 0OQD) or none (1IL); without
# A and E it hardly spells words, so that ordinary writing is not taken for a code. 23 is a prime number.
SYMBOLS = Alphabet("23456789CDFHJKMNPRTVWXY", ("ZSBGUOQ0", "2586VDDD"))
LENGTH = 20
GROUP = 4
MIXED = 2
"""Every code has so many groups with both a letter and a digit: words and numbers beside each other hardly do."""


class MistypedCode(ValueError):
    """The text is not a code; the message says why, and nothing of what was typed."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"That is not a secret code: {fault}. Codes have five groups of four letters and digits.")


def new_code(randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh code; `randbelow(n)` gives a random number from 0 to n-1."""
    while True:
        word = SYMBOLS.draw(LENGTH, randbelow)
        if mixed_groups(word) >= MIXED:
            return "-".join(_grouped(word))


def parse_code(text: str) -> str:
    """The canonical form of a code in any case, with any separators or none, or with look-alikes.

    Raises `MistypedCode`.
    """
    word = SYMBOLS.read(text)
    if len(word) != LENGTH:
        raise MistypedCode("it is too short" if len(word) < LENGTH else "it is too long")
    if SYMBOLS.strange(word):
        raise MistypedCode("some of its letters or digits are never used in a code")
    if not SYMBOLS.agrees(word):
        raise MistypedCode("one of its letters or digits is wrong, or two have changed places")
    return "-".join(_grouped(word))


def mixed_groups(word: str) -> int:
    """How many groups of four have both a letter and a digit."""
    return sum(
        any(symbol.isdigit() for symbol in group) and any(symbol.isalpha() for symbol in group)
        for group in _grouped(word)
    )


def _grouped(word: str) -> list[str]:
    return [word[start : start + GROUP] for start in range(0, len(word), GROUP)]
