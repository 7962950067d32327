"""The table of files that people add to what they tell: photos, documents, sound, video."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bot.casework.models import enum_column
from bot.database import Base, UtcDateTime


class Scan(StrEnum):
    """What is known of a file's harmlessness."""

    NONE = "none"
    """No scanner is set up."""
    WAITING = "waiting"
    """The scanner did not answer; it is asked again."""
    CLEAN = "clean"
    INFECTED = "infected"
    """Something harmful was found later; the file is gone, what is known of it stays."""


class EvidenceFile(Base):
    """One file: where it came from, what it is, and where it lies. It belongs to a talk, and later to a complaint."""

    __tablename__ = "evidence_file"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    complaint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"), index=True)
    name: Mapped[str]
    """As the person's device called it, without anything that could mislead; never used as a path."""
    media_type: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    stored_as: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scan: Mapped[Scan] = mapped_column(enum_column(Scan), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
