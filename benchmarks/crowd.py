"""Fills a database with conversations of thirty turns and complaints at all stages, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import crowd_copies as columns
from benchmarks.bulk import Bulk, pouring
from benchmarks.crowd_cases import COLUMNS, Cases
from benchmarks.crowd_copies import Originals, copy
from benchmarks.crowd_talks import Ending, Talk, Talks
from bot.casework.desk import Desk
from bot.casework.standings import clocked_ids, correct_due_on
from bot.database import make_engine, make_sessions, migrate, writing

YEARS = 5
PORTION = 2_000
# Rasa makes this table when it first starts, and the engine room adds the last index (`bot/engine/tracker_store.py`).
EVENTS = {
    "postgresql": "CREATE TABLE events (id SERIAL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, "
    "type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)",
    "sqlite": "CREATE TABLE events (id INTEGER NOT NULL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, "
    "type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)",
}
EVENT_INDEXES = (
    "CREATE INDEX ix_events_sender_id ON events (sender_id)",
    "CREATE INDEX ix_events_sender_id_id ON events (sender_id, id)",
)
SEARCH = {
    "postgresql": "INSERT INTO talk_search SELECT id, to_tsvector('english', text) FROM talk",
    "sqlite": "INSERT INTO talk_search(talk_search) VALUES('rebuild')",
}


@dataclass(frozen=True)
class Crowd:
    """How many there are of each, seen at which moment; each invented conversation stands there `times` over."""

    talks: int = 200_000
    complaints: int = 100_000
    times: int = 10
    staff: int = 5_000
    seed: int = 7
    now: datetime = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)

    def fill(self, url: str, tell: Callable[[str], None] = lambda _words: None) -> None:
        """Migrate the empty database at this address and fill it."""
        migrate(url)
        kind = "postgresql" if url.startswith("postgresql") else "sqlite"
        with pouring(url) as bulk:
            bulk.run(EVENTS[kind])
            originals = _Filling(self, bulk).run(tell)
            if self.times > 1:
                copy(bulk, originals, self.times - 1, self.seed)
                tell(f"all of it {self.times} times over")
            for index in EVENT_INDEXES:
                bulk.run(index)
            bulk.run(SEARCH[kind])
            tell("searched text is indexed")
        keep_due(url, self.now)
        tell("what is due is kept")


def keep_due(url: str, now: datetime) -> None:
    """Write down what is due first for each complaint, as the worker's first look at the clocks does."""
    engine = make_engine(url)
    desk = Desk(make_sessions(engine), clock=lambda: now)
    with desk.sessions() as session:
        portions = list(clocked_ids(session, PORTION))
    for ids in portions:
        with writing(desk.sessions) as session:
            correct_due_on(session, ids, desk.rulebook.limits)
    engine.dispose()


class _Filling:
    def __init__(self, crowd: Crowd, bulk: Bulk) -> None:
        self._crowd = crowd
        self._bulk = bulk
        self._chance = random.Random(crowd.seed)
        self._talks = Talks(crowd.seed)
        self._cases = Cases(crowd.seed, crowd.now, crowd.staff)
        self._references: list[tuple[int, str, str]] = []

    def run(self, tell: Callable[[str], None]) -> Originals:
        began = int((self._crowd.now - timedelta(days=365 * YEARS)).timestamp())
        latest = int(self._crowd.now.timestamp()) - 3 * 3_600
        starts = sorted(self._chance.randrange(began, latest) for _ in range(self._crowd.talks // self._crowd.times))
        filing = set(self._chance.sample(range(len(starts)), self._crowd.complaints // self._crowd.times))
        event, filed = 1, 0
        for first in range(0, len(starts), PORTION):
            talks = []
            for place in range(first, min(first + PORTION, len(starts))):
                filed += place in filing
                talks.append(self._talk(place, event, starts[place], filed if place in filing else None))
                event = talks[-1].last_event + 1
            self._pour(talks)
            if first % (10 * PORTION) == 0:
                tell(f"{first + len(talks):,} conversations, {filed:,} complaints, {event - 1:,} events")
        events = (event - 1) * self._crowd.times
        self._bulk.fill("talk_mark", ("id", "event_id"), [(1, events)])
        return Originals(len(starts), event - 1, *self._cases.made(), tuple(self._references))

    def _talk(self, place: int, event: int, start: int, complaint: int | None) -> Talk:
        chance = self._chance
        sender = f"{chance.getrandbits(128):032x}"
        account = chance.randrange(len(self._talks.accounts))
        if complaint is not None:
            received = datetime.fromtimestamp(start + 1_200, UTC)
            reference, route = self._cases.make(complaint, sender, received, self._talks.accounts[account])
            self._references.append((complaint, reference, sender))
            ending = Ending(route, reference)
        else:
            ending = Ending(chance.choice((None, None, None, "explain", "signpost")), None)
        return self._talks.make(place + 1, sender, event, start, account, ending)

    def _pour(self, talks: list[Talk]) -> None:
        fill = self._bulk.fill
        fill("events", columns.EVENT_COLUMNS, (row for talk in talks for row in talk.events))
        fill("chat_conversation", columns.CHAT_COLUMNS, ((each.conversation_id, 60, each.started_at) for each in talks))
        fill("talk", columns.TALK_COLUMNS, map(self._digest, talks))
        labels = ((each.number, kind, value) for each in talks for kind, value in sorted(each.labels))
        fill("talk_label", columns.LABEL_COLUMNS, labels)
        fill("talk_tag", columns.TAG_COLUMNS, self._tags(talks))
        fill("talk_flag", columns.FLAG_COLUMNS, self._flags(talks))
        for table, rows in self._cases.taken().items():
            fill(table, COLUMNS[table], rows)

    def _digest(self, talk: Talk) -> tuple[Any, ...]:
        reviewed = talk.ended_at + timedelta(days=2) if self._chance.random() < 0.3 else None
        return (
            talk.number, talk.conversation_id, talk.started_at, talk.ended_at, talk.seconds, talk.messages, talk.route,
            talk.reference, talk.language, talk.confidence, talk.fallbacks, talk.abandoned_at, talk.last_event,
            talk.text, reviewed, "ann" if reviewed else None,
        )  # fmt: skip

    def _tags(self, talks: list[Talk]) -> Iterator[tuple[Any, ...]]:
        for talk in talks:
            if self._chance.random() < 0.05:
                name = self._chance.choice(("training", "good example", "slow", "wording", "follow up", "rare"))
                yield talk.number, name, "ann", talk.ended_at

    def _flags(self, talks: list[Talk]) -> Iterator[tuple[Any, ...]]:
        for talk in talks:
            if self._chance.random() < 0.01:
                cleared = talk.ended_at + timedelta(days=3) if self._chance.random() < 0.7 else None
                yield talk.number, talk.last_event, "looks wrong", "ann", talk.ended_at, cleared
