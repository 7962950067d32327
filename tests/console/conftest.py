"""The console in the gateway on a real database and port, accounts in every role, and a browser's side to drive it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.service import Casework
from bot.console import secrets as proofs
from bot.console.accounts import Accounts
from bot.console.app import create_console
from bot.console.audit import AuditLog
from bot.console.models import AuditEntry
from bot.console.roles import Role
from bot.database import make_engine, make_sessions, migrate
from bot.gateway.app import create_app
from bot.gateway.guesses import Guesses
from bot.settings import Settings

NOW = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
PASSWORD = "four quiet green kettles"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with little memory: what it costs is tested by itself."""
    import argon2

    monkeypatch.setattr(proofs, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("console") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(empty_database: Path, tmp_path: Path) -> Settings:
    shutil.copy(empty_database, tmp_path / "candour.db")
    return Settings(database_url=f"sqlite:///{tmp_path / 'candour.db'}", var_dir=tmp_path, rasa_port=1)


@pytest.fixture
def sessions(settings: Settings) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(settings.database_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def audit(sessions: sessionmaker[Session], settings: Settings, clock: Clock) -> AuditLog:
    return AuditLog(sessions, settings.keyring(), clock)


@pytest.fixture
def accounts(sessions: sessionmaker[Session], settings: Settings, audit: AuditLog, clock: Clock) -> Accounts:
    return Accounts(sessions, settings.keyring(), audit, clock)


@pytest.fixture
def casework(sessions: sessionmaker[Session]) -> Casework:
    return Casework(sessions, clock=lambda: NOW)


@dataclass
class Desk:
    """A browser at the console: keeps its cookie and the form token of the last page."""

    client: TestClient
    name: str = ""
    secret: str = ""
    recovery: list[str] = field(default_factory=list)
    token: str = ""

    async def get(self, path: str, **more: Any) -> tuple[int, str]:
        return await self._read(await self.client.get(path, allow_redirects=False, **more))

    async def post(self, path: str, fields: Any = None, **more: Any) -> tuple[int, str]:
        """Send a form as a page of ours does; `fields` may be pairs, for a name that is there twice."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields or [])
        data = [("token", self.token), *pairs]
        return await self._read(await self.client.post(path, data=data, allow_redirects=False, **more))

    async def _read(self, response: ClientResponse) -> tuple[int, str]:
        text = await response.text()
        if found := TOKEN.search(text):
            self.token = found[1]
        return response.status, response.headers.get("Location") or unescape(text)

    def code(self, clock: Clock) -> str:
        return pyotp.TOTP(self.secret).at(clock.now)

    async def sign_in(self, clock: Clock, **other: str) -> tuple[int, str]:
        await self.get("/staff/sign-in")
        fields = {"name": self.name, "password": PASSWORD, "code": self.code(clock), **other}
        return await self.post("/staff/sign-in", fields)


NewDesk = Callable[[], Desk]
StartConsole = Callable[..., Awaitable[NewDesk]]


@pytest.fixture
async def start_console(settings: Settings, clock: Clock) -> AsyncIterator[StartConsole]:
    clients: list[TestClient] = []

    async def start(guesses: Guesses | None = None) -> NewDesk:
        app = create_app(settings, staff=create_console(settings, guesses=guesses, clock=clock))
        server = TestServer(app, host="127.0.0.1")
        await server.start_server()

        def desk() -> Desk:
            client = TestClient(server, cookie_jar=CookieJar(unsafe=True))
            clients.append(client)
            return Desk(client)

        return desk

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def new_desk(start_console: StartConsole) -> NewDesk:
    return await start_console()


SignedIn = Callable[..., Awaitable[Desk]]


@pytest.fixture
def signed_in(new_desk: NewDesk, accounts: Accounts, clock: Clock) -> SignedIn:
    """Somebody of a role, with a new account, signed in by the pages."""

    async def sign_in(role: Role, *, name: str | None = None, number: str | None = None) -> Desk:
        desk = new_desk()
        desk.name = name or f"some.{role.value}"
        await enrol(desk, accounts.add(desk.name, role, "test", number=number), clock)
        return desk

    return sign_in


async def enrol(desk: Desk, link: str, clock: Clock) -> None:
    """Set up an account from its link, as its owner does."""
    await desk.get("/staff/join")
    status, where = await desk.post("/staff/join", {"link": link, "password": PASSWORD, "again": PASSWORD})
    assert (status, where) == (303, "/staff/enrol")
    _, page = await desk.get("/staff/enrol")
    desk.secret = re.search(r"Key: <code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    status, page = await desk.post("/staff/enrol", {"code": desk.code(clock)})
    assert status == 200, page
    desk.recovery = re.findall(r"<code>(\w{5}-\w{5})</code>", page)
    clock.go(seconds=60)
    await desk.get("/staff")


def logged(sessions: sessionmaker[Session]) -> list[tuple[str, str, str | None]]:
    """Who did what to what, in order."""
    with sessions() as session:
        rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence))
        return [(row.actor, row.action, row.subject) for row in rows]
