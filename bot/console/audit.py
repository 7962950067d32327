"""The log of what staff looked at, did and were refused: only added to, each entry chained to the one before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from bot.console.models import AuditEntry, AuditHead
from bot.database import writing
from bot.keyring import Keyring

BEGINNING = "0" * 64
"""What stands in the first entry for the hash of the one before."""
_READ_AT_ONCE = 1_000


@dataclass(frozen=True)
class Verified:
    """What a look at the whole log found: how many entries, the hash of the last, and what is wrong, if anything."""

    entries: int
    head: str
    faults: tuple[str, ...]


class AuditLog:
    """The log; `clock` gives the present moment, in real time whatever else a demonstration sets."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        keyring: Keyring,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sessions = sessions
        self._keyring = keyring
        self._clock = clock

    def write(self, actor: str, action: str, subject: str | None = None, /, **detail: Any) -> None:
        """Add an entry; whoever shows something does so after it is written. Raises `DatabaseError`."""
        with writing(self._sessions) as session:
            self.add(session, actor, action, subject, detail)

    def add(
        self, session: Session, actor: str, action: str, subject: str | None, detail: Mapping[str, Any]
    ) -> AuditEntry:
        """Add an entry within a transaction that changes something else; `detail` is JSON-ready."""
        head = _locked_head(session)
        entry = AuditEntry(
            sequence=head.sequence + 1,
            at=self._clock().astimezone(UTC),
            actor=actor,
            action=action,
            subject=subject,
            detail=json.loads(json.dumps(dict(detail))),
            previous=head.hash,
        )
        entry.hash = hash_of(entry)
        session.add(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
        head.seal = self._seal(head.sequence, head.hash)
        session.flush()
        return entry

    def verify(self, *, expect: str | None = None) -> Verified:
        """Look at every entry: whether one was changed, removed or put in, or the end was cut off.

        `expect` is a hash that was noted down earlier: it must still stand in the log, or the whole log was replaced.
        """
        with self._sessions() as session:
            faults: list[str] = []
            number, last, found = 0, BEGINNING, expect is None
            for entry in _entries(session):
                number += 1
                if entry.sequence != number:
                    faults.append(_gap(number, entry.sequence))
                    number = entry.sequence
                if entry.previous != last:
                    faults.append(f"entry {entry.sequence} does not follow the one before: one was removed or put in")
                if entry.hash != hash_of(entry):
                    faults.append(f"entry {entry.sequence} was changed")
                last = entry.hash
                found = found or last == expect
            faults += self._end(session.get(AuditHead, 1), number, last)
            if not found:
                faults.append(f"no entry has the hash {expect} that was noted before")
            return Verified(number, last, tuple(faults))

    def _end(self, head: AuditHead | None, number: int, last: str) -> Iterator[str]:
        if head is None:
            if number:
                yield "the record of the end of the log is missing"
            return
        if (head.sequence, head.hash) != (number, last):
            yield f"the log ends with entry {number}, but entry {head.sequence} was the last to be written"
        key_id = head.seal.partition(":")[0]
        try:
            sealed = f"{key_id}:{self._keyring.mac(key_id, _sealed_text(head.sequence, head.hash))}"
        except KeyError:
            yield f"the end is sealed with the key {key_id}, which is not here: set CANDOUR_CODE_KEY to all keys"
            return
        if not hmac.compare_digest(sealed, head.seal):
            yield "the end of the log was not sealed by this program"

    def _seal(self, sequence: int, digest: str) -> str:
        key_id = self._keyring.current
        return f"{key_id}:{self._keyring.mac(key_id, _sealed_text(sequence, digest))}"


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over everything that an entry says and the hash before it."""
    said = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed_text(sequence: int, digest: str) -> str:
    return f"candour audit\x00{sequence}\x00{digest}"


def _gap(wanted: int, found: int) -> str:
    if found < wanted:
        return f"entry {found} stands twice"
    lost = f"entry {wanted} is" if found == wanted + 1 else f"entries {wanted} to {found - 1} are"
    return f"{lost} missing"


def _locked_head(session: Session) -> AuditHead:
    """The end of the log, locked until the transaction is written: entries are added one after the other."""
    query = sa.select(AuditHead).where(AuditHead.id == 1).with_for_update()
    head = session.scalar(query)
    if head is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = {"id": 1, "sequence": 0, "hash": BEGINNING, "seal": ""}
        session.execute(dialect.insert(AuditHead.__table__).values(first).on_conflict_do_nothing())
        head = session.scalars(query).one()
    return head


def _entries(session: Session) -> Iterator[AuditEntry]:
    last = -(2**31)
    while some := session.scalars(
        sa.select(AuditEntry).where(AuditEntry.sequence > last).order_by(AuditEntry.sequence).limit(_READ_AT_ONCE)
    ).all():
        yield from some
        last = some[-1].sequence
        session.expunge_all()
