"""What operators and their machines ask the gateway: is it well, and what has it counted."""

from __future__ import annotations

import asyncio

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.database import DatabaseError
from bot.gateway.keys import ENGINE, METRICS, STORE


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: 200 while messages can be taken and kept, else 503.

    The engine's state is for information: while it is away, messages are kept and answered later.
    """
    has_database, has_engine = await asyncio.gather(_database_answers(request), request.app[ENGINE].answers())
    report = {
        "status": "ok" if has_database else "failing",
        "web": "ok",
        "database": "ok" if has_database else "away",
        "engine": "ok" if has_engine else "away",
    }
    return web.json_response(report, status=200 if has_database else 503)


async def metrics(request: web.Request) -> web.Response:
    """`GET /metrics`: counters in Prometheus' text format."""
    body = generate_latest(request.app[METRICS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _database_answers(request: web.Request) -> bool:
    try:
        await asyncio.to_thread(request.app[STORE].check)
    except (DatabaseError, SQLAlchemyError):
        return False
    return True
