"""`candour retention`: what was deleted, and complaints that are kept beyond their time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from bot.casework.retention import Retention
from bot.casework.views import json_ready
from bot.cli.opening import Actor, AsJson, Ref, Why, acting, moment, opened, print_json, table

app = typer.Typer(help="See what was deleted, and hold what must not be.", no_args_is_help=True)


@app.command()
def proofs(
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """List the proofs of deletion, the latest first."""
    with opened() as casework:
        found = Retention(casework.desk).proofs(limit=limit)
    if as_json:
        print_json([json_ready(asdict(proof)) for proof in found])
        return
    lines = table("Deleted", "When", "What", "Rule", "Due", "Rows")
    for proof in found:
        rows = ", ".join(f"{name} {count}" for name, count in proof.rows.items())
        lines.add_row(moment(proof.deleted_at), proof.subject, proof.rule, str(proof.due_on), rows)
    Console().print(lines if found else "Nothing has been deleted yet.")


@app.command()
def hold(reference: Ref, reason: Why, actor: Actor = None) -> None:
    """Keep a complaint beyond its time, for instance for an inquest or a claim."""
    with opened() as casework:
        Retention(casework.desk).hold(reference, acting(actor, reason))
    typer.echo("It is kept until it is released.")


@app.command()
def release(reference: Ref, reason: Why, actor: Actor = None) -> None:
    """Let the time of the policy apply again to a complaint that was held."""
    with opened() as casework:
        Retention(casework.desk).release(reference, acting(actor, reason))
    typer.echo("It is deleted when its time has come.")
