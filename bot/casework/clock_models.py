"""The tables of what runs by itself: marks of deadlines, when each job last ran, and proofs of deletion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bot.casework.deadlines import Kind, Mark
from bot.casework.models import History, enum_column
from bot.database import Base, UtcDateTime


class DeadlineMark(History, Base):
    """That a reminder was written before a deadline, or that it was found overdue; each once, with its email.

    `subject` is the reference of the complaint, with the part of it after a slash, or the topic of a text.
    """

    __tablename__ = "deadline_mark"
    __table_args__ = (sa.UniqueConstraint("subject", "kind", "due_on", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"), index=True)
    subject: Mapped[str]
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    due_on: Mapped[date]
    mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JobRun(Base):
    """When one of the jobs of the worker last ran to its end, in real time, and what came of it."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str | None]
    """Why the last run failed; nothing if it did not."""
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Deletion(History, Base):
    """The proof that what was kept about somebody is gone: what, under which rule, how many rows of which table.

    `subject` is the reference of a complaint, or a digest of the id of a talk, which nobody else can trace to it.
    """

    __tablename__ = "deletion"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    due_on: Mapped[date]
    deleted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rows: Mapped[dict[str, int]] = mapped_column(sa.JSON)
