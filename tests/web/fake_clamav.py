"""A scanner's daemon that speaks ClamAV's INSTREAM on a real port: finds one word, can be slow, odd or away."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field

VIRUS = b"X5O!P%@AP"


@dataclass
class FakeClamav:
    """`mood` is `good`, `slow` (never answers), `odd` (answers something else) or `rude` (hangs up in the middle)."""

    mood: str = "good"
    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def up(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            if self.mood == "rude":
                return
            body = b""
            while length := struct.unpack("!L", await reader.readexactly(4))[0]:
                body += await reader.readexactly(length)
            self.seen.append(body)
            if self.mood == "slow":
                await asyncio.sleep(60)
            answer = b"stream: Eicar-Test-Signature FOUND\0" if VIRUS in body else b"stream: OK\0"
            writer.write(b"INSTREAM size limit exceeded. ERROR\0" if self.mood == "odd" else answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
