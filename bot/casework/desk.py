"""The desk at which complaints are changed: one transaction each, locked, and refused to who saw an older version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot import clock as real_clock
from bot.casework.changes import Occasion
from bot.casework.errors import ChangedMeanwhile, NotNow, UnknownReference
from bot.casework.models import Complaint
from bot.casework.references import parse_reference
from bot.casework.standings import keep_due_on
from bot.clock import LONDON
from bot.database import writing
from bot.policy import Rulebook

COMPLAINANT = "complainant"
PROGRAM = "program"


@dataclass(frozen=True)
class By:
    """Who makes a change and why; `seen` is the version of the complaint that they had before them, if they say so."""

    actor: str
    reason: str
    seen: int | None = None


@dataclass(frozen=True)
class Change:
    """A change under way: the complaint, locked, with its session and the occasion."""

    session: Session
    complaint: Complaint
    occasion: Occasion

    @property
    def today(self) -> date:
        """The day in London."""
        return self.occasion.at.astimezone(LONDON).date()


@dataclass(frozen=True)
class Desk:
    """What every service of casework works with: the database, the present moment, and the force's rules."""

    sessions: sessionmaker[Session]
    clock: Callable[[], datetime] = real_clock.now
    rulebook: Rulebook = field(default_factory=Rulebook)

    @contextmanager
    def changing(self, reference: str, by: By) -> Iterator[Change]:
        """One complaint, locked until the change is written: two changes at once happen one after the other.

        Raises `ChangedMeanwhile` if `by.seen` is not its present version, `InvalidCommand` for a change that nobody
        answers for, `NotNow` if its content has been deleted, `MistypedReference` or `UnknownReference`.
        """
        occasion = Occasion(self.clock(), by.actor, by.reason)
        with writing(self.sessions) as session:
            complaint = find(session, by_reference(reference).with_for_update(), reference)
            if complaint.content_deleted_at is not None:
                raise NotNow("this complaint ended long ago and what was said in it is deleted: file a new one")
            if by.seen is not None and by.seen != complaint.version:
                raise ChangedMeanwhile(complaint.reference, _last_change(complaint))
            known = len(complaint.events)
            yield Change(session, complaint, occasion)
            if len(complaint.events) > known:  # what was done before and is only repeated changes nothing
                complaint.version += 1
            keep_due_on(session, complaint, self.rulebook.limits)

    @contextmanager
    def reading(self, reference: str) -> Iterator[tuple[Session, Complaint]]:
        """One complaint to look at. Raises `MistypedReference` or `UnknownReference`."""
        with self.sessions() as session:
            yield session, find(session, by_reference(reference), reference)


def by_reference(reference: str) -> sa.Select[Complaint]:
    """The query for one complaint. Raises `MistypedReference`."""
    return sa.select(Complaint).where(Complaint.reference == parse_reference(reference))


def find(session: Session, query: sa.Select[Complaint], reference: str) -> Complaint:
    """The complaint of a query. Raises `UnknownReference`."""
    complaint = session.scalar(query)
    if complaint is None:
        raise UnknownReference(parse_reference(reference))
    return complaint


def _last_change(complaint: Complaint) -> str:
    event = complaint.events[-1]
    when = event.at.astimezone(LONDON)
    return f"{event.kind} ({event.trigger}) by {event.actor} on {when:%d %B %Y at %H:%M}"
