"""Fills the tables of an empty database as fast as it takes them: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Protocol

import psycopg2

from bot.database import parse_url

Row = Sequence[Any]
_CHUNK = 2_000


class Bulk(Protocol):
    """An open database that rows are poured into."""

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add the rows to a table; dates, moments, lists and mappings are written as the program writes them."""

    def run(self, statement: str) -> None:
        """Run one statement."""


@contextmanager
def pouring(url: str) -> Iterator[Bulk]:
    """A database without indexes, triggers and checks of keys; at the end it has them all, and knows its statistics."""
    with _postgresql(url) if url.startswith("postgresql") else _sqlite(url) as bulk:
        yield bulk


class _Postgresql:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({_names(columns)}) FROM STDIN", _Lines(rows))

    def run(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def all(self, statement: str) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())


@contextmanager
def _postgresql(url: str) -> Iterator[_Postgresql]:
    connection = psycopg2.connect(parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    connection.autocommit = True
    try:
        bulk = _Postgresql(connection)
        bulk.run("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET work_mem = '128MB'")
        indexes = bulk.all(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        )
        for name, _ in indexes:
            bulk.run(f'DROP INDEX "{name}"')
        yield bulk
        for _, definition in indexes:
            bulk.run(definition)
        for table, column in bulk.all(
            "SELECT table_name, column_name FROM information_schema.columns WHERE column_default LIKE 'nextval%'"
        ):
            sequence = f"pg_get_serial_sequence('{table}', '{column}')"
            bulk.run(f'SELECT setval({sequence}, (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)')
        bulk.run("VACUUM ANALYZE")
    finally:
        connection.close()


class _Lines:
    """What COPY reads, made as it is asked for."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._chunks = self._made(iter(rows))
        self._rest = ""

    def read(self, size: int) -> str:
        if not self._rest:
            self._rest = next(self._chunks, "")
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    @staticmethod
    def _made(rows: Iterator[Row]) -> Iterator[str]:
        while some := list(islice(rows, _CHUNK)):
            yield "".join("\t".join(map(_copied, row)) + "\n" for row in some)


def _copied(value: Any) -> str:
    if value is None:
        return r"\N"
    if (write := _POSTGRESQL.get(type(value))) is not None:
        value = write(value)
    text = str(value)
    if "\\" in text or "\n" in text or "\t" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return text


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {table} ({_names(columns)}) VALUES ({marks})", map(_bound, rows))
        self._connection.execute("COMMIT")

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


@contextmanager
def _sqlite(url: str) -> Iterator[_Sqlite]:
    connection = sqlite3.connect(str(parse_url(url).database), isolation_level=None)
    try:
        for pragma in ("synchronous = OFF", "cache_size = -500000", "foreign_keys = OFF", "temp_store = FILE"):
            connection.execute(f"PRAGMA {pragma}")
        kept = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
            "AND tbl_name NOT LIKE 'talk_search%'"
        ).fetchall()
        for kind, name, _ in kept:
            connection.execute(f'DROP {kind} "{name}"')
        yield _Sqlite(connection)
        for _, _, sql in kept:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _bound(row: Row) -> list[Any]:
    return [value if (write := _SQLITE.get(type(value))) is None else write(value) for value in row]


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _json(value: object) -> str:
    return json.dumps(value)


def _sqlite_moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


_POSTGRESQL: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    dict: _json,
    list: _json,
    datetime: datetime.isoformat,
    date: date.isoformat,
}
_SQLITE: Mapping[type, Callable[[Any], Any]] = {
    bool: int,
    dict: _json,
    list: _json,
    datetime: _sqlite_moment,
    date: date.isoformat,
}
