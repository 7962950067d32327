"""Files belong to the complaint that their talk led to, stay as they came, and reach staff only if harmless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.access_models import OpenCase
from bot.casework.commands import FileComplaint
from bot.casework.desk import Desk
from bot.casework.errors import UnknownReference
from bot.casework.evidence import Evidence, EvidenceView, NotReadable, NotRemovable
from bot.casework.evidence_models import Scan
from bot.casework.models import Complaint
from bot.casework.retained import OF_A_TALK
from bot.casework.service import Casework
from bot.casework.vault import Vault
from bot.database import writing
from tests.integration.casework.conftest import NOW

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)


@pytest.fixture
def evidence(sessions: sessionmaker[Session], tmp_path: Path) -> Evidence:
    return Evidence(Desk(sessions, lambda: NOW), Vault(tmp_path / "uploads"))


def add(evidence: Evidence, talk: str = "talk", scan: Scan = Scan.CLEAN, **options: bool) -> EvidenceView:
    with evidence.vault.incoming() as incoming:
        incoming.write(JPEG)
        arrived = incoming.finish()
    return evidence.add(talk, "a.jpg", arrived, scan, **options)


def test_a_complaint_takes_the_files_of_its_talk_along_and_its_history_says_so(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    mine, others = add(evidence), add(evidence, "another talk")
    filed = casework.record(filing())
    assert [file.id for file in evidence.of_complaint(filed.reference)] == [mine.id]
    events = [event for event in casework.show(filed.reference).events if event.kind == "evidence"]
    assert [(event.trigger, event.after) for event in events] == [("add", mine.id)]
    assert not evidence.of_talk("another talk")[0].is_recorded
    assert evidence.of_talk("another talk")[0].id == others.id
    casework.record(filing())  # the same filing once more changes nothing
    assert len([event for event in casework.show(filed.reference).events if event.kind == "evidence"]) == 1


def test_what_is_recorded_cannot_be_removed_any_more(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    mine = add(evidence)
    casework.record(filing())
    with pytest.raises(NotRemovable):
        evidence.remove("talk", mine.id)
    assert evidence.of_talk("talk")[0].is_recorded


def test_the_next_complaint_of_a_talk_takes_only_what_came_after(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    first = add(evidence)
    one = casework.record(filing(1))
    second = add(evidence)
    two = casework.record(filing(2))
    assert [file.id for file in evidence.of_complaint(one.reference)] == [first.id]
    assert [file.id for file in evidence.of_complaint(two.reference)] == [second.id]


def test_a_file_that_comes_after_the_end_goes_with_what_was_recorded(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    filed = casework.record(filing())
    version = casework.show(filed.reference).events[-1].sequence
    late = add(evidence, to_recorded=True)
    assert late.is_recorded
    assert [file.id for file in evidence.of_complaint(filed.reference)] == [late.id]
    assert casework.show(filed.reference).events[-1].sequence == version + 1


def test_a_file_for_a_case_that_was_opened_in_another_talk_goes_with_that_case(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint], sessions: sessionmaker[Session]
) -> None:
    filed = casework.record(filing())
    with writing(sessions) as session:
        complaint = session.query(Complaint).filter_by(reference=filed.reference).one()
        session.add(
            OpenCase(
                handle="h" * 32,
                complaint_id=complaint.id,
                conversation_id="a later talk",
                opened_at=NOW,
                used_at=NOW,
            )
        )
    late = add(evidence, "a later talk", to_recorded=True)
    assert [file.id for file in evidence.of_complaint(filed.reference)] == [late.id]


def test_staff_get_a_file_only_of_its_complaint_whole_and_judged(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    clean, waiting, damaged = add(evidence), add(evidence, scan=Scan.WAITING), add(evidence)
    foreign = add(evidence, "another talk")
    reference = casework.record(filing()).reference
    view, path = evidence.open(reference, clean.id)
    assert (view.sha256, path.read_bytes()) == (clean.sha256, JPEG)
    evidence.open(reference, damaged.id)[1].write_bytes(JPEG + b"!")
    for file, reason in ((waiting, "waiting"), (damaged, "damaged"), (foreign, "unknown")):
        with pytest.raises(NotReadable) as error:
            evidence.open(reference, file.id)
        assert error.value.reason == reason
    with pytest.raises(UnknownReference):
        evidence.open("MPC-7K4D-9XTR-K", clean.id)


def test_what_the_scanner_finds_later_is_removed_and_known(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint]
) -> None:
    file = add(evidence, scan=Scan.WAITING)
    reference = casework.record(filing()).reference
    (waiting,) = evidence.to_scan()
    evidence.judged(waiting.id, Scan.INFECTED)
    assert evidence.to_scan() == ()
    assert not waiting.path.exists()
    with pytest.raises(NotReadable, match="infected"):
        evidence.open(reference, file.id)
    evidence.judged(file.id, Scan.CLEAN)  # what is judged stays judged
    assert evidence.of_complaint(reference)[0].scan is Scan.INFECTED


def test_a_file_whose_row_could_not_be_written_is_gone(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Evidence, "_check", fail)
    with pytest.raises(RuntimeError):
        add(evidence)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_files_that_no_row_knows_go_and_one_that_is_just_coming_in_stays(
    sessions: sessionmaker[Session], evidence: Evidence, tmp_path: Path
) -> None:
    kept = add(evidence)
    with evidence.vault.incoming() as incoming:
        incoming.write(JPEG)
        incoming.finish()
    assert evidence.sweep() == 0  # written now, long after the clock of this test
    later = Evidence(Desk(sessions, lambda: datetime.now(UTC) + timedelta(hours=2)), evidence.vault)
    assert later.sweep() == 1
    assert [file.id for file in evidence.of_talk("talk")] == [kept.id]
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_what_belongs_to_a_complaint_stays_when_the_talk_it_came_from_is_deleted(
    evidence: Evidence, casework: Casework, filing: Callable[..., FileComplaint], sessions: sessionmaker[Session]
) -> None:
    bound, unbound = add(evidence), add(evidence, "another talk")
    reference = casework.record(filing()).reference
    with writing(sessions) as session:
        for rows in OF_A_TALK:
            if rows.table == "evidence_file":
                session.execute(rows.delete("talk"))
                session.execute(rows.delete("another talk"))
    assert [file.id for file in evidence.of_complaint(reference)] == [bound.id]
    assert unbound.id not in [file.id for file in evidence.of_talk("another talk")]
