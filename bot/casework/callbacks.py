"""Calls from an experienced officer: the queue, attempts, and what came of them (clause S2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from bot.casework.assessment import record_after_all
from bot.casework.changes import move
from bot.casework.contacts import Made, log
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import NotNow
from bot.casework.models import Complaint
from bot.casework.states import State, Trigger
from bot.casework.tasks import finish
from bot.casework.work_models import Channel, Side, TaskKind


@dataclass(frozen=True)
class Callback:
    """A call that somebody waits for."""

    reference: str
    name: str | None
    phone: str | None
    wanted_at: str | None
    topic: str | None
    due_on: date | None
    attempts: int
    since: datetime


class Callbacks:
    """What an officer who makes the calls can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def queue(self) -> tuple[Callback, ...]:
        """The calls to be made, the longest waiting first."""
        query = sa.select(Complaint).filter_by(state=State.CALLBACK_DUE).order_by(Complaint.state_since, Complaint.id)
        with self._desk.sessions() as session:
            return tuple(map(_callback, session.scalars(query)))

    def attempted(self, reference: str, summary: str, by: By, *, key: str | None = None) -> None:
        """Log a call that did not reach the person; it stays in the queue. Raises `NotNow` if no call is due."""
        with self._desk.changing(reference, by) as change:
            _must_be_due(change)
            log(change, Made(Side.COMPLAINANT, Channel.PHONE, summary, reached=False), key)

    def helped(self, reference: str, summary: str, by: By) -> State:
        """The call settled the matter: it is explained. Raises `NotNow` if no call is due."""
        with self._desk.changing(reference, by) as change:
            _called(change, summary)
            move(change.complaint, Trigger.EXPLAIN, change.occasion)
            return change.complaint.state

    def not_helped(self, reference: str, summary: str, by: By) -> State:
        """The call did not settle it: the complaint is recorded, and nothing is asked twice.

        Raises `NotNow` if no call is due.
        """
        with self._desk.changing(reference, by) as change:
            _called(change, summary)
            record_after_all(change, self._desk.rulebook)
            return change.complaint.state


def _called(change: Change, summary: str) -> None:
    _must_be_due(change)
    log(change, Made(Side.COMPLAINANT, Channel.PHONE, summary), None)
    finish(change.complaint, TaskKind.CALLBACK, change.occasion)


def _must_be_due(change: Change) -> None:
    if change.complaint.state is not State.CALLBACK_DUE:
        raise NotNow(f"no call is due for a complaint that is {change.complaint.state}")


def _callback(complaint: Complaint) -> Callback:
    facts, task = complaint.facts, next((t for t in complaint.tasks if t.kind is TaskKind.CALLBACK), None)
    return Callback(
        reference=complaint.reference,
        name=facts.get("complainant_name"),
        phone=facts.get("phone"),
        wanted_at=facts.get("callback_time"),
        topic=facts.get("explain_topic"),
        due_on=task.due_on if task else None,
        attempts=len(complaint.contacts),
        since=complaint.state_since,
    )
