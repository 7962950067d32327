"""Dates said by their distance from today: "last Tuesday", "a week last Friday", "two months ago", "last night"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.understanding.calendar_days import FRIDAY, SUNDAY, day_in, last_day_of_month, months_before, weekday_before
from bot.understanding.date_parts import (
    GOES_ON,
    MONTH_NAMES,
    NUMBER,
    PART,
    SHORT_WEEKDAY,
    WEEKDAY,
    WEEKDAY_NAMES,
    Days,
    Form,
    days_before,
    form,
    number,
    one,
    said,
    weekday_of,
    whole_month,
    whole_year,
)


def _within(first: date, last: date, confidence: float) -> Days | None:
    """Some day between two: only its month is sure; across two months the later, so that nothing seems too old."""
    return whole_month(last.year, last.month, confidence) if first < last else one(last, confidence)


def _weeks(match: re.Match[str]) -> int:
    return 2 if "fortnight" in match[0] else number(match["number"])


def _weekday(match: re.Match[str], on: date) -> Days | None:
    """(Last) Tuesday: the most recent one strictly before today; "the Tuesday" may be one that was told of before."""
    day = weekday_before(weekday_of(match) or 0, on)
    return one(day, 0.6 if said(match, "which") in ("the", "that") else 0.9)


def _weekday_of_last_week(match: re.Match[str], on: date) -> Days | None:
    return one(on - timedelta(days=on.weekday() + 7 - (weekday_of(match) or 0)))


def _weekday_and_weeks(match: re.Match[str], on: date) -> Days | None:
    """A week last Friday: a week before last Friday."""
    return one(weekday_before(weekday_of(match) or 0, on) - timedelta(weeks=_weeks(match)), 0.9)


def _weeks_ago_on(match: re.Match[str], on: date) -> Days | None:
    """Three weeks ago on Monday: the Monday nearest to that day."""
    middle, weekday = on - timedelta(weeks=_weeks(match)), weekday_of(match)
    near = (middle + timedelta(days=away) for away in range(-3, 4))
    return one(next(day for day in near if day.weekday() == weekday), 0.75)


def _weeks_ago_yesterday(match: re.Match[str], on: date) -> Days | None:
    return one(on - timedelta(days=7 * _weeks(match) + 1))


def _weekdays_ago(match: re.Match[str], on: date) -> Days | None:
    """Two Fridays ago, the Friday before last."""
    weeks = number(match["number"]) - 1 if said(match, "number") else 1
    return one(weekday_before(weekday_of(match) or 0, on) - timedelta(weeks=weeks), 0.85)


def _ago(match: re.Match[str], on: date) -> Days | None:
    """Three weeks ago, two months ago today: as exact as the words are."""
    count, unit = number(match["number"]), match["unit"]
    exact = "day" in match["how"] or bool(said(match, "exactly"))
    vague = bool(said(match, "about")) or "couple" in match["number"]
    if unit in ("hour", "minute"):
        return one(on, 0.9) if count * (60 if unit == "hour" else 1) <= 600 else None
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days:
        day = days_before(count * days, on)
        if day is None or not vague:
            return one(day, 0.95 if exact else 0.85)
        return _within(day, min(day + timedelta(days=days), on), 0.45)
    return _months_ago(count * (12 if unit == "year" else 1), on, exact=exact, years=unit == "year", vague=vague)


def _months_ago(months: int, on: date, *, exact: bool, years: bool, vague: bool) -> Days | None:
    year, month = months_before(months, on)
    if year < 1:
        return None
    if exact:
        return one(day_in(year, month, on.day) or last_day_of_month(year, month))
    found = whole_year(year, 0.7) if years else whole_month(year, month, 0.8)
    return replace(found, confidence=0.45) if found and vague else found


def _near_day(match: re.Match[str], on: date) -> Days | None:
    back = 2 if " before " in match[0] else 1 if "yesterday" in match[0] or "last" in match[0] else 0
    return one(days_before(back, on))


def _weekend(match: re.Match[str], on: date) -> Days | None:
    """At the weekend: one of two days, so only the month is sure."""
    sunday = weekday_before(SUNDAY, on if on.weekday() > FRIDAY else on + timedelta(days=1))
    if "before last" in match[0]:
        sunday -= timedelta(weeks=1)
    return _within(sunday - timedelta(days=1), sunday, 0.45)


def _stretch(match: re.Match[str], on: date) -> Days | None:
    """Last week, this month, the year before last."""
    back = 2 if "before last" in match[0] else 0 if "this" in match["which"] else 1
    if match["unit"] == "week":
        monday = on - timedelta(days=on.weekday() + 7 * back)
        return _within(monday, min(monday + timedelta(days=6), on), 0.45)
    if match["unit"] == "month":
        return whole_month(*months_before(back, on), 0.85)
    return whole_year(on.year - back, 0.75)


def _no_date(match: re.Match[str], on: date) -> Days | None:
    """Words that hold the name of a day or month and point to none in the past."""
    return None


_ABOUT: Final = r"(?P<about>about|around|roughly|approximately|nearly|almost|over|more than|maybe|some|at least|like)"
_SOME_WEEKS: Final = rf"(?:(?:a|the) fortnight|{NUMBER} weeks?)"
_GONE: Final = r"(?: just gone| gone| just past| past| last)?"

RELATIVE_FORMS: Final[tuple[Form, ...]] = (
    # every Monday, Mondays, next March, a week on Friday, Friday week: none of them a day in the past
    form(rf"(?:next|every|each|coming|most|any) (?:{WEEKDAY_NAMES}|{MONTH_NAMES}|week|month|year)s?", _no_date),
    form(rf"(?:(?:{WEEKDAY_NAMES})s|weekends)", _no_date),
    form(rf"(?:a week|a fortnight|two weeks) (?:on |this )?(?:{WEEKDAY_NAMES})", _no_date),
    form(rf"(?:{WEEKDAY_NAMES}) (?:week|fortnight|next|coming)", _no_date),
    # a week last Friday, three weeks ago on Monday, two Fridays ago, the Friday before last
    form(rf"{_SOME_WEEKS} (?:ago )?(?:last|gone|this last|past) {WEEKDAY}{PART}", _weekday_and_weeks),
    form(rf"{_SOME_WEEKS} (?:ago|back),?(?: on)?(?: the)? {WEEKDAY}{PART}", _weeks_ago_on),
    form(rf"{_SOME_WEEKS} ago yesterday{PART}", _weeks_ago_yesterday),
    form(rf"{NUMBER} {WEEKDAY}s ago", _weekdays_ago),
    form(rf"(?:(?:the|on|last) ){{0,3}}{WEEKDAY}{PART} before last", _weekdays_ago),
    form(rf"(?:on )?(?:the )?{WEEKDAY}{PART},? (?:of )?last week", _weekday_of_last_week),
    form(rf"last week,?(?: on)?(?: the)? {WEEKDAY}{PART}", _weekday_of_last_week),
    # last Tuesday, Tuesday night, Friday just gone, on sat
    form(rf"(?:(?P<which>last|this past|this|past|on|the|that) )?{WEEKDAY}{PART}{_GONE}", _weekday),
    form(rf"(?P<which>last|on) {SHORT_WEEKDAY}{PART}{_GONE}{GOES_ON}", _weekday),
    form(r"(?P<weekday>mon|wed|sat|sun) (?:morning|afternoon|evening|night)", _weekday),
    form(rf"{SHORT_WEEKDAY}{_GONE}", _weekday, loose=True),
    # today, yesterday, last night
    form(
        r"(?:the )?(?:day before yesterday|night before last|evening before last)(?: (?:morning|evening))?", _near_day
    ),
    form(rf"(?:earlier )?yesterday{PART}|last night|last evening", _near_day),
    form(r"(?:earlier |only )?today|this (?:morning|afternoon|evening|lunchtime)|tonight|just now", _near_day),
    # a fortnight ago, exactly a year ago today, about two months ago
    form(
        rf"(?:(?P<exactly>exactly|precisely) )?(?:{_ABOUT} )?{NUMBER} "
        r"(?P<unit>minute|hour|day|week|fortnight|month|year)s? "
        r"(?P<how>to the day ago|(?:ago|back),? today|ago to the day|ago|back)",
        _ago,
    ),
    # at the weekend, last month, the year before last
    form(r"(?:(?:at|over|on) )?(?:last|this past|this|the) weekend(?: before last| just gone| gone)?", _weekend),
    form(r"(?P<which>last|earlier this|this) (?P<unit>week|month|year)", _stretch),
    form(r"(?P<which>the) (?P<unit>week|month|year) before last", _stretch),
)
