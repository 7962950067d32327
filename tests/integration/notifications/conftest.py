"""An outbox, a delivery with a clock that can be moved, and a real mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.models import Message
from bot.clock import LONDON
from bot.database import writing
from bot.notifications.delivery import Delivery
from bot.notifications.letters import Letters, load_letters
from bot.notifications.outbox import Outbox
from bot.notifications.post import TIMEOUT, make_post
from bot.settings import Settings
from tests.integration.notifications.mail_server import MailServer

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=LONDON)
TEAM = "team@police.test"


@dataclass
class MovableClock:
    """The present moment, until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def settings(server: MailServer, tmp_path: Path) -> Settings:
    return Settings(
        var_dir=tmp_path,
        public_url="https://complaints.test/",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_starttls=False,
        smtp_from="Complaints <complaints@police.test>",
        staff_mailbox=TEAM,
    )


@pytest.fixture
def letters(settings: Settings) -> Letters:
    return load_letters(settings)


@pytest.fixture
def outbox(sessions: sessionmaker[Session], clock: MovableClock) -> Outbox:
    return Outbox(sessions, clock, staff_mailbox=TEAM, jitter=lambda: 1.0)


@pytest.fixture
def make_delivery(outbox: Outbox, letters: Letters, settings: Settings, clock: MovableClock) -> Callable[..., Delivery]:
    """A worker of its own; `patience` is how many seconds it waits for the mail server."""

    def make(patience: float = TIMEOUT) -> Delivery:
        return Delivery(outbox, letters, make_post(settings, timeout=patience), clock)

    return make


@pytest.fixture
def delivery(make_delivery: Callable[..., Delivery]) -> Delivery:
    return make_delivery()


@pytest.fixture
def enqueue(sessions: sessionmaker[Session], clock: MovableClock) -> Callable[..., None]:
    """Puts emails into the outbox: so many, to addresses numbered from 1."""

    def put(count: int = 1, *, template: str = "update_waiting", recipient: str = "person{}@example.org") -> None:
        with writing(sessions) as session:
            session.add_all(
                Message(
                    key=f"{template}:{recipient}:{number}",
                    template=template,
                    recipient=recipient.format(number),
                    payload={"reference": "MPC-7K4D-9XTR-K"},
                    created_at=clock(),
                )
                for number in range(1, count + 1)
            )

    return put
