"""The clock of the demonstration, which is set to the moment of each invented step."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from bot.clock import LONDON

_SATURDAY = 5


class Moment:
    """A clock that stands where it was put, and never later than `latest` or earlier than it stood."""

    def __init__(self, latest: datetime) -> None:
        self._latest = latest
        self._at = latest

    def __call__(self) -> datetime:
        """The moment that it shows."""
        return self._at

    def begin(self, at: datetime) -> None:
        """Put it back, for another complaint."""
        self._at = min(at, self._latest)

    def go_on(self, days: int, rng: random.Random) -> None:
        """Let so many days pass, to an hour at which offices work."""
        day = self._at.astimezone(LONDON).date() + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)
        wanted = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), LONDON)
        self._at = min(max(wanted, self._at + timedelta(minutes=20)), self._latest)


def evening(day: date, rng: random.Random) -> datetime:
    """A moment at which people write to a complaints service: mostly after work."""
    return datetime.combine(day, time(rng.choice([8, 12, 18, 19, 20, 21, 22]), rng.randint(0, 59)), LONDON)
