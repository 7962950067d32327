"""The gateway as a process that is really killed: what it acknowledged is answered, and nothing is answered twice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest

from tests.web.fake_engine import FakeEngine

ACKNOWLEDGED_WITHIN = 2.0


class Process:
    """`python -m bot.gateway` on a port of its own."""

    def __init__(self, database_url: str, engine_port: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {
            "CANDOUR_DATABASE_URL": database_url,
            "CANDOUR_RASA_PORT": str(engine_port),
            "CANDOUR_WEB_PORT": str(self.port),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.gateway", env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        async with aiohttp.ClientSession() as http:
            while True:
                with suppress(aiohttp.ClientError):
                    async with http.get(f"{self.url}/healthz") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.05)

    async def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()


@pytest.fixture
async def process(engine: FakeEngine, migrated_url: str) -> AsyncIterator[Process]:
    process = Process(migrated_url, engine.port)
    await process.start()
    yield process
    await process.end(signal.SIGKILL)


class Browser:
    """Sends as the chat page does: one message at a time, again with the same id until it is acknowledged."""

    def __init__(self, process: Process, http: aiohttp.ClientSession) -> None:
        self._process = process
        self._http = http
        self._headers = {"Origin": process.url}

    async def connect(self, after: int = 0) -> aiohttp.ClientWebSocketResponse:
        async with self._http.post(f"{self._process.url}/chat/session", headers=self._headers) as response:
            assert response.status == 200
        return await self._http.ws_connect(f"{self._process.url}/chat/socket?after={after}", headers=self._headers)

    async def send_until_acknowledged(self, number: int) -> None:
        message = {"type": "message", "id": f"{number:032x}", "text": f"message {number}"}
        while True:
            with suppress(aiohttp.ClientError, ConnectionError, TimeoutError, TypeError):
                link = await self.connect(after=10_000)
                try:
                    await link.send_json(message)
                    async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                        while (await link.receive_json())["type"] != "ack":
                            pass
                    return
                finally:
                    await link.close()
            await asyncio.sleep(0.05)

    async def transcript(self, until: str) -> list[str]:
        """The bot's lines from the beginning to the one wanted."""
        link = await self.connect()
        said: list[str] = []
        while until not in said:
            frame = await link.receive_json(timeout=30)
            if frame["type"] == "line" and frame["author"] == "bot":
                said.append(frame["text"])
        await link.close()
        return said


@pytest.fixture
async def browser(process: Process) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Browser(process, http)


async def test_killed_while_the_engine_works_it_fetches_the_answer_after_its_start(
    process: Process, browser: Browser, engine: FakeEngine
) -> None:
    await browser.transcript(until=engine.answer("hello")[0]["text"])
    engine.gate.clear()
    await browser.send_until_acknowledged(1)
    while "message 1" not in engine.attempts:
        await asyncio.sleep(0.01)
    await process.end(signal.SIGKILL)
    engine.gate.set()
    await process.start()
    assert (await browser.transcript(until="I heard: message 1")).count("I heard: message 1") == 1
    assert engine.texts == ["message 1"]


async def test_killed_again_and_again_in_a_talk_it_handles_each_message_once_and_in_order(
    process: Process, browser: Browser, engine: FakeEngine
) -> None:
    count = 18

    async def kill_now_and_then() -> None:
        for done in (4, 9, 14):
            while len(engine.texts) < done:
                await asyncio.sleep(0.005)
            await process.end(signal.SIGKILL)
            await process.start()

    killing = asyncio.create_task(kill_now_and_then())
    for number in range(count):
        await browser.send_until_acknowledged(number)
    await killing
    answers = await browser.transcript(until=f"I heard: message {count - 1}")
    wanted = [f"message {number}" for number in range(count)]
    assert engine.texts == wanted
    assert answers[1:] == [f"I heard: {text}" for text in wanted]


async def test_told_to_stop_it_says_goodbye_to_its_pages_and_ends_well(process: Process, browser: Browser) -> None:
    link = await browser.connect()
    stopping = asyncio.create_task(process.end(signal.SIGTERM))
    while (message := await link.receive()).type is aiohttp.WSMsgType.TEXT:
        pass
    assert message.data == aiohttp.WSCloseCode.GOING_AWAY
    assert await stopping == 0
