"""The tables of staff accounts, their sessions and recovery codes, and of the log of what they looked at and did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.casework.models import History, enum_column
from bot.console.roles import Role
from bot.database import Base, UtcDateTime


class Stage(StrEnum):
    """How far a sign-in has come."""

    ENROLLING = "enrolling"
    """Has the link and a password, and sets up the authenticator: opens nothing else."""
    SIGNED_IN = "signed_in"


class StaffAccount(Base):
    """Somebody who may sign in, once password and authenticator are set up."""

    __tablename__ = "staff_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """In lower case: what is typed to sign in."""
    role: Mapped[Role] = mapped_column(enum_column(Role))
    staff_number: Mapped[str | None]
    """Their number in the staff register: shows which cases are theirs, and which they may never see."""
    password_hash: Mapped[str | None]
    totp_sealed: Mapped[str | None]
    """The secret of the authenticator, sealed under a key that is not in the database."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The latest 30 seconds whose code was used: neither it nor an earlier one is taken again."""
    link_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    link_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When password and authenticator were last set up; before that nobody signs in."""
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A browser that is signed in: whoever holds the cookie with this SHA-256."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    browser: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[StaffAccount] = relationship()


class RecoveryCode(Base):
    """A code that takes the place of the authenticator once; kept as a hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_account.id"))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(History, Base):
    """One thing that was looked at, done or refused; `hash` covers it and the hash of the entry before."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str | None] = mapped_column(index=True)
    """The reference of a complaint, the id of a conversation or the name of an account."""
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The end of the log, sealed by a key that is not in the database: shows that nothing was cut off."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str]
