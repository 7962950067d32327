"""Brings each conversation's messages to the engine in order, for as long as it takes, and tells who follows it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential_jitter

from bot.database import DatabaseError
from bot.gateway import words
from bot.gateway.engine_client import EngineAway, EngineClient, EngineFailed
from bot.gateway.limits import for_engine
from bot.gateway.messages import Refused, Reply, Turn
from bot.gateway.metrics import Metrics
from bot.gateway.models import SYSTEM
from bot.gateway.store import ChatStore, Waiting

log = structlog.get_logger(__name__)

FOLLOWERS = 8
"""Pages that may follow one conversation at once."""


@dataclass(frozen=True)
class Pace:
    """How patiently the engine is asked again: seconds to the first and the longest wait, failures until it is told.

    `give_up_after` counts only failures of the engine on one message; it is never given up for an engine that is away.
    """

    first_wait: float = 0.5
    longest_wait: float = 10.0
    tell_after: int = 2
    give_up_after: int = 5


@dataclass(frozen=True)
class Mood:
    """What the person should know besides the lines: `idle`, `busy` (an answer is coming) or `away` (see `says`)."""

    state: str = "idle"
    says: str | None = None

    def as_frame(self, words: Mapping[str, str]) -> dict[str, object]:
        """The mood as the browser receives it; `words` are those of its language."""
        return {"type": "status", "state": self.state, "text": words[self.says] if self.says else None}


BUSY = Mood("busy")


class Talk:
    """One conversation while somebody follows it or a message of it waits; the store holds all that must last."""

    def __init__(
        self, conversation_id: str, store: ChatStore, engine: EngineClient, metrics: Metrics, pace: Pace
    ) -> None:
        self.id = conversation_id
        self.mood = Mood()
        self.followers: set[asyncio.Event] = set()
        self.task: asyncio.Task[None] | None = None
        self._store = store
        self._engine = engine
        self._metrics = metrics
        self._patiently = AsyncRetrying(
            retry=retry_if_exception_type((EngineAway, DatabaseError, SQLAlchemyError)),
            wait=wait_exponential_jitter(pace.first_wait, pace.longest_wait, jitter=pace.first_wait),
            before_sleep=self._failed,
        )
        self._tell_after = pace.tell_after
        self._give_up_after = pace.give_up_after
        self._failures: Counter[str] = Counter()
        self._has_news = False
        self._waiting_author = SYSTEM

    def wake(self) -> None:
        """Something was stored: show it to the followers, and see that it is delivered."""
        self._has_news = True
        self._tell()
        if self.task is None:
            self.task = asyncio.create_task(self._deliver_all(), name=f"talk-{self.id}")

    async def _deliver_all(self) -> None:
        try:
            with self._metrics.waiting.track_inprogress():
                while self._has_news:
                    self._has_news = False
                    while await self._patiently.copy()(self._deliver_next):
                        pass
        finally:
            self.task = None
            self._feel(Mood())

    async def _deliver_next(self) -> bool:
        """Deliver the oldest waiting message; False if none waits. Raises `EngineAway`, `DatabaseError`."""
        waiting = await asyncio.to_thread(self._store.next_waiting, self.id)
        if waiting is None:
            return False
        self._waiting_author = waiting.author
        if self.mood.state == "idle":
            self._feel(BUSY)
        turn = await self._say(waiting)
        await asyncio.to_thread(self._store.record_turn, self.id, waiting.id, turn)
        self._metrics.deliveries.labels("answered").inc()
        self.mood = BUSY
        self._tell()
        return True

    async def _say(self, waiting: Waiting) -> Turn:
        try:
            with self._metrics.engine_seconds.time():
                return await self._engine.say(self.id, waiting.id, for_engine(waiting.text), case=waiting.case)
        except EngineFailed as error:
            self._failures[waiting.id] += 1
            if self._failures[waiting.id] < self._give_up_after:
                raise
            # One message that cannot be worked with must not hold up the rest of the talk; it stays in the transcript.
            log.error("chat.message_given_up", conversation=self.id, message=waiting.id, why=str(error))
            self._metrics.deliveries.labels("given_up").inc()
            return Turn((Reply(words.NOT_TAKEN, (), None),), None)

    async def _failed(self, retry: RetryCallState) -> None:
        """Before the next try: count it, and once an outage tell the person that nothing is lost."""
        error = retry.outcome.exception() if retry.outcome else None
        self._metrics.deliveries.labels("put_off").inc()
        log.warning("chat.delivery_put_off", conversation=self.id, attempt=retry.attempt_number, why=_why(error))
        if retry.attempt_number >= self._tell_after and self.mood.state != "away":
            opening = self._waiting_author == SYSTEM
            self._feel(Mood("away", "away_at_opening" if opening else "away"))

    def _feel(self, mood: Mood) -> None:
        self.mood = mood
        self._tell()

    def _tell(self) -> None:
        for follower in self.followers:
            follower.set()


def _why(error: BaseException | None) -> str:
    """The kind of a failure; never the text of a database error, which quotes what was being stored."""
    return str(error) if isinstance(error, EngineAway) else type(error).__name__


class Talks:
    """All conversations that somebody follows or that wait for the engine, in this process."""

    def __init__(self, store: ChatStore, engine: EngineClient, metrics: Metrics, pace: Pace) -> None:
        self._store = store
        self._engine = engine
        self._metrics = metrics
        self._pace = pace
        self._talks: dict[str, Talk] = {}

    def wake(self, conversation_id: str) -> None:
        """A message of the conversation was stored."""
        talk = self._talk(conversation_id)
        talk.wake()
        if talk.task is not None:
            talk.task.add_done_callback(lambda task: self._ended(talk, task))

    async def resume(self) -> None:
        """Deliver what an earlier process has acknowledged but not delivered."""
        for conversation_id in await asyncio.to_thread(self._store.waiting_conversations):
            log.info("chat.delivery_resumed", conversation=conversation_id)
            self.wake(conversation_id)

    @contextmanager
    def follow(self, conversation_id: str) -> Iterator[tuple[Talk, asyncio.Event]]:
        """Follow a conversation: the event is set whenever there may be new lines or another mood.

        Raises `Refused` (reason `too_many_pages`) when too many pages follow it already.
        """
        talk = self._talk(conversation_id)
        if len(talk.followers) >= FOLLOWERS:
            raise Refused("too_many_pages", words.TOO_MANY_PAGES)
        news = asyncio.Event()
        news.set()
        talk.followers.add(news)
        try:
            with self._metrics.sockets.track_inprogress():
                yield talk, news
        finally:
            talk.followers.discard(news)
            self._forget_if_quiet(talk)

    async def stop(self) -> None:
        """Stop delivering; what is not delivered stays in the store for the next start."""
        tasks = [talk.task for talk in self._talks.values() if talk.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _talk(self, conversation_id: str) -> Talk:
        if conversation_id not in self._talks:
            self._talks[conversation_id] = Talk(conversation_id, self._store, self._engine, self._metrics, self._pace)
        return self._talks[conversation_id]

    def _ended(self, talk: Talk, task: asyncio.Task[None]) -> None:
        """A delivery ended; if by a fault of ours, its messages wait for the next one or the next start."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("chat.delivery_failed", conversation=talk.id, error=_why(error))
        self._forget_if_quiet(talk)

    def _forget_if_quiet(self, talk: Talk) -> None:
        if not talk.followers and talk.task is None:
            self._talks.pop(talk.id, None)
