"""The tables of how a complaint ends: outcome, what the complainant says of it, and what the force learns from it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.casework.models import History, complaint_key, enum_column
from bot.database import Base, UtcDateTime


class Conclusion(StrEnum):
    """What was found about one allegation."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    RESOLVED = "resolved"
    """Settled by agreement, without a finding for or against anybody (S11)."""
    NO_FINDING = "no_finding"


class Action(StrEnum):
    """What follows from it."""

    APOLOGY = "apology"
    EXPLANATION = "explanation"
    LEARNING = "learning"
    ADVICE = "advice"
    UNDERTAKING = "undertaking"
    PROPERTY_RETURNED = "property_returned"
    POLICY_CHANGE = "policy_change"
    MISCONDUCT = "misconduct"
    CRIMINAL = "criminal"
    NO_ACTION = "no_action"


class OutcomeReply(StrEnum):
    """What the complainant says of an outcome."""

    ACCEPTED = "accepted"
    DISPUTED = "disputed"


class Satisfied(StrEnum):
    """Whether what was done is a solution that the person can be satisfied with (S16)."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_SAID = "not_said"


class Outcome(History, Base):
    """One version of the outcome, as it was put to the complainant."""

    __tablename__ = "outcome"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    summary: Mapped[str]

    findings: Mapped[list[Finding]] = relationship(order_by="Finding.position")
    answer: Mapped[OutcomeAnswer | None] = relationship(back_populates="outcome")


class Finding(History, Base):
    """What was found about one allegation, what follows, and the words in which the person is told (S15)."""

    __tablename__ = "finding"
    __table_args__ = (sa.UniqueConstraint("outcome_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"))
    position: Mapped[int]
    category: Mapped[str]
    conclusion: Mapped[Conclusion] = mapped_column(enum_column(Conclusion))
    actions: Mapped[list[str]] = mapped_column(sa.JSON)
    words: Mapped[str]


class OutcomeAnswer(History, Base):
    """What the complainant says of a version of the outcome; one answer to each."""

    __tablename__ = "outcome_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("outcome.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    reply: Mapped[OutcomeReply] = mapped_column(enum_column(OutcomeReply))
    words: Mapped[str | None]

    outcome: Mapped[Outcome] = relationship(back_populates="answer")


class Satisfaction(History, Base):
    """The person's word on whether it satisfies them; each time that they are asked is kept (S16)."""

    __tablename__ = "satisfaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    satisfied: Mapped[Satisfied] = mapped_column(enum_column(Satisfied))
    words: Mapped[str | None]


class Learning(Base):
    """What the force changes because of a complaint, who sees to it, by when, and when it was done (S3)."""

    __tablename__ = "learning"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    number: Mapped[int]
    change: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None]
    what_changed: Mapped[str | None]
