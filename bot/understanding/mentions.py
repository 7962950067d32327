"""Mentions: the words of an account that a question can take up, so that it is asked in the person's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.understanding.cues import cue, plain, sentence_around
from bot.understanding.grounds import find_grounds
from bot.understanding.negation import Standing
from bot.understanding.scene import Scene

_LONGEST: Final = 80  # characters of a quotation
# Where a thought begins or ends within a sentence.
_BREAK: Final = re.compile(
    r"[,;:()\n-]\s|\s(?=(?:and|but|because|so|then|when|while|until|which|who|that|after|before)\s)"
)
_LEAD: Final = re.compile(r"(?:and|but|because|so|then|that|which|who)\s+", re.IGNORECASE)
_HARMS: Final = ("abh", "lesser", "fracture", "deep_cut", "organ", "impairment")

Span = tuple[int, int]


def mention(slot: str, account: str, on: date) -> str | None:
    """The words of the account that the question for `slot` is about, as they were written, if there are any.

    `on` is the day (London) on which the account was given. At most 80 characters on one line; what is longer is
    passed over.
    """
    find = _FINDERS.get(slot)
    spans = find(account, on) if find and account else iter(())
    quotations = (quotation(account[slice(*span)]) for span in spans)
    return next((words for words in quotations if not words.endswith("…")), None)


def quotation(words: str) -> str:
    """Words on one line, without the signs around them, and cut short at a word if they are long."""
    line = " ".join(words.split()).strip(" ,;:.!?-\"'“”‘’").replace("“", "‘").replace("”", "’")
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.-") + " …"


def _clause(low: str, start: int, end: int) -> Span:
    """The stretch of a sentence that holds the words, from one thought to the next."""
    first, last = sentence_around(low, start, end)
    before = [found.end() for found in _BREAK.finditer(low, first, start)]
    after = _BREAK.search(low, end, last)
    begin = before[-1] if before else first
    lead = _LEAD.match(low, begin)
    return (lead.end() if lead and lead.end() <= start else begin), after.start() if after else last


def _force(account: str, on: date) -> Iterator[Span]:
    """Where force is told of, else where somebody is hurt; that somebody was only stopped says nothing of a hurt."""
    scene = Scene(account)
    places = set(scene.forced.places)
    for found in cue("involvement", "force").finditer(scene.low):
        if found.start() in places and "stop" not in found.group():
            yield _clause(scene.low, *found.span())
    yield from _hurt(account, on)


def _hurt(account: str, on: date) -> Iterator[Span]:
    """Where somebody was hurt in what is told of."""
    scene = Scene(account)
    for kind in _HARMS:
        for harm in scene.harms(kind):
            told = harm.standing is Standing.SAID and not (harm.background or harm.other_story)
            if told and (harm.force or harm.contact or harm.lack):
                yield _clause(scene.low, harm.start, harm.end)


def _of(name: str, *, file: str = "mentions") -> Callable[[str, date], Iterator[Span]]:
    def find(account: str, on: date) -> Iterator[Span]:
        return (found.span() for found in cue(file, name).finditer(plain(account)))

    return find


def _whose(account: str, on: date) -> Iterator[Span]:
    """What leaves it in doubt whose officers they were: the railway, another force, or the person's own doubt."""
    low = plain(account)
    for name in ("unsure_who", "other_force", "railway", "other_body"):
        yield from (found.span() for found in cue("forces", name).finditer(low))


def _established(account: str, on: date) -> Iterator[Span]:
    """What is a ground for referral by the words themselves."""
    for found in find_grounds(account):
        if found.certain:
            yield _clause(plain(account), found.start, found.end)


_FINDERS: Final[Mapping[str, Callable[[str, date], Iterator[Span]]]] = MappingProxyType(
    {
        "about_met": _whose,
        # Of what is intimate or may be a crime, nothing is held up to anybody; of a hurt it shows that it was heard.
        "referral_grounds": _hurt,
        "grounds_established": _established,
        "injury": _force,
        "incident_date": _of("time"),
        "incident_location": _of("place"),
        "officers": _of("officers"),
        "on_behalf_of": _of("somebody_of_mine", file="people"),
    }
)
