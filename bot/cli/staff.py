"""`candour staff`: accounts of the console."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.opening import moment, table
from bot.console.accounts import LINK_HOURS, AccountError, Accounts
from bot.console.audit import AuditLog
from bot.console.offices import link_of
from bot.console.roles import Role
from bot.database import make_engine, make_sessions
from bot.settings import load_settings

app = typer.Typer(help="Accounts of the staff console.", no_args_is_help=True)
console = Console(highlight=False)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What they sign in with, such as j.marsh.")]
Number = Annotated[str | None, typer.Option("--number", help="Their number in the staff register.")]


@app.command()
def add(name: Name, role: Annotated[Role, typer.Option("--role")], number: Number = None) -> None:
    """Make an account and print its one-time sign-in link."""
    with _opened() as accounts:
        _print_link(accounts.add(name, role, getpass.getuser(), number=number))


@app.command()
def link(name: Name) -> None:
    """Print a new one-time link, for whoever has lost password or authenticator."""
    with _opened() as accounts:
        _print_link(accounts.new_link(name, getpass.getuser()))


@app.command()
def disable(name: Name) -> None:
    """Close an account: nobody can sign in to it, and what is open ends."""
    with _opened() as accounts:
        accounts.disable(name, getpass.getuser())


@app.command("list")
def list_() -> None:
    """List the accounts."""
    shown = table("", "name", "role", "number", "made", "set up", "closed", "signed in")
    with _opened() as accounts:
        for each in accounts.all():
            enrolled, closed = ("yes" if flag else "no" for flag in (each.is_enrolled, each.is_disabled))
            made = moment(each.created_at)
            shown.add_row(each.name, each.role, each.number or "", made, enrolled, closed, str(each.sessions))
    console.print(shown)


@contextmanager
def _opened() -> Iterator[Accounts]:
    settings = load_settings()
    engine = make_engine(settings.database_url)
    try:
        sessions, keyring = make_sessions(engine), settings.keyring()
        yield Accounts(sessions, keyring, AuditLog(sessions, keyring))
    except AccountError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


def _print_link(token: str) -> None:
    typer.echo(link_of(load_settings().web_address, token))
    typer.echo(f"Good once, for {LINK_HOURS} hours. Give it to its owner by a way that nobody else reads.", err=True)
