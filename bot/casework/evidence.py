"""Files that people add to what they tell: kept with the talk, bound to the complaint, and given to staff alone."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from bot.casework.access_models import OpenCase
from bot.casework.changes import Occasion, add_event
from bot.casework.desk import COMPLAINANT, By, Desk
from bot.casework.errors import CaseworkError
from bot.casework.evidence_models import EvidenceFile, Scan
from bot.casework.models import Complaint, EventKind
from bot.casework.vault import Arrived, Vault
from bot.database import writing
from bot.settings import ROOT

FILE = ROOT / "data" / "evidence.yml"
LONGEST_NAME = 120
COMING_IN = timedelta(hours=1)
"""A file that takes longer to come in has been given up."""
# Letters that turn the direction of what follows can make `gpj.exe` look like `exe.jpg`.
_MISLEADING = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])


class NotAccepted(CaseworkError):
    """A file cannot be taken: `reason` is `unknown_type`, `empty`, `too_big`, `too_many` or `too_much`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotRemovable(CaseworkError):
    """The file is not one of this talk's, or belongs to a recorded complaint already."""


class NotReadable(CaseworkError):
    """The file cannot be given out: `reason` is `unknown`, `waiting` (not scanned yet), `infected` or `damaged`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Rules:
    """What files are taken: media type to kind and ending, and limits in bytes and numbers."""

    kinds: Mapping[str, str]
    endings: Mapping[str, str]
    file_bytes: int
    talk_bytes: int
    files: int


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read `data/evidence.yml`, once."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    limits, types = data["limits"], data["types"]
    return Rules(
        kinds=MappingProxyType({mime: str(entry["kind"]) for mime, entry in types.items()}),
        endings=MappingProxyType({mime: str(entry["ends"]) for mime, entry in types.items()}),
        file_bytes=int(limits["file_mb"]) << 20,
        talk_bytes=int(limits["talk_mb"]) << 20,
        files=int(limits["files"]),
    )


@dataclass(frozen=True)
class EvidenceView:
    """One file, as the person or staff see it."""

    id: str
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    scan: Scan
    added_at: datetime
    is_recorded: bool
    """It belongs to a recorded complaint."""


@dataclass(frozen=True)
class ToScan:
    """A file that the scanner has not judged yet."""

    id: str
    path: Path


class Evidence:
    """What can be done with files; each method is one transaction."""

    def __init__(self, desk: Desk, vault: Vault, rules: Rules | None = None) -> None:
        self._desk = desk
        self.vault = vault
        self.rules = rules or load_rules()

    def add(
        self, conversation_id: str, name: str, arrived: Arrived, scan: Scan, *, to_recorded: bool = False
    ) -> EvidenceView:
        """Keep a file that has come in with its talk; `to_recorded`: with the complaint that the talk is about now.

        Raises `NotAccepted`; the file is then removed.
        """
        try:
            with writing(self._desk.sessions) as session:
                self._check(session, conversation_id, arrived)
                row = EvidenceFile(
                    id=secrets.token_hex(16),
                    conversation_id=conversation_id,
                    name=_plain_name(name, self.rules.endings[str(arrived.media_type)]),
                    media_type=str(arrived.media_type),
                    kind=self.rules.kinds[str(arrived.media_type)],
                    size=arrived.size,
                    sha256=arrived.sha256,
                    stored_as=arrived.stored_as,
                    scan=scan,
                    added_at=self._desk.clock(),
                )
                session.add(row)
                session.flush()
                if to_recorded and (complaint := _complaint_of(session, conversation_id)) is not None:
                    complaint.version += 1
                    _bind(complaint, [row], Occasion(row.added_at, COMPLAINANT, "added"))
                return _view(row)
        except BaseException:
            self.vault.remove(arrived.stored_as)
            raise

    def accepts(self, arrived: Arrived) -> None:
        """Check what a file is, before it is scanned. Raises `NotAccepted`."""
        if arrived.size == 0:
            raise NotAccepted("empty")
        if arrived.size > self.rules.file_bytes:
            raise NotAccepted("too_big")
        if arrived.media_type not in self.rules.kinds:
            raise NotAccepted("unknown_type")

    def of_talk(self, conversation_id: str) -> tuple[EvidenceView, ...]:
        """The files that were added in a talk, in order."""
        query = sa.select(EvidenceFile).where(EvidenceFile.conversation_id == conversation_id)
        with self._desk.sessions() as session:
            return tuple(map(_view, session.scalars(query.order_by(EvidenceFile.added_at, EvidenceFile.id))))

    def remove(self, conversation_id: str, evidence_id: str) -> None:
        """Remove a file that was added in this talk and belongs to no recorded complaint. Raises `NotRemovable`."""
        remove = (
            sa.delete(EvidenceFile)
            .where(
                EvidenceFile.id == evidence_id,
                EvidenceFile.conversation_id == conversation_id,
                EvidenceFile.complaint_id.is_(None),
            )
            .returning(EvidenceFile.stored_as)
        )
        with writing(self._desk.sessions) as session:
            stored_as = session.scalar(remove)
        if stored_as is None:
            raise NotRemovable(evidence_id)
        self.vault.remove(stored_as)

    def of_complaint(self, reference: str) -> tuple[EvidenceView, ...]:
        """The files of a complaint, also those that came in while it was being recorded.

        Raises `MistypedReference` or `UnknownReference`.
        """
        with self._desk.reading(reference) as (session, complaint):
            query = sa.select(EvidenceFile).where(_belongs_to(complaint))
            return tuple(map(_view, session.scalars(query.order_by(EvidenceFile.added_at, EvidenceFile.id))))

    def open(self, reference: str, evidence_id: str) -> tuple[EvidenceView, Path]:
        """A file of a complaint for staff, and where it lies; it is the one that came in, byte for byte.

        Raises `NotReadable`, `MistypedReference` or `UnknownReference`.
        """
        with self._desk.reading(reference) as (session, complaint):
            query = sa.select(EvidenceFile).where(_belongs_to(complaint), EvidenceFile.id == evidence_id)
            row = session.scalar(query)
        if row is None:
            raise NotReadable("unknown")
        if row.scan in (Scan.WAITING, Scan.INFECTED):
            raise NotReadable(row.scan)
        if not self.vault.is_whole(row.stored_as, row.sha256):
            raise NotReadable("damaged")
        return _view(row), self.vault.path(row.stored_as)

    def to_scan(self, limit: int = 20) -> tuple[ToScan, ...]:
        """Files that the scanner has not judged yet, the oldest first."""
        query = sa.select(EvidenceFile).where(EvidenceFile.scan == Scan.WAITING).order_by(EvidenceFile.added_at)
        with self._desk.sessions() as session:
            rows = session.scalars(query.limit(limit))
            return tuple(ToScan(row.id, self.vault.path(row.stored_as)) for row in rows)

    def judged(self, evidence_id: str, scan: Scan) -> None:
        """Keep what the scanner says; what is infected is removed, and that it was there stays known."""
        change = (
            sa.update(EvidenceFile)
            .where(EvidenceFile.id == evidence_id, EvidenceFile.scan == Scan.WAITING)
            .values(scan=scan)
            .returning(EvidenceFile.stored_as)
        )
        with writing(self._desk.sessions) as session:
            stored_as = session.scalar(change)
        if stored_as is not None and scan is Scan.INFECTED:
            self.vault.remove(stored_as)

    def sweep(self) -> int:
        """Remove the files that no row knows (any more), as after a deletion; gives how many.

        A file that came in a moment ago, and has no row yet, stays.
        """
        before = self._desk.clock() - COMING_IN
        removed = 0
        for stored_as in self.vault.older_than(before):
            query = sa.select(EvidenceFile.id).where(EvidenceFile.stored_as == stored_as)
            with self._desk.sessions() as session:
                is_known = session.scalar(query) is not None
            if not is_known:
                self.vault.remove(stored_as)
                removed += 1
        return removed

    def _check(self, session: Session, conversation_id: str, arrived: Arrived) -> None:
        self.accepts(arrived)
        known = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(EvidenceFile.size), 0))
        count, size = session.execute(known.where(EvidenceFile.conversation_id == conversation_id)).one()
        # Two that come in at the same moment may pass together: the limits are there against floods, not to the byte.
        if count >= self.rules.files:
            raise NotAccepted("too_many")
        if size + arrived.size > self.rules.talk_bytes:
            raise NotAccepted("too_much")


def bind(session: Session, complaint: Complaint, by: By, at: datetime) -> None:
    """Give a complaint that is being filed the files of its talk that belong to none yet."""
    rows = session.scalars(
        sa.select(EvidenceFile).where(
            EvidenceFile.conversation_id == complaint.conversation_id, EvidenceFile.complaint_id.is_(None)
        )
    ).all()
    _bind(complaint, rows, Occasion(at, by.actor, by.reason))


def _bind(complaint: Complaint, rows: Sequence[EvidenceFile], occasion: Occasion) -> None:
    for row in rows:
        row.complaint_id = complaint.id
        add_event(complaint, EventKind.EVIDENCE, "add", None, row.id, occasion)


def _complaint_of(session: Session, conversation_id: str) -> Complaint | None:
    """The complaint that was opened in the talk last, else the one that was recorded in it last, locked."""
    opened = (
        sa.select(OpenCase.complaint_id)
        .where(OpenCase.conversation_id == conversation_id, OpenCase.closed_at.is_(None))
        .order_by(OpenCase.opened_at.desc())
        .limit(1)
    )
    recorded = (
        sa.select(Complaint.id)
        .where(Complaint.conversation_id == conversation_id)
        .order_by(Complaint.number.desc())
        .limit(1)
    )
    complaint_id = session.scalar(opened) or session.scalar(recorded)
    return session.get(Complaint, complaint_id, with_for_update=True) if complaint_id else None


def _belongs_to(complaint: Complaint) -> sa.ColumnElement[bool]:
    """Bound to the complaint; or of its talk and bound to none, as one that came in at the very moment of filing."""
    return sa.or_(
        EvidenceFile.complaint_id == complaint.id,
        sa.and_(EvidenceFile.complaint_id.is_(None), EvidenceFile.conversation_id == complaint.conversation_id),
    )


def _plain_name(name: str, ending: str) -> str:
    """The name without path, invisible letters and false ending: what it ends with is what it is."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in _MISLEADING)
    stem = name[: -len(ending) - 1] if name.casefold().endswith(f".{ending}") else name
    stem = stem.strip(" .")[:LONGEST_NAME].rstrip(" .")
    return f"{stem or 'file'}.{ending}"


def _view(row: EvidenceFile) -> EvidenceView:
    return EvidenceView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        scan=row.scan,
        added_at=row.added_at,
        is_recorded=row.complaint_id is not None,
    )
