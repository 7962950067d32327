"""Languages: which one a message is written in where that is not English, and what to say in it."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.understanding.cues import read_data

_FEWEST_WORDS: Final = 3
# So large a part of the words must be common ones of the language, and so small a part common English ones.
_KNOWN, _ENGLISH, _AHEAD = 0.25, 0.2, 0.15
_MOSTLY: Final = 0.5
_SEVERAL: Final = 2  # one common word may stand in an English message by chance
_ADDRESS: Final = re.compile(r"\S+@\S+|\S+ (?:at|dot) \S+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Names of scripts as Unicode begins the names of their letters.
_SCRIPTS: Final = {
    "CYRILLIC": "cyrillic",
    "GREEK": "greek",
    "ARABIC": "arabic",
    "BENGALI": "bengali",
    "DEVANAGARI": "devanagari",
    "GURMUKHI": "gurmukhi",
    "GUJARATI": "gujarati",
    "TAMIL": "tamil",
    "CJK": "han",
}
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its English name, with what its speakers are told in it."""

    name: str
    note: str


def language_of(text: str) -> Language | None:
    """The language of a message of at least three words that is not in English, if it is one of `languages.yml`."""
    seen = text[:_LONGEST]
    code = _by_script(seen) or _by_words(seen)
    if code is None:
        return None
    return Language(_languages()[code]["name"], _languages()[code]["note"])


@cache
def _languages() -> dict[str, dict[str, Any]]:
    languages: dict[str, dict[str, Any]] = read_data("languages.yml")
    return languages


def _by_script(text: str) -> str | None:
    """A language that is known by its letters; of those that share a script, the one whose own letters stand there."""
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(_SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0]) for letter in letters)
    scripts.pop(None, None)
    if not scripts or scripts.total() < _MOSTLY * len(letters):
        return None
    script = scripts.most_common(1)[0][0]
    sharing = [code for code, entry in _languages().items() if entry.get("script") == script]
    own = {code: sum(text.count(letter) for letter in _languages()[code].get("letters", "")) for code in sharing}
    words = [word.casefold() for word in _WORD.findall(text)]
    for code in sharing:
        own[code] += sum(word in str(_languages()[code].get("words", "")).split() for word in words)
    return max(sharing, key=lambda code: own[code], default=None)


def _by_words(text: str) -> str | None:
    """A language in Latin letters whose common words make up the message, where hardly any English ones do."""
    words = [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text))]
    if len(words) < _FEWEST_WORDS:
        return None
    english = sum(word in _common("en") for word in words) / len(words)
    shares = {code: sum(word in _own(code) for word in words) / len(words) for code in _latin()}
    best = max(shares, key=lambda code: shares[code])
    several = len({word for word in words if word in _own(best)}) >= _SEVERAL
    found = shares[best] >= _KNOWN and english <= _ENGLISH and shares[best] - english >= _AHEAD
    return best if found and several else None


@cache
def _latin() -> tuple[str, ...]:
    return tuple(code for code, entry in _languages().items() if "script" not in entry and code != "en")


@cache
def _common(code: str) -> frozenset[str]:
    """The common words of a language: those of `languages.yml`, else spaCy's, with such as are listed beside them."""
    entry = _languages()[code]
    if "words" in entry:
        return frozenset(str(entry["words"]).split())
    usual: set[str] = importlib.import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS
    return frozenset(usual | {*str(entry.get("besides", "")).split()})


@cache
def _own(code: str) -> frozenset[str]:
    """The common words of a language, of two letters or more, that are none in English."""
    return frozenset(word for word in _common(code) - _common("en") if len(word) > 1)
