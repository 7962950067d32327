"""Working days: Monday to Friday without the bank holidays of England and Wales."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_SATURDAY = 5
# Bank holidays of one year by royal proclamation, and those that another day stood in for. Source: GOV.UK.
_EXTRA = {
    2012: (date(2012, 6, 5),),  # Diamond Jubilee
    2022: (date(2022, 6, 3), date(2022, 9, 19)),  # Platinum Jubilee; funeral of Queen Elizabeth II
    2023: (date(2023, 5, 8),),  # coronation of King Charles III
}
_MOVED = {
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The days off of one year, with the weekday that stands in for one that falls on a weekend.

    Source: Banking and Financial Dealings Act 1971, schedule 1, and the proclamations under it.
    """
    sunday = easter(year)
    days = [
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    ]
    taken: set[date] = {_MOVED.get(day, day) for day in days} | set(_EXTRA.get(year, ()))
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= _SATURDAY or day in taken:
            day += timedelta(days=1)
        taken.add(day)
    return frozenset(taken)


def is_working_day(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def after_working_days(start: date, count: int) -> date:
    """The day that comes `count` working days after `start`, which is not counted itself."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def _monday_from(day: date) -> date:
    """The first Monday on or after that day."""
    return day + timedelta(days=-day.weekday() % 7)
