"""What somebody tries who should not: each is refused, changes nothing, and stands in the log with its why."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.console.models import AuditEntry, StaffSession
from bot.console.roles import Role
from bot.console.talk_models import SavedView
from tests.console.conftest import NOW, Clock, Desk, NewDesk, SignedIn
from tests.console.talks import ADA, LEFT, Writer
from tests.console.test_cases import DECISION, FACTS, REGISTER


@pytest.fixture
def case(casework: Casework, sessions: sessionmaker[Session]) -> str:
    writer = Writer(sessions)
    writer.write("ada", ADA)
    writer.write("left", LEFT)
    casework.register.import_csv(REGISTER.splitlines())
    return casework.record(FileComplaint("ada", 1, FACTS, DECISION, NOW)).reference


def last(sessions: sessionmaker[Session]) -> tuple[str, str, str | None, Any]:
    """The end of the log: who, what, about whom, and why."""
    with sessions() as session:
        row = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert row is not None
    return row.actor, row.action, row.subject, row.detail.get("why")


async def test_anothers_case(signed_in: SignedIn, case: str, sessions: sessionmaker[Session]) -> None:
    north = await signed_in(Role.HANDLER, name="north", number="7003")

    assert (await north.get(f"/staff/cases/{case}"))[0] == 403

    assert last(sessions) == ("north", "refused", None, f"{case}: not_yours")
    assert (await north.post(f"/staff/cases/{case}/withdraw", {"reason": "x", "seen": "1"}))[0] == 403
    assert last(sessions) == ("north", "refused", None, f"{case}: not_yours")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/staff/cases/MPC-7K4D-9XTR-K", "no such case"),
        ("/staff/conversations/somebody", "no such conversation"),
        ("/staff/cases/{case}/files/00000000000000000000000000000000", "{case}: file unknown"),
    ],
)
async def test_a_changed_id(
    signed_in: SignedIn, case: str, sessions: sessionmaker[Session], path: str, why: str
) -> None:
    desk = await signed_in(Role.ASSESSOR)

    assert (await desk.get(path.format(case=case)))[0] == 404

    assert last(sessions) == (desk.name, "refused", None, why.format(case=case))


async def test_the_id_of_somebody_elses_view_or_of_another_conversations_flag_changes_nothing(
    signed_in: SignedIn, case: str, sessions: sessionmaker[Session]
) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.REVIEWER, name="other")
    await one.get("/staff/conversations")
    await one.post("/staff/conversations/views", {"query": "route=record", "name": "mine"})
    await one.get("/staff/conversations/ada")
    await one.post("/staff/conversations/ada", {"do": "flag", "reason": "look here"})
    await other.get("/staff/conversations/left")

    await other.post("/staff/conversations/views", {"remove": "1"})
    await other.post("/staff/conversations/left", {"do": "unflag", "event": "1"})

    with sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SavedView)) == 1
    assert "Flagged: look here" in (await one.get("/staff/conversations/ada"))[1]


async def test_a_session_in_another_browser_is_stolen_and_ends(
    signed_in: SignedIn, case: str, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.ASSESSOR)
    thief = {"User-Agent": "another browser"}

    status, where = await desk.get(f"/staff/cases/{case}", headers=thief)

    assert (status, where.partition("?")[0]) == (303, "/staff/sign-in")
    assert last(sessions) == ("nobody", "session.refused", desk.name, "another browser")
    assert (await desk.get("/staff"))[0] == 303


async def test_an_old_or_ended_session(signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session]) -> None:
    old, gone = await signed_in(Role.ASSESSOR, name="old"), await signed_in(Role.REVIEWER, name="gone")
    kept = next(iter(gone.client.session.cookie_jar)).value
    await gone.post("/staff/sign-out")

    assert (await gone.get("/staff", cookies={"staff": kept}))[0] == 303
    assert last(sessions) == ("nobody", "session.refused", "gone", "ended")
    clock.go(minutes=31)
    assert (await old.get("/staff"))[0] == 303
    assert last(sessions) == ("nobody", "session.refused", "old", "too old")
    assert (await old.post("/staff/sign-out"))[0] == 403
    assert last(sessions) == ("nobody", "refused", None, "not signed in")


async def test_a_visitor_is_no_thief(new_desk: NewDesk, sessions: sessionmaker[Session]) -> None:
    desk = new_desk()
    await desk.get("/staff/sign-in")
    await desk.get("/staff")

    with sessions() as session:
        assert session.scalars(sa.select(AuditEntry)).all() == []
        assert session.scalars(sa.select(StaffSession)).all() == []


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"token": ""}, {}),
        ({"token": "0" * 64}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "null"}),
    ],
)
async def test_a_form_without_its_token_or_of_another_site(
    signed_in: SignedIn, case: str, casework: Casework, sessions: sessionmaker[Session],
    fields: dict[str, str], headers: dict[str, str],
) -> None:  # fmt: skip
    desk = await signed_in(Role.ASSESSOR)
    await desk.get(f"/staff/cases/{case}")
    desk.token = fields.get("token", desk.token)
    form = {"gravest": "C", "handling": "dps_investigation", "reason": "x", "seen": "1"}

    assert (await desk.post(f"/staff/cases/{case}/assess", form, headers=headers))[0] == 403

    assert casework.show(case).state == "recorded"
    assert last(sessions) == (desk.name, "refused", None, "form token")


async def test_a_replayed_code(signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session]) -> None:
    desk = await signed_in(Role.REVIEWER)
    code = desk.code(clock)
    for status in (303, 403):
        await _sign_out(desk)
        assert (await desk.sign_in(clock, code=code))[0] == status

    assert last(sessions) == ("nobody", "sign_in.refused", desk.name, "code used before")


async def test_a_way_out_of_the_console(signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session]) -> None:
    desk = await signed_in(Role.REVIEWER)
    await _sign_out(desk)

    assert await desk.sign_in(clock, next="//evil.example/") == (303, "/staff")

    assert last(sessions) == ("nobody", "refused", None, "redirect to another site")


async def test_what_the_role_does_not_include(signed_in: SignedIn, case: str, sessions: sessionmaker[Session]) -> None:
    desk = await signed_in(Role.AUDITOR)

    assert (await desk.get(f"/staff/cases/{case}"))[0] == 403

    assert last(sessions) == (desk.name, "refused", None, "needs read_cases")


async def _sign_out(desk: Desk) -> None:
    await desk.get("/staff")
    await desk.post("/staff/sign-out")
