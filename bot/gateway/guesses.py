"""Slows down who guesses codes, and nobody else: a right code is always looked at, and answered at once.

* Everybody's first tries are looked at as they come. Whoever tries more often waits in one queue with all others who
  do, one look at a time, so that the tries of many never stand between an owner and their complaint.
* Every try is looked at before anything is refused: no number of wrong tries can lock an owner out.
* Wrong tries at one reference are answered later and later, whether there is such a complaint or not.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.gateway.limits import RateLimiter

T = TypeVar("T")
Look = Callable[[], Awaitable[T | None]]

FREE_WRONGS = 5
"""Wrong tries at one reference that are answered at once."""
FIRST_DELAY, LONGEST_DELAY = 0.5, 8.0
FORGET_AFTER = 15 * 60.0
"""Seconds without a wrong try after which a reference is forgotten."""
TARGETS = 10_000
"""References remembered; the least used are forgotten first."""
SLEEPERS = 200
"""Answers held back at once; more are given at once, for a held answer costs a connection."""


class NotOpened(Exception):
    """A try opened nothing; `reason` is the key of its words (`access` in data/interface/)."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass
class _Wrongs:
    number: int
    at: float


class Guesses:
    """Looks at tries. `clock` gives seconds, `sleep` waits for some; both are for tests."""

    def __init__(
        self,
        *,
        prompt: RateLimiter | None = None,
        budget: RateLimiter | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._prompt = prompt or RateLimiter(burst=3, per_second=1 / 10, clock=clock)
        self._budget = budget or RateLimiter(burst=20, per_second=1 / 30, clock=clock)
        self._clock = clock
        self._sleep = sleep
        self._queue = asyncio.Semaphore(1)
        self._wrongs: OrderedDict[str, _Wrongs] = OrderedDict()
        self._sleepers = 0

    async def look(self, client: str, target: str, look: Look[T]) -> T:
        """What `look` finds. Raises `NotOpened` where it finds nothing: `wrong`, or `too_many` with `retry_after`."""
        seconds = self._budget.wait(client)
        if self._prompt.wait(client) > 0:
            async with self._queue:
                found = await look()
        else:
            found = await look()
        if found is not None:
            self._wrongs.pop(target, None)
            return found
        await self._hold_back(self._one_more(target))
        if seconds > 0:
            raise NotOpened("too_many", seconds)
        raise NotOpened("wrong")

    def _one_more(self, target: str) -> int:
        """Count a wrong try at a reference, which need not exist; gives how many there were of late."""
        now = self._clock()
        wrongs = self._wrongs.setdefault(target, _Wrongs(0, now))
        self._wrongs.move_to_end(target)
        if len(self._wrongs) > TARGETS:
            self._wrongs.popitem(last=False)
        wrongs.number = 1 if now - wrongs.at > FORGET_AFTER else wrongs.number + 1
        wrongs.at = now
        return wrongs.number

    async def _hold_back(self, wrongs: int) -> None:
        over = wrongs - FREE_WRONGS
        if over <= 0 or self._sleepers >= SLEEPERS:
            return
        self._sleepers += 1
        try:
            await self._sleep(min(FIRST_DELAY * 2.0 ** min(over - 1, 10), LONGEST_DELAY))
        finally:
            self._sleepers -= 1
