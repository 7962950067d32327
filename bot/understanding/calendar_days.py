"""The British calendar: names of months, weekdays and numbers, and the days that have a name of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

MONTHS: Final = "january february march april may june july august september october november december".split()
WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
MONDAY, FRIDAY, SUNDAY = 0, 4, 6

_ONES: Final = "one two three four five six seven eight nine ten eleven twelve".split()
NUMBERS: Final[Mapping[str, int]] = {
    "a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a couple": 2,
    **{word: number for number, word in enumerate(_ONES, 1)},
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
_FIRST_TWENTY: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(_FIRST_TWENTY, 1)},
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_FIRST_TWENTY[:9], 1)},
    **{f"twenty {word}": 20 + number for number, word in enumerate(_FIRST_TWENTY[:9], 1)},
    "thirtieth": 30, "thirty-first": 31, "thirty first": 31,
}  # fmt: skip


def day_in(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def most_recent(month: int, day: int, on: date) -> date | None:
    """The last time that this day of this month came round, up to and including `on`; None if it never does."""
    years = range(on.year, max(on.year - 9, 0), -1)  # a 29 February may be eight years back
    return next((found for year in years if (found := day_in(year, month, day)) and found <= on), None)


def weekday_before(weekday: int, on: date) -> date:
    """The most recent such weekday strictly before `on`."""
    return on - timedelta(days=(on.weekday() - weekday - 1) % 7 + 1)


def last_day_of_month(year: int, month: int) -> date:
    """The last day of that month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def months_before(months: int, on: date) -> tuple[int, int]:
    """The year and month that lie so many calendar months before `on`."""
    years, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return years, month + 1


def _first(weekday: int, month: int, nth: int = 1) -> Callable[[int], date]:
    """The nth such weekday of the month, for any year."""

    def in_year(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return in_year


def _last(weekday: int, month: int) -> Callable[[int], date]:
    """The last such weekday of the month, for any year."""
    return lambda year: weekday_before(weekday, last_day_of_month(year, month) + timedelta(days=1))


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _after(day: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: day(year) + timedelta(days=days)


EARLY_MAY: Final = _first(MONDAY, 5)
SPRING: Final = _last(MONDAY, 5)
SUMMER: Final = _last(MONDAY, 8)

# Pattern of the name (plain spelling) and the day it falls on in a given year. Longer names stand first.
NAMED_DAYS: Final[tuple[tuple[str, Callable[[int], date]], ...]] = (
    (r"(?:early |first )may bank holiday(?: monday)?|may ?day bank holiday(?: monday)?", EARLY_MAY),
    (r"(?:late |second |spring |end of )(?:may )?bank holiday(?: monday)?|whitsun bank holiday", SPRING),
    (r"(?:august|summer|late summer) bank holiday(?: monday)?|bank holiday(?: monday)? (?:in |of )?august", SUMMER),
    (r"easter (?:bank holiday )?monday", _easter(1)),
    (r"good friday", _easter(-2)),
    (r"maundy thursday", _easter(-3)),
    (r"easter saturday", _easter(-1)),
    (r"easter (?:sunday|day)", _easter(0)),
    (r"shrove tuesday|pancake day", _easter(-47)),
    (r"mother'?s'? day|mothering sunday", _easter(-21)),
    (r"father'?s'? day", _first(SUNDAY, 6, 3)),
    (r"carnival monday", SUMMER),
    (r"carnival sunday", _after(SUMMER, -1)),
    (r"remembrance (?:sunday|day)", _first(SUNDAY, 11, 2)),
    (r"armistice day", _fixed(11, 11)),
    (r"new year'?s'? eve|nye|hogmanay", _fixed(12, 31)),
    (r"new year'?s'? (?:day|morning)", _fixed(1, 1)),
    (r"valentine'?s'?(?: day| night)?", _fixed(2, 14)),
    (r"st\.? patrick'?s'? (?:day|night)|paddy'?s day", _fixed(3, 17)),
    (r"st\.? george'?s'? day", _fixed(4, 23)),
    (r"april fool'?s'?(?: day)?", _fixed(4, 1)),
    (r"may day", _fixed(5, 1)),
    (r"hallow'?e'?en(?: night)?", _fixed(10, 31)),
    (r"bonfire night|guy fawkes(?:'? (?:night|day))?|fireworks night", _fixed(11, 5)),
    (r"christmas eve|xmas eve|chrimbo eve", _fixed(12, 24)),
    (r"christmas day|xmas day", _fixed(12, 25)),
    (r"boxing (?:day|night)", _fixed(12, 26)),
)


def monday_holidays(year: int) -> tuple[date, ...]:
    """The bank holidays of England that fall on a Monday in that year, earliest first (one-off holidays left out)."""
    always = [easter(year) + timedelta(days=1), EARLY_MAY(year), SPRING(year), SUMMER(year)]
    # A holiday at a weekend moves to the Monday; so does Boxing Day when Christmas Day is a Sunday's neighbour.
    moved = [date(year, 1, day) for day in (1, 2, 3) if date(year, 1, day).weekday() == MONDAY]
    moved += [date(year, 12, day) for day in (25, 26, 27, 28) if date(year, 12, day).weekday() == MONDAY]
    return tuple(sorted(always + moved))
