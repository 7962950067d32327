"""The keys by which other bodies' programs forward complaints; a key is shown once and kept as a hash (clause S5)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.casework.commands import words
from bot.casework.desk import Desk
from bot.casework.errors import CaseworkError
from bot.database import Base, UtcDateTime, writing

_BYTES = 32
_PREFIX = "candour_"


class KeyNameTaken(CaseworkError):
    """There is a key of this name already: revoke it, or choose another name."""


class UnknownKey(CaseworkError, LookupError):
    """There is no key of this name that is still good."""


class ApiKey(Base):
    """One key: random enough that a plain SHA-256 of it gives nothing away."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class KeyView:
    """What can be shown of a key."""

    name: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None


class ApiKeys:
    """Who may forward complaints by program."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, name: str, *, by: str) -> str:
        """Make a key and give it, for the only time. Raises `KeyNameTaken` or `InvalidCommand`."""
        key = _PREFIX + secrets.token_urlsafe(_BYTES)
        row = ApiKey(name=words("the name", name, most=100), key_hash=_hash(key), created_by=words("by", by))
        row.created_at = self._desk.clock()
        try:
            with writing(self._desk.sessions) as session:
                session.add(row)
        except IntegrityError as error:
            raise KeyNameTaken(f"There is a key called {name!r} already: choose another name.") from error
        return key

    def revoke(self, name: str) -> None:
        """Let a key be good no more. Raises `UnknownKey`."""
        with writing(self._desk.sessions) as session:
            row = session.scalar(sa.select(ApiKey).filter_by(name=name, revoked_at=None))
            if row is None:
                raise UnknownKey(f"There is no key called {name!r} that is still good.")
            row.revoked_at = self._desk.clock()

    def list(self) -> tuple[KeyView, ...]:
        """All keys that there ever were, the oldest first."""
        with self._desk.sessions() as session:
            rows = session.scalars(sa.select(ApiKey).order_by(ApiKey.id))
            return tuple(KeyView(row.name, row.created_at, row.created_by, row.revoked_at) for row in rows)

    def name_of(self, key: str) -> str | None:
        """Whose key this is; None if nobody's, or if it was revoked."""
        with self._desk.sessions() as session:
            return session.scalar(sa.select(ApiKey.name).filter_by(key_hash=_hash(key), revoked_at=None))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
