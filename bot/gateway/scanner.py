"""Asks a virus scanner about a file, in the protocol of ClamAV's daemon (`INSTREAM`); none is set up by default."""

from __future__ import annotations

import asyncio
import struct
from pathlib import Path

import structlog

from bot.casework.evidence_models import Scan

log = structlog.get_logger(__name__)

ANSWER_WITHIN = 30.0
"""Seconds for one file; a scanner that takes longer is asked again later."""
CHUNK = 1 << 16


class Scanner:
    """The scanner at `place`: `host:port`, `unix:/path`, or None where there is none."""

    def __init__(self, place: str | None, answer_within: float = ANSWER_WITHIN) -> None:
        self._place = place
        self._answer_within = answer_within

    @property
    def is_there(self) -> bool:
        """Whether a scanner is set up."""
        return bool(self._place)

    async def scan(self, path: Path) -> Scan:
        """What the scanner says of a file; `WAITING` where it does not answer, or not in its own words."""
        if not self._place:
            return Scan.NONE
        try:
            async with asyncio.timeout(self._answer_within):
                return _verdict(await self._ask(path))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.warning("evidence.scanner_away", why=type(error).__name__)
            return Scan.WAITING

    async def _ask(self, path: Path) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with path.open("rb") as file:
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    writer.write(struct.pack("!L", len(chunk)) + chunk)
                    await writer.drain()
            writer.write(struct.pack("!L", 0))
            await writer.drain()
            return await reader.read(CHUNK)
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        place = str(self._place)
        if place.startswith("unix:"):
            return await asyncio.open_unix_connection(place.removeprefix("unix:"))
        host, _, port = place.rpartition(":")
        return await asyncio.open_connection(host, int(port))


def _verdict(answer: bytes) -> Scan:
    """`stream: OK` is clean, `stream: NAME FOUND` is not; anything else is no answer."""
    words = answer.rstrip(b"\0\n ").decode("utf-8", "replace")
    if words.endswith(" FOUND"):
        return Scan.INFECTED
    if words.endswith(": OK"):
        return Scan.CLEAN
    log.warning("evidence.scanner_unclear")
    return Scan.WAITING
