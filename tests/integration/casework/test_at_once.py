"""Several at once, in threads and in processes: nothing is lost, doubled or half done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.errors import IllegalTransition
from bot.casework.models import Complaint, Event, Message
from bot.casework.service import Casework
from bot.casework.states import Trigger
from bot.database import make_engine, migrate

ROOT = Path(__file__).resolve().parents[3]
Make = Callable[..., FileComplaint]

FILE_ONE = """
import sys
from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.clock import now
from bot.database import make_engine, make_sessions
casework = Casework(make_sessions(make_engine(sys.argv[1])))
facts = {"what_happened": "x", "email": "a@example.org"}
command = FileComplaint("talk", 1, facts, {"route": "record", "referral": ["serious_assault"]}, now())
print("ready", flush=True)
sys.stdin.readline()
print(casework.record(command).reference)
"""
MIGRATE = """
import sys
from bot.database import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(sys.argv[1])
print("done")
"""


def at_the_same_time(count: int, work: Callable[[int], object]) -> list[object]:
    start = Barrier(count)

    def wait_and_work(index: int) -> object:
        start.wait()
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_work, range(count)))


def in_processes(count: int, program: str, url: str) -> list[str]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * count, [errors for _, errors in results]
    return [output.strip() for output, _ in results]


def count(sessions: sessionmaker[Session], table: type[Complaint] | type[Event] | type[Message]) -> int:
    with sessions() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_threads_that_file_the_same_complaint_get_one_reference(
    casework: Casework, sessions: sessionmaker[Session], filing: Make
) -> None:
    results = at_the_same_time(8, lambda _: casework.record(filing(referral=["serious_assault"])))
    assert len({filed.reference for filed in results}) == 1  # type: ignore[attr-defined]
    assert sum(filed.created for filed in results) == 1  # type: ignore[attr-defined]
    assert [count(sessions, table) for table in (Complaint, Event, Message)] == [1, 2, 1]


def test_threads_that_file_different_complaints_lose_none(
    casework: Casework, sessions: sessionmaker[Session], filing: Make
) -> None:
    at_the_same_time(8, lambda index: [casework.record(filing(number, talk=f"talk {index}")) for number in (1, 2, 3)])
    assert [count(sessions, table) for table in (Complaint, Event, Message)] == [24, 24, 24]


def test_processes_that_file_the_same_complaint_get_one_reference(
    migrated_url: str, sessions: sessionmaker[Session]
) -> None:
    assert len(set(in_processes(3, FILE_ONE, migrated_url))) == 1
    assert [count(sessions, table) for table in (Complaint, Event, Message)] == [1, 2, 1]


def test_of_those_who_take_the_same_step_one_does_and_the_others_are_told(casework: Casework, filing: Make) -> None:
    def assess(reference: str, index: int) -> bool:
        try:
            casework.change_state(reference, Trigger.ASSESS, actor=f"assessor {index}", reason="read it")
        except IllegalTransition:
            return False
        return True

    # Several rounds: in the first one the threads still open their connections, one after the other.
    for number in range(1, 6):
        reference = casework.record(filing(number)).reference
        assert sum(map(bool, at_the_same_time(4, partial(assess, reference)))) == 1
        assert [event.sequence for event in casework.show(reference).events] == [1, 2]


def test_opening_a_new_file_at_once_makes_nobody_fail(tmp_path: Path) -> None:
    def open_it(attempt: int, _index: int) -> object:
        engine = make_engine(f"sqlite:///{tmp_path / str(attempt)}")
        with engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        engine.dispose()
        return mode

    for attempt in range(40):
        assert at_the_same_time(4, partial(open_it, attempt)) == ["wal"] * 4


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_migrating_at_once_is_done_once(database_url: str, kind: str) -> None:
    if kind == "threads":
        at_the_same_time(4, lambda _: migrate(database_url))
    else:
        assert in_processes(3, MIGRATE, database_url) == ["done"] * 3
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()
