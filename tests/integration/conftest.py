"""A migrated database of each kind, empty for every test, and sessions on it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.database import all_metadata, make_engine, make_sessions, migrate


@pytest.fixture(scope="session")
def kept_postgres(postgres_server: sa.URL) -> Iterator[str]:
    """A migrated PostgreSQL database for the whole session: making one takes longer than most of these tests."""
    name = f"candour_test_{secrets.token_hex(6)}"
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    url = postgres_server.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        migrate(url)
        yield url
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def emptied_postgres(kept_postgres: str) -> str:
    """That database without rows, whatever the test before left."""
    engine = make_engine(kept_postgres)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(all_metadata().tables)}"))
    engine.dispose()
    return kept_postgres


@pytest.fixture
def migrated_sqlite(sqlite_url: str) -> str:
    """A SQLite database with all tables."""
    migrate(sqlite_url)
    return sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database with all tables and no rows, once of each kind."""
    return str(request.getfixturevalue("migrated_sqlite" if request.param == "sqlite" else "emptied_postgres"))


@pytest.fixture
def sessions(migrated_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on that database."""
    engine = make_engine(migrated_url)
    yield make_sessions(engine)
    engine.dispose()
