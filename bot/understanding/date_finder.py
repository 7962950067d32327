"""Finds every date that a text mentions, each with the days it means and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.understanding.date_forms import CALENDAR_FORMS
from bot.understanding.date_parts import Days
from bot.understanding.phrases import PhraseBook
from bot.understanding.relative_dates import RELATIVE_FORMS
from bot.understanding.visible import Plain

_FORMS: Final = RELATIVE_FORMS + CALENDAR_FORMS
_BOOK: Final = PhraseBook({form.expression: [form.expression] for form in _FORMS})


@dataclass(frozen=True)
class Mention:
    """A date and its place in the plain text."""

    days: Days
    start: int
    end: int


def mentions(text: Plain, on: date, *, asked: bool = False) -> list[Mention]:
    """Every date in the text in the order of mention, future ones too; where forms overlap, the longest wins.

    `asked` = the text answers the question when, so that a bare "2023" or "14/3" is a date as well.
    """
    matches = [
        (match, form)
        for form in _FORMS
        if asked or not form.loose
        for match in _BOOK[form.expression].finditer(text.text)
        if match.end() > match.start()
    ]
    matches.sort(key=lambda pair: (pair[0].start() - pair[0].end(), pair[0].start()))
    taken = bytearray(len(text.text))
    found = []
    for match, form in matches:
        start, end = match.span()
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        days = form.build(match, on)
        if days is not None:
            found.append(Mention(days, start, end))
    return sorted(found, key=lambda mention: mention.start)
