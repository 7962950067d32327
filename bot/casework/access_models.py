"""The tables of access: codes by their keyed hash alone, and the cases that are open in a talk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bot.casework.models import complaint_key, enum_column
from bot.database import Base, UtcDateTime


class CodeKind(StrEnum):
    """What a code opens."""

    COMPLAINT = "complaint"
    TALK = "talk"
    LINK = "link"


class AccessCode(Base):
    """A code that was given to somebody; `digest` is its HMAC under the key `key_id`, which is not in the database."""

    __tablename__ = "access_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CodeKind] = mapped_column(enum_column(CodeKind))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    key_id: Mapped[str] = mapped_column(sa.String(16))
    complaint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(index=True)
    """The talk that a code of this kind opens."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was used up or replaced."""


class OpenCase(Base):
    """A complaint that its owner has opened in a talk: all that the engine is told of it is the handle."""

    __tablename__ = "open_case"

    handle: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    conversation_id: Mapped[str] = mapped_column(index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
