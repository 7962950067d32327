"""`candour outbox`: see which emails wait or could not be delivered, and try them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.clock import LONDON
from bot.database import make_engine, make_sessions
from bot.notifications.outbox import Outbox, OutboxEntry
from bot.settings import load_settings

app = typer.Typer(help="See to emails that wait or could not be delivered.", no_args_is_help=True)


@app.command("list")
def list_emails(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Those that wait, not those that were given up.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """List the emails that were given up, with the reason."""
    with _outbox() as outbox:
        entries = outbox.entries(given_up=not waiting, limit=limit)
        counts = outbox.counts()
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in entries], default=str, ensure_ascii=False, indent=2))
        return
    if entries:
        Console().print(_table(entries))
    typer.echo(f"{counts.waiting} waiting, {counts.given_up} given up.")


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID...", help="As the list shows them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
) -> None:
    """Let emails be tried again at once."""
    if bool(ids) == every:
        raise typer.BadParameter("name the emails by their ids, or give --all")
    with _outbox() as outbox:
        changed = outbox.retry(ids or None)
    typer.echo(f"{changed} will be tried again.")
    if ids and changed < len(set(ids)):
        typer.echo("The others are not there or have been sent.", err=True)
        raise typer.Exit(1)


@contextmanager
def _outbox() -> Iterator[Outbox]:
    engine = make_engine(load_settings().database_url)
    try:
        yield Outbox(make_sessions(engine))
    finally:
        engine.dispose()


def _table(entries: list[OutboxEntry]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Id", "Letter", "Reference", "To", "Written", "Attempts", "Next attempt", "Reason"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        next_attempt = "" if entry.given_up_at else _moment(entry.next_attempt_at)
        row = (entry.template, entry.reference or "", escape(entry.recipient), _moment(entry.created_at))
        table.add_row(str(entry.id), *row, str(entry.attempts), next_attempt, escape(entry.reason or ""))
    return table


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"
