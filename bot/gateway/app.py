"""Puts the gateway together: settings in, one aiohttp application out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import aiohttp
import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import WSCloseCode, web
from sqlalchemy import Engine

from bot.casework.access import Access
from bot.casework.desk import Desk
from bot.casework.evidence import Evidence
from bot.casework.job_runs import JobRuns
from bot.casework.service import Casework
from bot.casework.vault import Vault
from bot.database import make_engine, make_sessions
from bot.force import load_rulebook
from bot.gateway import faults, headers, pages, uploads
from bot.gateway.catalogue import Catalogues, load_catalogues
from bot.gateway.conversation import Pace, Talks
from bot.gateway.engine_client import EngineClient
from bot.gateway.guesses import Guesses
from bot.gateway.keys import (
    ACCESS,
    API_RATE,
    CASEWORK,
    CATALOGUES,
    CODE_RATE,
    ENGINE,
    EVIDENCE,
    GUESSES,
    JOBS,
    MESSAGE_RATE,
    METRICS,
    NETWORK_RATE,
    READER,
    SCANNER,
    SETTINGS,
    SOCKETS,
    START_RATE,
    STORE,
    TALKS,
    TASKS,
    UPLOAD_RATE,
    UPLOADS,
)
from bot.gateway.limits import RateLimiter
from bot.gateway.metrics import Metrics
from bot.gateway.reader import AccountReader
from bot.gateway.rendering import prose
from bot.gateway.routes import add_routes
from bot.gateway.scanner import Scanner
from bot.gateway.store import ChatStore, Idle
from bot.settings import Settings

log = structlog.get_logger(__name__)

BODY_LIMIT = 128 * 1024
"""Bytes of a request's body: a form with 5,000 characters, each of which may be written as twelve bytes."""


def create_app(
    settings: Settings,
    *,
    pace: Pace | None = None,
    message_rate: RateLimiter | None = None,
    catalogues: Catalogues | None = None,
    guesses: Guesses | None = None,
    api_rate: RateLimiter | None = None,
    staff: web.Application | None = None,
) -> web.Application:
    """Make the application, with the `staff` console in it; nothing is opened before it starts. The rest is for tests.

    Raises `InvalidCatalogue`.
    """
    app = web.Application(middlewares=[faults.plain_failures], client_max_size=BODY_LIMIT)
    app[SETTINGS] = settings
    app[CATALOGUES] = catalogues or load_catalogues()
    app[METRICS] = Metrics()
    app[SOCKETS] = {}
    app[TASKS] = set()
    app[MESSAGE_RATE] = message_rate or RateLimiter(burst=20, per_second=0.5)
    app[START_RATE] = RateLimiter(burst=200, per_second=20)
    app[NETWORK_RATE] = RateLimiter(burst=60, per_second=1)
    app[CODE_RATE] = RateLimiter(burst=5, per_second=1 / 60)
    app[API_RATE] = api_rate or RateLimiter(burst=100, per_second=5)
    app[UPLOAD_RATE] = RateLimiter(burst=30, per_second=0.2)
    app[UPLOADS] = asyncio.Semaphore(8)
    app[SCANNER] = Scanner(settings.clamav)
    app[GUESSES] = guesses or Guesses()
    app.on_response_prepare.append(pages.revalidate_files)
    app.on_response_prepare.append(headers.add_headers)
    app.on_shutdown.append(_close_sockets)
    app.cleanup_ctx.append(_conversations(settings, pace or Pace()))
    app.cleanup_ctx.append(_forwarding(settings))
    app.cleanup_ctx.append(_files(settings))
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        filters={"prose": prose},
    )
    add_routes(app)
    if staff is not None:
        app.add_subapp("/staff", staff)
    return app


def _conversations(settings: Settings, pace: Pace) -> Callable[[web.Application], AsyncIterator[None]]:
    async def conversations(app: web.Application) -> AsyncIterator[None]:
        """Open the database and the way to the engine, deliver what was left over; close all at the end."""
        database = make_engine(settings.database_url)
        try:
            async with aiohttp.ClientSession() as http:
                app[STORE] = ChatStore(database, _idle(settings))
                app[JOBS] = JobRuns(make_sessions(database))
                app[ACCESS] = await _access(settings, database)
                app[ENGINE] = EngineClient(settings.rasa_url, http)
                app[TALKS] = Talks(app[STORE], app[ENGINE], app[METRICS], pace)
                await app[TALKS].resume()
                yield
                await asyncio.gather(*app[TASKS], return_exceptions=True)
                await app[TALKS].stop()
        finally:
            database.dispose()

    return conversations


def _forwarding(settings: Settings) -> Callable[[web.Application], AsyncIterator[None]]:
    async def forwarding(app: web.Application) -> AsyncIterator[None]:
        """Open casework for those who forward complaints; the program that reads accounts starts with the first."""
        database = make_engine(settings.database_url)
        reader = AccountReader()
        try:
            app[CASEWORK] = Casework(make_sessions(database), rulebook=load_rulebook(settings.policy_file))
            app[READER] = reader
            yield
        finally:
            await reader.close()
            database.dispose()

    return forwarding


def _files(settings: Settings) -> Callable[[web.Application], AsyncIterator[None]]:
    async def files(app: web.Application) -> AsyncIterator[None]:
        """Open the place for files that people add, and bring those that wait for the scanner to it."""
        database = make_engine(settings.database_url)
        try:
            app[EVIDENCE] = Evidence(Desk(make_sessions(database)), Vault(settings.uploads))
            async with uploads.scanning_again(app[EVIDENCE], app[SCANNER]):
                yield
        finally:
            database.dispose()

    return files


async def _access(settings: Settings, database: Engine) -> Access:
    """The way to codes. Raises `InvalidKeys`; a key that good codes need and that is gone is only told to operators."""
    access = Access(Desk(make_sessions(database), rulebook=load_rulebook(settings.policy_file)), settings.keyring())
    if lost := await asyncio.to_thread(access.lost_keys):
        log.error("codes.keys_lost", keys=sorted(lost), advice="set CANDOUR_CODE_KEY to all keys, the newest first")
    return access


def _idle(settings: Settings) -> Idle:
    return Idle(timedelta(minutes=settings.idle_minutes), timedelta(minutes=settings.shared_idle_minutes))


async def _close_sockets(app: web.Application) -> None:
    """Tell the browsers that this process goes; they come again by themselves."""
    closing = [socket.close(code=WSCloseCode.GOING_AWAY) for socket in list(app[SOCKETS].keys())]
    await asyncio.gather(*closing, return_exceptions=True)
