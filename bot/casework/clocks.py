"""The clocks of all complaints: what is due, and the marks of it: a reminder before, once, and overdue after, once.

A mark and its email are written in one transaction, and a mark cannot be written twice; so whoever dies at whatever
moment, and however many do it at once, each exists once in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.casework.clock_models import DeadlineMark
from bot.casework.deadlines import Deadline, Kind, Mark, deadlines, london_day, marks, review_deadline
from bot.casework.desk import Desk
from bot.casework.models import Complaint, Message
from bot.casework.standings import Standings, clocked_ids, correct_due_on, standings
from bot.database import writing

READ_AT_ONCE = 1000
WRITTEN_AT_ONCE = 200
"""Complaints in one transaction: it is short, so that nobody who works on one of them has to wait."""


_MARKS = DeadlineMark.__table__.c
_KEY = (_MARKS.subject, _MARKS.kind, _MARKS.due_on, _MARKS.mark)


@dataclass(frozen=True)
class Due:
    """Something that is due; `reference` is missing for what belongs to no complaint."""

    deadline: Deadline
    reference: str | None
    overdue: bool


@dataclass
class Marked:
    """What came of one look at all clocks: marks written by kind of mark, and how much is overdue by kind."""

    written: Counter[Mark] = field(default_factory=Counter)
    overdue: Counter[Kind] = field(default_factory=Counter)


class _Wanted(NamedTuple):
    """A mark that must exist."""

    subject: str
    kind: Kind
    due_on: date
    mark: Mark
    complaint_id: int | None
    reference: str | None
    part: str
    mailbox: str | None

    @property
    def key(self) -> tuple[str, Kind, date, Mark]:
        return self[:4]


@dataclass(frozen=True)
class Review:
    """A text for the public, and the day by which it has to be looked at again."""

    topic: str
    title: str
    due_on: date


class Clocks:
    """All that is due; `staff_mailbox` is where reminders go that no handler with an address gets."""

    def __init__(self, desk: Desk, *, reviews: Iterable[Review] = (), staff_mailbox: str | None = None) -> None:
        self._desk = desk
        self._reviews = {each.title: review_deadline(each.topic, each.due_on) for each in reviews}
        self._staff_mailbox = staff_mailbox

    def due(self, *, until: date | None = None) -> tuple[Due, ...]:
        """What is due, or only what is due until that day: the longest overdue first."""
        today = self._today()
        found = [Due(deadline, None, deadline.is_overdue(today)) for deadline in self._reviews.values()]
        with self._desk.sessions() as session:
            for ids in clocked_ids(session, READ_AT_ONCE):
                for row in standings(session, ids):
                    for deadline in deadlines(row.standing, self._desk.rulebook.limits):
                        found.append(Due(deadline, row.reference, deadline.is_overdue(today)))
        wanted = (each for each in found if until is None or each.deadline.due_on <= until)
        return tuple(sorted(wanted, key=lambda each: (each.deadline.due_on, each.deadline.kind, each.reference or "")))

    def mark(self) -> Marked:
        """Write every mark that must exist by today and does not, and correct what complaints say is due first.

        Raises `DatabaseError`.
        """
        today, done = self._today(), Marked()
        done.overdue.update(deadline.kind for deadline in self._reviews.values() if deadline.is_overdue(today))
        self._mark_reviews(today, done)
        with self._desk.sessions() as session:
            portions = list(clocked_ids(session, READ_AT_ONCE))
        for ids in portions:
            with self._desk.sessions() as session:
                rows = standings(session, ids)
                wanted = self._wanted(rows, today, done.overdue)
                to_write = {each.complaint_id for each in _not_there(session, wanted) if each.complaint_id is not None}
            limits = self._desk.rulebook.limits
            to_write |= {row.complaint_id for row in rows if row.kept_due_on != row.first_due_on(limits)}
            for some in _portions(sorted(to_write), WRITTEN_AT_ONCE):
                self._mark_complaints(some, today, done)
        return done

    def _mark_reviews(self, today: date, done: Marked) -> None:
        wanted = [
            _Wanted(deadline.part, deadline.kind, due_on, mark, None, None, title, self._staff_mailbox)
            for title, deadline in self._reviews.items()
            for mark, due_on in marks(deadline, today, self._desk.rulebook.reminders)
        ]
        with self._desk.sessions() as session:
            missing = _not_there(session, wanted)
        if missing:
            with writing(self._desk.sessions) as session:
                done.written.update(self._write(session, missing))

    def _mark_complaints(self, ids: Collection[int], today: date, done: Marked) -> None:
        """Look again with the complaints locked, so that nothing is marked that was done a moment ago, and write."""
        with writing(self._desk.sessions) as session:
            lock = sa.select(Complaint.id).where(Complaint.id.in_(ids)).order_by(Complaint.id).with_for_update()
            session.execute(lock).all()
            missing = _not_there(session, self._wanted(standings(session, ids), today))
            done.written.update(self._write(session, missing))
            correct_due_on(session, ids, self._desk.rulebook.limits)

    def _wanted(self, rows: Iterable[Standings], today: date, overdue: Counter[Kind] | None = None) -> list[_Wanted]:
        wanted = []
        for row in rows:
            for deadline in deadlines(row.standing, self._desk.rulebook.limits):
                if overdue is not None and deadline.is_overdue(today):
                    overdue[deadline.kind] += 1
                subject = f"{row.reference}/{deadline.part}" if deadline.part else row.reference
                for mark, due_on in marks(deadline, today, self._desk.rulebook.reminders):
                    what = (subject, deadline.kind, due_on, mark)
                    mailbox = row.handler_mailbox or self._staff_mailbox
                    wanted.append(_Wanted(*what, row.complaint_id, row.reference, deadline.part, mailbox))
        return wanted

    def _write(self, session: Session, missing: list[_Wanted]) -> list[Mark]:
        """Write the marks that nobody else has written meanwhile, each with its email; gives which."""
        now = self._desk.clock()
        fields = ("subject", "kind", "due_on", "mark", "complaint_id")
        values = [{**{name: getattr(each, name) for name in fields}, "made_at": now} for each in missing]
        if not values:
            return []
        written = {tuple(row) for row in session.execute(_insert(session, DeadlineMark).returning(*_KEY), values)}
        new = [each for each in missing if each.key in written]
        if emails := [self._message(each, each.mailbox, now) for each in new if each.mailbox]:
            session.execute(_insert(session, Message), emails)
        return [each.mark for each in new]

    @staticmethod
    def _message(wanted: _Wanted, recipient: str, now: datetime) -> dict[str, Any]:
        payload = {"kind": wanted.kind.value, "due_on": wanted.due_on.isoformat(), "part": wanted.part}
        if wanted.reference:
            payload["reference"] = wanted.reference
        return {
            "complaint_id": wanted.complaint_id,
            "key": f"{wanted.mark}:{wanted.kind}:{wanted.subject}:{wanted.due_on}",
            "template": wanted.mark.value,
            "recipient": recipient,
            "payload": payload,
            "created_at": now,
        }

    def _today(self) -> date:
        return london_day(self._desk.clock())


def _not_there(session: Session, wanted: list[_Wanted]) -> list[_Wanted]:
    """Those of the marks that do not exist."""
    subjects = {each.subject for each in wanted}
    there: set[tuple[object, ...]] = set()
    for some in _portions(sorted(subjects), READ_AT_ONCE):
        query = sa.select(*_KEY).where(_MARKS.subject.in_(some))
        there |= {tuple(row) for row in session.execute(query)}
    return [each for each in wanted if each.key not in there]


def _insert(session: Session, table: type[DeadlineMark] | type[Message]) -> Any:
    """An insert that passes over rows that are there already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table.__table__).on_conflict_do_nothing()


def _portions(items: Iterable[Any], size: int) -> Iterable[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
