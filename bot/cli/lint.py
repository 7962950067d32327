"""`candour lint`: faults of the domain and its data, and explanations whose review is due or overdue."""

from __future__ import annotations

import typer

from bot import clock
from bot.settings import ROOT

FAULTS = 1


def lint() -> None:
    """Check the domain, its data and the review dates of what is explained; warnings alone end with code 0."""
    # These import Rasa's action server, which other commands need not wait for.
    from bot.engine.lint import lint as find
    from bot.engine.lint import load_project
    from bot.engine.lint.registered import registered_actions

    findings = find(load_project(ROOT, registered_actions(), clock.today()))
    for finding in sorted(findings, key=lambda found: found.level):
        colour = "red" if finding.level == "error" else "yellow"
        typer.secho(f"{finding.level}: {finding.where}: {finding.message}. [{finding.rule}]", fg=colour)
    errors = sum(finding.level == "error" for finding in findings)
    typer.echo(
        f"{errors} to put right, {len(findings) - errors} to keep in mind." if findings else "Nothing to put right."
    )
    if errors:
        raise typer.Exit(FAULTS)
