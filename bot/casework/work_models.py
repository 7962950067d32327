"""The tables of the work on a complaint: tasks, contacts, messages, plans, updates, packages for the IPCC."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.casework.models import History, complaint_key, enum_column
from bot.database import Base, UtcDateTime


class TaskKind(StrEnum):
    """What has to be done for a complaint."""

    FIRST_CONTACT = "first_contact"
    CALLBACK = "callback"
    MISSING_FACT = "missing_fact"


class Side(StrEnum):
    """Whom a contact was with."""

    COMPLAINANT = "complainant"
    OFFICERS = "officers"
    COMMISSION = "commission"
    OTHER = "other"


class Channel(StrEnum):
    """The way of a contact."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    MEETING = "meeting"


class Author(StrEnum):
    """Whose words a message has."""

    COMPLAINANT = "complainant"
    HANDLER = "handler"


class MessageKind(StrEnum):
    """What a message is for."""

    MESSAGE = "message"
    QUESTION = "question"
    ANSWER = "answer"
    CALL_WANTED = "call_wanted"
    WITHDRAWAL = "withdrawal"


class PlanReply(StrEnum):
    """What the complainant says of a plan."""

    AGREED = "agreed"
    CHANGE_WANTED = "change_wanted"
    ADOPTED = "adopted"
    """Settled without them: there is no way to reach them, or they did not answer."""


class Task(Base):
    """Something to be done for a complaint; `subject` tells two of a kind apart, such as the fact that is missing."""

    __tablename__ = "task"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    subject: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None]


class Contact(History, Base):
    """One contact or attempt at one, with whichever side (S8, S11)."""

    __tablename__ = "contact"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    side: Mapped[Side] = mapped_column(enum_column(Side))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    reached: Mapped[bool]
    summary: Mapped[str]


class CaseMessage(History, Base):
    """A message between handler and complainant; an answer names the question that it answers (S8)."""

    __tablename__ = "case_message"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    author: Mapped[Author] = mapped_column(enum_column(Author))
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    text: Mapped[str]
    about: Mapped[str | None]
    """The slot of the fact that a question asks for."""
    answers_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case_message.id"), index=True)


class Plan(History, Base):
    """One version of the action plan, as it was put to the complainant (S9)."""

    __tablename__ = "plan"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    answer: Mapped[PlanAnswer | None] = relationship(back_populates="plan")


class PlanAnswer(History, Base):
    """What the complainant says of a version of the plan; one answer to each."""

    __tablename__ = "plan_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    reply: Mapped[PlanReply] = mapped_column(enum_column(PlanReply))
    words: Mapped[str | None]

    plan: Mapped[Plan] = relationship(back_populates="answer")


class ProgressUpdate(History, Base):
    """An update to the complainant, in words that they can read again at any time (S12)."""

    __tablename__ = "progress_update"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    text: Mapped[str]


class ReferralPackage(History, Base):
    """What was sent to the IPCC, as it was sent (S10)."""

    __tablename__ = "referral_package"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
