"""`candour audit`: whether the log of what staff looked at and did is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.console.audit import AuditLog
from bot.database import make_engine, make_sessions
from bot.settings import load_settings

app = typer.Typer(help="The log of what staff looked at and did.", no_args_is_help=True)


@app.callback()
def _audit() -> None:
    pass


@app.command()
def verify(
    expect: Annotated[str | None, typer.Option(help="A hash that an earlier run printed: must still be there.")] = None,
) -> None:
    """Look at every entry; exit code 1 if one was changed, removed or put in."""
    settings = load_settings()
    engine = make_engine(settings.database_url)
    try:
        verified = AuditLog(make_sessions(engine), settings.keyring()).verify(expect=expect)
    finally:
        engine.dispose()
    for fault in verified.faults:
        typer.echo(f"FAULT: {fault}", err=True)
    typer.echo(f"{verified.entries} entries, the last with hash {verified.head}")
    if verified.faults:
        raise typer.Exit(1)
    typer.echo("The log is whole. Note the hash down elsewhere: with --expect it shows later that no log was replaced.")
