"""`candour worker`: runs the worker, or everything that is due once, for those who start it from a timetable."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.database import make_engine
from bot.settings import load_settings
from bot.worker import __main__ as program
from bot.worker.jobs import Jobs
from bot.worker.lock import WorkerLock


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Write reminders and overdue marks, send emails, delete what has been kept long enough."""
    code = asyncio.run(_once()) if once else program.main()
    if code:
        raise typer.Exit(code)


async def _once() -> int:
    settings = load_settings()
    engine = make_engine(settings.database_url)
    lock = WorkerLock(settings.database_url)
    try:
        if not lock.acquire():
            typer.echo("Another worker is at work on this database: it does what is due.", err=True)
            return 1
        went_well = await Jobs(settings, engine).all_once()
    finally:
        lock.release()
        engine.dispose()
    if not went_well:
        typer.echo("Not everything could be done. See the messages above.", err=True)
    return 0 if went_well else 1
