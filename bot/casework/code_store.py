"""Codes in the database: kept as keyed hashes, one good code for each thing, found by what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.access_models import AccessCode, CodeKind
from bot.codes import SYMBOLS, new_code
from bot.keyring import Keyring

_DIGITS = 50
"""Symbols that one HMAC gives: 23^50 is well below 2^256."""


class CodeStore:
    """Writes and finds codes, in the caller's transaction."""

    def __init__(self, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._keyring = keyring
        self._clock = clock

    def replace(
        self,
        session: Session,
        kind: CodeKind,
        *,
        complaint_id: int | None = None,
        conversation_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> str:
        """A fresh code for a complaint or a talk; the one before it is good no more."""
        before = sa.update(AccessCode).where(
            AccessCode.kind == kind,
            AccessCode.complaint_id == complaint_id,
            AccessCode.conversation_id == conversation_id,
            AccessCode.ended_at.is_(None),
        )
        session.execute(before.values(ended_at=self._clock()))
        code = new_code()
        self.keep(
            session, kind, code, complaint_id=complaint_id, conversation_id=conversation_id, expires_at=expires_at
        )
        return code

    def keep(self, session: Session, kind: CodeKind, code: str, **what: object) -> None:
        """Keep what is needed to know a code again."""
        key_id = self._keyring.current
        digest = self._digest(key_id, kind, code)
        session.add(AccessCode(kind=kind, digest=digest, key_id=key_id, made_at=self._clock(), **what))
        session.flush()

    def is_good(self, kind: CodeKind, code: str) -> tuple[sa.ColumnElement[bool], ...]:
        """The conditions for the row of a code in its canonical form that still opens something."""
        digests = [self._digest(key_id, kind, code) for key_id in self._keyring.keys]
        return (
            AccessCode.digest.in_(digests),
            AccessCode.kind == kind,
            AccessCode.ended_at.is_(None),
            sa.or_(AccessCode.expires_at.is_(None), AccessCode.expires_at > self._clock()),
        )

    def has_code(self, session: Session, complaint_id: int) -> bool:
        """Whether somebody was given a code to the complaint that is still good."""
        good = sa.select(AccessCode.id).filter_by(kind=CodeKind.COMPLAINT, complaint_id=complaint_id, ended_at=None)
        return session.scalar(good) is not None

    def lost_keys(self, session: Session) -> set[str]:
        """The keys of good codes that are not at hand."""
        used = session.scalars(sa.select(AccessCode.key_id).where(AccessCode.ended_at.is_(None)).distinct())
        return set(used) - set(self._keyring.keys)

    def _digest(self, key_id: str, kind: CodeKind, code: str) -> str:
        return self._keyring.mac(key_id, f"{kind}\x00{code}")


def derived_code(keyring: Keyring, key_id: str, nonce: str) -> str:
    """The code that follows from a key and a nonce: who has the nonce alone has nothing.

    Raises `KeyError` for a key that is gone.
    """
    symbols = _stream(keyring, key_id, nonce)
    return new_code(lambda _: next(symbols))


def _stream(keyring: Keyring, key_id: str, nonce: str) -> Iterator[int]:
    for block in count():
        number = int(keyring.mac(key_id, f"derived\x00{nonce}\x00{block}"), 16)
        for _ in range(_DIGITS):
            number, symbol = divmod(number, len(SYMBOLS.symbols))
            yield symbol
