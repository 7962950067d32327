"""The one source of "now": real time, or the fixed time of `CANDOUR_CLOCK`, in London's time zone."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
VARIABLE = "CANDOUR_CLOCK"


class InvalidClock(ValueError):
    """`CANDOUR_CLOCK` is not an ISO 8601 date-time."""


def parse(text: str) -> datetime:
    """Read an ISO 8601 date or date-time; one without an offset is London time. Raises `InvalidClock`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidClock(f"{VARIABLE}={text!r} is not an ISO date-time such as 2026-11-22T10:00:00") from error
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)


def now() -> datetime:
    """The present moment, aware, in London time."""
    fixed = os.environ.get(VARIABLE)
    return parse(fixed) if fixed else datetime.now(LONDON)


def today() -> date:
    """The present day in London."""
    return now().date()
