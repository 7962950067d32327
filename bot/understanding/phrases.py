"""Phrases: expressions that begin where a word begins, tried only where their first letters stand in the text.

A search by `re` tries each expression at each character. Nearly all of them fail on the first letters; here those
letters are looked up instead, which finds exactly the same in a fraction of the time; an expression that begins with
plain letters gains most. An expression is compiled when it is first tried.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import accumulate
from typing import Final

_LETTERS: Final = 5  # of an opening, at most
_FIGURE: Final = r"\d"
_WORD_STARTS: Final = re.compile(r"(?<!\w)(?=.)", re.DOTALL)
_SPACE: Final = re.compile(r"\s")
_BLANKS: Final = re.compile(r"\s+")
_FAR: Final = 64  # letters looked at for an opening among runs of white space
_ANYTHING: Final = "\0"  # in place of letters that are not plain
_NOTHING: Final = frozenset({""})
_ANY_WORD: Final = "\0 "
_ANY_WORD_THERE: Final = re.compile(r"\\w\+\\s\+")

# The first part of an expression, as far as it matters here.
_OPEN: Final = r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?"
_SET: Final = r"\[(?:\\.|[^\]\\])*\]"
_PLAIN: Final = r"[^\\.^$|()\[\]{}?*+]"
_PART: Final = re.compile(
    rf"(?P<letters>(?:{_PLAIN}(?![?*+{{]))+)|(?P<letter>{_PLAIN})|(?P<bracket>{_OPEN})|(?P<nothing>\\b|\^|\$)"
    rf"|(?P<space>\\s)|(?P<figure>\\d|\[[\d-]+\])|(?P<other>\\.|{_SET}|\.)"
)
_NESTED: Final = 8  # brackets within each other, at most
_INSIDE: Final = rf"[^()|\[\\]++|\\.|{_SET}"
_BRACKETS: Final = reduce(lambda inner, _: rf"\((?:{_INSIDE}|\||{inner})*+\)", range(_NESTED), r"\(\)")
_GROUP: Final = re.compile(_BRACKETS)
_CHOICE: Final = re.compile(rf"(?:{_INSIDE}|{_BRACKETS})*+")
_QUANTIFIER: Final = re.compile(r"(?:[?*+]|\{\d*,?\d*\})\??")
_MAY_BE_ABSENT: Final = ("?", "*", "{0", "{,")
_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")


class PhraseBook:
    r"""Expressions under names, found together: where each may begin in a text is looked up once for all of them.

    Each expression must begin with a look behind that no letter or figure stands before it (`(?<!\w)`, `\b` before a
    letter), and match at least one character.
    """

    def __init__(self, entries: Mapping[Hashable, Sequence[str]]) -> None:
        self.entries = {name: tuple(expressions) for name, expressions in entries.items()}
        # By opening: a name, the number of one of its expressions, and whether any word comes before the opening.
        self.by_opening: dict[str, list[tuple[Hashable, int, bool]]] = {}
        for name, expressions in self.entries.items():
            for number, expression in enumerate(expressions):
                for opening in openings(expression):
                    letters = opening.removeprefix(_ANY_WORD)
                    self.by_opening.setdefault(letters, []).append((name, number, letters != opening))

    def __getitem__(self, name: Hashable) -> Phrases:
        return Phrases(self, name, self.entries[name])


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several expressions searched for as one: the leftmost match counts, and at one place the first expression."""

    book: PhraseBook
    name: Hashable
    expressions: tuple[str, ...]

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Each match from left to right that lies within `text[start:end]`, none of them overlapping."""
        tries = _tries(self.book, text).get(self.name, ())
        stop = len(text) if end is None else end
        done = start
        for at in range(bisect_left(tries, (start,)), len(tries)):
            place, number = tries[at]
            if place >= stop:
                return
            if place >= done and (match := compiled(self.expressions[number]).match(text, place, stop)):
                done = match.end()
                yield match

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match within `text[start:end]`."""
        return next(self.finditer(text, start, end), None)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match that begins at `start`."""
        stop = len(text) if end is None else end
        tried = (compiled(expression).match(text, start, stop) for expression in self.expressions)
        return next(filter(None, tried), None)

    def without(self, text: str) -> str:
        """The text with a space in place of each match."""
        kept, done = [], 0
        for match in self.finditer(text):
            kept.append(text[done : match.start()])
            done = match.end()
        return " ".join((*kept, text[done:]))

    def followed_by(self, expression: str) -> Phrases:
        """The same expressions where this one follows them directly."""
        return PhraseBook({self.name: [f"(?:{own}){expression}" for own in self.expressions]})[self.name]


@lru_cache(maxsize=32)
def _tries(book: PhraseBook, text: str) -> Mapping[Hashable, Sequence[tuple[int, int]]]:
    """Where in the text expressions of the book may begin: by name the places with the number of the expression."""
    tries: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    begins = book.by_opening
    for place, word, possible in _word_starts(text):
        for opening in possible:
            if opening in begins:
                for name, number, after_any_word in begins[opening]:
                    tries[name].append((word if after_any_word else place, number))
    for each in tries.values():
        each.sort()
    return tries


@lru_cache(maxsize=8)
def _word_starts(text: str) -> Sequence[tuple[int, int, Sequence[str]]]:
    """Each place with no letter or figure before it, where the word before begins, and the openings seen there."""
    starts: list[tuple[int, int, Sequence[str]]] = []
    spaced = _SPACE.sub(" ", text)
    runs = "  " in spaced
    word = 0
    for found in _WORD_STARTS.finditer(spaced):
        place = found.start()
        ahead = spaced[place : place + _LETTERS]
        if runs and "  " in ahead:
            ahead = _BLANKS.sub(" ", spaced[place : place + _FAR])[:_LETTERS]
        possible = [ahead[:size] for size in range(len(ahead) + 1)]
        if ahead[0].isdecimal():
            possible.append(_FIGURE)
        starts.append((place, word, possible))
        if ahead[0] != " ":
            word = place
    return starts


def without_overlaps(found: Iterable[re.Match[str]], others: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Those of the matches that share no letter with any of the others."""
    taken = sorted(match.span() for match in others)
    ends = list(accumulate((end for _, end in taken), max))

    def is_free(match: re.Match[str]) -> bool:
        begun_before = bisect_left(taken, (match.end(),))
        return not begun_before or ends[begun_before - 1] <= match.start()

    return [match for match in found if is_free(match)]


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """The expression, compiled when it is first used."""
    return re.compile(expression)


