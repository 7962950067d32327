"""When the jobs run, and by whom: one worker is at work, any others wait to take over."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import LONDON
from bot.database import DatabaseError
from bot.worker.jobs import Jobs
from bot.worker.lock import WorkerLock

LOOK_FOR_WORK_SECONDS = 5.0
"""How often a worker asks for the lock, or makes sure that it still has it."""
STOP_WITHIN_SECONDS = 4.0

logger = structlog.get_logger(__name__)


class Worker:
    """Runs the jobs while it holds the lock."""

    def __init__(self, jobs: Jobs, lock: WorkerLock) -> None:
        self._jobs = jobs
        self._lock = lock
        self._stopping = asyncio.Event()
        self._running: set[asyncio.Task[bool]] = set()

    def stop(self) -> None:
        """Finish what is under way, begin nothing more."""
        self._stopping.set()
        self._jobs.stop()

    async def run(self) -> None:
        """Work until told to stop."""
        scheduler: AsyncIOScheduler | None = None
        try:
            while not self._stopping.is_set():
                mine = await self._is_mine()
                if mine and scheduler is None:
                    scheduler = self._start()
                elif not mine and scheduler is not None:
                    logger.warning("worker.lock_lost")
                    scheduler.shutdown(wait=False)
                    scheduler = None
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), LOOK_FOR_WORK_SECONDS)
        finally:
            if scheduler is not None:
                scheduler.shutdown(wait=False)
            if self._running:
                await asyncio.wait(self._running, timeout=STOP_WITHIN_SECONDS)
            self._lock.release()

    async def _is_mine(self) -> bool:
        try:
            return await asyncio.to_thread(self._lock.acquire)
        except DatabaseError as error:
            logger.warning("worker.database_away", why=str(error))
            return False

    def _start(self) -> AsyncIOScheduler:
        logger.info("worker.at_work")
        scheduler = AsyncIOScheduler(timezone=LONDON)
        jobs = self._jobs
        for job, seconds in ((jobs.beat, 20), (jobs.mail, 5), (jobs.clocks, 60), (jobs.retention, 600)):
            scheduler.add_job(
                self._shielded(job),
                "interval",
                seconds=seconds,
                next_run_time=datetime.now(LONDON),
                max_instances=1,
                coalesce=True,  # what was missed while the machine slept is done once
                misfire_grace_time=None,
            )
        scheduler.start()
        return scheduler

    def _shielded(self, job: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[None]]:
        """The job as a task of ours: the scheduler cancels what it has begun when it ends, and we let it finish."""

        async def begin() -> None:
            task = asyncio.ensure_future(job())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            await asyncio.shield(task)

        return begin
