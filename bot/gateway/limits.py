"""How much and how fast a browser may send, and what its words become before the engine sees them."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.gateway import words
from bot.gateway.messages import Refused

TEXT_LIMIT = 5_000
"""Characters (code points) in one message."""
FRAME_LIMIT = 64 * 1024
"""Bytes in one WebSocket frame: 5,000 characters at four bytes each, twice over, with room for the envelope."""

# Controls would be refused by PostgreSQL (NUL) or hide words from a reader; so would Unicode's invisible "tag" letters.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\U000E0000-\U000E007F]")
_COMMAND_MARKS = re.compile(r"^[\s/]+")


def storable(text: str) -> str:
    """The text as any database takes it and any reader sees it: one kind of line end, nothing invisible."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair cannot be stored
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean(text: str, client_id: str) -> str:
    """The text as it is kept and shown: one kind of line end, no invisible characters. Raises `Refused`."""
    text = storable(text)
    if not text:
        raise Refused("empty", words.EMPTY, client_id)
    if len(text) > TEXT_LIMIT:
        raise Refused("too_long", words.TOO_LONG, client_id)
    return text


def for_engine(text: str) -> str:
    """The words without leading slashes, which the engine would obey as a command such as `/restart`."""
    return _COMMAND_MARKS.sub("", text) or "(slash)"


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    """A token bucket for each key: `burst` at once, then `per_second`; the least used keys are forgotten first."""

    def __init__(
        self, burst: int, per_second: float, *, keys: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._keys = keys
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """Take one token of the key: 0.0 if there was one, else the seconds until there will be (none is taken)."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._per_second)
        bucket.filled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self._per_second
