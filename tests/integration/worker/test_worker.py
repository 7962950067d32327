"""The worker as a real process: it does what is due, one at a time, takes over from the dead, and ends when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from bot.casework.clock_models import DeadlineMark
from bot.casework.clocks import Clocks
from bot.casework.commands import FileComplaint
from bot.casework.job_runs import BEAT, JobRuns
from bot.casework.models import Message
from bot.casework.service import Casework
from bot.cli.main import app
from bot.clock import parse
from bot.database import make_engine, make_sessions
from bot.settings import ROOT, Settings
from bot.worker.jobs import Jobs
from bot.worker.lock import WorkerLock

PATIENCE = 60.0
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def environment(migrated_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CANDOUR_DATABASE_URL": migrated_url,
        "CANDOUR_VAR_DIR": str(tmp_path),
        "CANDOUR_STAFF_MAILBOX": "team@police.test",
    }


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the workers have said."""
    return tmp_path / "worker.log"


@pytest.fixture
def start(environment: dict[str, str], log: Path) -> Iterator[Start]:
    """Starts real workers; what still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def worker(**more: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-u", "-m", "bot.worker"], cwd=ROOT, env={**environment, **more}, stdout=said
            )
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.wait()
    lock = WorkerLock(environment["CANDOUR_DATABASE_URL"])
    assert eventually(lock.acquire)  # the server may take a moment to notice that a worker is gone
    lock.release()


def eventually(question: Callable[[], bool]) -> bool:
    """Whether it becomes true before patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def file_a_complaint(sessions: sessionmaker[Session], day: str) -> str:
    moment = parse(day)
    facts = {"what_happened": "…", "contact_method": "email", "email": "ada@example.org", "complainant_name": "Ada Obi"}
    decision = {"route": "record", "handling": "dps_investigation", "referral": ["serious_assault"]}
    filed = Casework(sessions, clock=lambda: moment).record(FileComplaint("talk", 1, facts, decision, moment))
    return filed.reference


def test_it_sends_what_is_due_and_gives_signs_of_life(
    start: Start, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    reference = file_a_complaint(sessions, "2026-11-20T10:00")
    worker = start(CANDOUR_CLOCK="2026-11-22T10:00:00")
    folder = tmp_path / "mail"

    def is_done() -> bool:
        return len(list(folder.glob("*.eml"))) == 2 and JobRuns(sessions).worker_is_alive()

    assert eventually(is_done)
    recipients = {message_from_bytes(file.read_bytes())["To"] for file in folder.glob("*.eml")}
    assert recipients == {"ada@example.org", "team@police.test"}  # the acknowledgement; the referral that is due
    with sessions() as session:
        assert {(row.subject, row.kind, row.mark) for row in session.scalars(sa.select(DeadlineMark))} == {
            (reference, "referral", "reminder")
        }
    worker.terminate()
    assert worker.wait(PATIENCE) == 0


def test_another_worker_waits_and_takes_over_when_the_first_is_killed(
    start: Start, sessions: sessionmaker[Session], migrated_url: str
) -> None:
    lock = WorkerLock(migrated_url)
    first = start()
    assert eventually(lambda: BEAT in JobRuns(sessions).seen())
    assert not lock.acquire()
    second = start()

    first.send_signal(signal.SIGKILL)
    first.wait()
    killed_at = time.monotonic()

    def second_is_at_work() -> bool:
        return JobRuns(sessions).seen()[BEAT].age < time.monotonic() - killed_at

    assert eventually(second_is_at_work)
    assert not lock.acquire()
    second.terminate()
    assert second.wait(PATIENCE) == 0
    assert eventually(lock.acquire)
    lock.release()


def test_the_lock_is_held_by_one_and_can_be_asked_for_again(migrated_url: str) -> None:
    first, second = WorkerLock(migrated_url), WorkerLock(migrated_url)

    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert eventually(second.acquire)
    second.release()
    second.release()


def test_a_holder_whose_connection_is_cut_learns_that_it_holds_nothing(emptied_postgres: str) -> None:
    first, second = WorkerLock(emptied_postgres), WorkerLock(emptied_postgres)
    assert first.acquire()
    engine = make_engine(emptied_postgres)
    with engine.connect() as connection:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) "
                    "WHERE locktype = 'advisory' AND datname = current_database()")
        )  # fmt: skip
    engine.dispose()

    assert eventually(second.acquire)
    assert not first.acquire()
    second.release()
    assert eventually(first.acquire)
    first.release()


def test_without_its_database_it_waits_and_still_ends_when_told_to(start: Start, log: Path) -> None:
    worker = start(CANDOUR_DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")
    assert eventually(lambda: "worker.database_away" in log.read_text())
    assert worker.poll() is None

    worker.terminate()
    assert worker.wait(PATIENCE) == 0


def test_a_setting_that_cannot_be_used_is_said_in_one_line(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.worker"],
        cwd=ROOT,
        env={**environment, "CANDOUR_SMTP_FROM": "nobody"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("worker: CANDOUR_SMTP_FROM: ")
    assert "Traceback" not in done.stderr


def test_once_does_everything_and_again_changes_nothing(
    environment: dict[str, str], sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, migrated_url: str
) -> None:
    file_a_complaint(sessions, "2026-01-05T10:00")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-11-21T10:00:00")

    def keys() -> list[str]:
        with sessions() as session:
            return list(session.scalars(sa.select(Message.key).where(Message.sent_at.is_not(None))))

    assert CliRunner().invoke(app, ["worker", "--once"]).exit_code == 0
    sent = keys()
    assert CliRunner().invoke(app, ["worker", "--once"]).exit_code == 0
    assert keys() == sent
    assert len(sent) > 10

    due = CliRunner().invoke(app, ["due", "--json"])
    assert '"kind": "referral"' in due.output
    lock = WorkerLock(migrated_url)
    assert lock.acquire()
    refused = CliRunner().invoke(app, ["worker", "--once"])
    lock.release()
    assert refused.exit_code == 1
    assert "Another worker is at work" in refused.output


async def test_a_job_that_fails_is_noted_without_what_it_said_and_the_others_go_on(
    migrated_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("Ada Obi said something")

    monkeypatch.setattr(Clocks, "mark", fail)
    engine = make_engine(migrated_url)
    jobs = Jobs(Settings(database_url=migrated_url, var_dir=tmp_path), engine)

    assert not await jobs.all_once()

    seen = JobRuns(make_sessions(engine)).seen()
    engine.dispose()
    assert {name: job.fault for name, job in seen.items()} == {
        "clocks": "RuntimeError", "mail": None, "retention": None, "beat": None,
    }  # fmt: skip
    said = "".join(capsys.readouterr()) + caplog.text
    assert "worker.job_failed" in said
    assert "test_worker.py:" in said
    assert "Ada" not in said
