"""Delivery to a mail server that is well, unwilling, silent, rude or away: each email arrives once, or says why not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.models import Message
from bot.notifications.delivery import Delivery
from bot.notifications.outbox import CLAIM, MOST_ATTEMPTS, Outbox
from bot.notifications.post import TIMEOUT
from bot.settings import ROOT, Settings
from tests.integration.notifications.conftest import NOW, TEAM, MovableClock
from tests.integration.notifications.mail_server import MailServer

Enqueue = Callable[..., None]


def rows(sessions: sessionmaker[Session]) -> list[Message]:
    with sessions() as session:
        return list(session.scalars(sa.select(Message).order_by(Message.id)))


async def test_what_is_due_arrives_once(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, sessions: sessionmaker[Session]
) -> None:
    enqueue(45)

    first, second = await delivery.round(), await delivery.round()

    assert (first.sent, second.sent) == (45, 0)
    assert sorted(server.recipients) == sorted(f"person{number}@example.org" for number in range(1, 46))
    assert set(server.times_accepted().values()) == {1}
    assert all(row.sent_at == NOW and row.attempts == 1 for row in rows(sessions))
    assert server.connections == 1


async def test_an_email_that_is_not_taken_now_is_tried_again_after_growing_pauses(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, clock: MovableClock, sessions: sessionmaker[Session]
) -> None:
    enqueue()
    server.answers["person1@example.org"] = "450 4.2.1 mailbox busy"
    pauses = []

    for _ in range(10):
        await delivery.round()
        (row,) = rows(sessions)
        pauses.append((row.next_attempt_at - clock()).total_seconds() / 60)
        assert row.last_error == "the mail server said 450 4.2.1 mailbox busy"
        clock.now = row.next_attempt_at
    del server.answers["person1@example.org"]
    await delivery.round()

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert list(server.times_accepted().values()) == [1]
    (row,) = rows(sessions)
    assert (row.attempts, row.last_error) == (11, None)


async def test_an_address_that_does_not_exist_is_given_up_and_keeps_nobody_else_waiting(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, outbox: Outbox
) -> None:
    enqueue(3)
    server.answers["person2@example.org"] = "550 5.1.1 no such user"

    done = await delivery.round()

    # The team is told, in an email of its own.
    assert (done.sent, done.given_up) == (3, 1)
    assert sorted(server.recipients) == ["person1@example.org", "person3@example.org", TEAM]
    (dead,) = outbox.entries(given_up=True, limit=10)
    assert (dead.recipient, dead.reason) == ("p***@example.org", "the mail server said 550 5.1.1 no such user")


async def test_a_team_whose_own_mailbox_is_refused_gets_no_email_about_it(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, sessions: sessionmaker[Session]
) -> None:
    enqueue()
    server.answers |= {"person1@example.org": "550 no", TEAM: "550 no"}

    for _ in range(3):
        await delivery.round()

    assert [row.template for row in rows(sessions)] == ["update_waiting", "undelivered"]


async def test_what_was_given_up_goes_out_when_an_operator_retries_it(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, outbox: Outbox
) -> None:
    enqueue(2)
    server.data_answer = "554 5.7.1 rejected as spam"
    await delivery.round()
    assert outbox.counts().given_up == 4  # and two for the team
    server.data_answer = None

    assert outbox.retry() == 4
    await delivery.round()

    assert outbox.counts().given_up == outbox.counts().waiting == 0
    assert set(server.times_accepted().values()) == {1}


async def test_an_email_that_is_never_taken_is_given_up_after_days(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, clock: MovableClock, outbox: Outbox
) -> None:
    enqueue()
    server.answers["person1@example.org"] = "452 4.2.2 mailbox full"

    for _ in range(MOST_ATTEMPTS):
        await delivery.round()
        clock.move(hours=2)

    (dead,) = outbox.entries(given_up=True, limit=10)
    assert dead.reason == (
        f"given up after {MOST_ATTEMPTS} attempts; the last time: the mail server said 452 4.2.2 mailbox full"
    )
    assert (clock() - NOW).days >= 4


@pytest.mark.parametrize("fault", ["hangs", "hangs_up"])
async def test_a_server_that_fails_in_the_middle_gets_each_email_once_when_it_is_well(
    server: MailServer,
    make_delivery: Callable[..., Delivery],
    enqueue: Enqueue,
    clock: MovableClock,
    outbox: Outbox,
    fault: str,
) -> None:
    enqueue(5)
    setattr(server, fault, True)

    broken = await make_delivery(patience=0.5 if fault == "hangs" else TIMEOUT).round()

    # Only the first was tried: the others need not wait for a server that is not well.
    assert (broken.put_off, broken.sent, bool(broken.fault)) == (1, 0, True)
    assert sorted(entry.attempts for entry in outbox.entries(given_up=False, limit=10)) == [0, 0, 0, 0, 1]
    setattr(server, fault, False)
    clock.move(minutes=2)
    assert (await make_delivery().round()).sent == 5
    assert set(server.times_accepted().values()) == {1}
    assert len(server.accepted) == 5


async def test_an_email_that_always_breaks_the_connection_does_not_hold_up_the_others(
    server: MailServer, delivery: Delivery, enqueue: Enqueue, clock: MovableClock
) -> None:
    enqueue(1, recipient="poison@example.org")
    enqueue(4)
    server.hangs_up_on = {"poison@example.org"}

    assert (await delivery.round()).sent == 0
    clock.move(seconds=5)
    assert (await delivery.round()).sent == 4

    assert sorted(str(message["To"]) for message in server.accepted) == [f"person{n}@example.org" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("down", ["refuses connections", "refuses mailboxes", "hangs"])
async def test_a_mailbox_that_is_down_for_two_days_gets_every_email_once_when_it_is_back(
    server: MailServer, make_delivery: Callable[..., Delivery], enqueue: Enqueue, clock: MovableClock, down: str
) -> None:
    addresses = [f"person{number}@example.org" for number in range(1, 7)]
    patience = 0.5 if down == "hangs" else TIMEOUT
    delivery = make_delivery(patience)
    if down == "refuses connections":
        await server.stop()
    elif down == "refuses mailboxes":
        server.answers = {address: "451 4.3.0 try later" for address in addresses}
    else:
        server.hangs = True

    for hour in range(48):
        if hour % 12 == 0:
            enqueue(6, template=["update_waiting", "message_waiting", "outcome_proposed", "closed"][hour // 12])
        if hour % 10 == 0:
            delivery = make_delivery(patience)  # the worker is started again
        if down != "hangs" or hour % 8 == 0:  # each round takes the half second of the server's silence
            assert (await delivery.round()).sent == 0
        clock.move(hours=1)
    server.answers, server.hangs = {}, False
    if down == "refuses connections":
        await server.start()
    delivery = make_delivery()
    for _ in range(8):
        await delivery.round()
        clock.move(minutes=30)

    assert len(server.accepted) == 24
    assert set(server.times_accepted().values()) == {1}


async def test_two_workers_at_once_send_each_email_once(
    server: MailServer, make_delivery: Callable[..., Delivery], enqueue: Enqueue
) -> None:
    enqueue(90)

    done = await asyncio.gather(*(make_delivery().round() for _ in range(4)))

    assert sum(each.sent for each in done) == 90
    assert len(server.accepted) == 90
    assert set(server.times_accepted().values()) == {1}
    assert sum(each.sent > 0 for each in done) > 1


async def test_a_worker_that_comes_too_late_changes_nothing(
    outbox: Outbox, enqueue: Enqueue, clock: MovableClock, sessions: sessionmaker[Session]
) -> None:
    enqueue()
    (slow,) = outbox.claim()
    clock.now += CLAIM
    (other,) = outbox.claim()

    assert not outbox.put_off(slow, "too late")
    assert not outbox.give_up(slow, "too late")
    outbox.let_go([slow])
    assert outbox.mark_sent(other)
    assert not outbox.mark_sent(slow)

    (row,) = rows(sessions)
    assert (row.attempts, row.last_error, row.given_up_at) == (2, None, None)


WORKER = """
import asyncio, sys
from datetime import datetime
from bot.database import make_engine, make_sessions
from bot.notifications.delivery import Delivery
from bot.notifications.letters import load_letters
from bot.notifications.outbox import Outbox
from bot.notifications.post import make_post
from bot.settings import load_settings
settings = load_settings()
outbox = Outbox(make_sessions(make_engine(settings.database_url)))
asyncio.run(Delivery(outbox, load_letters(settings), make_post(settings)).round())
"""


async def test_an_email_sent_by_a_worker_that_was_killed_before_it_could_note_it_is_recognisable(
    server: MailServer,
    delivery: Delivery,
    enqueue: Enqueue,
    settings: Settings,
    migrated_url: str,
    clock: MovableClock,
    sessions: sessionmaker[Session],
) -> None:
    enqueue(3)
    environment = {
        **os.environ,
        "CANDOUR_DATABASE_URL": migrated_url,
        "CANDOUR_CLOCK": clock().isoformat(),
        "CANDOUR_SMTP_HOST": "127.0.0.1",
        "CANDOUR_SMTP_PORT": str(server.port),
        "CANDOUR_SMTP_STARTTLS": "false",
        "CANDOUR_SMTP_FROM": settings.smtp_from,
    }
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, cwd=ROOT, env=environment)

    async def kill(_message: object) -> None:
        if len(server.accepted) == 2:
            worker.send_signal(signal.SIGKILL)
            await worker.wait()

    server.on_accept = kill
    await worker.wait()
    assert [row.sent_at is not None for row in rows(sessions)] == [True, False, False]

    assert (await delivery.round()).sent == 0  # the claim of the dead worker still holds
    clock.now += CLAIM
    assert (await delivery.round()).sent == 2

    assert sorted(server.times_accepted().values()) == [1, 1, 2]
    assert all(row.sent_at for row in rows(sessions))
