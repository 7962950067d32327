"""Has accounts read by a program beside this one: the public edge carries no models and trusts no text (S5, S10)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.settings import ROOT

READ_WITHIN = 30.0
"""Seconds for one account, with the start of the program."""
LINE_LIMIT = 16 * 1024 * 1024
"""Bytes of an answer; it quotes the account."""


class ReaderAway(Exception):
    """The account could not be read just now; the same may succeed a little later."""


@dataclass(frozen=True)
class Findings:
    """What was read in an account: `facts` by slot, `words` under each category and ground."""

    facts: Mapping[str, object]
    words: Mapping[str, list[str]]


class AccountReader:
    """Starts `bot.intake.reader` when it is first needed, keeps it, and starts another if it dies or is too slow."""

    def __init__(self, read_within: float = READ_WITHIN) -> None:
        self._read_within = read_within
        self._program: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def read(self, account: str, on: date) -> Findings:
        """What the account says that was received on that day. Raises `ReaderAway`."""
        question = json.dumps({"text": account, "on": on.isoformat()}).encode() + b"\n"
        async with self._one_at_a_time:
            try:
                answer = await asyncio.wait_for(self._ask(question), self._read_within)
            except (TimeoutError, OSError, ValueError) as error:
                self._end()
                raise ReaderAway(type(error).__name__) from error
        if "error" in answer:
            raise ReaderAway(str(answer["error"]))
        return Findings(answer["facts"], answer["words"])

    async def close(self) -> None:
        """End the program."""
        program = self._program
        self._end()
        if program is not None:
            await program.wait()

    async def _ask(self, question: bytes) -> dict[str, Any]:
        program = await self._started()
        assert program.stdin is not None and program.stdout is not None  # noqa: S101, PT018 - both are piped
        program.stdin.write(question)
        await program.stdin.drain()
        line = await program.stdout.readline()
        if not line.endswith(b"\n"):
            raise OSError("the reader ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._program is None or self._program.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._program = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.intake.reader", stdin=pipe, stdout=pipe, cwd=ROOT, limit=LINE_LIMIT
            )
        return self._program

    def _end(self) -> None:
        if self._program is not None and self._program.returncode is None:
            self._program.kill()
        self._program = None
