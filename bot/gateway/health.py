"""What operators and their machines ask the gateway: is it well, and what has it counted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.database import DatabaseError
from bot.gateway.keys import ENGINE, JOBS, METRICS, STORE


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: 200 while messages can be taken and kept, else 503.

    The others' state is for information: while the engine is away messages are kept and answered later, and while the
    worker is away reminders and emails wait.
    """
    has_database, has_engine, has_worker = await asyncio.gather(
        _answers(request.app[STORE].check), request.app[ENGINE].answers(), _answers(request.app[JOBS].worker_is_alive)
    )
    report = {
        "status": "ok" if has_database else "failing",
        "web": "ok",
        "database": "ok" if has_database else "away",
        "engine": "ok" if has_engine else "away",
        "worker": "ok" if has_worker else "away",
    }
    return web.json_response(report, status=200 if has_database else 503)


async def metrics(request: web.Request) -> web.Response:
    """`GET /metrics`: counters in Prometheus' text format; the worker's stand still while the database is away."""
    with contextlib.suppress(DatabaseError, SQLAlchemyError):
        request.app[METRICS].show_jobs(await asyncio.to_thread(request.app[JOBS].seen))
    body = generate_latest(request.app[METRICS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _answers(question: Callable[[], bool | None]) -> bool:
    """Whether the database answers, and not with a no."""
    try:
        return await asyncio.to_thread(question) is not False
    except (DatabaseError, SQLAlchemyError):
        return False
