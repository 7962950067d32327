"""References of complaints: easy to read aloud, hard to mistype, and silent about how many there are.

A reference such as MPC-7K4D-9XTR-K is a fixed prefix, eight random characters and a check character.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

from bot.casework.errors import MistypedReference
from bot.checked import Alphabet

PREFIX = "MPC"
# Of characters that look alike one is kept (2 of 2Z, 5 of 5S, 8 of 8B, 6 of 6G, V of UV, D of 0OQD) or none (1IL);
# without A and E it hardly spells words. 23 is a prime number.
ALPHABET = "23456789CDFHJKMNPRTVWXY"

_SYMBOLS = Alphabet(ALPHABET, ("ZSBGUOQ0", "2586VDDD"))
_LENGTH = 9
_SPELLED_PREFIX = r"[\W_]*".join(PREFIX)
_IN_TEXT = re.compile(rf"\b{_SPELLED_PREFIX}(?:[\W_]*[^\W_]){{{_LENGTH}}}(?![^\W_])", re.IGNORECASE)


def new_reference(randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh reference; `randbelow(n)` gives a random number from 0 to n-1."""
    return _written(_SYMBOLS.draw(_LENGTH, randbelow))


def parse_reference(text: str) -> str:
    """The canonical form of a reference in lower case, with other separators or none, or with look-alikes.

    Raises `MistypedReference`.
    """
    characters = _SYMBOLS.plain(text)
    if len(characters) == len(PREFIX) + _LENGTH and characters.startswith(PREFIX):
        characters = characters[len(PREFIX) :]
    if len(characters) != _LENGTH:
        raise MistypedReference(f"it needs {_LENGTH} letters and digits after {PREFIX}")
    body = _SYMBOLS.read(characters)
    if strange := _SYMBOLS.strange(body):
        raise MistypedReference(f"it cannot contain {', '.join(strange)}")
    if not _SYMBOLS.agrees(body):
        raise MistypedReference("one of its characters is wrong, or two have changed places")
    return _written(body)


def find_reference(text: str) -> str | None:
    """The first reference in a sentence, in its canonical form, or None."""
    for candidate in (text, *_IN_TEXT.findall(unicodedata.normalize("NFKC", text))):
        try:
            return parse_reference(candidate)
        except MistypedReference:
            continue
    return None


def _written(body: str) -> str:
    return f"{PREFIX}-{body[:4]}-{body[4:8]}-{body[8:]}"
