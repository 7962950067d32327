"""`candour due`: what is due for complaints, the longest overdue first."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from bot.casework.clocks import Clocks
from bot.cli.opening import AsJson, opened, print_json, table
from bot.worker.jobs import load_reviews


def due(
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what is due by this day.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what is due: contacts, updates, referrals, answers, calls, learning."""
    with opened() as casework:
        found = Clocks(casework.desk, reviews=load_reviews()).due(until=until.date() if until else None)
    shown = [each for each in found if each.overdue or not overdue]
    if as_json:
        print_json(
            [
                {
                    "reference": each.reference,
                    "kind": each.deadline.kind,
                    "part": each.deadline.part or None,
                    "due_on": each.deadline.due_on.isoformat(),
                    "overdue": each.overdue,
                }
                for each in shown
            ]
        )
        return
    lines = table("Due", "On", "What", "Reference", "")
    for each in shown:
        kind = f"{each.deadline.kind} {each.deadline.part}".strip()
        lines.add_row(str(each.deadline.due_on), kind, each.reference or "", "overdue" if each.overdue else "")
    Console().print(lines if shown else "Nothing is due.")