def openings(expression: str) -> frozenset[str]:
    """The letters, at most five, with which a match of the expression can begin; one of them is "" if any letter can.

    White space of any kind and length is one space. What begins with any word has `_ANY_WORD` before the letters of the
    next one. Read from the expression as far as it is plain: an opening ends at a class, a set or what may be repeated.
    """
    found = (opening for choice in _choices(expression) for opening in _heads(choice, _LETTERS))
    return frozenset(_BLANKS.sub(" ", opening.rstrip(_ANYTHING)) for opening in found)


@lru_cache(maxsize=4096)
def _heads(expression: str, room: int) -> frozenset[str]:
    """What a match of the expression can begin with, as far as it is plain and at most `room` letters."""
    if room == _LETTERS and (word := _ANY_WORD_THERE.match(expression)):
        return frozenset(_ANY_WORD + more for more in _heads(expression[word.end() :], room))
    part = _PART.match(expression) if room else None
    if part is None:
        return _NOTHING
    if letters := part["letters"]:
        if len(letters) >= room:
            return frozenset({letters[:room]})
        return frozenset(letters + more for more in _heads(expression[part.end() :], room - len(letters)))
    end = _end_of_group(expression) if part["bracket"] else part.end()
    quantifier = _QUANTIFIER.match(expression, end)
    after = expression[quantifier.end() if quantifier else end :]
    if part["bracket"] in _LOOKS or part["nothing"]:
        return _heads(after, room)
    times = quantifier.group() if quantifier else ""
    goes_on = after if times in ("", "?") or (times == "+" and part["space"]) else ""
    if part["bracket"]:
        choices = _choices(expression[part.end() : end - 1])
        found = frozenset(head for choice in choices for head in _heads_of_choice(choice, goes_on, room))
    else:
        found = _heads_of_atom(part, goes_on, room)
    return found - _NOTHING | _heads(after, room) if times.startswith(_MAY_BE_ABSENT) else found


def _heads_of_choice(choice: str, goes_on: str, room: int) -> frozenset[str]:
    """What one choice of a group, and what goes on after it, can begin with."""
    if choice[:room].isalpha() and choice[room : room + 1].isalpha():
        return frozenset({choice[:room]})  # as most do: no need to look at what goes on
    return _heads(choice + goes_on, room)


def _heads_of_atom(part: re.Match[str], goes_on: str, room: int) -> frozenset[str]:
    """What a letter, white space, a class or a set, and what goes on after it, can begin with."""
    if plain := part["letter"] or (part["space"] and " "):
        return frozenset(plain + more for more in _heads(goes_on, room - 1))
    return frozenset({_FIGURE if part["figure"] and room == _LETTERS else _ANYTHING})


@cache
def _choices(expression: str) -> tuple[str, ...]:
    """The parts between the bars that stand in no brackets."""
    choices, at = [], 0
    while at <= len(expression):
        end = _CHOICE.match(expression, at).end()  # type: ignore[union-attr]  # it matches nothing at least
        choices.append(expression[at:end])
        if expression[end : end + 1] not in ("", "|"):
            raise ValueError(f"Brackets are not closed, or nested too deep: {expression[end : end + 80]}")
        at = end + 1
    return tuple(choices)


def _end_of_group(expression: str) -> int:
    """Where the group ends with which the expression begins."""
    group = _GROUP.match(expression)
    if group is None:
        raise ValueError(f"A bracket is not closed, or they are nested too deep: {expression[:80]}")
    return group.end()
