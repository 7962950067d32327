"""One case as staff see it, and the queues of cases that wait for somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.casework.deadlines import Deadline, deadlines, london_day
from bot.casework.models import Complaint
from bot.casework.service import Casework
from bot.casework.staff_models import StaffMember
from bot.casework.standings import standings
from bot.casework.states import FINAL, Referral, State
from bot.casework.views import ComplaintView
from bot.casework.work_views import WorkView
from bot.console.accounts import Who
from bot.console.roles import OWN_CASES_ONLY, Permission, Role, may

T = TypeVar("T")
PAGE = 25
SOON = timedelta(days=7)


class NoSuchPage(ValueError):
    """The key of a page cannot be read."""


@dataclass(frozen=True)
class Case:
    """A complaint, the work on it, and what is due for it."""

    complaint: ComplaintView
    work: WorkView
    due: tuple[Deadline, ...]
    today: date

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.complaint.state

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.state not in FINAL


@dataclass(frozen=True)
class Line:
    """One line of a queue; `due` is what is due first."""

    id: int
    reference: str
    state: State
    handling: str | None
    referral: Referral
    since: datetime
    received_at: datetime
    borough: str | None
    allegations: tuple[str, ...]
    handler: str | None
    due: Deadline | None
    overdue: bool


@dataclass(frozen=True)
class Queue:
    """A queue: who works on it, and which complaints are in it."""

    title: str
    needs: Permission
    condition: sa.ColumnElement[bool]


QUEUES: Mapping[str, Queue] = {
    "to_assess": Queue("To assess", Permission.ASSESS, Complaint.state == State.RECORDED),
    "to_confirm": Queue(
        "Not progressed: to confirm", Permission.ASSESS, Complaint.state == State.AWAITING_CONFIRMATION
    ),
    "to_refer": Queue("To refer to the IPCC", Permission.REFER, Complaint.referral_status == Referral.DUE),
    "referred": Queue("Referred, not returned", Permission.REFER, Complaint.referral_status == Referral.SENT),
    "to_allocate": Queue("To allocate", Permission.ALLOCATE, Complaint.state == State.ASSESSED),
    "callbacks": Queue("Calls to make", Permission.CALL, Complaint.state == State.CALLBACK_DUE),
    "open": Queue("All open cases", Permission.READ_CASES, Complaint.closed_at.is_(None)),
    "ended": Queue("Ended", Permission.READ_CASES, Complaint.closed_at.is_not(None)),
}
DUE = "due"
"""The queue that is made of clocks rather than of states: overdue first, then what is due within a week."""
_LINE = (selectinload(Complaint.allegations), selectinload(Complaint.handler))


def queues_of(who: Who) -> dict[str, Queue]:
    """The queues that this role works on."""
    return {name: queue for name, queue in QUEUES.items() if may(who.role, queue.needs)}


def read_case(casework: Casework, reference: str) -> Case:
    """One case. Raises `MistypedReference` or `UnknownReference`."""
    complaint, work = casework.show(reference), casework.work(reference)
    with casework.desk.sessions() as session:
        number = session.scalar(sa.select(Complaint.id).where(Complaint.reference == complaint.reference))
        due = _due(session, casework, [number or 0]).get(number or 0, ())
    return Case(complaint, work, due, london_day(casework.desk.clock()))


def find_reference(casework: Casework, told: str) -> str:
    """The reference of a case as it was printed. Raises `MistypedReference` or `UnknownReference`."""
    with casework.desk.reading(told) as (_, complaint):
        return complaint.reference


def read_queue(
    casework: Casework, who: Who, name: str, *, after: str | None = None
) -> tuple[tuple[Line, ...], str | None]:
    """A page of a queue, the longest waiting first, and the key of the next. Raises `NoSuchPage`."""
    with casework.desk.sessions() as session:
        query = queued(name).where(*_own(session, who)).limit(PAGE + 1)
        if after:
            query = query.where(_later(after))
        found = session.scalars(query.options(*_LINE)).all()
        more = f"{found[PAGE - 1].state_since.isoformat()}_{found[PAGE - 1].id}" if len(found) > PAGE else None
        return _lines(session, casework, who, found[:PAGE]), more


def read_due(casework: Casework, who: Who, *, after: str | None = None) -> tuple[tuple[Line, ...], str | None]:
    """A page of what is overdue, the longest first, and due within a week, and the key of the next page.

    Raises `NoSuchPage`.
    """
    until = london_day(casework.desk.clock()) + SOON
    with casework.desk.sessions() as session:
        query = due(until).where(*_own(session, who)).limit(PAGE + 1)
        if after:
            query = query.where(_due_later(after))
        found = session.scalars(query.options(*_LINE)).all()
        more = f"{found[PAGE - 1].due_on}_{found[PAGE - 1].id}" if len(found) > PAGE else None
        return _lines(session, casework, who, found[:PAGE]), more


def queued(name: str) -> sa.Select[Complaint]:
    """A queue in its order."""
    return sa.select(Complaint).where(QUEUES[name].condition).order_by(Complaint.state_since, Complaint.id)


def due(until: date) -> sa.Select[Complaint]:
    """What is due until that day, in the order of the days."""
    return sa.select(Complaint).where(Complaint.due_on <= until).order_by(Complaint.due_on, Complaint.id)


def counts(casework: Casework, who: Who) -> dict[str, int]:
    """How many wait in each queue of this role."""
    with casework.desk.sessions() as session:
        own = _own(session, who)
        return {
            name: session.scalar(sa.select(sa.func.count()).select_from(Complaint).where(queue.condition, *own)) or 0
            for name, queue in queues_of(who).items()
        }


def _own(session: Session, who: Who) -> list[sa.ColumnElement[bool]]:
    """What limits a role to its own cases."""
    if who.role not in OWN_CASES_ONLY:
        return []
    staff = session.scalar(sa.select(StaffMember).where(StaffMember.shoulder_number == (who.number or "")))
    theirs = [Complaint.state == State.CALLBACK_DUE]
    if staff is not None:
        theirs.append(Complaint.handler_id == staff.id)
        if who.role is Role.LOCAL_MANAGER and staff.station:
            theirs.append(Complaint.station == staff.station)
    return [sa.or_(*theirs)]


def _lines(session: Session, casework: Casework, who: Who, rows: Sequence[Complaint]) -> tuple[Line, ...]:
    today = london_day(casework.desk.clock())
    due = _due(session, casework, [row.id for row in rows])
    closed = casework.allocation.connected_with([row.reference for row in rows], who.number) if who.number else set()
    lines = []
    for row in rows:
        if row.reference in closed:
            continue
        first = min(due.get(row.id, ()), key=lambda each: each.due_on, default=None)
        lines.append(
            Line(
                row.id,
                row.reference,
                row.state,
                row.handling,
                row.referral_status,
                row.state_since,
                row.received_at,
                row.borough,
                tuple(each.category for each in row.allegations),
                row.handler.name if row.handler else None,
                first,
                first.is_overdue(today) if first else False,
            )
        )
    return tuple(lines)


def _due(session: Session, casework: Casework, ids: list[int]) -> dict[int, tuple[Deadline, ...]]:
    limits = casework.desk.rulebook.limits
    return {
        row.complaint_id: tuple(sorted(deadlines(row.standing, limits), key=lambda each: each.due_on))
        for row in standings(session, ids)
    }


def _later(key: str) -> sa.ColumnElement[bool]:
    at, complaint = _place(key, datetime.fromisoformat)
    if at.tzinfo is None:
        raise NoSuchPage(key)
    here = sa.tuple_(sa.literal(at, Complaint.state_since.type), sa.literal(complaint))
    return sa.tuple_(Complaint.state_since, Complaint.id) > here


def _due_later(key: str) -> sa.ColumnElement[bool]:
    due_on, complaint = _place(key, date.fromisoformat)
    return sa.tuple_(Complaint.due_on, Complaint.id) > sa.tuple_(sa.literal(due_on), sa.literal(complaint))


def _place(key: str, read: Callable[[str], T]) -> tuple[T, int]:
    """Where in a queue a page ended: what it is ordered by, and the number of the complaint."""
    by, _, number = key.rpartition("_")
    try:
        place, complaint = read(by), int(number)
    except ValueError as error:
        raise NoSuchPage(key) from error
    if not 0 <= complaint < 2**31:
        raise NoSuchPage(key)
    return place, complaint
