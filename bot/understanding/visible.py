"""What is seen of a text: a copy without hidden characters that still knows where each letter came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Control characters, soft hyphens, joiners, marks of direction, variation selectors, fillers, tags.
_HIDDEN: Final = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
# Accents and strokes that are put on the letter before them.
_MARKS: Final = r"\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Letters in circles, of full width, of mathematics.
_STYLED: Final = r"\u2100-\u214f\u2460-\u24ff\u3000\uff01-\uff5e\U0001d400-\U0001d7ff"
# Half of a character of two, which means nothing and which no file or database takes.
_HALVES: Final = r"\ud800-\udfff"
_UNUSUAL: Final = re.compile(
    rf"(?P<hidden>[{_HIDDEN}])|(?P<mark>[{_MARKS}])|(?P<styled>[{_STYLED}])|(?P<half>[{_HALVES}])"
)
_UNKNOWN: Final = "\ufffd"
# Of a run of white space the rest says nothing, and a cue that allows any amount of it would take its time.
_LONGEST_BLANK: Final = 8
_LONG_BLANK: Final = re.compile(rf"(?<=\s{{{_LONGEST_BLANK}}})\s+")


@dataclass(frozen=True)
class Plain:
    """A text that is easier to read than the `original`, with the place there of each of its letters and of its end."""

    text: str
    original: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the plain letters from `start` to `end` stand in the original."""
        if start >= end:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end]

    def words(self, start: int, end: int) -> str:
        """The original words behind the plain letters from `start` to `end`."""
        first, last = self.span(start, end)
        return self.original[first:last].strip()


@lru_cache(maxsize=32)
def visible(text: str) -> Plain:
    """The text as it is seen: no hidden characters, letters in their ordinary form, no long runs of white space.

    A mark on a letter becomes part of it where there is such a letter ("e" with an acute accent is "é"), else it goes;
    half a character becomes U+FFFD. Scripts that write vowels or tones as marks keep them.
    """
    if not _UNUSUAL.search(text) and not _LONG_BLANK.search(text):
        return Plain(text, text, range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    done = 0
    for found in _UNUSUAL.finditer(text):
        place = found.start()
        letters += text[done:place]
        places += range(done, place)
        done = found.end()
        if found["mark"]:
            letters[-1:] = [_marked(letter, found["mark"]) for letter in letters[-1:]]
        elif not found["hidden"]:
            letters.append(_UNKNOWN if found["half"] else _ordinary(found["styled"]))
            places.append(place)
    letters += text[done:]
    places += range(done, len(text) + 1)
    return _without_long_blanks(Plain("".join(letters), text, places))


def _marked(letter: str, mark: str) -> str:
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 else letter


def _ordinary(styled: str) -> str:
    plain = unicodedata.normalize("NFKC", styled)
    return plain if len(plain) == 1 and plain.isascii() else styled


def _without_long_blanks(seen: Plain) -> Plain:
    text: list[str] = []
    places: list[int] = []
    done = 0
    for run in _LONG_BLANK.finditer(seen.text):
        text.append(seen.text[done : run.start()])
        places += seen.places[done : run.start()]
        done = run.end()
    return Plain("".join((*text, seen.text[done:])), seen.original, (*places, *seen.places[done:]))
