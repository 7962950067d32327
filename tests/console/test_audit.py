"""The log: whole after many hands, and never whole again once a row is changed, removed, put in or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from bot.casework.errors import AppendOnly
from bot.cli.main import app
from bot.console.audit import AuditLog, hash_of
from bot.console.models import AuditEntry, AuditHead
from bot.database import make_engine, make_sessions, migrate
from bot.keyring import Keyring, load_keyring

ROWS = AuditEntry.__table__


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return load_keyring(None, tmp_path / "code.key")


@pytest.fixture
def both(database_url: str) -> Iterator[sessionmaker[Session]]:
    migrate(database_url)
    engine = make_engine(database_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def log(both: sessionmaker[Session], keyring: Keyring) -> AuditLog:
    log = AuditLog(both, keyring)
    for number in range(1, 6):
        log.write("ann", "case.looked", f"MPC-{number}", page=number, words="é😀", float=0.1)
    return log


def _run(both: sessionmaker[Session], *statements: sa.Executable) -> None:
    with both.begin() as session:
        for statement in statements:
            session.connection().execute(statement)


def test_a_log_that_nobody_touched_is_whole(log: AuditLog) -> None:
    verified = log.verify()

    assert (verified.entries, verified.faults) == (5, ())
    assert log.verify(expect=verified.head).faults == ()


def test_an_empty_log_is_whole(both: sessionmaker[Session], keyring: Keyring) -> None:
    assert AuditLog(both, keyring).verify().faults == ()


@pytest.mark.parametrize(
    "changed", [{"actor": "bob"}, {"subject": None}, {"detail": {"page": 9}}, {"action": "case.changed"}]
)
def test_a_changed_row_is_found(both: sessionmaker[Session], log: AuditLog, changed: dict) -> None:
    _run(both, sa.update(ROWS).where(ROWS.c.sequence == 3).values(changed))

    assert log.verify().faults == ("entry 3 was changed",)


def test_a_row_that_was_changed_with_its_hash_is_found(both: sessionmaker[Session], log: AuditLog) -> None:
    with both() as session:
        entry = session.get_one(AuditEntry, 3)
        entry.actor = "bob"
        forged = hash_of(entry)
        session.rollback()
    _run(both, sa.update(ROWS).where(ROWS.c.sequence == 3).values(actor="bob", hash=forged))

    assert "does not follow" in log.verify().faults[0]


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_removed_row_is_found(both: sessionmaker[Session], log: AuditLog, sequence: int) -> None:
    _run(both, sa.delete(ROWS).where(ROWS.c.sequence == sequence))

    faults = log.verify().faults
    assert f"entry {sequence} is missing" in faults
    assert f"entry {sequence + 1} does not follow the one before: one was removed or put in" in faults


def test_an_end_that_was_cut_off_is_found_also_with_a_forged_head(both: sessionmaker[Session], log: AuditLog) -> None:
    _run(both, sa.delete(ROWS).where(ROWS.c.sequence >= 4))
    assert log.verify().faults == ("the log ends with entry 3, but entry 5 was the last to be written",)

    with both() as session:
        last = session.get_one(AuditEntry, 3).hash
    _run(both, sa.update(AuditHead.__table__).values(sequence=3, hash=last))
    assert log.verify().faults == ("the end of the log was not sealed by this program",)

    _run(both, sa.delete(AuditHead.__table__))
    assert log.verify().faults == ("the record of the end of the log is missing",)


def test_an_inserted_row_is_found(both: sessionmaker[Session], log: AuditLog) -> None:
    with both() as session:
        copy = {c.name: getattr(session.get_one(AuditEntry, 5), c.name) for c in ROWS.columns}
    forged = AuditEntry(**{**copy, "sequence": 6, "actor": "bob", "previous": copy["hash"]})
    values = {**copy, "sequence": 6, "actor": "bob", "previous": copy["hash"], "hash": hash_of(forged)}
    _run(both, sa.insert(ROWS).values(values))
    assert log.verify().faults == ("the log ends with entry 6, but entry 5 was the last to be written",)

    _run(both, sa.delete(ROWS).where(ROWS.c.sequence == 6), sa.insert(ROWS).values({**values, "sequence": 0}))
    assert log.verify().faults[0] == "entry 0 stands twice"


def test_a_log_that_was_written_anew_lacks_the_hash_that_was_noted(both: sessionmaker[Session], log: AuditLog) -> None:
    noted = log.verify().head
    _run(both, sa.delete(ROWS), sa.delete(AuditHead.__table__))
    log.write("ann", "case.looked", "MPC-1")

    assert log.verify().faults == ()
    assert log.verify(expect=noted).faults == (f"no entry has the hash {noted} that was noted before",)


def test_many_at_once_make_one_chain(both: sessionmaker[Session], log: AuditLog) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.write("ann", "case.looked", str(number)), range(40)))

    assert (log.verify().entries, log.verify().faults) == (45, ())


def test_the_program_itself_cannot_change_an_entry(both: sessionmaker[Session], log: AuditLog) -> None:
    with pytest.raises(AppendOnly), both.begin() as session:
        session.get_one(AuditEntry, 2).actor = "bob"
    with pytest.raises(AppendOnly), both.begin() as session:
        session.delete(session.get_one(AuditEntry, 2))
    assert log.verify().faults == ()


def test_the_command_says_whether_the_log_is_whole(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOUR_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CANDOUR_VAR_DIR", str(tmp_path))
    migrate(sqlite_url)
    runner = CliRunner()
    made = runner.invoke(app, ["staff", "add", "J.Marsh", "--role", "reviewer"])
    assert made.exit_code == 0
    assert "/staff/join#" in made.stdout
    assert runner.invoke(app, ["staff", "add", "j.marsh", "--role", "auditor"]).exit_code == 1
    assert "j.marsh" in runner.invoke(app, ["staff", "list"]).stdout
    whole = runner.invoke(app, ["audit", "verify"])
    assert (whole.exit_code, whole.stdout.splitlines()[0][:9]) == (0, "1 entries")

    engine = make_engine(sqlite_url)
    _run(make_sessions(engine), sa.update(ROWS).values(actor="bob"))
    engine.dispose()

    broken = runner.invoke(app, ["audit", "verify"])
    assert broken.exit_code == 1
    assert "entry 1 was changed" in broken.stderr
