"""The administrators' page: accounts are made, given new links, changed and closed; never one's own."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session, sessionmaker

from bot.console.roles import Role
from tests.console.conftest import Clock, NewDesk, SignedIn, enrol, logged

LINK = re.compile(r"<code>http[^#]*/staff/join#([\w-]+)</code>")


async def test_an_administrator_makes_changes_and_closes_accounts(
    signed_in: SignedIn, new_desk: NewDesk, clock: Clock, sessions: sessionmaker[Session]
) -> None:
    admin = await signed_in(Role.ADMINISTRATOR)
    await admin.get("/staff/accounts")
    status, page = await admin.post("/staff/accounts", {"do": "add", "name": "J.Marsh", "role": "auditor"})
    assert status == 200
    desk = new_desk()
    desk.name = "j.marsh"
    await enrol(desk, LINK.search(page)[1], clock)  # type: ignore[index]
    assert (await desk.get("/staff/audit"))[0] == 200

    fields = {"do": "role", "name": "j.marsh", "role": "reviewer", "number": "7003"}
    assert (await admin.post("/staff/accounts", fields))[0] == 303
    assert (await desk.get("/staff/audit"))[0] == 403
    assert (await desk.get("/staff/conversations"))[0] == 200

    assert (await admin.post("/staff/accounts", {"do": "disable", "name": "j.marsh"}))[0] == 303
    assert (await desk.get("/staff"))[0] == 303
    actions = [action for who, action, subject in logged(sessions) if (who, subject) == (admin.name, "j.marsh")]
    assert actions == ["staff.added", "staff.role_changed", "staff.disabled"]


async def test_nobody_changes_their_own_account(signed_in: SignedIn) -> None:
    admin = await signed_in(Role.ADMINISTRATOR)
    await admin.get("/staff/accounts")
    for do in ("role", "disable", "link"):
        status, page = await admin.post("/staff/accounts", {"do": do, "name": admin.name.upper(), "role": "assessor"})
        assert status == 400
        assert "by another administrator" in page


async def test_what_cannot_be_made_is_said(signed_in: SignedIn) -> None:
    admin = await signed_in(Role.ADMINISTRATOR)
    await admin.get("/staff/accounts")
    for fields, words in (
        ({"do": "add", "name": "", "role": "auditor"}, "letters"),
        ({"do": "add", "name": admin.name, "role": "auditor"}, "already"),
        ({"do": "add", "name": "x", "role": "emperor"}, "Choose one of the roles"),
        ({"do": "link", "name": "nobody"}, "There is no account nobody"),
    ):
        status, page = await admin.post("/staff/accounts", fields)
        assert status == 400
        assert words in page
    assert (await admin.post("/staff/accounts", {"do": "explode"}))[0] == 400


async def test_an_auditor_reads_the_log_and_sees_that_it_is_whole(signed_in: SignedIn) -> None:
    auditor = await signed_in(Role.AUDITOR)
    _, page = await auditor.get("/staff/audit?action=staff.added")
    assert "staff.added" in page
    assert "staff.enrolled" not in page
    _, page = await auditor.post("/staff/audit/verify")
    assert "The log is whole" in page
