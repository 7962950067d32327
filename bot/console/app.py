"""Puts the console together: settings in, one aiohttp application out, to be mounted under `/staff`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.casework.evidence import Evidence
from bot.casework.service import Casework
from bot.casework.vault import Vault
from bot.console import guard, rendering, routes
from bot.console.accounts import Accounts
from bot.console.audit import AuditLog
from bot.console.corrections import Corrections
from bot.console.keys import ACCOUNTS, AUDIT, CASEWORK, CORRECTIONS, EVIDENCE, HASHING, INDEX, PROVIDER, READER, REVIEWS
from bot.console.single_sign_on import Provider
from bot.console.talk_index import TalkIndex
from bot.console.talk_review import Reviews
from bot.database import make_engine, make_sessions
from bot.force import load_rulebook
from bot.gateway.guesses import Guesses
from bot.gateway.keys import GUESSES, SETTINGS
from bot.gateway.reader import AccountReader
from bot.policy import Rulebook
from bot.settings import Settings

PASSWORDS_AT_ONCE = 2


def create_console(
    settings: Settings,
    *,
    guesses: Guesses | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> web.Application:
    """Make the application; nothing is opened before it starts. All but the settings are for tests.

    `clock` is that of sessions, codes and the log, which run in real time also where `CANDOUR_CLOCK` is set.
    Raises `InvalidForceFile`.
    """
    app = web.Application(middlewares=[rendering.plain_failures, guard.guard])
    app[SETTINGS] = settings
    app[GUESSES] = guesses or Guesses()
    app[HASHING] = asyncio.Semaphore(PASSWORDS_AT_ONCE)
    app.on_response_prepare.append(rendering.add_headers)
    app.on_startup.insert(0, guard.require_needs)  # before anything is opened
    app.cleanup_ctx.append(_services(settings, load_rulebook(settings.policy_file), clock))
    app[PROVIDER] = _provider(settings, clock)
    rendering.set_up(app)
    routes.add_routes(app)
    return app


def _provider(settings: Settings, clock: Callable[[], datetime]) -> Provider | None:
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_claim, settings.keyring(), clock
    )


def _services(
    settings: Settings, rulebook: Rulebook, clock: Callable[[], datetime]
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def services(app: web.Application) -> AsyncIterator[None]:
        """Open the database; close it at the end."""
        database = make_engine(settings.database_url)
        sessions, keyring = make_sessions(database), settings.keyring()
        try:
            app[AUDIT] = AuditLog(sessions, keyring, clock)
            app[ACCOUNTS] = Accounts(sessions, keyring, app[AUDIT], clock)
            app[CASEWORK] = Casework(sessions, rulebook=rulebook)
            app[EVIDENCE] = Evidence(app[CASEWORK].desk, Vault(settings.uploads))
            app[READER] = AccountReader()
            app[INDEX] = TalkIndex(sessions)
            app[REVIEWS] = Reviews(sessions, clock)
            app[CORRECTIONS] = Corrections(sessions, clock)
            yield
            await app[READER].close()
        finally:
            database.dispose()

    return services
