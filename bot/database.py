"""The database: engine, sessions, write transactions, time zones and migrations, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import tenacity
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

# Every module that adds tables to `Base`: migrations and their tests compare the database with all of them.
MODEL_MODULES = (
    "bot.casework.models",
    "bot.casework.access_models",
    "bot.casework.api_keys",
    "bot.casework.clock_models",
    "bot.casework.evidence_models",
    "bot.console.models",
    "bot.console.talk_models",
    "bot.gateway.models",
)
# Rasa's tracker store makes and keeps these in the same database; they are none of the migrations' business.
RASA_TABLES = frozenset({"events"})
# The full-text search is kept by the database itself (migration 0010), with what SQLite puts beside its own.
SEARCH_TABLES = "talk_search"

_ROOT = Path(__file__).resolve().parent.parent
_WAIT_SECONDS = 10
_MIGRATION_LOCK = 0x63616E64  # "cand": the key of PostgreSQL's advisory lock
_ONE_MIGRATION = threading.Lock()  # Alembic keeps its context in module globals: one thread of a process at a time
_WRITES = "candour_writes"
_SQLITE_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
_UNDEFINED_TABLE = "42P01"


class DatabaseError(Exception):
    """Something is wrong with the database as a whole; the message says what to do."""


class InvalidDatabaseUrl(DatabaseError, ValueError):
    """The address is not one of a database that this program can use."""


class DatabaseUnavailable(DatabaseError):
    """The database cannot be reached, opened or written to at present."""


class DatabaseNotReady(DatabaseError):
    """The database answers but does not have the tables yet."""


class Base(DeclarativeBase):
    """The parent of all tables; constraints are named, so that a migration can change them on any database."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on its way in (any zone), aware UTC on its way out, on databases with or without time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn a moment into UTC. Raises `ValueError` for one without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give a stored moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def parse_url(url: str) -> sa.URL:
    """Read a database address and name its driver. Raises `InvalidDatabaseUrl`."""
    advice = "use sqlite:///path/to/file.db or postgresql://user@host:5432/name"
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise InvalidDatabaseUrl(f"The database address cannot be read: {advice}.") from error
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg2", "postgres": "postgresql+psycopg2"}
    backend = parsed.get_backend_name()
    if backend not in drivers:
        raise InvalidDatabaseUrl(f"Databases of the kind {backend!r} are not supported: {advice}.")
    if backend == "sqlite" and (parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:")):
        raise InvalidDatabaseUrl(f"SQLite needs the path of a file, to keep the complaints in: {advice}.")
    return parsed.set(drivername=drivers[backend])


def make_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """Prepare access to a database, without connecting to it; the folder of a SQLite file is made.

    Whatever later makes the database unusable is raised from any use of the engine as `DatabaseUnavailable`, and
    missing tables as `DatabaseNotReady`. `foreign_keys=False` is for migrations that rebuild tables on SQLite.
    Raises `InvalidDatabaseUrl`, and `DatabaseUnavailable` if the folder cannot be made.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
        engine = sa.create_engine(parsed, hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})
        _tune_sqlite(engine, foreign_keys=foreign_keys)
    else:
        engine = sa.create_engine(
            parsed, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": _WAIT_SECONDS}
        )
    event.listen(engine, "handle_error", _name_the_fault)
    return engine


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """The session factory of an engine; what is loaded stays readable after its transaction."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def writing(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One write transaction: committed at the end, undone by any exception.

    On SQLite it takes the write lock at once: a transaction that first reads and then writes could otherwise
    fail halfway because another one wrote in between.
    """
    with sessions.begin() as session:
        session.connection(execution_options={_WRITES: True})
        yield session


def all_metadata() -> sa.MetaData:
    """The tables of the whole program, wherever they are declared."""
    for module in MODEL_MODULES:
        import_module(module)
    return Base.metadata


def is_ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether migrations look after this table (Alembic's `include_name`)."""
    return kind != "table" or (name not in RASA_TABLES and not str(name).startswith(SEARCH_TABLES))


def alembic_config(url: str) -> Config:
    """Alembic's settings for one database."""
    config = Config(_ROOT / "alembic.ini")
    config.set_main_option("script_location", str(_ROOT / "migrations").replace("%", "%%"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the database up to date; of several processes or threads that do so at once, one works, the others wait.

    Raises `InvalidDatabaseUrl` or `DatabaseUnavailable`.
    """
    with _ONE_MIGRATION:
        command.upgrade(alembic_config(url), "head")


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A connection that holds the migration lock, in one transaction: a migration happens whole or not at all."""
    engine = make_engine(url, foreign_keys=False)
    try:
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection
    finally:
        engine.dispose()


def _make_folder(url: sa.URL) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {folder} for the database cannot be made ({error.strerror}): "
            "set CANDOUR_DATABASE_URL to a place that can be written to."
        ) from error


def _tune_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # `on_begin` says where a transaction begins, not the driver
        _use_wal(connection)
        # What is acknowledged must outlive a power cut: each commit reaches the disk.
        connection.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten, not only forgotten.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@tenacity.retry(
    retry=tenacity.retry_if_exception(lambda error: _sqlite_code(error) == sqlite3.SQLITE_BUSY),
    wait=tenacity.wait_random(0.01, 0.05),
    stop=tenacity.stop_after_delay(_WAIT_SECONDS),
    reraise=True,
)
def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side; where two open a new file at once, SQLite itself would not wait."""
    connection.execute("PRAGMA journal_mode = WAL")


def _name_the_fault(context: ExceptionContext) -> None:
    """Turn what only an operator can mend into an error that says how; the rest stays as it is."""
    if context.engine is None:
        return
    url = context.engine.url
    place = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
    if _is_missing_table(context.original_exception):
        raise DatabaseNotReady(f"The database {place} is not set up yet: run `candour migrate`.")
    if (
        context.is_disconnect
        or context.connection is None
        or _sqlite_code(context.original_exception) in _SQLITE_UNAVAILABLE
    ):
        cause = str(context.original_exception).strip().splitlines()[0]
        raise DatabaseUnavailable(
            f"The database {place} cannot be used ({cause}): check that it is running, that CANDOUR_DATABASE_URL "
            "names it and that this account may write to it."
        )


def _is_missing_table(error: Any) -> bool:
    return getattr(error, "pgcode", None) == _UNDEFINED_TABLE or (
        isinstance(error, sqlite3.OperationalError) and str(error).startswith("no such table")
    )


def _sqlite_code(error: BaseException | None) -> int | None:
    """SQLite's primary result code."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
