"""Guessing: ten thousand tries from fifty clients open nothing, lock nobody out and stand in nobody's way."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextvars import ContextVar
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.casework.access import Access
from bot.casework.desk import Desk
from bot.casework.references import new_reference
from bot.casework.service import Casework
from bot.codes import new_code
from bot.database import make_engine, make_sessions, migrate
from bot.gateway.clients import client_of
from bot.gateway.guesses import FORGET_AFTER, FREE_WRONGS, LONGEST_DELAY, Guesses, NotOpened
from bot.gateway.keys import SETTINGS
from bot.keyring import load_keyring
from bot.settings import Settings
from tests.web.complaints import filing

GUESSES, CLIENTS = 10_000, 50
WHO: ContextVar[str] = ContextVar("who", default="somebody")


class Clock:
    """Time that passes only where somebody waits for it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.waiters: set[str] = set()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.waiters.add(WHO.get())
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guesses(clock: Clock) -> Guesses:
    return Guesses(clock=clock, sleep=clock.sleep)


async def nothing() -> None:
    return None


async def something() -> str:
    return "the case"


async def _try(guesses: Guesses, client: str, target: str) -> NotOpened:
    with pytest.raises(NotOpened) as refused:
        await guesses.look(client, target, nothing)
    return refused.value


class Watched:
    """The owner's complaint behind `Guesses`, and who is at work on what."""

    def __init__(self, guesses: Guesses, folder: Path) -> None:
        url = f"sqlite:///{folder / 'candour.db'}"
        migrate(url)
        self.engine = make_engine(url)
        sessions = make_sessions(self.engine)
        self.access = Access(Desk(sessions), load_keyring(None, folder / "code.key"))
        self.reference = Casework(sessions).record(filing("mine")).reference
        self.code = self.access.give_code("mine").code
        self.looks: Counter[str] = Counter()
        self.at_work: list[str] = []
        self.most_at_work = 0
        self.statements: Counter[str] = Counter()
        self.in_full_flood = asyncio.Event()
        self._guesses = guesses
        sa.event.listen(self.engine, "before_cursor_execute", self._note)

    async def check(self, client: str, reference: str, code: str) -> str:
        WHO.set(client)

        async def look() -> str | None:
            self.looks[client] += 1
            if self.looks.total() > GUESSES // 10:  # everybody's first tries are over
                self.in_full_flood.set()
            self.at_work.append(client)
            self.most_at_work = max(self.most_at_work, len(self.at_work))
            try:
                return await asyncio.to_thread(self.access.open_case, reference, code, client)
            finally:
                self.at_work.remove(client)

        return await self._guesses.look(client, reference, look)

    def _note(self, *_: object) -> None:
        self.statements[WHO.get()] += 1


async def test_ten_thousand_guesses_open_nothing_and_do_not_stand_in_the_owners_way(
    guesses: Guesses, clock: Clock, tmp_path: Path
) -> None:
    watched = Watched(guesses, tmp_path)

    async def guess(number: int) -> str:
        reference = watched.reference if number % 2 else new_reference()
        with pytest.raises(NotOpened) as refused:
            await watched.check(f"client {number % CLIENTS}", reference, new_code())
        return refused.value.reason

    await asyncio.create_task(watched.check("owner", watched.reference, watched.code))
    usual = watched.statements.pop("owner")

    flood = [asyncio.create_task(guess(number)) for number in range(GUESSES)]
    await watched.in_full_flood.wait()
    watched.most_at_work = len(watched.at_work)
    assert await asyncio.create_task(watched.check("owner", watched.reference, watched.code))
    while_owner_looked = watched.most_at_work
    reasons = Counter(await asyncio.gather(*flood))

    assert set(reasons) == {"wrong", "too_many"}
    assert watched.looks.total() == GUESSES + 2  # every try was looked at, the owner's two among them
    assert watched.statements["owner"] == usual
    assert while_owner_looked <= 2  # at most one guess is at work beside the owner's check
    assert "owner" not in clock.waiters
    watched.engine.dispose()


async def test_a_right_code_opens_whatever_was_tried_before_from_wherever(guesses: Guesses, clock: Clock) -> None:
    for number in range(200):
        await _try(guesses, f"client {number % 7}", "MPC-1")
        await _try(guesses, "the owner's library", "MPC-2")
    waits = len(clock.waits)

    assert await guesses.look("the owner's library", "MPC-1", something) == "the case"
    assert len(clock.waits) == waits


async def test_wrong_tries_at_one_reference_are_answered_later_and_later_wherever_they_come_from(
    guesses: Guesses, clock: Clock
) -> None:
    for number in range(FREE_WRONGS + 8):
        await _try(guesses, f"client {number}", "MPC-1")
    await _try(guesses, "client 0", "MPC-2")

    assert clock.waits == sorted(clock.waits)
    assert (len(clock.waits), clock.waits[0], clock.waits[-1]) == (8, 0.5, LONGEST_DELAY)


async def test_a_reference_is_forgotten_when_it_opens_or_is_left_alone(guesses: Guesses, clock: Clock) -> None:
    for number in range(FREE_WRONGS):
        await _try(guesses, f"client {number}", "MPC-1")
        await _try(guesses, f"client {number}", "MPC-2")
    await guesses.look("owner", "MPC-1", something)
    clock.now += FORGET_AFTER + 1

    await _try(guesses, "client", "MPC-1")
    await _try(guesses, "client", "MPC-2")

    assert clock.waits == []


async def test_who_tries_too_often_is_told_how_long_to_wait(guesses: Guesses, clock: Clock) -> None:
    refusals = [await _try(guesses, "client", f"MPC-{number}") for number in range(25)]

    assert [refusal.reason for refusal in refusals] == ["wrong"] * 20 + ["too_many"] * 5
    assert refusals[-1].retry_after == pytest.approx(30)
    clock.now += 31
    assert (await _try(guesses, "client", "MPC")).reason == "wrong"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", None, "192.0.2.7/32"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7/32"),  # not through a proxy of ours: invented
        ("127.0.0.1", "198.51.100.1", "198.51.100.1/32"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1/32"),  # what the client itself put there
        ("127.0.0.1", "198.51.100.1, 10.0.0.3", "198.51.100.1/32"),  # through two of ours
        ("127.0.0.1", "nonsense", "127.0.0.1/32"),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", None, "192.0.2.7/32"),
        (None, None, "unknown"),
    ],
)
def test_a_client_is_what_our_own_proxies_saw(peer: str | None, forwarded: str | None, client: str) -> None:
    app = web.Application()
    app[SETTINGS] = Settings(trusted_proxies="127.0.0.0/8, 10.0.0.0/8")
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("POST", "/chat/status", headers=headers, app=app).clone(remote=peer)

    assert client_of(request) == client
