"""Dates said by the calendar: "14 March", "Friday the 20th", "14/3/25", "Boxing Day last year", "in 2023"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from bot.understanding.calendar_days import (
    MONTHS,
    NAMED_DAYS,
    day_in,
    monday_holidays,
    months_before,
    most_recent,
    weekday_before,
)
from bot.understanding.date_parts import (
    DAY,
    GOES_ON,
    MAYBE_YEAR,
    MONTH,
    MONTH_NAMES,
    NTH,
    PART,
    SHORT_WEEKDAY,
    WEEKDAY,
    WEEKDAY_NAMES,
    YEAR,
    Build,
    Days,
    Form,
    century,
    day_of,
    form,
    month_of,
    one,
    said,
    weekday_of,
    whole_month,
    whole_year,
    year_of,
)


def _day_month(match: re.Match[str], on: date) -> Days | None:
    """A day and a month, with a year or the last time it came round."""
    day, month, year, weekday = day_of(match), month_of(match), year_of(match, on), weekday_of(match)
    if year is not None:
        found = one(day_in(year, month, day))
        mistaken = found is not None and weekday is not None and found.first.weekday() != weekday
        return replace(found, confidence=0.75) if found and mistaken else found
    recent = most_recent(month, day, on)
    if recent is None or weekday is None or recent.weekday() == weekday:
        return one(recent, 0.9 if weekday is None else 0.95)
    # The weekday is that of the year before, or else the person has it wrong.
    earlier = most_recent(month, day, recent - timedelta(days=1))
    return one(earlier if earlier and earlier.weekday() == weekday else recent, 0.6)


def _range(match: re.Match[str], on: date) -> Days | None:
    """From the 12th to the 14th of March: what went on counts from its last day (CONTRACT 3, age)."""
    found = _day_month(match, on)
    return found and replace(found, confidence=0.8)


def _numeric(match: re.Match[str], on: date) -> Days | None:
    day, month, confidence = int(match["d"]), int(match["m"]), 0.95
    if month > 12 >= day:  # the American order, since our months end at twelve
        day, month, confidence = month, day, 0.6
    year = said(match, "y")
    if not year:
        return one(most_recent(month, day, on) if 1 <= month <= 12 else None, 0.7)
    return one(day_in(int(year) if len(year) == 4 else century(int(year), on), month, day), confidence)


def _weekday_nth(match: re.Match[str], on: date) -> Days | None:
    """Friday the 20th: the last month in which the 20th was a Friday."""
    day, weekday = day_of(match), weekday_of(match)
    for back in range(14):
        found = day_in(*months_before(back, on), day)
        if found and found <= on and found.weekday() == weekday:
            return one(found, 0.95 if back < 3 else 0.7)
    guess = _nth(match, on)
    return guess and replace(guess, confidence=0.6)


def _nth(match: re.Match[str], on: date) -> Days | None:
    """The 3rd (of this month, of last month): without a month, the last time there was such a day."""
    day, whose = day_of(match), said(match, "whose")
    if whose:
        return one(day_in(*months_before(1 if "last" in whose else 0, on), day))
    days = (day_in(*months_before(back, on), day) for back in range(3))
    found = next((each for each in days if each and each <= on), None)
    return Days(found, found, "day", 0.8, month_guessed=True) if found else None


def _named_day(day_of_year: Callable[[int], date]) -> Build:
    def build(match: re.Match[str], on: date) -> Days | None:
        year = year_of(match, on)
        if year is not None:
            return one(day_of_year(year)) if year > 1900 else None
        return one(next(day for y in range(on.year, on.year - 3, -1) if (day := day_of_year(y)) <= on), 0.9)

    return build


_FEASTS: Final[dict[str, Callable[[int], date]]] = {
    "easter": easter,
    "christmas": lambda year: date(year, 12, 25),
    "xmas": lambda year: date(year, 12, 25),
    "new year": lambda year: date(year, 1, 1),
}


def _weekday_by_feast(match: re.Match[str], on: date) -> Days | None:
    """The Friday before Easter, the Monday after Christmas: the nearest such weekday on that side of the day."""
    weekday, told = weekday_of(match) or 0, year_of(match, on)
    away = timedelta(days=0 if match["side"] == "before" else 8)
    years = range(on.year + 1, on.year - 3, -1) if told is None else (told,)
    days = (weekday_before(weekday, _FEASTS[match["feast"]](year) + away) for year in years if year > 1900)
    return one(next((day for day in days if day <= on), None), 0.9)


def _bank_holiday(match: re.Match[str], on: date) -> Days | None:
    """Bank holiday Monday: the last one, of the month or year that was said if one was."""
    month, year = said(match, "in_month"), year_of(match, on)
    years = range(on.year, on.year - 3, -1) if year is None else (year,)
    days = [day for y in years for day in reversed(monday_holidays(y)) if day <= on]
    days = [day for day in days if not month or MONTHS[day.month - 1] == month]
    return one(days[0], 0.85) if days else None


def _month_year(match: re.Match[str], on: date) -> Days | None:
    """In March 2024, last March, in March: without a year, the last March that has begun."""
    month, year = month_of(match), year_of(match, on)
    if year is not None:
        return whole_month(year, month)
    begun = month < on.month or (month == on.month and said(match, "which") != "last")
    return whole_month(on.year if begun else on.year - 1, month, 0.85)


def _month_in_figures(match: re.Match[str], on: date) -> Days | None:
    return whole_month(int(match["year"]), int(match["m"]))


def _year_alone(match: re.Match[str], on: date) -> Days | None:
    return whole_year(int(match["year"]), 0.85)


_WEEKDAY_FIRST: Final = rf"(?:{SHORT_WEEKDAY}{PART}\.?[\s,]{{1,3}}(?:on\s)?(?:the\s)?)?"
_OF: Final = r"[\s\-/.]{0,2}(?:day of\s|of\s)?(?:the month of\s)?"
_WEEKDAY_AFTER: Final = rf"(?:,?\s\(?(?:it was )?an?\s(?P<after>{WEEKDAY_NAMES}))?"
_FIRST_OF_RANGE: Final = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?\s?(?:and|to|until|till|or|-|&)\s?(?:the\s)?"
_PART_OF: Final = (
    r"(?:the )?(?:(?:first|second|third|last) (?:week|weekend|part|half)|start|beginning|middle|end) (?:of|in) "
)
_TIME_OF_DAY: Final = r"(?:day|date|night|morning|afternoon|evening)"
_FIGURES: Final = r"(?!24/7)(?P<d>\d{1,2})/(?P<m>\d{1,2})"
# "May" is left out: by itself it is a verb.
_MONTH_ALONE: Final = rf"(?!may\b){MONTH}"
_IN: Final = r"(?:in|during|of|since|until|till|by|from|around|about|late|early|mid|beginning|end)"

CALENDAR_FORMS: Final[tuple[Form, ...]] = (
    # 2026-03-14, 14/3/25, 14.3.2025, 14/3
    form(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", _numeric),
    form(r"(?P<d>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<m>\d{1,2})\s?(?P=mark)\s?(?P<y>\d{4}|\d\d)(?!/)", _numeric),
    form(rf"(?:on|dated?|from|since|was|{_TIME_OF_DAY} of) (?:the )?{_FIGURES}(?!/| of\b)", _numeric),
    form(rf"(?:^|(?<=\n)|(?<=[.!?] )){_FIGURES}(?=[,.:;]?(?:\s|$))(?! of\b)", _numeric),
    form(r"(?!24/7)(?P<d>\d{1,2})[/-](?P<m>\d{1,2})(?!/)", _numeric, loose=True),
    # 12th to 14th of March
    form(rf"{_FIRST_OF_RANGE}{_WEEKDAY_FIRST}{DAY}\s?(?:of\s)?{MONTH}{MAYBE_YEAR}", _range),
    # Saturday 14 March 2026, the 14th of March last year, 14-Mar-25, 2 August, a Sunday
    form(rf"{_WEEKDAY_FIRST}{DAY}{_OF}{MONTH}[\s\-/,]{{0,2}}(?P<year>(?:19|20)\d\d)", _day_month),
    form(rf"{_WEEKDAY_FIRST}{DAY}{_OF}{MONTH}[\s\-/.](?P<yy>\d\d)(?=\s*(?:$|[,;!?)\n]|\.(?!\d)))", _day_month),
    form(rf"{_WEEKDAY_FIRST}{DAY}{_OF}{MONTH}{MAYBE_YEAR}{_WEEKDAY_AFTER}", _day_month),
    # March 14th, March the fourteenth, March 14, 2026
    form(rf"{_WEEKDAY_FIRST}{MONTH}\s(?:the\s)?{NTH}{MAYBE_YEAR}", _day_month),
    form(rf"{_WEEKDAY_FIRST}{MONTH}\s{DAY},?\s(?P<year>(?:19|20)\d\d)", _day_month),
    form(rf"{_WEEKDAY_FIRST}{MONTH}\s{DAY}\b(?!\.\d|:\d|\s?[ap]m){GOES_ON}", _day_month),
    # Friday the 20th, the 3rd of this month, on the 3rd
    form(rf"{SHORT_WEEKDAY}{PART}[\s,]{{1,3}}(?:on\s)?(?:the\s)?{NTH}(?!\s(?:in|of|time|one)\b)", _weekday_nth),
    form(rf"(?:the )?{NTH} (?P<whose>of (?:this|last) month|last month|this month)", _nth),
    form(rf"(?:on|was|since|from|by|its|it's|dated|of|for) the {NTH}{GOES_ON}", _nth),
    # Smaller numbers than seven count things as well: "the 2nd, a tall one".
    form(r"the (?P<day>[7-9]|[12]\d|3[01])(?:st|nd|rd|th)(?=\s?(?:$|[.,;!?)\n]|that (?:was|is|it)\b))", _nth),
    form(rf"(?:the )?{NTH}{GOES_ON}", _nth, loose=True),
    # the Friday before Easter
    form(
        rf"(?:on )?(?:the )?{WEEKDAY} (?P<side>before|after) (?P<feast>{'|'.join(_FEASTS)})(?! week\b){MAYBE_YEAR}",
        _weekday_by_feast,
    ),
    # Boxing Day, bank holiday Monday in August last year
    *(form(rf"(?:(?:last|this|this past) )?(?:{name}){PART}{MAYBE_YEAR}", _named_day(day)) for name, day in NAMED_DAYS),
    form(
        rf"(?:(?:last|this|this past|the) )?bank holiday(?: monday)?"
        rf"(?:,? (?:in |of |back in )?(?P<in_month>{MONTH_NAMES}))?{MAYBE_YEAR}",
        _bank_holiday,
    ),
    # in March 2024, March last year, last March, in 2023
    form(rf"{_PART_OF}{MONTH}{MAYBE_YEAR}", _month_year),
    form(
        rf"(?:{_IN}[\s-]|(?P<which>last|this)\s)(?:late |early |mid[- ]?|the end of )?{MONTH}{MAYBE_YEAR}", _month_year
    ),
    form(rf"{MONTH}[\s,]{{1,3}}(?:of\s|in\s)?{YEAR}", _month_year),
    form(r"(?P<m>\d{1,2})[/-](?P<year>(?:19|20)\d\d)", _month_in_figures, loose=True),
    form(rf"(?:^|(?<=\n)|(?<=[.!?] )){_MONTH_ALONE}(?=\s?(?:$|[,;.!?\n]))", _month_year),
    form(rf"(?<=, ){_MONTH_ALONE}(?=\s?(?:$|[.\n]))", _month_year),
    form(MONTH, _month_year, loose=True),
    form(rf"(?:{_IN}|summer|autumn|winter|spring|year)[\s-](?P<year>(?:19|20)\d\d)(?![/:-])", _year_alone),
    form(r"(?:^|(?<=\n)|(?<=[.!?] )|(?<=, ))(?P<year>(?:19|20)\d\d)(?=\s?(?:$|[.;\n]))", _year_alone),
    form(r"(?P<year>(?:19|20)\d\d)(?![/:-])", _year_alone, loose=True),
)
