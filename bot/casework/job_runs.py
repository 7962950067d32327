"""When each job of the worker last ran, and whether it went well: written by the worker, read by whoever watches it.

Real time, also where `CANDOUR_CLOCK` stands still: a worker that has died must not look alive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.clock_models import JobRun
from bot.database import writing

LATE_AFTER_SECONDS = 90.0
"""The worker gives a sign of life several times in that time."""
BEAT = "beat"


@dataclass(frozen=True)
class JobView:
    """The last run of a job; `age` is in seconds of real time since its end."""

    job: str
    age: float
    fault: str | None
    figures: Mapping[str, Any]


class JobRuns:
    """The last run of each job."""

    def __init__(
        self, sessions: sessionmaker[Session], real_time: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sessions = sessions
        self._real_time = real_time

    def note(self, job: str, *, fault: str | None = None, figures: Mapping[str, Any] | None = None) -> None:
        """Note that a run has ended, and how; one that failed keeps the figures of the last that did not."""
        with writing(self._sessions) as session:
            row = session.get(JobRun, job) or JobRun(job=job, figures={})
            row.ended_at, row.fault = self._real_time(), fault
            if figures is not None:
                row.figures = dict(figures)
            session.add(row)

    def seen(self) -> dict[str, JobView]:
        """Every job that has ever run, by its name."""
        now = self._real_time()
        with self._sessions() as session:
            return {
                row.job: JobView(row.job, (now - row.ended_at).total_seconds(), row.fault, row.figures)
                for row in session.scalars(sa.select(JobRun))
            }

    def worker_is_alive(self) -> bool:
        """Whether a worker has given a sign of life lately."""
        beat = self.seen().get(BEAT)
        return beat is not None and beat.age < LATE_AFTER_SECONDS
