"""One turn at a time in a conversation: by a lock in memory, or in Redis where several engines share the work."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio
import redis.exceptions
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

from bot.engine.turn import ConversationBusy, StoreUnavailable
from bot.settings import load_settings

PREFIX = "candour:turn:"
POLL_SECONDS = 0.05


class ConversationLockStore(InMemoryLockStore):
    """Rasa's tickets in memory; with `CANDOUR_REDIS_URL`, or a `url` in endpoints.yml, a lock in Redis.

    Rasa's own Redis store reads a ticket and writes it back in two steps, so that two engines can take the same one.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()
        url = endpoint_config.url if endpoint_config is not None else None
        self._url: str | None = url or load_settings().redis_url
        self._redis: redis.asyncio.Redis | None = None

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[Any, None]:
        """Hold the conversation for one turn.

        Raises `ConversationBusy` after waiting `lock_lifetime` seconds, `StoreUnavailable` if Redis does not answer.
        """
        if self._url is None:
            async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
                yield ticket
            return
        held = self._client(self._url).lock(
            PREFIX + conversation_id, timeout=lock_lifetime, sleep=wait_time_in_seconds, blocking_timeout=lock_lifetime
        )
        try:
            if not await held.acquire():
                raise ConversationBusy(conversation_id)
        except redis.exceptions.RedisError as error:
            raise StoreUnavailable("Redis, which holds the locks of conversations, does not answer") from error
        try:
            yield TicketLock(conversation_id)
        finally:
            await _release(held)

    def _client(self, url: str) -> redis.asyncio.Redis:
        if self._redis is None:
            self._redis = redis.asyncio.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
        return self._redis


async def _release(held: Any) -> None:
    try:
        await held.release()
    except redis.exceptions.RedisError:
        # It lapsed while the turn ran, or Redis is away and it will lapse. What the turn saved is saved: the tracker
        # store itself refuses a turn that does not follow on.
        return
