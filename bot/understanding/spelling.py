"""A plain-spelling copy of a text, as people type it on a phone, that still knows where each letter came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

_QUOTES: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"}
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# A run of letters longer than any word is not worth comparing, and would cost time.
_LONGEST_WORD: Final = 14

_SPELLINGS: Final[dict[str, str]] = {
    wrong: right
    for right, wrongs in {
        "night": "nite nyt nihgt",
        "tonight": "tonite 2nite",
        "last": "lst larst",
        "year": "yr yer yeer",
        "years": "yrs yers",
        "week": "wk weak",
        "weeks": "wks weeks",
        "month": "mnth mth munth",
        "months": "mnths mths",
        "morning": "mornin morn mornng morining",
        "afternoon": "arvo afternoon afternon",
        "evening": "evenin eve'ning evning",
        "before": "b4 befor befour",
        "today": "2day tday todya",
        "yesterday": "yday yest yesturday yesteday yestarday",
        "fortnight": "fortnite",
        "monday": "mondy mnday munday modnay",
        "tuesday": "tues tue tuesdy teusday tusday chewsday",
        "wednesday": "weds wensday wendsday wedensday wednsday",
        "thursday": "thurs thur thu thrusday thirsday",
        "friday": "fri firday fryday frday",
        "saturday": "saterday satday satruday",
        "sunday": "sundy sundey suday",
        "january": "jan",
        "february": "feb febuary",
        "april": "apr aprl aprill",
        "june": "jun",
        "july": "jul",
        "august": "aug agust augst augest",
        "september": "sep sept",
        "october": "oct",
        "november": "nov",
        "december": "dec",
    }.items()
    for wrong in wrongs.split()
}
# Long enough that one or two slips still leave no other English word.
_LONG_WORDS: Final = (
    "yesterday tuesday wednesday thursday saturday january february september october november december".split()
)


@dataclass(frozen=True)
class Plain:
    """A text in lower case and plain spelling (`text`), with the place in the original of each of its letters."""

    text: str
    original: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the plain letters from `start` to `end` stand in the original."""
        if start >= end:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end]

    def words(self, start: int, end: int) -> str:
        """The original words behind the plain letters from `start` to `end`."""
        first, last = self.span(start, end)
        return self.original[first:last].strip()


def plain(text: str) -> Plain:
    """Lower-case the text, straighten its quotes, drop invisible characters and mend the spelling of date words."""
    letters, places = _letters(text)
    lowered = "".join(letters)
    mended: list[str] = []
    mended_places: list[int] = []
    done = 0
    for match in _WORD.finditer(lowered):
        right = mend(match.group())
        if right == match.group():
            continue
        start, end = match.span()
        mended.append(lowered[done:start] + right)
        mended_places += places[done:start]
        mended_places += [places[min(start + i, end - 1)] for i in range(len(right))]
        done = end
    mended.append(lowered[done:])
    mended_places += places[done:]
    return Plain("".join(mended), text, (*mended_places, len(text)))


def mend(word: str) -> str:
    """The right spelling of one lower-case word if it looks like a date word gone wrong, else the word itself."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if not 6 <= len(word) <= _LONGEST_WORD or word.endswith("days") or word in _LONG_WORDS:
        return word
    for right in _LONG_WORDS:
        if word[0] == right[0] and abs(len(word) - len(right)) <= 2 and OSA.distance(word, right, score_cutoff=2) <= 2:
            return right
    return word


def _letters(text: str) -> tuple[list[str], list[int]]:
    """Each visible character in lower case, and where it stood; a character that grows in lower case is kept as is."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_QUOTES)):
        kind = unicodedata.category(character)
        if kind == "Cf":
            continue
        lower = character.lower()
        letters.append(" " if kind in ("Cc", "Zs") and character != "\n" else lower if len(lower) == 1 else character)
        places.append(place)
    return letters, places
