"""How Alembic reaches the database and which tables it looks after."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.util import CommandError

from bot.database import UtcDateTime, all_metadata, is_ours, migrating
from bot.settings import load_settings


def render_item(kind: str, item: Any, _autogen_context: object) -> str | bool:
    """Write our own column types as what they are in the database: a migration must not change with the program."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Run the requested migrations in one locked transaction."""
    if context.is_offline_mode():
        raise CommandError("migrations run against a database: leave out --sql")
    url = context.config.attributes.get("url") or load_settings().database_url
    with migrating(url) as connection:
        context.configure(
            connection=connection,
            target_metadata=all_metadata(),
            include_name=is_ours,
            render_as_batch=True,
            render_item=render_item,
        )
        context.run_migrations()


run()
