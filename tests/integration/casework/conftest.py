"""Casework on a migrated database of each kind."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.clock import LONDON
from bot.database import all_metadata, make_engine, make_sessions, migrate

RECEIVED = datetime(2026, 3, 28, 23, 30, tzinfo=LONDON)
NOW = datetime(2026, 3, 29, 9, 0, tzinfo=LONDON)

FACTS: dict[str, object] = {
    "what_happened": "A constable pushed me to the ground outside the station.\nI said “stop”. 😀",
    "incident_date": "2026-03-14",
    "incident_location": "Brixton Road",
    "borough": "Lambeth",
    "officers": "PC 1234 LX, tall",
    "allegations": ["C", "U"],
    "complained_before": False,
    "complainant_name": "Ada Obi",
    "contact_method": "email",
    "email": "ada@example.org",
    "declined": ["evidence"],
}
DECISION: dict[str, object] = {
    "route": "record",
    "reason": "record",
    "handling": "dps_investigation",
    "referral": [],
    "needs": [],
    "reasons": [{"rule": "record", "clause": "S4", "facts": ["what_happened"]}],
    "flags": ["force_used"],
    "provisional": True,
    "signpost_to": None,
    "asks": [],
}


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


@pytest.fixture
def casework(sessions: sessionmaker[Session]) -> Casework:
    """Casework whose clock stands still."""
    return Casework(sessions, clock=lambda: NOW)


@pytest.fixture
def filing() -> Callable[..., FileComplaint]:
    """Makes a filing; `facts` and `decision` are added to the usual ones."""

    def make(
        number: int = 1, *, talk: str = "talk", facts: dict[str, Any] | None = None, **decision: Any
    ) -> FileComplaint:
        return FileComplaint(
            conversation_id=talk,
            number=number,
            facts={**FACTS, **(facts or {})},
            decision={**DECISION, **decision},
            received_at=RECEIVED,
        )

    return make
