"""Complaints at every stage, what happens to them day by day, and what must be marked, by rules of its own.

Nothing here uses the program's own computation: days are counted, bank holidays listed and obligations kept by hand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.models import Complaint, Event
from bot.casework.outcome_models import Learning, Outcome, OutcomeAnswer
from bot.casework.work_models import Plan, PlanAnswer, Task

LONDON = ZoneInfo("Europe/London")
AHEAD = {
    "first_contact": 3, "update": 7, "referral": 1, "plan_answer": 7, "outcome_answer": 7, "callback": 1,
    "confirmation": 2, "missing_facts": 3, "learning": 14,
}  # fmt: skip
HOLIDAYS = {
    date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29),
    date(2027, 5, 3), date(2027, 5, 31), date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
}  # fmt: skip
AT_WORK = ("recorded", "assessed", "allocated", "in_contact", "plan_agreed", "resolving", "investigating")

Written = tuple[str, str, date, str]


@dataclass
class Case:
    """What is known of one complaint; `told_at` is the last word that the person had."""

    id: int
    state: str
    since: datetime
    told_at: datetime
    every: int = 28
    tasks: dict[str, date] = field(default_factory=dict)
    referral_due: date | None = None
    plan_at: datetime | None = None
    outcome_at: datetime | None = None
    learning: dict[int, date] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """A reference that is the same every time."""
        return f"MPC-TEST-{self.id:04}-X"

    def owed(self) -> Iterator[tuple[str, str, date, int | None]]:
        """Subject, kind, last day, and after how many days it is owed again."""
        for kind, due_on in self.tasks.items():
            yield self.reference, kind, due_on, None
        if self.referral_due:
            yield self.reference, "referral", self.referral_due, None
        if self.state in (*AT_WORK, "outcome_proposed"):
            yield self.reference, "update", london(self.told_at) + timedelta(self.every), self.every
            if self.plan_at:
                yield self.reference, "plan_answer", london(self.plan_at) + timedelta(28), None
        if self.outcome_at:
            yield self.reference, "outcome_answer", london(self.outcome_at) + timedelta(28), None
        if self.state == "awaiting_confirmation":
            yield self.reference, "confirmation", five_working_days_after(london(self.since)), None
        for number, due_on in self.learning.items():
            yield f"{self.reference}/{number}", "learning", due_on, None

    def must_be_written(self, today: date) -> Iterator[Written]:
        """The marks that must exist if somebody looks today."""
        for subject, kind, first, every in self.owed():
            for due_on in (first + timedelta((every or 0) * n) for n in range(60 if every else 1)):
                previous = due_on - timedelta(every or 0)
                if due_on - timedelta(AHEAD[kind]) <= today and (due_on == first or today > previous):
                    yield subject, kind, due_on, "reminder"
                if today > due_on:
                    yield subject, kind, due_on, "overdue"


def london(moment: datetime) -> date:
    """The day of London."""
    return moment.astimezone(LONDON).date()


def five_working_days_after(day: date) -> date:
    """Saturdays, Sundays and bank holidays do not count."""
    left = 5
    while left:
        day += timedelta(1)
        left -= day.weekday() < 5 and day not in HOLIDAYS
    return day


class Population:
    """Open complaints that began before `start`, and a chance of its own for what becomes of them."""

    def __init__(self, size: int, start: date, seed: int) -> None:
        self.chance = random.Random(seed)
        self.start = start
        self._begun = datetime(start.year, start.month, start.day, tzinfo=UTC) - timedelta(days=70)
        self.cases = [self._case(number) for number in range(1, size + 1)]

    def insert(self, session: Session) -> None:
        """Write them with everything that clocks look at."""
        session.execute(sa.insert(Complaint), [_complaint(case) for case in self.cases])
        session.execute(
            sa.insert(Event),
            [
                {
                    "complaint_id": case.id, "sequence": 1, "at": self._begun, "actor": "program",
                    "reason": "filed", "kind": "state", "trigger": "record", "after": "recorded",
                }
                for case in self.cases
            ],
        )  # fmt: skip
        tasks = [
            {
                "complaint_id": case.id, "kind": kind.replace("_facts", "_fact"), "subject": str(n),
                "created_at": case.since, "due_on": due_on + timedelta(n),
            }
            for case in self.cases
            for kind, due_on in case.tasks.items()
            for n in range(3 if kind == "missing_facts" else 1)
        ]  # fmt: skip
        session.execute(sa.insert(Task), tasks)
        plans = [case for case in self.cases if case.plan_at or case.every != 28]
        for case in plans:
            self._insert_plans(session, case)
        outcomes = [case for case in self.cases if case.state == "outcome_proposed"]
        for case in outcomes:
            self._insert_outcome(session, case)
        session.execute(
            sa.insert(Learning),
            [
                {
                    "complaint_id": case.id,
                    "number": n,
                    "change": "c",
                    "owner": "o",
                    "due_on": due,
                    "created_at": case.since,
                }
                for case in self.cases
                for n, due in case.learning.items()
            ],
        )  # fmt: skip

    def live(self, session: Session, now: datetime) -> None:
        """Let some of them get on, at `now`: in the database, and in what is known of them."""
        for case in self.chance.sample(self.cases, len(self.cases) // 25):
            self._one_step(session, case, now)

    def must_be_written(self, today: date) -> set[Written]:
        """The marks that must exist, of all complaints, if somebody looks today."""
        return {mark for case in self.cases for mark in case.must_be_written(today)}

    def _case(self, number: int) -> Case:
        chance, states = (
            self.chance,
            (*AT_WORK, "outcome_proposed", "awaiting_confirmation", "callback_due", "explained"),
        )
        state = states[number % len(states)]
        since = self._before(60)
        case = Case(number, state, since, told_at=self._before(50))
        if state in ("recorded", "assessed", "allocated"):
            case.tasks["first_contact"] = self._soon(15)
        if state == "callback_due":
            case.tasks["callback"] = self._soon(3)
        if state == "recorded" and chance.random() < 0.3:
            case.tasks["missing_facts"] = self._soon(20)
        if state in ("in_contact", "investigating") and chance.random() < 0.5:
            case.plan_at = self._before(40)
        if state in ("resolving", "investigating") and chance.random() < 0.4:
            case.every = chance.choice([7, 14, 21])
        if state == "outcome_proposed" and chance.random() < 0.7:
            case.outcome_at = self._before(40)
        if chance.random() < 0.1:
            case.referral_due = self._soon(5)
        if chance.random() < 0.15:
            case.learning = {n: self._soon(150) for n in range(1, chance.randint(2, 3))}
        return case

    def _before(self, days: int) -> datetime:
        start = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC)
        return start - timedelta(seconds=self.chance.randrange(days * 86400))

    def _soon(self, days: int) -> date:
        return self.start + timedelta(self.chance.randint(-3, days))

    def _insert_plans(self, session: Session, case: Case) -> None:
        number = 0
        if case.every != 28:
            number += 1
            _plan(session, case, number, self._before(60), case.every, "agreed")
        if case.plan_at:
            _plan(session, case, number + 1, case.plan_at, 28, None)

    def _insert_outcome(self, session: Session, case: Case) -> None:
        outcome = {"complaint_id": case.id, "number": 1, "at": case.outcome_at or case.since, "by": "x", "summary": "s"}
        made = session.execute(sa.insert(Outcome).values(outcome).returning(Outcome.id)).scalar_one()
        if case.outcome_at is None:
            answer = {"outcome_id": made, "at": case.since, "by": "x", "reply": "accepted"}
            session.execute(sa.insert(OutcomeAnswer).values(answer))

    def _one_step(self, session: Session, case: Case, now: datetime) -> None:
        row = sa.update(Complaint).where(Complaint.id == case.id)
        match self.chance.choice(["update", "update", "tasks", "referral", "answer", "learnt", "close", "reopen"]):
            case "update":
                case.told_at = now
                session.execute(row.values(last_update_at=now))
            case "tasks":
                case.tasks.clear()
                session.execute(sa.update(Task).where(Task.complaint_id == case.id).values(done_at=now, done_by="x"))
            case "referral" if case.referral_due:
                case.referral_due = None
                session.execute(row.values(referral_status="sent", referral_sent_at=now))
            case "answer" if case.plan_at:
                case.plan_at = None
                latest = sa.select(sa.func.max(Plan.id)).where(Plan.complaint_id == case.id).scalar_subquery()
                answer = {"plan_id": latest, "at": now, "by": "x", "reply": "change_wanted"}
                session.execute(sa.insert(PlanAnswer).values(answer))
            case "learnt":
                case.learning.clear()
                session.execute(sa.update(Learning).where(Learning.complaint_id == case.id).values(done_at=now))
            case "close":
                case.state, case.plan_at, case.outcome_at = "closed", None, None
                case.tasks.clear()
                session.execute(row.values(state="closed", state_since=now, closed_at=now))
                session.execute(sa.update(Task).where(Task.complaint_id == case.id).values(done_at=now, done_by="x"))
            case "reopen" if case.state == "closed":
                case.state, case.since, case.told_at, case.every = "recorded", now, now, 28
                session.execute(row.values(state="recorded", state_since=now, closed_at=None))
                last = sa.select(sa.func.max(Event.sequence) + 1).where(Event.complaint_id == case.id)
                session.execute(
                    sa.insert(Event).values(
                        complaint_id=case.id, sequence=last.scalar_subquery(), at=now, actor="x", reason="x",
                        kind="state", trigger="reopen", before="closed", after="recorded",
                    )
                )  # fmt: skip


def _complaint(case: Case) -> dict[str, Any]:
    return {
        "id": case.id, "reference": case.reference, "conversation_id": f"talk-{case.id}", "number": 1, "facts": {},
        "route": "record", "handling": "dps_investigation", "state": case.state, "state_since": case.since,
        "referral_status": "due" if case.referral_due else "not_required", "referral_due_on": case.referral_due,
        "received_at": case.since, "created_at": case.since, "last_update_at": case.told_at,
    }  # fmt: skip


def _plan(session: Session, case: Case, number: int, at: datetime, update_days: int, reply: str | None) -> None:
    plan = {"complaint_id": case.id, "number": number, "at": at, "by": "x", "content": {"update_days": update_days}}
    made = session.execute(sa.insert(Plan).values(plan).returning(Plan.id)).scalar_one()
    if reply:
        session.execute(sa.insert(PlanAnswer).values(plan_id=made, at=at, by="x", reply=reply))
