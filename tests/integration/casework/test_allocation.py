"""Allocation and the staff register: connected people are refused, the rest declare, and every attempt is kept (S7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.casework.allocation import Declaration, OfficerKnown
from bot.casework.commands import FileComplaint
from bot.casework.errors import AppendOnly, Connected, InvalidCommand, NotNow, UnknownStaff
from bot.casework.service import Casework
from bot.casework.staff_models import ConnectionCheck, StaffRole, Verdict
from bot.casework.states import State
from bot.database import writing
from tests.integration.casework.walking import DPS, HANDLER, LOCAL, NO_CONNECTION, REGISTER, Walk

Make = Callable[..., FileComplaint]


@pytest.fixture
def local(casework: Casework, filing: Make) -> Walk:
    return Walk(casework, filing, LOCAL, officers="PC Hale, tall", allegations=["U"]).assessed()


def refused(walk: Walk, number: str, declaration: Declaration = NO_CONNECTION) -> str:
    with pytest.raises(Connected) as caught:
        walk.casework.allocation.allocate(walk.reference, number, declaration, HANDLER)
    return str(caught.value)


@pytest.mark.parametrize(
    ("number", "reason"),
    [("7001", "chain of command of Martin Hale"), ("7000", "chain of command of Martin Hale")],
)
def test_who_commands_those_named_is_refused_with_the_reason(local: Walk, number: str, reason: str) -> None:
    assert reason in refused(local, number)
    (check,) = local.casework.work(local.reference).checks
    assert (check.number, check.verdict, check.declaration) == (number, Verdict.REFUSED, NO_CONNECTION.words)
    assert reason in check.reasons[0]
    assert local.casework.show(local.reference).state is State.ASSESSED


def test_who_is_named_is_refused_by_number_and_who_serves_there_by_unit(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL, officers="number 7002 on the shoulder", allegations=["U"]).assessed()
    assert "their number 7002 is named" in refused(walk, "7002")
    casework.allocation.name_officer(walk.reference, OfficerKnown(unit="Brixton Front Office"), HANDLER)
    assert "they serve in Brixton Front Office" in refused(walk, "7004")


def test_an_officer_who_is_identified_brings_their_unit_and_command(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL, officers="a tall one", allegations=["U"]).assessed()
    casework.allocation.name_officer(walk.reference, OfficerKnown(shoulder_number="1190lx"), HANDLER)
    assert "chain of command of Martin Hale" in refused(walk, "7001")
    officer = casework.show(walk.reference).persons[-1]
    assert (officer.name, officer.shoulder_number, officer.unit) == ("Martin Hale", "1190LX", "Lambeth Response")


def test_who_declares_a_connection_is_not_allocated_and_the_declaration_is_kept(local: Walk) -> None:
    words = "I trained the officer and we are friends."
    assert "declare a connection" in refused(local, "7002", Declaration(is_connected=True, words=words))
    (check,) = local.casework.work(local.reference).checks
    assert (check.verdict, check.reasons, check.declaration) == (Verdict.DECLARED, (), words)


def test_who_is_not_connected_is_allocated_and_the_refusals_before_stay(local: Walk) -> None:
    refused(local, "7001")
    allocate = local.casework.allocation.allocate
    assert allocate(local.reference, "7002", NO_CONNECTION, HANDLER) is State.ALLOCATED
    work = local.casework.work(local.reference)
    assert [check.verdict for check in work.checks] == [Verdict.REFUSED, Verdict.ALLOCATED]
    assert work.handler is not None
    assert work.handler.name == "Bea Stone"
    events = local.casework.show(local.reference).events
    assert [(e.trigger, e.after) for e in events[-3:]] == [
        ("refused", "7001"),
        ("allocate", "allocated"),
        ("allocate", "7002"),
    ]


def test_a_complaint_can_be_given_to_somebody_else_later_and_stays_where_it_is(local: Walk) -> None:
    allocate = local.casework.allocation.allocate
    allocate(local.reference, "7002", NO_CONNECTION, HANDLER)
    assert allocate(local.reference, "7004", NO_CONNECTION, HANDLER) is State.ALLOCATED
    event = local.casework.show(local.reference).events[-1]
    assert (event.before, event.after) == ("7002", "7004")


@pytest.mark.parametrize(
    ("number", "error", "problem"),
    [
        ("9999", UnknownStaff, "Nobody who serves now has the number 9999"),
        ("7006", UnknownStaff, "Nobody who serves now"),
        ("1190LX", InvalidCommand, "registered as officer"),
    ],
)
def test_who_cannot_handle_complaints_is_not_allocated(
    local: Walk, number: str, error: type[Exception], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        local.casework.allocation.allocate(local.reference, number, NO_CONNECTION, HANDLER)


def test_an_investigation_goes_to_an_investigator(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, DPS).assessed()
    with pytest.raises(InvalidCommand, match="registered as manager"):
        casework.allocation.allocate(walk.reference, "7002", NO_CONNECTION, HANDLER)
    assert [c.number for c in casework.allocation.candidates(walk.reference)] == ["7003", "7005"]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_nothing_is_allocated_before_it_is_assessed_or_after_it_ended(
    casework: Casework, filing: Make, withdrawn: bool
) -> None:
    walk = Walk(casework, filing)
    if withdrawn:
        casework.endings.withdraw(walk.reference, HANDLER)
    with pytest.raises(NotNow):
        casework.allocation.allocate(walk.reference, "7003", NO_CONNECTION, HANDLER)


def test_candidates_come_with_what_speaks_against_them_and_the_free_ones_first(local: Walk) -> None:
    found = {c.number: c.refused_because for c in local.casework.allocation.candidates(local.reference)}
    assert list(found)[:2] == ["7002", "7003"]
    assert set(found) == {"7000", "7001", "7002", "7003", "7004", "7005"}
    assert {number for number, reasons in found.items() if reasons} == {"7000", "7001"}
    here = local.casework.allocation.candidates(local.reference, station="brixton")
    assert [c.number for c in here] == ["7004", "7001", "7000"]


def test_a_declaration_says_something(local: Walk) -> None:
    with pytest.raises(InvalidCommand, match="the declaration is empty"):
        local.casework.allocation.allocate(local.reference, "7002", Declaration(False, " "), HANDLER)
    assert local.casework.work(local.reference).checks == ()


def test_a_check_is_history(local: Walk) -> None:
    refused(local, "7001")
    with pytest.raises(AppendOnly), writing(local.casework.desk.sessions) as session:
        session.query(ConnectionCheck).one().declaration = "another"
    with pytest.raises(AppendOnly), writing(local.casework.desk.sessions) as session:
        session.delete(session.query(ConnectionCheck).one())


@pytest.mark.parametrize("officer", [OfficerKnown(), OfficerKnown(rank="PC")])
def test_an_officer_of_whom_nothing_is_known_cannot_be_named(local: Walk, officer: OfficerKnown) -> None:
    with pytest.raises(InvalidCommand):
        local.casework.allocation.name_officer(local.reference, officer, HANDLER)


def test_the_register_is_read_row_by_row_and_a_second_time_changes_nothing(casework: Casework) -> None:
    first = casework.register.import_csv(REGISTER.splitlines())
    assert [(report.line, report.what) for report in first] == [(line, "added") for line in range(2, 11)]
    again = casework.register.import_csv(REGISTER.splitlines())
    assert {report.what for report in again} == {"unchanged"}
    hale = next(member for member in casework.register.list() if member.name == "Martin Hale")
    assert (hale.rank, hale.unit, hale.line_manager, hale.role) == ("PC", "Lambeth Response", "88LX", "officer")
    assert [m.name for m in casework.register.list(station="walworth")] == ["Bea Stone"]
    assert [m.name for m in casework.register.list(role=StaffRole.INVESTIGATOR)] == ["Cy North", "Flo West"]


def test_broken_rows_of_the_register_are_named_and_the_others_taken(casework: Casework) -> None:
    text = """name,rank,shoulder_number,unit,station,line_manager,role,active
