"""The gateway on a real database and a real port, before a fake engine; a browser's side of the chat to drive it."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway.app import create_app
from bot.gateway.conversation import Pace
from bot.gateway.guesses import Guesses
from bot.gateway.limits import RateLimiter
from bot.settings import Settings
from tests.web.fake_engine import FakeEngine

QUICK = Pace(first_wait=0.02, longest_wait=0.05)
Frame = dict[str, Any]
StartGateway = Callable[..., Awaitable[TestClient]]


@pytest.fixture
async def engine() -> AsyncIterator[FakeEngine]:
    engine = FakeEngine()
    await engine.up()
    yield engine
    engine.gate.set()
    await engine.down()


@pytest.fixture
def migrated_url(sqlite_url: str, empty_database: Path) -> str:
    shutil.copy(empty_database, sqlite_url.removeprefix("sqlite:///"))
    return sqlite_url


@pytest.fixture
async def start_gateway(engine: FakeEngine, migrated_url: str, tmp_path: Path) -> AsyncIterator[StartGateway]:
    """Starts gateways, each as a new process would: same database, nothing else in common."""
    clients: list[TestClient] = []

    async def start(
        database_url: str = migrated_url,
        message_rate: RateLimiter | None = None,
        guesses: Guesses | None = None,
        api_rate: RateLimiter | None = None,
        **settings_too: Any,
    ) -> TestClient:
        settings = Settings(database_url=database_url, rasa_port=engine.port, var_dir=tmp_path, **settings_too)
        app = create_app(
            settings,
            pace=QUICK,
            message_rate=message_rate or RateLimiter(1000, 1000.0),
            guesses=guesses,
            api_rate=api_rate,
        )
        client = TestClient(TestServer(app, host="127.0.0.1"))
        await client.start_server()
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def gateway(start_gateway: StartGateway) -> TestClient:
    return await start_gateway()


def origin_of(client: TestClient) -> str:
    return str(client.make_url("/").origin())


@dataclass
class Page:
    """A chat page: begins a session, follows the socket, and keeps every frame that came."""

    client: TestClient
    socket: aiohttp.ClientWebSocketResponse
    frames: list[Frame] = field(default_factory=list)
    _ids: itertools.count = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def open(cls, client: TestClient, after: int = 0) -> Page:
        headers = {"Origin": origin_of(client)}
        response = await client.post("/chat/session", headers=headers)
        assert response.status == 200
        return cls(client, await client.ws_connect(f"/chat/socket?after={after}", headers=headers))

    async def next(self, **wanted: object) -> Frame:
        """Read frames until one has all the wanted parts."""
        while True:
            frame = await asyncio.wait_for(self.socket.receive_json(), 20)
            self.frames.append(frame)
            if wanted.items() <= frame.items():
                return frame

    async def send(self, text: str, client_id: str | None = None) -> str:
        client_id = client_id or self.new_id()
        await self.socket.send_json({"type": "message", "id": client_id, "text": text})
        return client_id

    async def choose(self, seq: int, button: int) -> str:
        client_id = self.new_id()
        await self.socket.send_json({"type": "choice", "id": client_id, "seq": seq, "button": button})
        return client_id

    def new_id(self) -> str:
        return f"{id(self):016x}{next(self._ids):016x}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(frame["author"], frame["text"]) for frame in self.frames if frame["type"] == "line"]


@pytest.fixture
def open_page() -> Callable[..., Awaitable[Page]]:
    return Page.open
