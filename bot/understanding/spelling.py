"""A plain-spelling copy of a text, as people type it on a phone, that still knows where each letter came from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.understanding.visible import Plain, visible

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


_BY_FIRST_LETTER: Final = {word[0]: tuple(w for w in _LONG_WORDS if w[0] == word[0]) for word in _LONG_WORDS}
_BLANK: Final = re.compile(r"[^\S\n]")


@lru_cache(maxsize=32)
def plain(text: str) -> Plain:
    """What is seen of the text, in lower case, its quotes straight and the spelling of its date words mended."""
    seen = visible(text)
    lowered, places = _lower(_BLANK.sub(" ", seen.text.translate(_QUOTES))), seen.places
    mended: list[str] = []
    mended_places: list[int] = []
    done = 0
    for match in _WORD.finditer(lowered):
        word = match.group()
        if (right := mend(word)) == word:
            continue
        start, end = match.span()
        mended.append(lowered[done:start] + right)
        mended_places += places[done:start]
        mended_places += [places[min(start + i, end - 1)] for i in range(len(right))]
        done = end
    if not done:
        return Plain(lowered, text, places)
    return Plain("".join((*mended, lowered[done:])), text, (*mended_places, *places[done:]))


def mend(word: str) -> str:
    """The right spelling of one lower-case word if it looks like a date word gone wrong, else the word itself."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    candidates = _BY_FIRST_LETTER.get(word[0], ())
    if not candidates or not 6 <= len(word) <= _LONGEST_WORD or word.endswith("days") or word in candidates:
        return word
    for right in candidates:
        if abs(len(word) - len(right)) <= 2 and OSA.distance(word, right, score_cutoff=2) <= 2:
            return right
    return word


def _lower(text: str) -> str:
    """The text in lower case; a character that grows in lower case is kept as it is."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
