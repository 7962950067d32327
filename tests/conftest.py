"""Fixtures shared by all tests: databases of both kinds, and the rule for what is missing on a machine."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck, settings

from bot.database import migrate

# How fast a machine makes examples says nothing about what they show.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

POSTGRES = os.environ.get("CANDOUR_TEST_POSTGRES_URL", "postgresql+psycopg2://postgres@127.0.0.1:5432/postgres")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(reason: str) -> None:
    """Skip the test with its reason; where everything is required (CI), fail instead."""
    if os.environ.get("CANDOUR_REQUIRE_ALL") == "1":
        pytest.fail(f"required here: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's shell reaches a test."""
    for name in [n for n in os.environ if n.startswith("CANDOUR_")]:
        if name not in {"CANDOUR_REQUIRE_ALL", "CANDOUR_TEST_POSTGRES_URL"}:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_logging(caplog: pytest.LogCaptureFixture) -> None:
    """Our lines of the log go to `caplog`, from INFO on, whatever ran or was imported before.

    Importing Rasa sets up structlog for the whole process, and a test may do so too: each test begins from here.
    """
    caplog.set_level(logging.INFO, logger="bot")
    structlog.reset_defaults()
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.processors.KeyValueRenderer(key_order=["event"])],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


@pytest.fixture(scope="session")
def postgres_server() -> sa.URL:
    """The address of a PostgreSQL server that answers; its tests are skipped with the reason where there is none."""
    url = sa.make_url(POSTGRES)
    engine = sa.create_engine(url, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return url
    except sa.exc.OperationalError:
        missing(f"no PostgreSQL server at {url.host}:{url.port}")
        raise
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: sa.URL) -> Iterator[str]:
    """A PostgreSQL database of its own, dropped afterwards."""
    name = f"candour_test_{secrets.token_hex(6)}"
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield postgres_server.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database file of its own."""
    return f"sqlite:///{tmp_path / 'candour.db'}"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied: quicker than to migrate for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium that is installed on the machine."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    missing("no Chromium on this machine (Debian: apt-get install chromium)")
    raise AssertionError("unreachable")
