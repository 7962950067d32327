"""How a long table is read without reading all of it: in the order of a list, and value by value along an index."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class in_list_order(FunctionElement[Any]):
    """A column in a filter, which keeps the database from leaving the order of the list for an index on it.

    SQLite knows nothing of how often a value occurs: it would fetch and sort half the table for a common one.
    PostgreSQL keeps statistics and chooses by them; it sees the plain column.
    """

    inherit_cache = True


@compiles(in_list_order)
def _plain(element: in_list_order, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(in_list_order, "sqlite")
def _without_index(element: in_list_order, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


def values_of(
    session: Session, column: InstrumentedAttribute[Any], *where: sa.ColumnElement[bool]
) -> list[str]:  # fmt: skip
    """The different values of a column that an index begins with (after what `where` fixes), in order.

    Each is found from the one before, so that it costs as much as there are values, however long the table is.
    """
    first = sa.select(sa.func.min(column).label("value")).where(*where)
    found = first.cte("found", recursive=True)
    after = sa.select(sa.func.min(column)).where(column > found.c.value, *where).scalar_subquery()
    found = found.union_all(sa.select(after).where(found.c.value.is_not(None)))
    query = sa.select(found.c.value).where(found.c.value.is_not(None))
    return sorted(session.scalars(query))
