"""How complaints stand as far as deadlines follow from it, read for many at once: a few questions to the database.

The first day that is due for each stands in its row too, so that queues can be read in that order: it is computed here
anew whenever a complaint has changed, in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.deadlines import Standing, deadlines
from bot.casework.models import Complaint, Event, EventKind
from bot.casework.outcome_models import Learning, Outcome, OutcomeAnswer
from bot.casework.staff_models import StaffMember
from bot.casework.states import OPEN, Referral, State
from bot.casework.work_models import Plan, PlanAnswer, PlanReply, Task, TaskKind
from bot.policy.vocabulary import Limits

# Nothing more is owed for a matter that was settled by an explanation.
_CLOCKED = OPEN - {State.EXPLAINED}
_AT_WORK = (PlanReply.AGREED, PlanReply.ADOPTED)


@dataclass(frozen=True)
class Standings:
    """One complaint for which something can be due."""

    complaint_id: int
    reference: str
    standing: Standing
    handler_mailbox: str | None
    """Of the handler, if there is one who still serves and has an address in the register."""
    kept_due_on: date | None
    """What its row says is due first."""

    def first_due_on(self, limits: Limits) -> date | None:
        """What is due first."""
        return min((each.due_on for each in deadlines(self.standing, limits)), default=None)


def clocked() -> sa.ColumnElement[bool]:
    """Whether anything can be due: also after the end of a complaint, if it must go to the IPCC or taught something."""
    teaches = sa.exists().where(Learning.complaint_id == Complaint.id, Learning.done_at.is_(None))
    return sa.or_(Complaint.state.in_(_CLOCKED), Complaint.referral_status == Referral.DUE, teaches)


def clocked_ids(session: Session, size: int) -> Iterator[list[int]]:
    """The ids of all complaints for which something can be due, in portions of that size."""
    last = 0
    query = sa.select(Complaint.id).where(clocked()).order_by(Complaint.id).limit(size)
    while ids := list(session.scalars(query.where(Complaint.id > last))):
        yield ids
        last = ids[-1]


def keep_due_on(session: Session, complaint: Complaint, limits: Limits) -> None:
    """Write down what is due first for a complaint that has just changed."""
    session.flush()
    complaint.due_on = next((row.first_due_on(limits) for row in standings(session, [complaint.id])), None)


def correct_due_on(session: Session, ids: Collection[int], limits: Limits) -> None:
    """Write it down for these complaints, which must be locked: what is due also changes with the force's rules."""
    first = {row.complaint_id: row.first_due_on(limits) for row in standings(session, ids)}
    changed = [{"row_id": each, "day": first.get(each)} for each in sorted(ids)]
    if changed:
        update = sa.update(Complaint).where(Complaint.id == sa.bindparam("row_id")).values(due_on=sa.bindparam("day"))
        session.connection().execute(update, changed)


def standings(session: Session, ids: Collection[int]) -> list[Standings]:
    """How these complaints stand; those for which nothing can be due are left out."""
    parts = _Parts(session, ids)
    serving = sa.and_(StaffMember.id == Complaint.handler_id, StaffMember.active)
    query = (
        sa.select(
            Complaint.id,
            Complaint.reference,
            Complaint.state,
            Complaint.state_since,
            Complaint.last_update_at,
            Complaint.referral_status,
            Complaint.referral_due_on,
            Complaint.due_on,
            StaffMember.email,
        )
        .outerjoin(StaffMember, serving)
        .where(Complaint.id.in_(ids), clocked())
    )
    return [
        Standings(
            row.id,
            row.reference,
            Standing(
                state=row.state,
                state_since=row.state_since,
                recorded_at=parts.recorded.get(row.id),
                last_update_at=row.last_update_at,
                promised_days=parts.promised.get(row.id),
                referral=row.referral_status,
                referral_due_on=row.referral_due_on,
                first_contact_due_on=parts.tasks.get((row.id, TaskKind.FIRST_CONTACT)),
                callback_due_on=parts.tasks.get((row.id, TaskKind.CALLBACK)),
                missing_facts_due_on=parts.tasks.get((row.id, TaskKind.MISSING_FACT)),
                plan_proposed_at=parts.plans.get(row.id),
                outcome_proposed_at=parts.outcomes.get(row.id),
                learning_due_on=parts.learning.get(row.id),
            ),
            row.email,
            row.due_on,
        )
        for row in session.execute(query.order_by(Complaint.id))
    ]


