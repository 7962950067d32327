"""`candour complaints`: look at complaints from the command line, and take them on."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.casework.states import Referral, State
from bot.casework.views import ComplaintView
from bot.casework.work_views import WorkView
from bot.cli import deciding, handling
from bot.cli.opening import AsJson, Ref, moment, opened, print_json, table

app = typer.Typer(help="Look at complaints and take them on.", no_args_is_help=True)
app.add_typer(deciding.app)
app.add_typer(handling.app)


@app.command()
def show(
    reference: Ref,
    as_json: AsJson = False,
) -> None:
    """Show a complaint: its facts, decisions, state and history, and the work on it."""
    with opened() as casework:
        complaint, done = casework.show(reference), casework.work(reference)
    if as_json:
        print_json({**complaint.as_dict(), "work": done.as_dict()})
    else:
        _print_complaint(complaint)
        _print_work(done)


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


@app.command()
def report(as_json: AsJson = False) -> None:
    """Count complaints: by state, referral, source, conclusion, satisfaction and what was learnt."""
    with opened() as casework:
        figures = casework.reports.figures().as_dict()
    if as_json:
        print_json(figures)
        return
    lines = table("Complaints", "", "", "How many")
    for name, counts in figures.items():
        for value, count in counts.items():
            lines.add_row(name, value, str(count))
    Console().print(lines)


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


def _print_work(done: WorkView) -> None:
    """What was done, each kind of it in a table if there is any."""
    console = Console()
    tasks = table("Tasks", "What", "Due", "Done")
    for task in done.tasks:
        what = f"{task.kind} {task.subject}".strip()
        tasks.add_row(what, str(task.due_on or ""), moment(task.done_at) if task.done_at else "")
    checks = table("Checks for a connection", "When", "Who", "Verdict", "Why", "Declared")
    for check in done.checks:
        cells = (check.name, check.verdict, "; ".join(check.reasons), check.declaration or "")
        checks.add_row(moment(check.at), *map(escape, cells))
    talk = table("Contacts, messages and updates", "When", "Who", "What", "Words")
    entries = [(each.at, each.by, f"{each.channel}, {each.side}", each.summary) for each in done.contacts]
    entries += [(each.at, each.by, each.kind, each.text) for each in done.messages]
    entries += [(each.at, each.by, "update", each.text) for each in done.updates]
    for at, by, what, said in sorted(entries):
        talk.add_row(moment(at), escape(by), what, escape(said))
    answers = table("Plans and outcomes", "When", "What", "Words", "Answer")
    for plan in done.plans:
        steps = "; ".join(step["what"] for step in plan.content["steps"])
        answers.add_row(moment(plan.at), f"plan {plan.number}", escape(steps), plan.reply or "")
    for outcome in done.outcomes:
        answers.add_row(moment(outcome.at), f"outcome {outcome.number}", escape(outcome.summary), outcome.reply or "")
        for finding in outcome.findings:
            answers.add_row("", f"{finding.category} {finding.conclusion}", escape(finding.words), "")
    for shown in (tasks, checks, talk, answers):
        if shown.row_count:
            console.print(shown)
