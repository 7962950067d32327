"""Cues: patterns written in data files as near-English, compiled once and matched against plain text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.phrases import PhraseBook, Phrases

DATA = Path(__file__).resolve().parents[2] / "data"

_LOOKALIKES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "\u00a0": " ",
        "–": "-",
        "—": "-",
        "\u2011": "-",
    }
)
_WEIGHTED = ("allegations",)  # files whose cues have weights
_NO_CUES = (*_WEIGHTED, "words")  # the words are the groups that cues are made of
_WORD_START, _WORD_END = r"(?<!\w)", r"(?!\w)"
# The parser in C where PyYAML was built with it: ten times as fast.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=32)
def plain(text: str) -> str:
    """The text in lower case with straight quotes and dashes, character for character as long as it was."""
    same = text.translate(_LOOKALIKES)
    lowered = same.lower()
    if len(lowered) == len(same):
        return lowered
    return "".join(low if len(low := character.lower()) == 1 else character for character in same)


@cache
def read_data(name: str) -> Any:
    """The content of a YAML file under `data/`, read once."""
    with (DATA / name).open(encoding="utf-8") as file:
        return yaml.load(file, LOADER)  # noqa: S506 - a safe loader, whichever it is


@cache
def _macros() -> dict[str, str]:
    """Word groups (`{police}`, `{family}` ...) with their inner groups filled in; a group may use the ones above it."""
    macros: dict[str, str] = {}
    for name, words in read_data("understanding/words.yml").items():
        macros[name] = f"({_fill(re.sub(r' [|] ', '|', words), macros)})"
    return macros


def _fill(pattern: str, macros: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: macros[found.group(1)], pattern)


def expand(pattern: str) -> str:
    """Turn a cue into a regular expression for `plain` text.

    `{group}` stands for a word group, `n't` also for "nt" and " not", an apostrophe may be missing, a space is any
    white space, `...` is up to 60 characters within the sentence, `(a |b )*` and `+` are at most six repeats (so no
    text can make the search slow), and brackets never capture.
    """
    filled = _fill(pattern, _macros())
    filled = (
        filled.replace("n't", r"(n@t|\s+not)")
        .replace("...", r"[^.!?\n]{0,60}?")
        .replace("'", "'?")
        .replace(")*", "){0,6}")
        .replace(")+", "){1,6}")
        .replace(" ?", r"\s?")
    )
    return re.sub(r"\((?!\?)", "(?:", filled.replace("@", "'?")).replace(" ", r"\s+")


def lines(block: str) -> tuple[str, ...]:
    """The cues of a block of the data files: one on each line, without comments."""
    return tuple(line for raw in block.splitlines() if (line := raw.strip()) and not line.startswith("#"))


def from_word_to_word(pattern: str) -> str:
    """The regular expression for a cue, from word boundary to word boundary."""
    return f"{_WORD_START}(?:{expand(pattern)}){_WORD_END}"


@cache
def _book() -> PhraseBook:
    """All cues of the files in `data/understanding`, by file and block; they are found in one pass over a text."""
    files = sorted(path.stem for path in (DATA / "understanding").glob("*.yml"))
    entries: dict[Hashable, list[str]] = {}
    for file in files:
        for name, block in read_data(f"understanding/{file}.yml").items() if file not in _NO_CUES else ():
            if isinstance(block, str):
                entries[file, name] = [from_word_to_word(line) for line in lines(block)]
    for file in _WEIGHTED:
        for number, (_, _, pattern) in enumerate(_weighted_lines(file)):
            entries[file, number] = [from_word_to_word(pattern)]
    return PhraseBook(entries)


@cache
def cue(file: str, name: str) -> Phrases:
    """The expressions for the block of cues called `name` in `data/understanding/<file>.yml`."""
    return _book()[file, name]


@cache
def weighted_cues(file: str) -> tuple[tuple[str, float, Phrases], ...]:
    """The block, the weight and the expression of each cue in a file whose lines are "weight cue"."""
    found = enumerate(_weighted_lines(file))
    return tuple((name, float(weight), _book()[file, number]) for number, (name, weight, _) in found)


def _weighted_lines(file: str) -> list[tuple[str, str, str]]:
    blocks = read_data(f"understanding/{file}.yml").items()
    return [(name, *line.split(" ", 1)) for name, block in blocks for line in lines(block)]


_SENTENCE_END = re.compile(r"(?<![.!?])[.!?]+(?=\s|$)|\n+")
_LONGEST_SENTENCE = 600
_MARK_BEFORE = re.compile(r"[.!?]")
_LONGEST_TITLE = 7
_TITLES = re.compile(r"\b(?:mr|mrs|ms|dr|st|sgt|insp|supt|rd|approx)$")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; a full stop after a title does not end one."""
    start = 0
    for end in _sentence_ends(text):
        if text[start:end].strip():
            yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the span, at most 600 characters of it on either side (so that cost stays linear).

    A mark directly before the span ends a sentence even where a space is missing after it.
    """
    ends = _sentence_ends(text)
    before, after = bisect_right(ends, start), bisect_right(ends, end)
    first = max(ends[before - 1] if before else 0, start - _LONGEST_SENTENCE, 0)
    if _MARK_BEFORE.match(text, max(0, start - 1), start) and _is_end(text, start - 1):
        first = start
    return first, min(ends[after] if after < len(ends) else len(text), end + _LONGEST_SENTENCE)


@lru_cache(maxsize=16)
def _sentence_ends(text: str) -> tuple[int, ...]:
    """Where sentences end, in order."""
    marks = _SENTENCE_END.finditer(text)
    return tuple(mark.end() for mark in marks if mark.group() != "." or _is_end(text, mark.start()))


def _is_end(text: str, mark: int) -> bool:
    """Whether the full stop at a place ends a sentence, and not a title or a short form."""
    return not _TITLES.search(text, max(0, mark - _LONGEST_TITLE), mark)
