"""Learning: what the force changes because of complaints, who sees to it, and when it is done (clause S3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from bot.casework.changes import add_event
from bot.casework.commands import words
from bot.casework.desk import By, Desk
from bot.casework.errors import NotNow
from bot.casework.models import Complaint, EventKind
from bot.casework.outcome_models import Learning


@dataclass(frozen=True)
class LearningView:
    """One thing that is learnt from a complaint."""

    reference: str
    number: int
    change: str
    owner: str
    due_on: date
    done_at: datetime | None
    done_by: str | None
    what_changed: str | None


class Learnings:
    """What is learnt from complaints."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, reference: str, change: str, owner: str, due_on: date, by: By) -> int:
        """Note what is to change, who owns it and by when; gives its number within the complaint."""
        with self._desk.changing(reference, by) as made:
            complaint = made.complaint
            number = len(complaint.learnings) + 1
            complaint.learnings.append(
                Learning(
                    number=number,
                    change=words("what changes", change),
                    owner=words("the owner", owner, most=200),
                    due_on=due_on,
                    created_at=made.occasion.at,
                )
            )
            add_event(complaint, EventKind.LEARNING, "add", None, f"learning {number}", made.occasion)
            return number

    def done(self, reference: str, number: int, what_changed: str, by: By) -> None:
        """Note what has changed; doing it again changes nothing. Raises `NotNow` for a number that is none."""
        with self._desk.changing(reference, by) as made:
            row = next((each for each in made.complaint.learnings if each.number == number), None)
            if row is None:
                raise NotNow(f"this complaint has no learning {number}")
            if row.done_at is not None:
                return
            row.done_at, row.done_by = made.occasion.at, made.occasion.actor
            row.what_changed = words("what changed", what_changed)
            add_event(made.complaint, EventKind.LEARNING, "done", None, f"learning {number}", made.occasion)

    def report(self, *, only_open: bool = False) -> tuple[LearningView, ...]:
        """All learning of the force, the soonest due first; only what is not done yet if asked for."""
        query = sa.select(Learning, Complaint.reference).join(Complaint, Complaint.id == Learning.complaint_id)
        if only_open:
            query = query.where(Learning.done_at.is_(None))
        with self._desk.sessions() as session:
            rows = session.execute(query.order_by(Learning.due_on, Learning.id)).all()
            return tuple(learning_view(row, reference) for row, reference in rows)


def learning_view(row: Learning, reference: str) -> LearningView:
    """What is shown of one."""
    return LearningView(
        reference, row.number, row.change, row.owner, row.due_on, row.done_at, row.done_by, row.what_changed
    )
