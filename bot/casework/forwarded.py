"""Complaints that the IPCC received and forwarded: taken in once each, and decided by the same policy (clause S5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.casework.commands import FileComplaint
from bot.casework.desk import Desk
from bot.casework.errors import NotFiled
from bot.casework.filing import new_complaint
from bot.casework.forwarded_files import Broken, Row
from bot.casework.forwarded_rows import Forwarded, InvalidForwarded, read_row
from bot.casework.models import Complaint, Source
from bot.casework.references import find_reference
from bot.casework.standings import keep_due_on
from bot.clock import LONDON
from bot.database import writing
from bot.policy import Rulebook, decide_in_writing

BATCH = 200
_ATTEMPTS = 8


class Findings(Protocol):
    """What was read in an account: `facts` by slot, and `words` under each category and ground."""

    @property
    def facts(self) -> Mapping[str, object]:
        """The facts that the account settles, and the policy's signals."""

    @property
    def words(self) -> Mapping[str, list[str]]:
        """The words that each finding rests on."""


Reader = Callable[[str, date], Findings]


class What(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    KNOWN = "known"
    BROKEN = "broken"


@dataclass(frozen=True)
class RowReport:
    """One row of the report: its line in the file, and the reference that it has here, or what is wrong with it."""

    line: int
    what: What
    source_reference: str | None = None
    reference: str | None = None
    problem: str | None = None


class ForwardedComplaints:
    """Takes in what the commission forwards."""

    def __init__(self, desk: Desk, references: Callable[[], str]) -> None:
        self._desk = desk
        self._references = references

    def take(self, forwarded: Forwarded, findings: Findings) -> RowReport:
        """Record one complaint, or find it again by the commission's reference; its line is 0.

        Raises `NotFiled` if nothing could be written.
        """
        for _ in range(_ATTEMPTS):
            try:
                return self._write([(0, forwarded, findings)])[0]
            except IntegrityError:
                # Another process was faster, with this complaint or with our reference: look again.
                continue
        raise NotFiled(f"no free reference in {_ATTEMPTS} attempts")

    def take_all(self, rows: Iterable[Row | Broken], reader: Reader) -> Iterator[RowReport]:
        """Take in the rows of a file, some at a time, and report each in the order of the file.

        A row that is broken is reported, and those around it are taken; each complaint is written whole or not at all,
        and what was taken before is found again.
        """
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            yield from self._take_batch(batch, reader)

    def _take_batch(self, batch: list[Row | Broken], reader: Reader) -> list[RowReport]:
        today = self._desk.clock().astimezone(LONDON).date()
        reports: dict[int, RowReport] = {}
        sound: dict[int, tuple[int, Forwarded]] = {}
        for place, row in enumerate(batch):
            if isinstance(row, Broken):
                reports[place] = RowReport(row.line, What.BROKEN, problem=row.problem)
                continue
            try:
                sound[place] = (row.line, read_row(row.fields, today))
            except InvalidForwarded as error:
                told = str(row.fields.get("reference") or "").strip() or None
                reports[place] = RowReport(row.line, What.BROKEN, told, problem=str(error))
        known = self._known(forwarded.reference for _, forwarded in sound.values())
        fresh: list[tuple[int, Forwarded, Findings]] = []
        for line, forwarded in sound.values():
            # What is here already need not be read again: a second run of the same file is quick.
            if forwarded.reference not in known:
                fresh.append((line, forwarded, reader(forwarded.account, forwarded.received_on)))
        written = {report.line: report for report in self._write_safely(fresh)}
        for place, (line, forwarded) in sound.items():
            reports[place] = written.get(line) or _known(line, forwarded, known[forwarded.reference])
        return [reports[place] for place in range(len(batch))]

    def _write_safely(self, fresh: list[tuple[int, Forwarded, Findings]]) -> list[RowReport]:
        """All in one transaction; where somebody else wrote one of them in between, each in its own."""
        try:
            return self._write(fresh)
        except IntegrityError:
            taken = [(line, self.take(forwarded, findings)) for line, forwarded, findings in fresh]
            return [RowReport(line, each.what, each.source_reference, each.reference) for line, each in taken]

    def _write(self, rows: list[tuple[int, Forwarded, Findings]]) -> list[RowReport]:
        if not rows:
            return []
        reports = []
        with writing(self._desk.sessions) as session:
            known = _references(session, [forwarded.reference for _, forwarded, _ in rows])
            for line, forwarded, findings in rows:
                before = known.get(forwarded.reference)
                if before is None:
                    complaint = self._complaint(session, forwarded, findings)
                    known[forwarded.reference] = complaint.reference
                    reports.append(RowReport(line, What.RECORDED, forwarded.reference, complaint.reference))
                else:
                    reports.append(_known(line, forwarded, before))
        return reports

    def _complaint(self, session: Session, forwarded: Forwarded, findings: Findings) -> Complaint:
        rulebook = self._desk.rulebook
        command = _command(forwarded, findings, rulebook)
        earlier = _earlier(session, command)
        complaint = new_complaint(command, self._references(), self._desk.clock(), earlier, rulebook.limits)
        session.add(complaint)
        keep_due_on(session, complaint, rulebook.limits)
        return complaint

    def _known(self, references: Iterable[str]) -> dict[str, str]:
        with self._desk.sessions() as session:
            return _references(session, list(references))


def _command(forwarded: Forwarded, findings: Findings, rulebook: Rulebook) -> FileComplaint:
    """The filing of a forwarded complaint: what was given beats what is read in the account."""
    # That it is about this force was decided by the body that forwarded it.
    facts = {**findings.facts, **forwarded.facts, "about_met": True}
    decision = decide_in_writing(facts, forwarded.received_on, rulebook)
    return FileComplaint(
        conversation_id=f"commission:{forwarded.reference}",
        number=1,
        facts=facts,
        decision={**decision.as_dict(), "words": dict(findings.words)},
        received_at=datetime.combine(forwarded.received_on, time(12), LONDON),
        source=Source.COMMISSION,
        source_reference=forwarded.reference,
    )


def _earlier(session: Session, command: FileComplaint) -> Complaint | None:
    """The complaint that it is said to repeat, by our reference or by the commission's (S14)."""
    said = command.text("previous_reference")
    if not said:
        return None
    ours = Complaint.reference == find_reference(said)
    return session.scalar(sa.select(Complaint).where(ours | (Complaint.source_reference == said.upper())))


def _references(session: Session, wanted: list[str]) -> dict[str, str]:
    """Our references of those complaints that are here already, by the commission's."""
    query = sa.select(Complaint.source_reference, Complaint.reference).where(Complaint.source_reference.in_(wanted))
    return {str(theirs): ours for theirs, ours in session.execute(query)}


def _known(line: int, forwarded: Forwarded, reference: str) -> RowReport:
    return RowReport(line, What.KNOWN, forwarded.reference, reference)
