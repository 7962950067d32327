"""Who is the one worker at work: a lock of the database that ends with its holder, however it ends."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.database import DatabaseUnavailable, parse_url

_KEY = 0x776F726B  # "work": the key of PostgreSQL's advisory lock
# Should the holder's machine vanish, the server notices within a minute, and so does the holder.
_NOTICED_WITHIN = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
}


class WorkerLock:
    """The lock of one database: tied to a connection on PostgreSQL, to an open file beside the database on SQLite.

    Methods may be called from any thread, by one at a time. They raise `DatabaseUnavailable`.
    """

    def __init__(self, database_url: str) -> None:
        self._url = parse_url(database_url)
        self._connection: sa.Connection | sqlite3.Connection | None = None

    def acquire(self) -> bool:
        """Take the lock, or make sure that it is still ours; False while another process has it."""
        if self._connection is None:
            self._connection = self._open()
        elif isinstance(self._connection, sa.Connection) and not _answers(self._connection):
            self.release()
            self._connection = self._open()
        return self._connection is not None

    def release(self) -> None:
        """Let somebody else be at work."""
        connection, self._connection = self._connection, None
        if isinstance(connection, sa.Connection):
            connection.invalidate()  # closes it, whatever state it is in; the server lets go of the lock
            connection.engine.dispose()
        elif connection is not None:
            connection.close()

    def _open(self) -> sa.Connection | sqlite3.Connection | None:
        if self._url.get_backend_name() == "sqlite":
            return _lock_file(f"{self._url.database}-worker")
        engine = sa.create_engine(
            self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_NOTICED_WITHIN
        )
        try:
            connection = engine.connect()
            if connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_KEY))):
                return connection
            connection.close()
        except SQLAlchemyError as error:
            raise DatabaseUnavailable("The database cannot be asked who is at work.") from error
        engine.dispose()
        return None


def _answers(connection: sa.Connection) -> bool:
    try:
        connection.execute(sa.select(1))
    except SQLAlchemyError:
        return False
    return True


def _lock_file(path: str) -> sqlite3.Connection | None:
    """A transaction that excludes every other one, on a database of nothing: it ends with the process."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise DatabaseUnavailable(f"The file {path} cannot be written to ({error}).") from error
    return connection
