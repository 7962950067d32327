"""What all date forms share: the days that words can mean, and the patterns of day, month, weekday and year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.understanding.calendar_days import MONTHS, NUMBERS, ORDINALS, WEEKDAYS, last_day_of_month


@dataclass(frozen=True)
class Days:
    """The days that some words can mean: `first` to `last`, at a precision of `day`, `month` or `year`."""

    first: date
    last: date
    precision: str = "day"
    confidence: float = 0.95
    # Only the day of the month was said ("the 13th"): its month is a guess.
    month_guessed: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601 text that claims no more than the words did: `2026-03-14`, `2026-03` or `2026`."""
        return self.last.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


Build = Callable[[re.Match[str], date], Days | None]


@dataclass(frozen=True)
class Form:
    """One way of saying a date. A `loose` form is a date only where a date was asked for ("2023", "14/3")."""

    expression: str
    build: Build
    loose: bool = False


def form(pattern: str, build: Build, *, loose: bool = False) -> Form:
    """A form whose words stand by themselves, not inside a longer word or number."""
    return Form(rf"(?<![\w/]){pattern}(?!\w)", build, loose)


def _any_of(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


MONTH_NAMES: Final = _any_of(MONTHS)
WEEKDAY_NAMES: Final = _any_of(WEEKDAYS)
ORDINAL_NAMES: Final = _any_of(ORDINALS)

MONTH: Final = rf"(?P<month>{MONTH_NAMES}|mar)\b\.?"
WEEKDAY: Final = rf"(?P<weekday>{WEEKDAY_NAMES})"
# "Mon", "sat", "sun" and "wed" are other words too: weekdays only beside a number or a word that asks for one.
SHORT_WEEKDAY: Final = rf"(?P<weekday>{WEEKDAY_NAMES}|mon|wed|sat|sun)"
DAY: Final = rf"(?:(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?|(?P<ordinal>{ORDINAL_NAMES}))"
NTH: Final = rf"(?:(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)|(?P<ordinal>{ORDINAL_NAMES}))\b"
_YEAR_WORDS: Final = r"(?P<rel>last year|this year|the previous year|(?:the )?year before last)"
YEAR: Final = rf"(?:(?P<year>(?:19|20)\d\d)(?![\d/-])|'(?P<yy>\d\d)\b|{_YEAR_WORDS})"
MAYBE_YEAR: Final = rf"(?:[\s,]{{1,3}}(?:(?:of|in|back in)\s)?{YEAR})?"
PART: Final = r"(?:\s(?:mornings?|afternoon|evening|night|lunchtime|teatime|dinnertime))?"
NUMBER: Final = rf"(?P<number>\d{{1,3}}|{_any_of(NUMBERS)})"
# After a bare "the 3rd" or "March 2" the sentence goes on; a noun ("the 3rd officer") would make it no date.
GOES_ON: Final = (
    r"(?=\s*(?:$|[,.;:!?)\n\"-]|(?:at|when|and|i|we|he|she|they|it|in|on|by|around|about|near|outside|two|just|my|while"
    r"|with|to|for|from|after|before|because|where|not|which|your|a|an|this|last|is|was|as|or|that|there|then|but|so|our"
    r"|you|his|her|their|during|inside|police|officers)\b))"
)


def said(match: re.Match[str], name: str) -> str:
    """The words of a part of the form, or nothing where the form has no such part or it was left out."""
    return match.groupdict().get(name) or ""


def number(words: str) -> int:
    """A number in figures or words."""
    return int(words) if words.isdigit() else NUMBERS[words]


def day_of(match: re.Match[str]) -> int:
    """The day of the month that was said."""
    return int(said(match, "day") or ORDINALS[said(match, "ordinal")])


def month_of(match: re.Match[str]) -> int:
    """The month that was said, 1 to 12."""
    return next(count for count, name in enumerate(MONTHS, 1) if name.startswith(match["month"]))


def weekday_of(match: re.Match[str]) -> int | None:
    """The weekday that was said, Monday being 0."""
    name = said(match, "weekday") or said(match, "after")
    return next((count for count, day in enumerate(WEEKDAYS) if name and day.startswith(name)), None)


def year_of(match: re.Match[str], on: date) -> int | None:
    """The year that was said, in full, in two figures or as "last year"; None if none was."""
    if said(match, "year"):
        return int(match["year"])
    if said(match, "yy"):
        return century(int(match["yy"]), on)
    words = said(match, "rel")
    if not words:
        return None
    return on.year - (0 if "this" in words else 2 if "before" in words else 1)


def century(two_figures: int, on: date) -> int:
    """A year of two figures in full: in the century that does not put it more than a year after `on`."""
    year = on.year - on.year % 100 + two_figures
    return year if year <= on.year + 1 else year - 100


def one(day: date | None, confidence: float = 0.95) -> Days | None:
    """A single day, if there is such a day."""
    return None if day is None else Days(day, day, "day", confidence)


def whole_month(year: int, month: int, confidence: float = 0.9) -> Days | None:
    """All days of a month, if there is such a month."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return Days(date(year, month, 1), last_day_of_month(year, month), "month", confidence)


def whole_year(year: int, confidence: float = 0.9) -> Days | None:
    """All days of a year."""
    return Days(date(year, 1, 1), date(year, 12, 31), "year", confidence) if 1 <= year <= 9999 else None


def days_before(count: int, on: date) -> date | None:
    """The day so many days before `on`, where the calendar reaches that far."""
    return on - timedelta(days=count) if count < on.toordinal() else None
