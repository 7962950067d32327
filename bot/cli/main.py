"""The entry of the command line: each command in one line of help, and errors in plain words."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# Each command and what makes it; its module is imported only where the command is used or listed, since some of them
# take seconds.
COMMANDS = {
    "api-key": "bot.cli.api_key:app",
    "assess": "bot.cli.assess:assess",
    "audit": "bot.cli.audit:app",
    "complaints": "bot.cli.complaints:app",
    "conversations": "bot.cli.conversations:app",
    "demo": "bot.cli.demo:demo",
    "due": "bot.cli.due:due",
    "evaluate": "bot.cli.evaluate:evaluate",
    "forwarded": "bot.cli.forwarded:app",
    "lint": "bot.cli.lint:lint",
    "migrate": "bot.cli.running:migrate",
    "outbox": "bot.cli.outbox:app",
    "retention": "bot.cli.retention:app",
    "run": "bot.cli.running:run",
    "staff": "bot.cli.staff:app",
    "staff-register": "bot.cli.staff_register:app",
    "states": "bot.cli.states:states",
    "train": "bot.cli.running:train",
    "worker": "bot.cli.worker:worker",
}
# What is said to whoever runs a command as it stands, without a traceback.
PLAIN_FAULTS = {
    "bot.clock": "InvalidClock",
    "bot.cli.running": "CannotRun",
    "bot.database": "DatabaseError",
    "bot.force": "InvalidForceFile",
    "bot.keyring": "InvalidKeys",
    "bot.settings": "InvalidSettings",
    "bot.understanding.embedding": "OriginFault",
    "bot.understanding.triage.examples": "TriageFault",
}


class Commands(TyperGroup):
    """The commands, each made when it is first asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, as the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        made = getattr(import_module(module), attribute)
        parent = typer.Typer()
        if isinstance(made, typer.Typer):
            parent.add_typer(made, name=cmd_name)
        else:
            parent.command(cmd_name)(made)
        return typer.main.get_group(parent).commands[cmd_name]


app = typer.Typer(
    cls=Commands,
    help="Candour takes complaints about the Metropolitan Police.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _candour() -> None:
    pass


def main() -> None:
    """Run a command; a setting, file or database that cannot be used is said plainly, without a traceback."""
    try:
        app()
    except _plain_faults() as error:
        typer.secho(str(error), fg="red", bold=True, err=True)
        sys.exit(1)


def _plain_faults() -> tuple[type[Exception], ...]:
    """The plain faults that can have been raised: those whose module has been imported."""
    return tuple(getattr(sys.modules[module], name) for module, name in PLAIN_FAULTS.items() if module in sys.modules)


if __name__ == "__main__":
    main()
