"""Two hundred days over two thousand complaints, with two schedulers that are killed: each mark and its email, once."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.clock_models import DeadlineMark
from bot.casework.models import Message
from bot.database import writing
from tests.integration.clocks.looker import TEAM, look
from tests.integration.clocks.population import LONDON, Population, Written

START = date(2026, 9, 14)  # through the end of summer time and the start of the next: to 2 April
DAYS = 200
KILLS = 20
COMPLAINTS = 2_000

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.integration.clocks.looker"])


class Scheduler:
    """One real process after another."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.steps = 1
        self.start()

    def start(self) -> None:
        """A new process; the one before is dead."""
        self._orders, theirs = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=look, args=(self._url, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def order(self, now: datetime, *, die_at: int = 0) -> None:
        """Look at the clocks, or die on the way."""
        self._orders.send((now, die_at))

    def survived(self) -> bool:
        """Whether it finished; if it was killed, it is started again."""
        try:
            self.steps = self._orders.recv()
        except EOFError:
            self._process.join()
            assert self._process.exitcode == -9
            self.start()
            return False
        return True

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()


def test_each_reminder_and_each_overdue_mark_exists_once_whoever_dies_when(
    sessions: sessionmaker[Session], migrated_url: str
) -> None:
    chance = random.Random(5)
    people = Population(COMPLAINTS, START, seed=28)
    with writing(sessions) as session:
        people.insert(session)
    schedulers = [Scheduler(migrated_url), Scheduler(migrated_url)]
    first_wanted: dict[Written, date] = {}
    today, kills = START, 0
    try:
        while today <= START + timedelta(days=DAYS):
            now = datetime.combine(today, time(chance.randrange(24), 30), LONDON)
            with writing(sessions) as session:
                people.live(session, now)
            for mark in people.must_be_written(today):
                first_wanted.setdefault(mark, today)
            wanted_kills = KILLS * (today - START).days // (DAYS - 20)
            while not _all_survive(schedulers, now, chance, deadly=kills < min(wanted_kills, KILLS)):
                kills += 1
            today += timedelta(days=chance.choice([1, 2, 3, 5, 8, 13, 21]))
    finally:
        for scheduler in schedulers:
            scheduler.stop()

    marks, emails = _written(sessions)
    assert kills == KILLS
    assert Counter(key for key, _ in marks) == Counter(list(first_wanted))
    assert {key: made_on for key, made_on in marks} == first_wanted
    assert emails == Counter(f"{mark}:{kind}:{subject}:{due_on}" for subject, kind, due_on, mark in first_wanted)
    assert len(marks) > 2 * COMPLAINTS


def _all_survive(schedulers: list[Scheduler], now: datetime, chance: random.Random, *, deadly: bool) -> bool:
    """Both look at once; if it is to be deadly, one of them dies at a moment of its look."""
    victim = chance.choice(schedulers) if deadly else None
    for scheduler in schedulers:
        scheduler.order(now, die_at=chance.randint(1, max(scheduler.steps, 6)) if scheduler is victim else 0)
    return all([scheduler.survived() for scheduler in schedulers])


def _written(sessions: sessionmaker[Session]) -> tuple[list[tuple[Written, date]], Counter[str]]:
    """The marks with the day on which each was made, and the keys of the emails."""
    with sessions() as session:
        marks = [
            ((row.subject, row.kind.value, row.due_on, row.mark.value), row.made_at.astimezone(LONDON).date())
            for row in session.scalars(sa.select(DeadlineMark))
        ]
        emails = Counter(session.scalars(sa.select(Message.key).where(Message.recipient == TEAM)))
    return marks, emails
