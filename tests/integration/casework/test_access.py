"""Codes in a real database: what opens a complaint, what does not, and how much work it is to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework import access as module
from bot.casework.access import Access, AlreadyGiven, NothingRecorded
from bot.casework.code_store import derived_code
from bot.casework.commands import FileComplaint
from bot.casework.desk import Desk
from bot.casework.errors import MistypedReference
from bot.casework.references import new_reference
from bot.casework.service import Casework
from bot.codes import MistypedCode, new_code
from bot.keyring import Keyring, load_keyring
from tests.integration.casework.conftest import NOW

OLD, NEW = "0a" * 32, "0b" * 32
Filing = Callable[..., FileComplaint]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keyring() -> Keyring:
    return load_keyring(OLD, Path())


@pytest.fixture
def access(sessions: sessionmaker[Session], keyring: Keyring, clock: Clock) -> Access:
    return Access(Desk(sessions, clock), keyring)


@pytest.fixture
def reference(casework: Casework, filing: Filing) -> str:
    return casework.record(filing(talk="mine")).reference


@contextmanager
def statements(sessions: sessionmaker[Session]) -> Iterator[list[str]]:
    """What is asked of the database meanwhile, without its values."""
    engine, asked = sessions.kw["bind"], []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_reference_and_code_open_the_complaint_in_one_talk_only(access: Access, reference: str) -> None:
    given = access.give_code("mine", reference)

    handle = access.open_case(given.reference.lower(), given.code.replace("-", " "), "another talk")

    assert given.reference == reference
    assert access.case_of(str(handle), "another talk") == reference
    assert access.case_of(str(handle), "mine") is None


def test_the_database_holds_neither_code_nor_key(
    access: Access, reference: str, sessions: sessionmaker[Session], keyring: Keyring
) -> None:
    codes = [access.give_code("mine").code, access.give_talk_code("mine")]

    with sessions() as session:
        kept = str(session.execute(sa.text("SELECT * FROM access_code")).all())

    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept
    assert OLD not in kept


def test_what_opens_nothing_takes_the_same_work_whatever_is_wrong_with_it(
    access: Access, reference: str, casework: Casework, filing: Filing, sessions: sessionmaker[Session]
) -> None:
    given = access.give_code("mine")
    other = casework.record(filing(talk="theirs")).reference
    tries = {
        "wrong code": (reference, new_code()),
        "unknown reference": (new_reference(), given.code),
        "somebody else's reference": (other, given.code),
        "both unknown": (new_reference(), new_code()),
        "a code that was replaced": (reference, given.code),
    }
    access.give_code("mine", anew=True)
    work = {}
    for what, (named, code) in tries.items():
        with statements(sessions) as asked:
            assert access.open_case(named, code, "talk") is None, what
        work[what] = asked

    assert sum(statement.startswith("SELECT") for statement in work["wrong code"]) == 1
    assert all(asked == work["wrong code"] for asked in work.values())


def test_a_code_is_shown_once_and_replaced_on_request(access: Access, reference: str) -> None:
    first = access.give_code("mine")
    with pytest.raises(AlreadyGiven):
        access.give_code("mine")

    second = access.give_code("mine", anew=True)

    assert access.open_case(reference, first.code, "talk") is None
    assert access.open_case(reference, second.code, "talk")


def test_only_the_talk_that_recorded_a_complaint_is_given_its_code(
    access: Access, reference: str, casework: Casework, filing: Filing
) -> None:
    theirs = casework.record(filing(talk="theirs")).reference
    for talk, named in (("other", None), ("mine", theirs), ("mine", new_reference())):
        with pytest.raises(NothingRecorded):
            access.give_code(talk, named)


def test_of_two_complaints_of_a_talk_each_has_its_own_code(
    access: Access, reference: str, casework: Casework, filing: Filing
) -> None:
    latest = casework.record(filing(2, talk="mine")).reference
    first, second = access.give_code("mine", reference), access.give_code("mine")

    assert (first.reference, second.reference) == (reference, latest)
    assert access.open_case(reference, second.code, "talk") is None
    assert access.open_case(reference, first.code, "talk")


def test_two_requests_at_once_give_one_code(access: Access, reference: str) -> None:
    def ask(_: int) -> str | None:
        try:
            return access.give_code("mine").code
        except AlreadyGiven:
            return None

    with ThreadPoolExecutor(4) as pool:
        given = [code for code in pool.map(ask, range(4)) if code]

    assert len(given) == 1
    assert access.open_case(reference, given[0], "talk")


@pytest.mark.parametrize(("reference_typed", "error"), [("MPC-1", MistypedReference), ("", MistypedReference)])
def test_what_is_no_reference_is_said(access: Access, reference_typed: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        access.open_case(reference_typed, new_code(), "talk")


def test_what_is_no_code_is_said(access: Access, reference: str) -> None:
    with pytest.raises(MistypedCode):
        access.open_case(reference, "7K4D", "talk")


def test_a_case_is_closed_when_nobody_asks_about_it_and_in_the_end_in_any_case(
    access: Access, reference: str, clock: Clock
) -> None:
    code = access.give_code("mine").code
    handle = str(access.open_case(reference, code, "talk"))
    for _ in range(3):
        clock.forward(minutes=29)
        assert access.case_of(handle, "talk") == reference
    clock.forward(minutes=31)
    assert access.case_of(handle, "talk") is None

    again = str(access.open_case(reference, code, "talk"))
    for _ in range(24):
        clock.forward(minutes=29)
        access.case_of(again, "talk")
    clock.forward(minutes=29)
    assert access.case_of(again, "talk") is None


def test_another_case_in_the_same_talk_closes_the_one_before(
    access: Access, reference: str, casework: Casework, filing: Filing
) -> None:
    casework.record(filing(2, talk="mine"))
    first, second = access.give_code("mine", reference), access.give_code("mine")
    old = str(access.open_case(reference, first.code, "talk"))
    new = str(access.open_case(second.reference, second.code, "talk"))

    assert access.case_of(old, "talk") is None
    assert access.case_of(new, "talk") == second.reference
    access.close_case("talk")
    assert access.case_of(new, "talk") is None


def test_a_talk_is_opened_by_its_newest_code_for_a_while(access: Access, clock: Clock) -> None:
    first, second = access.give_talk_code("mine"), access.give_talk_code("mine")

    assert access.talk_of(first) is None
    assert access.talk_of(second.lower()) == "mine"
    clock.forward(days=31)
    assert access.talk_of(second) is None


def test_a_code_opens_nothing_but_its_own_kind(access: Access, reference: str) -> None:
    case, talk = access.give_code("mine").code, access.give_talk_code("mine")

    assert access.talk_of(case) is None
    assert access.open_case(reference, talk, "talk") is None
    assert access.use_link(case) is None


def test_codes_of_a_key_that_was_replaced_still_open_until_it_is_gone(
    access: Access, reference: str, sessions: sessionmaker[Session], clock: Clock
) -> None:
    code = access.give_code("mine").code
    rotated = Access(Desk(sessions, clock), load_keyring(f"{NEW},{OLD}", Path()))
    without = Access(Desk(sessions, clock), load_keyring(NEW, Path()))

    assert rotated.open_case(reference, code, "talk")
    assert rotated.lost_keys() == set()
    assert without.open_case(reference, code, "talk") is None
    assert len(without.lost_keys()) == 1


def _mails(sessions: sessionmaker[Session]) -> list[tuple[str, str, dict[str, str]]]:
    with sessions() as session:
        rows = session.execute(sa.select(module.Message).order_by(module.Message.id)).scalars()
        return [(row.template, row.recipient, row.payload) for row in rows if row.template != "acknowledgement"]


def test_a_link_in_a_mail_gives_a_new_code_once_and_the_owner_is_told(
    access: Access, reference: str, sessions: sessionmaker[Session], keyring: Keyring
) -> None:
    old = access.give_code("mine").code
    assert access.send_link(reference)
    [(template, recipient, payload)] = _mails(sessions)
    link = derived_code(keyring, payload["key_id"], payload["nonce"])
    assert (template, recipient) == ("code_link", "ada@example.org")
    assert link not in str(payload)

    given = access.use_link(link)

    assert given is not None
    assert access.open_case(reference, old, "talk") is None
    assert access.open_case(reference, given.code, "talk")
    assert access.use_link(link) is None
    assert [mail[0] for mail in _mails(sessions)] == ["code_link", "code_changed"]


def test_a_link_is_good_for_a_day(
    access: Access, reference: str, sessions: sessionmaker[Session], clock: Clock, keyring: Keyring
) -> None:
    access.send_link(reference)
    payload = _mails(sessions)[0][2]
    clock.forward(hours=25)

    assert access.use_link(derived_code(keyring, payload["key_id"], payload["nonce"])) is None


def test_a_letterbox_is_not_filled_with_links(
    access: Access, reference: str, sessions: sessionmaker[Session], clock: Clock
) -> None:
    assert [access.send_link(reference) for _ in range(5)] == [True, True, True, False, False]
    clock.forward(hours=25)
    assert access.send_link(reference)


def test_without_an_address_or_a_complaint_no_link_is_written(
    access: Access, casework: Casework, filing: Filing, sessions: sessionmaker[Session]
) -> None:
    anonymous = casework.record(filing(talk="x", facts={"email": None, "contact_method": "none"})).reference

    assert not access.send_link(anonymous)
    assert not access.send_link(new_reference())
    assert _mails(sessions) == []
