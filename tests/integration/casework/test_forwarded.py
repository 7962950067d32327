"""Forwarded complaints: each once, whole or not at all, decided by the same policy, whatever the file is like (S5)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.errors import InvalidCommand
from bot.casework.forwarded import RowReport, What
from bot.casework.forwarded_files import Broken, Row, read_csv, read_jsonl
from bot.casework.forwarded_rows import InvalidForwarded, read_row
from bot.casework.models import Complaint, Event, Message, Person
from bot.casework.service import Casework
from bot.casework.states import Referral, State
from bot.casework.work_models import Task, TaskKind
from tests.integration.casework.forwarding import make_csv, make_jsonl, sound
from tests.integration.casework.test_at_once import at_the_same_time

TODAY = date(2026, 3, 29)


def nothing(_account: str, _on: date) -> SimpleNamespace:
    """A reader that finds nothing: for what does not depend on reading."""
    return SimpleNamespace(facts={}, words={})


def lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def counts(sessions: sessionmaker[Session]) -> list[int]:
    with sessions() as session:
        tables = (Complaint, Event, Message, Person, Task)
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


def what(reports: list[RowReport]) -> Counter[What]:
    return Counter(report.what for report in reports)


def agree(reports: list[RowReport], expected: dict[int, str]) -> None:
    broken = {report.line: report.problem or "" for report in reports if report.what is What.BROKEN}
    assert broken.keys() == expected.keys()
    assert [(line, said) for line, said in expected.items() if said not in broken[line]] == []


def test_of_ten_thousand_rows_the_sound_ones_are_recorded_and_a_second_run_changes_nothing(
    migrated_sqlite: str,
) -> None:
    from bot.database import make_engine, make_sessions

    engine = make_engine(migrated_sqlite)
    casework = Casework(make_sessions(engine))
    data, expected = make_csv(10_000, set(random.Random(1).sample(range(10_000), 500)))

    reports = list(casework.forwarded.take_all(read_csv(lines(data)), nothing))

    assert what(reports) == {What.RECORDED: 9_500, What.BROKEN: 500}
    agree(reports, expected)
    before = counts(casework.desk.sessions)
    assert before[0] == 9_500
    again = list(casework.forwarded.take_all(read_csv(lines(data)), nothing))
    assert what(again) == {What.KNOWN: 9_500, What.BROKEN: 500}
    assert counts(casework.desk.sessions) == before
    assert [r.reference for r in again] == [r.reference for r in reports]
    engine.dispose()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_each_broken_row_is_named_with_its_line_and_reason(
    casework: Casework, sessions: sessionmaker[Session], form: str
) -> None:
    make, read = (make_csv, read_csv) if form == "csv" else (make_jsonl, read_jsonl)
    data, expected = make(300, set(range(3, 300, 9)))
    reports = list(casework.forwarded.take_all(read(lines(data)), nothing))
    agree(reports, expected)
    assert what(reports)[What.RECORDED] == 300 - len(expected) == counts(sessions)[0]
    assert [report.line for report in reports] == sorted(report.line for report in reports)


def test_the_same_policy_decides_on_what_the_account_says(casework: Casework) -> None:
    from bot.intake.reading import read_complaint

    hurt = {**sound(1), "what_happened": "PC 812 at Brixton police station pushed me over and broke my wrist"}
    late = {**sound(2), "incident_date": "2010-01-01", "what_happened": "An officer in Lewisham was rude to me"}
    reports = list(casework.forwarded.take_all([Row(2, hurt), Row(3, late)], read_complaint))
    first, second = (casework.show(str(report.reference)) for report in reports)
    assert first.referral.status is Referral.DUE
    assert set(first.referral.grounds) == {"death_or_serious_injury", "serious_assault"}
    assert first.referral.due_on == date(2026, 3, 30)  # known to the force when it came in, on a Sunday
    assert any("wrist" in words for words in first.decision.words["death_or_serious_injury"])
    assert "officers" not in casework.work(first.reference).missing
    # Nobody has asked yet why it comes late: no door is leant on.
    assert (second.state, second.route) == (State.RECORDED, "record")
    assert (first.source, first.source_reference) == ("commission", "2014/000001")


def test_what_was_said_of_the_delay_counts_as_it_does_in_the_chat(casework: Casework) -> None:
    row = {**sound(2), "incident_date": "2010-01-01", "referral_grounds": "none", "complained_before": "no"}
    reasons = ("no reason", "I was in prison until this spring")
    rows = [Row(n, {**row, "reference": f"A/{n}", "delay_reason": reason}) for n, reason in enumerate(reasons)]
    states = [casework.show(str(report.reference)).state for report in casework.forwarded.take_all(rows, nothing)]
    assert states == [State.AWAITING_CONFIRMATION, State.RECORDED]


def test_missing_facts_become_tasks(casework: Casework) -> None:
    row = {"reference": "A/1", "received_on": "2014-05-01", "what_happened": "He was rude", "email": "A@Example.org"}
    (report,) = casework.forwarded.take_all([Row(2, row)], nothing)
    work = casework.work(str(report.reference))
    asked = [task.subject for task in work.tasks if task.kind is TaskKind.MISSING_FACT]
    assert asked == list(work.missing)
    assert {"incident_date", "officers", "complainant_name"} <= set(asked)
    assert "email" not in asked
    assert casework.show(str(report.reference)).facts["contact_method"] == "email"


def test_the_person_is_told_that_it_came_here(casework: Casework, sessions: sessionmaker[Session]) -> None:
    row = {"reference": "A/1", "received_on": "2014-05-01", "what_happened": "He was rude", "email": "A@Example.org"}
    list(casework.forwarded.take_all([Row(2, row)], nothing))
    with sessions() as session:
        assert [(m.template, m.recipient) for m in session.scalars(sa.select(Message))] == [
            ("forwarded", "a@example.org")
        ]


def test_a_reference_that_stands_twice_in_a_file_is_one_complaint(
    casework: Casework, sessions: sessionmaker[Session]
) -> None:
    rows = [Row(2, sound(1)), Row(3, sound(2)), Row(4, {**sound(1), "reference": " 2014/000001 "})]
    reports = list(casework.forwarded.take_all(rows, nothing))
    assert [report.what for report in reports] == [What.RECORDED, What.RECORDED, What.KNOWN]
    assert reports[0].reference == reports[2].reference
    assert counts(sessions)[0] == 2


def test_a_crash_in_the_middle_leaves_whole_complaints_and_the_next_run_does_the_rest(
    casework: Casework, sessions: sessionmaker[Session]
) -> None:
    def torn() -> Iterator[Row]:
        for number in range(1, 300):
            yield Row(number, sound(number))
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        list(casework.forwarded.take_all(torn(), nothing))
    kept = counts(sessions)[0]
    assert 0 < kept < 300
    rows = [Row(number, sound(number)) for number in range(1, 301)]
    assert what(list(casework.forwarded.take_all(rows, nothing))) == {What.KNOWN: kept, What.RECORDED: 300 - kept}
    with sessions() as session:
        events = sa.select(sa.func.count(sa.distinct(Event.complaint_id)))
        assert session.scalar(events) == 300


def test_two_imports_of_one_file_at_once_record_each_complaint_once(
    casework: Casework, sessions: sessionmaker[Session]
) -> None:
    rows = [Row(number, sound(number)) for number in range(1, 61)]
    results = at_the_same_time(3, lambda _: list(casework.forwarded.take_all(rows, nothing)))
    assert counts(sessions)[0] == 60
    assert sum(report.what is What.RECORDED for reports in results for report in reports) == 60  # type: ignore[attr-defined]
    assert len({tuple(report.reference for report in reports) for reports in results}) == 1  # type: ignore[attr-defined]


def test_a_repeat_is_linked_by_our_reference_or_by_the_commissions(casework: Casework) -> None:
    (first,) = casework.forwarded.take_all([Row(2, sound(1))], nothing)
    named = (str(first.reference), "2014/000001")
    rows = [
        Row(n, {**sound(n), "complained_before": "yes", "previous_reference": said})
        for n, said in enumerate(named, start=2)
    ]
    for report in casework.forwarded.take_all(rows, nothing):
        assert casework.show(str(report.reference)).repeat_of == first.reference


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        (b"reference,what_happened\n", "missing: received_on"),
        (b"reference,received_on,what_happened,shoe_size\n", "not known: 'shoe_size'"),
        (b"reference,reference,received_on,what_happened\n", "twice: reference"),
        (b"", "missing: reference"),
    ],
)
def test_a_heading_that_is_none_is_refused_before_anything_is_taken(heading: bytes, problem: str) -> None:
    with pytest.raises(InvalidCommand, match=problem):
        list(read_csv([heading, b"1,2,3\n"]))


def test_an_account_of_many_lines_is_one_row_and_a_mark_that_is_not_closed_costs_one_row() -> None:
    heading = b"reference,received_on,what_happened\r\n"
    whole = b'A/1,2014-05-01,"First line\n\nsecond ""line"", and a third\n"\r\n'
    open_mark = b'A/2,2014-05-01,"never closed\r\n'
    after = b'A/3,2014-05-01,"closed\nagain"\r\nA/4,2014-05-01,plain\r\n'
    rows = list(read_csv(lines(heading + whole + open_mark + after)))
    assert [type(row) for row in rows] == [Row, Broken, Row, Row]
    assert [row.line for row in rows] == [2, 6, 7, 9]
    assert isinstance(rows[0], Row)
    assert rows[0].fields["what_happened"] == 'First line\n\nsecond "line", and a third\n'


def test_a_mark_that_is_never_closed_does_not_make_a_long_file_slow_to_read() -> None:
    heading = b"reference,received_on,what_happened\n"
    rows = [b'A/0,2014-05-01,"open\n' if number % 50 == 0 else b"A/1,2014-05-01,told\n" for number in range(5_000)]
    kinds = Counter(type(row) for row in read_csv([heading, *rows]))
    assert kinds == {Row: 4_900, Broken: 100}


def test_all_faults_of_a_row_are_named_at_once() -> None:
    with pytest.raises(InvalidForwarded) as caught:
        read_row({"reference": "?", "received_on": "soon", "email": "x", "consent_given": "hm", "hat": "1"}, TODAY)
    assert set(caught.value.faults) == {"reference", "received_on", "what_happened", "email", "consent_given", "hat"}


@pytest.mark.parametrize("value", [7, ["x"], {"a": 1}, True, "x" * 100_001, "\ud800", "a\x00b", "..."])
def test_an_account_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(InvalidForwarded) as caught:
        read_row({"reference": "A/1", "received_on": "2014-05-01", "what_happened": value}, TODAY)
    assert set(caught.value.faults) == {"what_happened"}
