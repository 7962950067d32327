"""Signing in: what opens an account, what does not, and that every try is logged."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.console import secrets
from bot.console.accounts import AccountError, Accounts
from bot.console.models import AuditEntry, RecoveryCode, StaffAccount, StaffSession
from bot.console.roles import Role
from bot.gateway.guesses import Guesses
from bot.gateway.limits import RateLimiter
from tests.console.conftest import PASSWORD, Clock, NewDesk, SignedIn, StartConsole, enrol, logged


async def test_an_owner_sets_up_the_account_and_signs_in(
    new_desk: NewDesk, accounts: Accounts, clock: Clock, sessions: sessionmaker[Session]
) -> None:
    desk = new_desk()
    desk.name = "j.marsh"
    await enrol(desk, accounts.add("J.Marsh", Role.REVIEWER, "admin"), clock)
    assert len(desk.recovery) == 10
    status, page = await desk.get("/staff")
    assert status == 200
    assert "j.marsh" in page

    await desk.post("/staff/sign-out")
    assert (await desk.get("/staff"))[0] == 303
    assert await desk.sign_in(clock) == (303, "/staff")
    assert (await desk.get("/staff"))[0] == 200
    assert [action for _, action, _ in logged(sessions)] == [
        "staff.added",
        "staff.link_used",
        "staff.enrolled",
        "signed_out",
        "sign_in",
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"password": "four quiet green kettle"}, "wrong password"),
        ({"code": "000000"}, "wrong code"),
        ({"code": ""}, "wrong code"),
        ({"code": "１２３４５６"}, "wrong code"),
        ({"name": "nobody"}, "no such account"),
        ({"name": "x" * 10_000}, "no such account"),
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session], fields: dict[str, str], why: str
) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.post("/staff/sign-out")

    status, page = await desk.sign_in(clock, **fields)

    assert status == 403
    assert "The name, password or code is not right" in page
    with sessions() as session:
        last = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert last is not None
    assert (last.action, last.detail) == ("sign_in.refused", {"why": why})


async def test_a_code_is_good_once(signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session]) -> None:
    desk = await signed_in(Role.REVIEWER)
    code = desk.code(clock)
    await desk.post("/staff/sign-out")
    assert (await desk.sign_in(clock, code=code))[0] == 303
    await desk.get("/staff")
    await desk.post("/staff/sign-out")

    assert (await desk.sign_in(clock, code=code))[0] == 403
    with sessions() as session:
        refused = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "sign_in.refused")).one()
    assert refused.detail == {"why": "code used before"}

    clock.go(seconds=30)
    assert (await desk.sign_in(clock))[0] == 303


async def test_a_recovery_code_takes_the_place_of_the_authenticator_once(signed_in: SignedIn, clock: Clock) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.post("/staff/sign-out")

    assert (await desk.sign_in(clock, code=desk.recovery[3].lower()))[0] == 303
    await desk.get("/staff")
    await desk.post("/staff/sign-out")
    assert (await desk.sign_in(clock, code=desk.recovery[3]))[0] == 403


async def test_a_link_is_good_once_and_not_for_ever(new_desk: NewDesk, accounts: Accounts, clock: Clock) -> None:
    link = accounts.add("one", Role.REVIEWER, "admin")
    await enrol(new_desk(), link, clock)
    late = accounts.add("two", Role.REVIEWER, "admin")
    clock.go(hours=73)

    for used in (link, late, "guess", ""):
        desk = new_desk()
        await desk.get("/staff/join")
        status, page = await desk.post("/staff/join", {"link": used, "password": PASSWORD, "again": PASSWORD})
        assert status == 400
        assert "That link is used up" in page


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "my name is one.two ok", "x" * 300])
async def test_a_weak_password_is_not_taken_and_the_link_stays_good(
    new_desk: NewDesk, accounts: Accounts, clock: Clock, password: str
) -> None:
    link, desk = accounts.add("one.two", Role.REVIEWER, "admin"), new_desk()
    await desk.get("/staff/join")

    assert (await desk.post("/staff/join", {"link": link, "password": password, "again": password}))[0] == 400

    await enrol(desk, link, clock)


async def test_nothing_is_open_before_the_authenticator_is_set_up(
    new_desk: NewDesk, accounts: Accounts, clock: Clock
) -> None:
    desk = new_desk()
    await desk.get("/staff/join")
    link = accounts.add("one", Role.REVIEWER, "admin")
    await desk.post("/staff/join", {"link": link, "password": PASSWORD, "again": PASSWORD})

    assert await desk.get("/staff") == (303, "/staff/enrol")
    assert await desk.get("/staff/account") == (303, "/staff/enrol")


async def test_a_session_ends_without_use_and_in_any_case(signed_in: SignedIn, clock: Clock) -> None:
    desk = await signed_in(Role.REVIEWER)
    clock.go(minutes=29)
    assert (await desk.get("/staff"))[0] == 200
    clock.go(minutes=31)
    assert (await desk.get("/staff"))[0] == 303

    await desk.sign_in(clock)
    for _ in range(12 * 3 - 1):
        clock.go(minutes=20)
        assert (await desk.get("/staff"))[0] == 200
    clock.go(minutes=20)
    assert (await desk.get("/staff"))[0] == 303


async def test_a_session_is_seen_and_ended_by_its_owner_alone(
    signed_in: SignedIn, new_desk: NewDesk, clock: Clock, sessions: sessionmaker[Session]
) -> None:
    first, other = await signed_in(Role.REVIEWER), await signed_in(Role.ASSESSOR)
    second = new_desk()
    second.name, second.secret = first.name, first.secret
    await second.sign_in(clock)
    with sessions() as session:
        newest = session.scalars(sa.select(StaffSession.id).order_by(StaffSession.id.desc())).first()

    await other.get("/staff/account")
    assert (await other.post(f"/staff/account/sessions/{newest}/end"))[0] == 404
    assert (await second.get("/staff"))[0] == 200

    await first.get("/staff/account")
    assert (await first.post(f"/staff/account/sessions/{newest}/end"))[0] == 303
    assert (await second.get("/staff"))[0] == 303
    assert ("some.assessor", "refused", None) in logged(sessions)


async def test_a_new_link_ends_what_was_open_and_a_closed_account_stays_closed(
    signed_in: SignedIn, new_desk: NewDesk, accounts: Accounts, clock: Clock
) -> None:
    desk = await signed_in(Role.REVIEWER)
    again = new_desk()
    again.name = desk.name
    await enrol(again, accounts.new_link(desk.name, "admin"), clock)
    assert (await desk.get("/staff"))[0] == 303

    accounts.disable(desk.name, "admin")
    assert (await again.get("/staff"))[0] == 303
    clock.go(seconds=60)
    assert (await again.sign_in(clock))[0] == 403


async def test_wrong_tries_never_lock_the_owner_out(
    signed_in: SignedIn, start_console: StartConsole, clock: Clock
) -> None:
    owner = await signed_in(Role.REVIEWER)
    slow: list[float] = []

    async def sleep(seconds: float) -> None:
        slow.append(seconds)

    desks = await start_console(Guesses(prompt=RateLimiter(3, 0.001), budget=RateLimiter(5, 0.001), sleep=sleep))
    attacker, fresh = desks(), desks()
    attacker.name, attacker.secret = owner.name, owner.secret
    fresh.name, fresh.secret = owner.name, owner.secret
    for guess in range(12):
        status, page = await attacker.sign_in(clock, password=f"guess number {guess}")
        assert status == 403
    assert "many wrong tries" in page
    assert slow
    assert slow == sorted(slow)

    assert (await fresh.sign_in(clock))[0] == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/staff//evil.example", "/staffevil", "/staff/\\evil", "javascript:1"],
)
async def test_signing_in_leads_to_the_console_only(
    signed_in: SignedIn, clock: Clock, sessions: sessionmaker[Session], elsewhere: str
) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.post("/staff/sign-out")

    assert await desk.sign_in(clock, next=elsewhere) == (303, "/staff")
    assert ("nobody", "refused", None) in logged(sessions)


async def test_signing_in_leads_back_to_where_one_wanted_to_go(signed_in: SignedIn, clock: Clock) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.post("/staff/sign-out")
    _, where = await desk.get("/staff/account?x=1")
    assert where == "/staff/sign-in?next=/staff/account?x%3D1"
    assert await desk.sign_in(clock, next="/staff/account?x=1") == (303, "/staff/account?x=1")


async def test_a_stolen_database_holds_nothing_that_opens_an_account(
    signed_in: SignedIn, accounts: Accounts, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.REVIEWER)
    link = accounts.new_link(desk.name, "admin")
    cookie = next(iter(desk.client.session.cookie_jar)).value
    with sessions() as session:
        rows = [
            {column.name: getattr(row, column.name) for column in row.__table__.columns}
            for model in (StaffAccount, StaffSession, RecoveryCode, AuditEntry)
            for row in session.scalars(sa.select(model))
        ]
    everything = str(rows)
    for secret in (PASSWORD, desk.secret, link, cookie, *desk.recovery, *(c.replace("-", "") for c in desk.recovery)):
        assert secret not in everything


def test_passwords_are_hashed_as_rfc_9106_recommends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    kept = secrets.hash_password(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert secrets.is_password(kept, PASSWORD)
    assert not secrets.is_password(kept, PASSWORD + " ")
    assert not secrets.is_password(None, PASSWORD)


def test_a_name_is_taken_once_however_it_is_written(accounts: Accounts) -> None:
    accounts.add("J. Marsh", Role.REVIEWER, "admin")

    with pytest.raises(AccountError, match="already"):
        accounts.add(" j.  MARSH", Role.AUDITOR, "admin")