,PC,1,Unit,,,officer,yes
A B,PC,2,Unit,,,wizard,yes
C D,PC,3,Unit,,,officer,perhaps
E F,PC,4,Unit,atlantis,,officer,yes
G H,PC,5,Unit,brixton,99,officer,yes
I J,PC,5,Unit,,,officer,yes
K L,PC,6,Unit,,5,officer,no
"""
    reports = casework.register.import_csv(text.splitlines(), casework.stations())
    assert [(report.line, report.what, report.problem) for report in reports] == [
        (2, "refused", "nothing in name"),
        (3, "refused", "the role 'wizard' is none of officer, assessor, investigator, manager"),
        (4, "refused", "active is yes or no, not 'perhaps'"),
        (5, "refused", "there is no station 'atlantis' in data/gazetteer/police_stations.yml"),
        (6, "added", "their line manager 99 is not known"),
        (7, "refused", "the number 5 stands on line 6 already"),
        (8, "added", None),
    ]
    assert [member.name for member in casework.register.list()] == ["G H"]


def test_who_moved_is_changed_and_who_is_not_in_the_file_stays(casework: Casework) -> None:
    casework.register.import_csv(REGISTER.splitlines())
    moved = [REGISTER.splitlines()[0], "Martin Hale,PS,1190 lx,DPS North,,7005,officer,yes"]
    (report,) = casework.register.import_csv(moved)
    assert report.what == "changed"
    hale = next(member for member in casework.register.list() if member.name == "Martin Hale")
    assert (hale.rank, hale.unit, hale.station, hale.line_manager) == ("PS", "DPS North", None, "7005")
    assert len(casework.register.list()) == 8


def test_rows_that_cannot_be_read_are_named(casework: Casework) -> None:
    heading = REGISTER.splitlines()[0]
    reports = casework.register.import_csv(
        [heading, "A B,PC,1,Unit,,,officer,yes,more", "C\x00D,PC,2,Unit,,,officer,yes"]
    )
    assert [(report.what, report.problem) for report in reports] == [
        ("refused", "has more fields than the first line"),
        ("added", None),
    ]
    assert [member.name for member in casework.register.list()] == ["C\ufffdD"]
    with pytest.raises(InvalidCommand, match="after line 1: is not CSV"):
        casework.register.import_csv([heading, "x" * 2_000_000 + ",PC,3,Unit,,,officer,yes"])


def test_a_register_without_the_columns_is_refused_whole(casework: Casework) -> None:
    with pytest.raises(InvalidCommand, match="missing: rank, role, shoulder_number, unit"):
        casework.register.import_csv(["name,age", "A B,40"])
    assert casework.register.list() == ()
