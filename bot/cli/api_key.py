"""`candour api-key`: the keys by which other bodies' programs forward complaints (S5)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.casework.views import json_ready
from bot.cli.opening import Actor, AsJson, acting, moment, opened, print_json, table

app = typer.Typer(help="Make and revoke keys for programs that forward complaints.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Whose key it is, such as ipcc.")]


@app.command()
def add(name: Name, by: Actor = None) -> None:
    """Make a key and print it, for the only time."""
    with opened() as casework:
        key = casework.api_keys.add(name, by=acting(by, "-").actor)
    typer.echo(key)
    typer.echo("Keep it safe: it is not shown again, and only its hash is stored.", err=True)


@app.command()
def revoke(name: Name) -> None:
    """Let a key be good no more."""
    with opened() as casework:
        casework.api_keys.revoke(name)
    typer.echo(f"The key of {name} is good no more.")


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List all keys that there ever were."""
    with opened() as casework:
        keys = casework.api_keys.list()
    if as_json:
        print_json([json_ready(asdict(key)) for key in keys])
        return
    lines = table("Keys", "Name", "Made", "By", "Revoked")
    for key in keys:
        revoked = moment(key.revoked_at) if key.revoked_at else ""
        lines.add_row(escape(key.name), moment(key.created_at), escape(key.created_by), revoked)
    Console().print(lines if keys else "There are none.")