class _Parts:
    """What belongs to these complaints, by their id."""

    def __init__(self, session: Session, ids: Collection[int]) -> None:
        self._session = session
        self._ids = ids
        self.recorded = self._recorded()
        self.tasks = self._tasks()
        self.plans, self.promised = self._plans()
        self.outcomes = self._outcomes()
        self.learning = self._learning()

    def _recorded(self) -> dict[int, datetime]:
        """When each was recorded the last time: the first word that the person has."""
        query = (
            sa.select(Event.complaint_id, sa.func.max(Event.at))
            .where(Event.complaint_id.in_(self._ids), Event.kind == EventKind.STATE, Event.after == State.RECORDED)
            .group_by(Event.complaint_id)
        )
        return dict(self._session.execute(query).tuples().all())

    def _tasks(self) -> dict[tuple[int, TaskKind], date]:
        """The earliest day on which a task of each kind is due."""
        query = (
            sa.select(Task.complaint_id, Task.kind, sa.func.min(Task.due_on))
            .where(Task.complaint_id.in_(self._ids), Task.done_at.is_(None), Task.due_on.is_not(None))
            .group_by(Task.complaint_id, Task.kind)
        )
        return {(complaint, kind): due_on for complaint, kind, due_on in self._session.execute(query) if due_on}

    def _plans(self) -> tuple[dict[int, datetime], dict[int, int]]:
        """When a plan was put that is not answered yet; how often the one that is worked by promises an update.

        What was planned before a complaint was opened again counts no more.
        """
        query = (
            sa.select(Plan.complaint_id, Plan.at, Plan.content, PlanAnswer.reply)
            .outerjoin(PlanAnswer, PlanAnswer.plan_id == Plan.id)
            .where(Plan.complaint_id.in_(self._ids))
            .order_by(Plan.complaint_id, Plan.number)
        )
        waiting: dict[int, datetime] = {}
        promised: dict[int, int] = {}
        for complaint, at, content, reply in self._session.execute(query):
            if at < self.recorded.get(complaint, at):
                continue
            waiting.pop(complaint, None)  # a later version takes the place of one that was not answered
            if reply is None:
                waiting[complaint] = at
            elif reply in _AT_WORK and isinstance(content.get("update_days"), int):
                promised[complaint] = content["update_days"]
        return waiting, promised

    def _outcomes(self) -> dict[int, datetime]:
        """When the latest outcome was put, if it is not answered yet."""
        query = (
            sa.select(Outcome.complaint_id, Outcome.at, OutcomeAnswer.id)
            .outerjoin(OutcomeAnswer, OutcomeAnswer.outcome_id == Outcome.id)
            .where(Outcome.complaint_id.in_(self._ids))
            .order_by(Outcome.complaint_id, Outcome.number)
        )
        latest = {complaint: (at, answer) for complaint, at, answer in self._session.execute(query)}
        return {complaint: at for complaint, (at, answer) in latest.items() if answer is None}

    def _learning(self) -> dict[int, dict[int, date]]:
        """What is to change because of each, and by when, as far as it has not changed yet."""
        query = sa.select(Learning.complaint_id, Learning.number, Learning.due_on).where(
            Learning.complaint_id.in_(self._ids), Learning.done_at.is_(None)
        )
        found: defaultdict[int, dict[int, date]] = defaultdict(dict)
        for complaint, number, due_on in self._session.execute(query.order_by(Learning.number)):
            found[complaint][number] = due_on
        return dict(found)
