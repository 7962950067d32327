"""Runs the worker: `python -m bot.worker`; ends cleanly on SIGINT and SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import structlog

from bot.database import DatabaseError, make_engine
from bot.force import InvalidForceFile
from bot.keyring import InvalidKeys
from bot.settings import InvalidSettings, Settings, load_settings
from bot.worker.jobs import Jobs
from bot.worker.lock import WorkerLock
from bot.worker.schedule import Worker


def main() -> int:
    """Work until told to stop; 1 if it could not start, with one plain line that says why."""
    try:
        settings = load_settings()
        _set_up_logs(settings)
        asyncio.run(_work(settings))
    except (InvalidSettings, InvalidForceFile, InvalidKeys, DatabaseError) as error:
        sys.stderr.write(f"worker: {error}\n")
        return 1
    return 0


async def _work(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    try:
        worker = Worker(Jobs(settings, engine), WorkerLock(settings.database_url))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, worker.stop)
        await worker.run()
    finally:
        engine.dispose()


def _set_up_logs(settings: Settings) -> None:
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level), cache_logger_on_first_use=True)


if __name__ == "__main__":
    sys.exit(main())
