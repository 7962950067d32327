"""`candour complaints`: look at complaints from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.casework.errors import CaseworkError
from bot.casework.service import Casework
from bot.casework.states import Referral, State
from bot.casework.views import ComplaintView
from bot.clock import LONDON
from bot.database import make_engine, make_sessions
from bot.settings import load_settings

app = typer.Typer(help="Look at complaints.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="REF", help="As printed, or as somebody read it out.")],
    as_json: AsJson = False,
) -> None:
    """Show a complaint: its facts, decision, state and history."""
    with _casework() as casework:
        complaint = casework.show(reference)
    if as_json:
        _print_json(complaint.as_dict())
    else:
        _print_complaint(complaint)


@app.command("list")
def list_complaints(
    as_json: AsJson = False,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    referral: Annotated[Referral | None, typer.Option(help="Only those whose referral stands so.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """List complaints, the latest first."""
    with _casework() as casework:
        complaints = casework.list(state=state, referral=referral, limit=limit)
    if as_json:
        _print_json([complaint.as_dict() for complaint in complaints])
        return
    table = _table("Complaints", "Reference", "Received", "State", "Route", "Referral", "Due")
    table.columns[0].no_wrap = True
    for complaint in complaints:
        table.add_row(
            complaint.reference,
            _moment(complaint.received_at),
            complaint.state,
            complaint.route,
            complaint.referral_status,
            str(complaint.referral_due_on or ""),
        )
    Console().print(table if complaints else "There are no such complaints.")


@contextmanager
def _casework() -> Iterator[Casework]:
    """Casework on the database of the settings; a reference that leads nowhere is said plainly, with exit code 1."""
    engine = make_engine(load_settings().database_url)
    try:
        yield Casework(make_sessions(engine))
    except CaseworkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_complaint(complaint: ComplaintView) -> None:
    console = Console()
    referral = complaint.referral
    summary = _table(complaint.reference, "", "")
    for name, value in {
        "state": complaint.state,
        "route": " ".join(filter(None, (complaint.route, complaint.decision.reason))),
        "handling": complaint.handling,
        "referral": referral.status,
        "grounds": ", ".join(referral.grounds),
        "referral due": referral.due_on,
        "repeats": complaint.repeat_of,
        "allegations": " ".join(complaint.allegations),
        "received": _moment(complaint.received_at),
        "filed": _moment(complaint.created_at),
    }.items():
        summary.add_row(name, escape(str(value or "")))
    facts = _table("As told", "", "")
    for name, value in sorted(complaint.facts.items()):
        if value not in (None, "", []):
            facts.add_row(name, escape(", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    reasons = _table("Decision", "Rule", "Clause", "Facts")
    for reason in complaint.decision.reasons:
        reasons.add_row(reason.get("rule"), reason.get("clause"), escape(", ".join(reason.get("facts", ()))))
    history = _table("History", "", "When", "Who", "What", "From", "To", "Why")
    for event in complaint.events:
        what = (event.trigger, event.before or "", event.after, escape(event.reason))
        history.add_row(str(event.sequence), _moment(event.at), escape(event.actor), *what)
    console.print(summary, facts, reasons, history, sep="\n")


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, show_header=any(headings))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"
