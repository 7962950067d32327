"""What the commands on complaints share: casework on the database of the settings, and how they print."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from bot.casework.desk import By
from bot.casework.errors import CaseworkError
from bot.casework.service import Casework
from bot.clock import LONDON
from bot.database import make_engine, make_sessions
from bot.force import load_rulebook
from bot.settings import load_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="As printed, or as somebody read it out.")]
Actor = Annotated[str | None, typer.Option("--by", help="Who does it; the account of this computer if left out.")]
Why = Annotated[str, typer.Option("--reason", help="Why, for the history.")]
Seen = Annotated[int | None, typer.Option("--seen", help="The version that you looked at: a newer one stops you.")]


@contextmanager
def opened() -> Iterator[Casework]:
    """Casework on the database of the settings; what cannot be done is said plainly, with exit code 1."""
    settings = load_settings()
    engine = make_engine(settings.database_url)
    try:
        yield Casework(make_sessions(engine), rulebook=load_rulebook(settings.policy_file))
    except CaseworkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


def acting(actor: str | None, reason: str, seen: int | None = None) -> By:
    """Who acts, and why."""
    return By(actor or getpass.getuser(), reason, seen)


def print_json(value: Any) -> None:
    """JSON for a reader or a program."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(title: str, *headings: str) -> Table:
    """An empty table."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, show_header=any(headings))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def moment(at: datetime) -> str:
    """A moment as London's clocks show it."""
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"


def say_stand(casework: Casework, reference: str, as_json: bool) -> None:
    """How a complaint stands after a change, with the version to name as `--seen` in the next."""
    complaint = casework.show(reference)
    if as_json:
        print_json(complaint.as_dict())
    else:
        typer.echo(f"{complaint.reference}: {complaint.state}, version {complaint.version}")
