"""How old an incident is: dates known in full or in part, and the limit in calendar months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class IncidentDate:
    """The first and the last day on which it can have happened; the same day where the date is known in full."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> IncidentDate:
        """Read `2026-03-14`, `2026-03` or `2026`. Raises `ValueError` for anything else or a day that never was."""
        match = _PARTIAL.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date such as 2026-03-14, 2026-03 or 2026")
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        if year is None or month is None:
            return cls(date(int(text), 1, 1), date(int(text), 12, 31))
        if day is None:
            return cls(date(year, month, 1), _last_of_month(year, month))
        return cls(date(year, month, day), date(year, month, day))

    @property
    def is_exact(self) -> bool:
        """Whether the very day is known."""
        return self.first == self.last


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later; where that month is shorter, its last day (29 Feb → 28 Feb)."""
    years, month = divmod(day.month - 1 + months, 12)
    end = _last_of_month(day.year + years, month + 1)
    return end if day.day > end.day else end.replace(day=day.day)


def is_out_of_time(happened: IncidentDate, received_on: date, months: int) -> bool:
    """Whether even the last possible day lies more than `months` calendar months back. Source: clause S13."""
    if happened.last >= received_on:  # a slip of the pen such as 9999 has no day twelve months later
        return False
    return received_on > add_months(happened.last, months)
