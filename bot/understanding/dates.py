"""The dates in people's words: all that a text mentions, the incident's own, and the answer to "when was it?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.understanding.answer import Answer
from bot.understanding.date_finder import Mention, mentions
from bot.understanding.incident_dates import choose
from bot.understanding.spelling import plain
from bot.understanding.visible import Plain

_NEGATED: Final = re.compile(r"\b(?:not|wasn't|isn't|rather than|instead of)\b(?: on| in| the| this| last| until)*\s*$")


@dataclass(frozen=True)
class DateFound:
    """A date in the past as a text tells it.

    `value` is ISO 8601 and no more exact than the words; `words` stand at `start`:`end` of the text; `confidence` runs
    from 0 to 1, and below 0.6 the date should be asked for. `month_guessed`: only the day of the month was said.
    """

    value: str
    words: str
    start: int
    end: int
    confidence: float
    month_guessed: bool = False


def find_dates(text: str, on: date) -> list[DateFound]:
    """Every past date (or `on` itself) that the text mentions, in order; dates still to come are left out."""
    known = plain(text)
    return [_found(known, mention) for mention in mentions(known, on) if mention.days.first <= on]


def incident_date(text: str, on: date) -> DateFound | None:
    """When the thing complained of happened, or None where the account does not say; never a date after `on`."""
    known = plain(text)
    chosen = choose(known, mentions(known, on), on)
    return _found(known, chosen) if chosen else None


def answered_date(text: str, on: date) -> DateFound | None:
    """The date that an answer to "when was it?" gives: like `incident_date`, but "2023" or "the 3rd" will do."""
    known = plain(text)
    told = [
        each
        for each in mentions(known, on, asked=True)
        if not _NEGATED.search(known.text, max(0, each.start - 24), each.start)
    ]
    past = [mention for mention in told if mention.days.first <= on]
    if not past:
        return None
    exact = [mention for mention in past if mention.days.precision == "day"] or past
    chosen = exact[0] if len(exact) == 1 else choose(known, exact, on)
    return _found(known, chosen or exact[0])


def read_date(text: str, on: date) -> Answer:
    """The answer to "when was it?": ISO text, or the fault `date_future` or `date_unclear`."""
    found = answered_date(text, on)
    if found:
        return Answer(found.value)
    return Answer(fault="date_future" if mentions(plain(text), on, asked=True) else "date_unclear")


def _found(text: Plain, mention: Mention) -> DateFound:
    start, end = text.span(mention.start, mention.end)
    words = text.original[start:end].rstrip(" .,\n")
    days = mention.days
    return DateFound(days.iso, words, start, start + len(words), round(days.confidence, 3), days.month_guessed)
