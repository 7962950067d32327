"""A person at the widget, speaking the gateway's protocol: sends again what was not acknowledged, reads what comes."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

PATIENCE_SECONDS = 60.0
BROKEN = (aiohttp.ClientError, ConnectionError, TimeoutError, TypeError)


@dataclass
class Line:
    """One line of the talk as it is shown."""

    seq: int
    author: str
    text: str
    asking: str | None = None


@dataclass
class Person:
    """One person with one browser; `lines` is the talk so far."""

    address: str
    http: aiohttp.ClientSession
    lines: list[Line] = field(default_factory=list)
    said: int = 0

    async def send(self, text: str) -> None:
        """Send until it is acknowledged; the same id makes it the same message."""
        frame = {"type": "message", "id": uuid.uuid4().hex, "text": text}
        self.said += 1
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(*BROKEN):
                    link = await self._connect()
                    async with link:
                        await link.send_json(frame)
                        async with asyncio.timeout(3):
                            while self._take(await link.receive_json()).get("id") != frame["id"]:
                                pass
                        return
                await asyncio.sleep(0.1)

    async def wait_for(self, text: str) -> None:
        """Read until the bot has said `text` after the person's last line."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(text in line.text for line in self._since_own()):
                with suppress(*BROKEN):
                    link = await self._connect()
                    async with link, asyncio.timeout(5):
                        while not any(text in line.text for line in self._since_own()):
                            self._take(await link.receive_json())

    async def asked(self) -> str | None:
        """Read until the bot has answered the person's last line; gives the slot that it asks for then."""

        def answered() -> bool:
            own = sum(line.author == "person" for line in self.lines)
            return own == self.said and any(line.author == "bot" for line in self._since_own())

        async with asyncio.timeout(PATIENCE_SECONDS):
            while not answered():
                with suppress(*BROKEN):
                    link = await self._connect()
                    async with link, asyncio.timeout(5):
                        while not answered():
                            self._take(await link.receive_json())
        return self._since_own()[-1].asking

    def _since_own(self) -> list[Line]:
        own = [n for n, line in enumerate(self.lines) if line.author == "person"]
        return self.lines[own[-1] + 1 :] if own else self.lines

    def _take(self, frame: dict[str, object]) -> dict[str, object]:
        if frame["type"] == "line" and all(line.seq != frame["seq"] for line in self.lines):
            asking = frame.get("asking")
            line = Line(int(str(frame["seq"])), str(frame["author"]), str(frame["text"]), asking and str(asking))
            self.lines.append(line)
            self.lines.sort(key=lambda line: line.seq)
        return frame if frame["type"] == "ack" else {}

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        headers = {"Origin": self.address}
        async with self.http.post(f"{self.address}/chat/session", headers=headers) as response:
            response.raise_for_status()
        after = self.lines[-1].seq if self.lines else 0
        return await self.http.ws_connect(f"{self.address}/chat/socket?after={after}", headers=headers)
