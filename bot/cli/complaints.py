"""`candour complaints`: look at complaints from the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.casework.states import Referral, State
from bot.casework.views import ComplaintView
from bot.cli.opening import AsJson, Ref, moment, opened, print_json, table

app = typer.Typer(help="Look at complaints.", no_args_is_help=True)


@app.command()
def show(
    reference: Ref,
    as_json: AsJson = False,
) -> None:
    """Show a complaint: its facts, decision, state and history."""
    with opened() as casework:
        complaint = casework.show(reference)
    if as_json:
        print_json(complaint.as_dict())
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
    with opened() as casework:
        complaints = casework.list(state=state, referral=referral, limit=limit)
    if as_json:
        print_json([complaint.as_dict() for complaint in complaints])
        return
    lines = table("Complaints", "Reference", "Received", "State", "Route", "Referral", "Due")
    lines.columns[0].no_wrap = True
    for complaint in complaints:
        lines.add_row(
            complaint.reference,
            moment(complaint.received_at),
            complaint.state,
            complaint.route,
            complaint.referral_status,
            str(complaint.referral_due_on or ""),
        )
    Console().print(lines if complaints else "There are no such complaints.")


def _print_complaint(complaint: ComplaintView) -> None:
    console = Console()
    referral = complaint.referral
    summary = table(complaint.reference, "", "")
    for name, value in {
        "state": complaint.state,
        "route": " ".join(filter(None, (complaint.route, complaint.decision.reason))),
        "handling": complaint.handling,
        "referral": referral.status,
        "grounds": ", ".join(referral.grounds),
        "referral due": referral.due_on,
        "repeats": complaint.repeat_of,
        "allegations": " ".join(complaint.allegations),
        "received": moment(complaint.received_at),
        "filed": moment(complaint.created_at),
    }.items():
        summary.add_row(name, escape(str(value or "")))
    facts = table("As told", "", "")
    for name, value in sorted(complaint.facts.items()):
        if value not in (None, "", []):
            facts.add_row(name, escape(", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    reasons = table("Decision", "Rule", "Clause", "Facts")
    for reason in complaint.decision.reasons:
        reasons.add_row(reason.get("rule"), reason.get("clause"), escape(", ".join(reason.get("facts", ()))))
    history = table("History", "", "When", "Who", "What", "From", "To", "Why")
    for event in complaint.events:
        what = (event.trigger, event.before or "", event.after, escape(event.reason))
        history.add_row(str(event.sequence), moment(event.at), escape(event.actor), *what)
    console.print(summary, facts, reasons, history, sep="\n")
