"""Migrations: they lead to exactly the tables of the program, back to nothing, and leave Rasa's table alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from bot.database import alembic_config, all_metadata, is_ours, make_engine, migrate


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def make_rasas_table(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"))
        connection.execute(sa.text("INSERT INTO events VALUES (1, 'talk', '{}')"))


def test_upgrading_from_nothing_gives_exactly_the_tables_of_the_program(database_url: str, engine: Engine) -> None:
    make_rasas_table(engine)
    migrate(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        assert compare_metadata(context, all_metadata()) == []


def test_constraints_have_the_names_that_later_migrations_will_use(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    for name, table in all_metadata().tables.items():
        wanted = {
            str(c.name) for c in table.constraints if isinstance(c, sa.UniqueConstraint | sa.ForeignKeyConstraint)
        }
        found = sa.inspect(engine).get_unique_constraints(name) + sa.inspect(engine).get_foreign_keys(name)
        assert {constraint["name"] for constraint in found} == wanted


def test_downgrading_leaves_nothing_but_rasas_table(database_url: str, engine: Engine) -> None:
    make_rasas_table(engine)
    migrate(database_url)
    command.downgrade(alembic_config(database_url), "base")
    assert set(sa.inspect(engine).get_table_names()) == {"alembic_version", "events"}
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT sender_id FROM events")) == "talk"
    migrate(database_url)
    assert "complaint" in sa.inspect(engine).get_table_names()


def test_migrating_again_changes_nothing(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    before = sa.inspect(engine).get_table_names()
    migrate(database_url)
    assert sa.inspect(engine).get_table_names() == before


def test_a_migration_that_fails_leaves_nothing_half_done(database_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError):
        migrate(database_url)
    assert "complaint" not in sa.inspect(engine).get_table_names()


def test_there_is_one_line_of_migrations(sqlite_url: str) -> None:
    script = ScriptDirectory.from_config(alembic_config(sqlite_url))
    assert len(script.get_heads()) == 1
    assert script.get_bases() == ["0001"]
