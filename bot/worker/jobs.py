"""The jobs of the worker: each looks at the database, does what is due and notes how it went."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import clock
from bot.casework.clocks import Clocks, Review
from bot.casework.desk import Desk
from bot.casework.evidence import Evidence
from bot.casework.job_runs import BEAT, JobRuns
from bot.casework.retention import Retention
from bot.casework.vault import Vault
from bot.database import DatabaseError, make_sessions
from bot.force import load_explanations, load_rulebook
from bot.notifications.delivery import Delivery
from bot.notifications.letters import load_letters
from bot.notifications.outbox import Outbox
from bot.notifications.post import make_post
from bot.settings import ROOT, Settings

CLOCKS, MAIL, RETENTION = "clocks", "mail", "retention"
DAILY_SECONDS = 20 * 3600.0
"""What is done once a day is not done again before so long."""
QUIET_SECONDS = 15.0
"""A job that finds nothing to do is noted no more often than this."""
Figures = Mapping[str, Any]

logger = structlog.get_logger(__name__)


class Jobs:
    """Everything that is done by itself, on one database. Raises `InvalidForceFile` when it is made."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        sessions = make_sessions(engine)
        desk = Desk(sessions, rulebook=load_rulebook(settings.policy_file))
        self._runs = JobRuns(sessions)
        self._noted: dict[str, float] = {}
        self._clocks = Clocks(desk, reviews=load_reviews(), staff_mailbox=settings.staff_mailbox)
        self._outbox = Outbox(sessions, staff_mailbox=settings.staff_mailbox)
        self._post = make_post(settings)
        self._delivery = Delivery(self._outbox, load_letters(settings), self._post)
        self._retention = Retention(desk)
        self._evidence = Evidence(desk, Vault(settings.uploads))
        self._kept_days = desk.rulebook.retention.email_days

    async def beat(self) -> bool:
        """Give a sign of life."""
        return await self._run(BEAT, self._count)

    async def clocks(self) -> bool:
        """Write the reminders and overdue marks that are due."""
        return await self._run(CLOCKS, self._look)

    async def mail(self) -> bool:
        """Send the emails that are due."""
        return await self._run(MAIL, self._send)

    async def retention(self) -> bool:
        """Delete what has been kept long enough, once a day; a run that failed is made up for."""
        last = (await asyncio.to_thread(self._runs.seen)).get(RETENTION)
        if last is not None and last.fault is None and last.age < DAILY_SECONDS:
            return True
        return await self._run(RETENTION, self._delete)

    async def all_once(self) -> bool:
        """Everything that is due, one after the other; whether all of it went well."""
        return all([await job() for job in (self.clocks, self.mail, self.retention, self.beat)])

    def stop(self) -> None:
        """Begin nothing long any more."""
        self._delivery.stop()

    async def _delete(self) -> Figures:
        deleted = await asyncio.to_thread(self._retention.delete_due)
        await asyncio.to_thread(self._evidence.sweep)
        await self._post.forget(clock.now() - timedelta(days=self._kept_days))
        return asdict(deleted)

    async def _count(self) -> Figures:
        counts = await asyncio.to_thread(self._outbox.counts)
        since = counts.oldest_waiting_since
        age = max((clock.now() - since).total_seconds(), 0.0) if since else 0.0
        return {"waiting": counts.waiting, "given_up": counts.given_up, "oldest_seconds": age}

    async def _look(self) -> Figures:
        marked = await asyncio.to_thread(self._clocks.mark)
        return {"written": dict(marked.written), "overdue": dict(marked.overdue)}

    async def _send(self) -> Figures:
        return asdict(await self._delivery.round())

    async def _run(self, job: str, work: Callable[[], Awaitable[Figures]]) -> bool:
        """Run a job and note how it went; whether it went well. A fault ends this run, never the worker."""
        try:
            figures = await work()
            if self._is_news(job, figures):
                await asyncio.to_thread(self._runs.note, job, figures=figures)
        except (DatabaseError, SQLAlchemyError) as error:
            logger.warning("worker.database_away", job=job, error=type(error).__name__)
            return False
        except Exception as error:  # noqa: BLE001 - the edge: the other jobs go on, and this one is tried again
            # Its text can hold what somebody said: the traceback goes to nobody, the place of the fault does.
            logger.error("worker.job_failed", job=job, error=type(error).__name__, at=_place(error))
            await self._note_fault(job, error)
            return False
        return True

    def _is_news(self, job: str, figures: Figures) -> bool:
        """Whether a run is worth a row: it did something, or none was noted for a while."""
        now = time.monotonic()
        if any(figures.values()) or now - self._noted.get(job, -QUIET_SECONDS) >= QUIET_SECONDS:
            self._noted[job] = now
            return True
        return False

    async def _note_fault(self, job: str, error: Exception) -> None:
        with contextlib.suppress(DatabaseError, SQLAlchemyError):
            await asyncio.to_thread(self._runs.note, job, fault=type(error).__name__)
        self._noted.pop(job, None)


def load_reviews() -> list[Review]:
    """When each explanation is to be looked at again. Raises `InvalidForceFile`."""
    texts = load_explanations(ROOT / "data" / "explanations").values()
    return [Review(text.topic, text.title, text.review_due) for text in texts]


def _place(error: Exception) -> str:
    """File and line of where an error was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
