"""Figures over all complaints: where they stand, whether people are satisfied, what was learnt (clauses S3, S16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.desk import Desk
from bot.casework.models import Complaint
from bot.casework.outcome_models import Finding, Learning, Satisfaction
from bot.casework.views import json_ready
from bot.clock import LONDON


@dataclass(frozen=True)
class Figures:
    """How many complaints of each kind; `satisfied` by the latest word of each person, `learning` by how it stands."""

    states: Mapping[str, int]
    referrals: Mapping[str, int]
    sources: Mapping[str, int]
    conclusions: Mapping[str, int]
    satisfied: Mapping[str, int]
    learning: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        shown: dict[str, Any] = json_ready(asdict(self))
        return shown


class Reports:
    """What is reported on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def figures(self) -> Figures:
        """The figures of the present moment; what is not there has no entry."""
        with self._desk.sessions() as session:
            return Figures(
                states=_counted(session, Complaint.state),
                referrals=_counted(session, Complaint.referral_status),
                sources=_counted(session, Complaint.source),
                conclusions=_counted(session, Finding.conclusion),
                satisfied=_satisfied(session),
                learning=self._learning(session),
            )

    def _learning(self, session: Session) -> dict[str, int]:
        today = self._desk.clock().astimezone(LONDON).date()
        standing = sa.case((Learning.done_at.is_not(None), "done"), (Learning.due_on < today, "overdue"), else_="open")
        return _counted(session, standing)


def _satisfied(session: Session) -> dict[str, int]:
    latest = sa.select(sa.func.max(Satisfaction.id)).group_by(Satisfaction.complaint_id)
    query = sa.select(Satisfaction.satisfied, sa.func.count()).where(Satisfaction.id.in_(latest))
    return {str(word): count for word, count in session.execute(query.group_by(Satisfaction.satisfied))}


def _counted(session: Session, column: Any) -> dict[str, int]:
    query = sa.select(column, sa.func.count()).group_by(column).order_by(column)
    return {str(value): count for value, count in session.execute(query)}
