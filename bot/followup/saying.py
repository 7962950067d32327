"""What is said to the owner of a complaint: names of responses, with what goes into their gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.casework.deadlines import london_day


@dataclass(frozen=True)
class Say:
    """One message: a response, what goes into its gaps, the buttons under it, and a form that the page shows."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[str, ...] = ()
    form: str | None = None


def spoken_day(day: date) -> str:
    """A day as people say it: 3 April 2026; of a moment the day in London."""
    day = london_day(day) if isinstance(day, datetime) else day
    return f"{day.day} {day:%B %Y}"
