"""Conversations in the database, through a tracker store that keeps recent trackers in memory and checks their age.

* `retrieve` compares the kept tracker with the newest event stored for the conversation, so that what another process
  has added is noticed.
* A kept tracker is checked out by `retrieve` and comes back by `save`: nobody else sees a tracker that is being
  changed, and a turn that is aborted leaves nothing behind.
* `save` writes the events that the tracker has gained, and refuses them if the conversation has gone on elsewhere.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.orm import sessionmaker

from bot.engine.trackers import STORED
from bot.engine.turn import ConversationBusy, StoreUnavailable
from bot.settings import load_settings

DRIVER = "postgresql+psycopg2"
BUSY_MILLISECONDS = 5000
NEWEST_INDEX = "CREATE INDEX IF NOT EXISTS ix_events_sender_id_id ON events (sender_id, id)"
# Held to the end of the transaction. SQLite knows one writer for the whole database, PostgreSQL one for each name.
ONE_WRITER = {
    "sqlite": sa.text("BEGIN IMMEDIATE"),
    "postgresql": sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
}


class StoreCannotStart(RasaException):
    """The database with the conversations cannot be opened; the engine must not start without it."""


class Stored(NamedTuple):
    """What is stored of a tracker: how many of its events, the ids of their rows, and the domain it was made for."""

    events: int
    oldest: int | None
    newest: int | None
    domain: Domain


class CachedTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store (same table, same rows) whose `retrieve` and `save` do not grow with the talk."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        cache_size: int = 200,  # a long talk weighs up to 2 MB
    ) -> None:
        """Open the database at `host` (endpoints.yml: `url`), else at `CANDOUR_DATABASE_URL`.

        Raises `StoreCannotStart`, which ends a `rasa` command with its message.
        """
        # Not the parent's: it hides a database that cannot be reached.
        TrackerStore.__init__(self, domain, event_broker)
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._cache_size = int(cache_size)
        self.hits = self.misses = 0
        self.engine = open_engine(host or load_settings().database_url)
        # A single question needs no transaction around it, which would be two more ways to the server.
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.sessionmaker = sessionmaker(bind=self.engine)
        events = self.SQLEvent.__table__
        self._rows = events
        self._newest = sa.select(sa.func.max(events.c.id)).where(events.c.sender_id == sa.bindparam("sender"))
        self._insert = sa.insert(events).returning(events.c.id, sort_by_parameter_order=True)
        self._create_table()

    def _create_table(self) -> None:
        try:
            with self._one_writer("candour: create events") as connection:
                self.Base.metadata.create_all(connection)
                connection.execute(sa.text(NEWEST_INDEX))
        except sa.exc.SQLAlchemyError as error:
            raise StoreCannotStart(
                f"The conversations cannot be kept at {self.engine.url!r}: {_cause(error)}"
            ) from error

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """A tracker without events, of which nothing is stored."""
        tracker = super().init_tracker(sender_id)
        setattr(tracker, STORED, Stored(0, None, None, self.domain))
        return tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, checked out until it is saved. Raises `StoreUnavailable`."""
        tracker = self._kept.pop(sender_id, None)
        with self._database():
            if tracker is not None and self._is_newest(tracker):
                self.hits += 1
                return tracker
            self.misses += 1
            return self._load(sender_id)

    async def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as it stands, only to be read. Whoever calls this holds the lock of the conversation."""
        tracker = await self.retrieve(sender_id)
        if tracker is not None:
            self._keep(tracker)
        return tracker

    async def after_save(self, sender_id: str) -> DialogueStateTracker | None:
        """As `peek`, for one who has just saved the tracker and still holds the lock: it need not be checked again."""
        return self._kept.get(sender_id) or await self.peek(sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """A tracker with the events of all sessions. Raises `StoreUnavailable`."""
        with self._database():
            tracker: DialogueStateTracker | None = await super().retrieve_full_tracker(conversation_id)
        return tracker

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations. Raises `StoreUnavailable`."""
        with self._database():
            keys: Iterable[str] = await super().keys()
        return keys

    async def has_message(self, sender_id: str, message_id: str) -> bool:
        """Whether a message of the person with this id is stored, in any session. Raises `StoreUnavailable`.

        Whoever calls this holds the lock of the conversation.
        """
        tracker = await self.peek(sender_id)
        if tracker is None:
            return False
        if any(isinstance(e, UserUttered) and e.message_id == message_id for e in reversed(tracker.events)):
            return True
        # Only the current session is in the tracker.
        column = self._rows.c
        earlier = sa.select(column.data).where(
            column.sender_id == sender_id,
            column.id < getattr(tracker, STORED).oldest,
            column.type_name == UserUttered.type_name,
        )
        with self._database(), self._reading.connect() as connection:
            return any(json.loads(data).get("message_id") == message_id for data in connection.scalars(earlier))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that the tracker has gained, all or none.

        Raises `ConversationBusy` if another process has added to the conversation since the tracker was retrieved, and
        `StoreUnavailable`.
        """
        stored: Stored | None = getattr(tracker, STORED, None)
        if stored is None or len(tracker.events) < stored.events:
            # Not one of ours (HTTP API, tools) or rewritten: Rasa's way, which counts the rows.
            self._kept.pop(tracker.sender_id, None)
            with self._database():
                await super().save(tracker)
            return
        new = list(islice(tracker.events, stored.events, None))
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        with self._database():
            ids = self._append(tracker.sender_id, new, stored.newest) if new else [stored.newest]
        oldest = ids[0] if stored.oldest is None else stored.oldest
        setattr(tracker, STORED, Stored(len(tracker.events), oldest, ids[-1], self.domain))
        # A tracker without events is saved to be used at once. Of a new session a reload keeps only what came after
        # its start: let it.
        if stored.events + len(new) > 0 and not any(isinstance(event, SessionStarted) for event in new):
            self._keep(tracker)

    def _append(self, sender_id: str, new: list[Event], newest: int | None) -> list[int]:
        rows = [_row(sender_id, event) for event in new]
        with self._one_writer(sender_id) as connection:
            if connection.scalar(self._newest, {"sender": sender_id}) != newest:
                raise ConversationBusy(sender_id)
            return list(connection.scalars(self._insert, rows))

    def _is_newest(self, tracker: DialogueStateTracker) -> bool:
        stored: Stored = getattr(tracker, STORED)
        if stored.domain is not self.domain:
            return False
        return self._newest_id(tracker.sender_id) == stored.newest

    def _newest_id(self, sender_id: str) -> int | None:
        for last in (False, True):
            try:
                with self._reading.connect() as connection:
                    newest: int | None = connection.scalar(self._newest, {"sender": sender_id})
                    return newest
            except sa.exc.DBAPIError as error:
                # The first look of a turn finds out that the database has closed its connections: take a new one.
                if last or not error.connection_invalidated:
                    raise
        raise AssertionError("unreachable")

    def _load(self, sender_id: str) -> DialogueStateTracker | None:
        event = self.SQLEvent
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, False).with_entities(event.id, event.data).all()
        if not rows:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(data) for _, data in rows], self.domain.slots)
        setattr(tracker, STORED, Stored(len(rows), rows[0].id, rows[-1].id, self.domain))
        return tracker

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._kept[tracker.sender_id] = tracker
        while len(self._kept) > self._cache_size:
            self._kept.popitem(last=False)

    @contextmanager
    def _one_writer(self, name: str) -> Iterator[sa.Connection]:
        """A transaction that nobody else writes beside, in this conversation."""
        dialect = self.engine.dialect.name
        with self.engine.begin() as connection:
            connection.execute(ONE_WRITER[dialect], {"name": name} if dialect == "postgresql" else {})
            yield connection

    @contextmanager
    def _database(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            raise StoreUnavailable(_cause(error)) from error


def open_engine(address: str) -> sa.Engine:
    """An engine for the database at `address`, not yet connected. SQLite gets a write-ahead log and patience.

    Raises `StoreCannotStart` for an address that is none.
    """
    try:
        url = sa.make_url(address)
        if url.drivername in {"postgres", "postgresql"}:
            url = url.set(drivername=DRIVER)
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, connect_args={"connect_timeout": 5})
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError, OSError) as error:
        raise StoreCannotStart(
            f"The address of the database cannot be used: {type(error).__name__}: {error}"
        ) from error
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _cause(error: sa.exc.SQLAlchemyError) -> str:
    """What the driver says; SQLAlchemy's own text would carry the rows."""
    return str(getattr(error, "orig", None) or type(error).__name__).strip()
