"""Where everything stands that people said and who they are: what deletion removes, what it blanks and what stays.

A table that holds a complaint's or a talk's id and stands in none of these lists fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.casework.desk import PROGRAM
from bot.casework.models import Complaint, Decision, Event
from bot.casework.outcome_models import Finding, Outcome, OutcomeAnswer, Satisfaction
from bot.casework.staff_models import ConnectionCheck

GONE = "deleted"
ENGINE_EVENTS = "events"
"""Rasa's table; it is there once the engine has run."""


@dataclass(frozen=True)
class Rows:
    """Rows of a table that belong to a complaint or talk by `key`, or to rows of `through` that do.

    With `unless`, a row in which that column is filled belongs to something else, which keeps it.
    """

    table: str
    key: str
    through: str | None = None
    unless: str | None = None

    def of(self, owner: object) -> sa.ColumnElement[bool]:
        """Whether a row belongs to that complaint or talk."""
        if self.through is None:
            mine = sa.column(self.key) == owner
            return mine if self.unless is None else sa.and_(mine, sa.column(self.unless).is_(None))
        between = sa.table(self.through, sa.column("id"), sa.column("complaint_id"))
        return sa.column(self.key).in_(sa.select(between.c.id).where(between.c.complaint_id == owner))

    def delete(self, owner: object) -> sa.Delete:
        """The statement that removes them."""
        return sa.delete(sa.table(self.table)).where(self.of(owner))

    def left(self, owner: object) -> sa.Select[Any]:
        """How many there are."""
        return sa.select(sa.func.count()).select_from(sa.table(self.table)).where(self.of(owner))


# In an order that the keys between them allow.
OF_A_COMPLAINT = (
    Rows("plan_answer", "plan_id", through="plan"),
    Rows("plan", "complaint_id"),
    Rows("case_message", "complaint_id"),
    Rows("progress_update", "complaint_id"),
    Rows("referral_package", "complaint_id"),
    Rows("contact", "complaint_id"),
    Rows("task", "complaint_id"),
    Rows("outbox", "complaint_id"),
    Rows("open_case", "complaint_id"),
    Rows("access_code", "complaint_id"),
    Rows("person", "complaint_id"),
    Rows("evidence_file", "complaint_id"),  # the files themselves follow by `Evidence.sweep`
)
OF_A_TALK = (
    Rows("talk", "conversation_id"),  # with what reviewers added, and what the search knows of it
    Rows("evidence_file", "conversation_id", unless="complaint_id"),
    Rows("open_case", "conversation_id"),
    Rows("access_code", "conversation_id"),
    Rows("chat_message", "conversation_id"),
    Rows("chat_session", "conversation_id"),
    Rows("chat_conversation", "id"),
    Rows(ENGINE_EVENTS, "sender_id"),
)
# What the force answers for stays: that there was a complaint of these categories, what was decided, when and by whom.
STAYING = frozenset({"allegation", "deadline_mark", "learning"})


def blanked(complaint_id: int) -> list[sa.Update]:
    """The statements that take people's words and what identifies them out of the rows of a complaint that stay."""
    outcomes = sa.select(Outcome.id).where(Outcome.complaint_id == complaint_id).scalar_subquery()
    return [
        _blank(Complaint, Complaint.id == complaint_id, facts={}, incident_date=None, source_reference=None),
        _blank(Complaint, Complaint.id == complaint_id, conversation_id=f"{GONE}-{complaint_id}"),
        _blank(Decision, Decision.complaint_id == complaint_id, words={}, note=None),
        # The program's reasons are codes of the policy; a person's can name anybody.
        _blank(Event, sa.and_(Event.complaint_id == complaint_id, Event.actor != PROGRAM), reason=GONE),
        _blank(Finding, Finding.outcome_id.in_(outcomes), words=GONE),
        _blank(OutcomeAnswer, OutcomeAnswer.outcome_id.in_(outcomes), words=None),
        _blank(Outcome, Outcome.complaint_id == complaint_id, summary=GONE),
        _blank(Satisfaction, Satisfaction.complaint_id == complaint_id, words=None),
        _blank(ConnectionCheck, ConnectionCheck.complaint_id == complaint_id, reasons=[], declaration=None),
    ]


BLANKED = frozenset({"complaint", "decision", "complaint_event", "outcome", "satisfaction", "connection_check"})


def _blank(model: Any, which: sa.ColumnElement[bool], **values: object) -> sa.Update:
    """An update past the guard of history, which only deletion may pass."""
    table: sa.Table = model.__table__
    return sa.update(table).where(which).values(values)
