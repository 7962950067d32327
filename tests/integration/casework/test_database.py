"""The database layer: addresses, time zones, and what an operator is told when it cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.service import Casework
from bot.database import (
    DatabaseNotReady,
    DatabaseUnavailable,
    InvalidDatabaseUrl,
    UtcDateTime,
    make_engine,
    make_sessions,
    migrate,
    parse_url,
    writing,
)

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2900, 1, 1), timezones=OFFSETS)


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_every_spelling_of_postgresql_is_understood(url: str) -> None:
    assert parse_url(url).drivername == "postgresql+psycopg2"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x", "http://[x"]
)
def test_an_address_that_cannot_be_used_is_refused_with_advice(url: str) -> None:
    with pytest.raises(InvalidDatabaseUrl, match="use sqlite:///"):
        make_engine(url)


def test_a_server_that_does_not_answer_is_said_to_be_so_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match="check that it is running") as caught:
        migrate("postgresql://candour:secret@127.0.0.1:1/candour")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "candour.db"
    file.write_text("This is a letter, not a database. " * 100)
    with pytest.raises(DatabaseUnavailable, match="not a database"):
        migrate(f"sqlite:///{file}")


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="CANDOUR_DATABASE_URL"):
        make_engine(f"sqlite:///{tmp_path / 'file' / 'candour.db'}")


def test_the_folder_of_a_database_is_made(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'a' / 'b' / 'candour.db'}")
    assert (tmp_path / "a" / "b" / "candour.db").exists()


def test_a_database_without_tables_is_said_to_need_them(database_url: str) -> None:
    engine = make_engine(database_url)
    with pytest.raises(DatabaseNotReady, match="candour migrate"):
        Casework(make_sessions(engine)).list()
    engine.dispose()


def test_a_folder_in_the_place_of_the_file_is_said_to_be_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        migrate(f"sqlite:///{tmp_path}")


def test_a_database_that_stays_locked_is_said_to_be_unavailable(migrated_sqlite: str) -> None:
    engine = make_engine(migrated_sqlite)
    row = sa.text("INSERT INTO alembic_version VALUES ('x')")
    with writing(make_sessions(engine)), engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            other.execute(row)
    engine.dispose()


def test_sqlite_is_set_up_for_several_processes(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    engine.dispose()


def test_a_row_that_points_nowhere_is_refused(sessions: sessionmaker[Session]) -> None:
    row = "INSERT INTO allegation (complaint_id, category, position) VALUES (99, 'C', 1)"
    with pytest.raises(sa.exc.IntegrityError), sessions.begin() as session:
        session.execute(sa.text(row))


@given(moment=MOMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_moment_comes_back_as_the_same_moment_in_utc(sessions: sessionmaker[Session], moment: datetime) -> None:
    table = sa.Table("moment", sa.MetaData(), sa.Column("at", UtcDateTime), prefixes=["TEMPORARY"])
    with sessions() as session:
        table.create(session.connection())
        session.execute(table.insert().values(at=moment))
        returned = session.scalar(sa.select(table.c.at))
    assert returned == moment
    assert returned is not None
    assert returned.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(sessions: sessionmaker[Session]) -> None:
    naive = sa.literal(datetime(2026, 3, 29, 1, 30), UtcDateTime())
    with pytest.raises(sa.exc.StatementError, match="time zone"), sessions() as session:
        session.scalar(sa.select(naive))
