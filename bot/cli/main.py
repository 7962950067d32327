"""The entry of the command line: each command in one line of help, and errors in plain words."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from bot import clock
from bot.cli import assess, complaints, evaluate, running
from bot.database import DatabaseError
from bot.force import InvalidForceFile
from bot.settings import InvalidSettings
from bot.understanding.embedding import OriginFault

app = typer.Typer(
    help="Candour takes complaints about the Metropolitan Police.", no_args_is_help=True, add_completion=False
)
app.add_typer(complaints.app, name="complaints", help="Read complaints.")
app.command("assess")(assess.assess)
app.command("evaluate")(evaluate.evaluate)
app.command("run")(running.run)
app.command("train")(running.train)
app.command("migrate")(running.migrate)

# What is said to whoever runs a command as it stands, without a traceback.
PLAIN_FAULTS = (
    InvalidSettings,
    InvalidForceFile,
    DatabaseError,
    OriginFault,
    running.CannotRun,
    clock.InvalidClock,
)


def main() -> None:
    """Run a command; a setting, file or database that cannot be used is said plainly, without a traceback."""
    try:
        app()
    except PLAIN_FAULTS as error:
        Console(stderr=True).print(str(error), style="bold red", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
