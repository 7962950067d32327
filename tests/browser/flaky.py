"""A TCP proxy that behaves as a bad network does: connections break off, wait, arrive twice and fall silent."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

SIZE = 256
"""Bytes that pass at once: less than a frame, so that connections break in the middle of one."""
PAUSES = {0.0: 85, 0.02: 12, 0.3: 3}
"""Seconds before a piece, and for how many in a hundred."""
LIVES = (600, 9_000)
"""Bytes, at least and at most, after which a connection breaks."""


@dataclass
class FlakyProxy:
    """Passes everything until `is_bad`; then no connection is safe, the same ones in each run of a seed."""

    target: int
    seed: int = 6
    is_bad: bool = False
    muted: int = 0
    """How many connections, from the first on, are open and pass nothing any more."""
    begun: int = 0
    port: int = 0
    did: Counter[str] = field(default_factory=Counter)
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def up(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        assert self._server is not None
        self._server.close()
        await self.cut()

    async def turn_bad(self) -> None:
        """From now on; what is open breaks."""
        self.is_bad = True
        await self.cut()

    def fall_silent(self) -> None:
        """Let what is open stay so, and pass nothing any more."""
        self.muted = self.begun

    async def cut(self) -> None:
        """Break every connection."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.begun += 1
        pipe = _Pipe(self, self.begun)
        try:
            await pipe.run(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # as both ends are told by the connection itself
        finally:
            pipe.abort()
            writer.transport.abort()
            self._open.discard(task)


class _Pipe:
    """One connection of the browser, with one to the server, or two that both carry what the browser sends."""

    def __init__(self, proxy: FlakyProxy, number: int) -> None:
        self._proxy = proxy
        self._chance = random.Random(f"{proxy.seed} {number}")
        self._number = number
        self._is_double = proxy.is_bad and self._chance.random() < 0.3
        self._left = self._chance.randint(*LIVES) if proxy.is_bad else 1 << 40
        self._servers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(1 + self._is_double):
            self._servers.append(await asyncio.open_connection("127.0.0.1", self._proxy.target))
        self._proxy.did["doubled"] += self._is_double
        (answers, _), *twins = self._servers
        ways = [
            asyncio.create_task(self._pass(reader, [server for _, server in self._servers])),
            asyncio.create_task(self._pass(answers, [writer])),
            *(asyncio.create_task(_swallow(unheard)) for unheard, _ in twins),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    def abort(self) -> None:
        for _, server in self._servers:
            server.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, targets: list[asyncio.StreamWriter]) -> None:
        is_bad = self._proxy.is_bad
        while piece := await source.read(SIZE if is_bad else 1 << 16):
            if is_bad:
                await self._suffer(len(piece))
            if self._number <= self._proxy.muted:
                await asyncio.Event().wait()
            for target in targets:
                target.write(piece)
            for target in targets:
                await target.drain()

    async def _suffer(self, size: int) -> None:
        pause = self._chance.choices(list(PAUSES), list(PAUSES.values()))[0]
        self._proxy.did["delayed"] += pause > 0
        await asyncio.sleep(pause)
        self._left -= size
        if self._left > 0:
            return
        self._proxy.did["dropped"] += 1
        raise ConnectionResetError


async def _swallow(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 16):
        pass
