"""`candour complaints`: what assessors and allocators decide, and referral to the IPCC (S2, S6, S7, S10, S13, S14)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.casework.allocation import Declaration, OfficerKnown
from bot.casework.assessment import HANDLINGS, Assessed
from bot.casework.package import as_html
from bot.casework.referrals import MODES
from bot.casework.views import json_ready
from bot.cli.opening import Actor, AsJson, Ref, Seen, Why, acting, moment, opened, print_json, say_stand, table

app = typer.Typer()


@app.command()
def assess(
    reference: Ref,
    category: Annotated[list[str], typer.Option(help="A category, the gravest first; again for each.")],
    handling: Annotated[str, typer.Option(help=f"{' or '.join(HANDLINGS)}.")],
    reason: Why,
    ground: Annotated[list[str] | None, typer.Option(help="A ground for referral; again for each.")] = None,
    words: Annotated[list[str] | None, typer.Option(help="CODE=words of the account that it rests on.")] = None,
    no_ground: Annotated[str | None, typer.Option(help="Why there is no ground after all.")] = None,
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Decide nature, seriousness and handling, beside the program's proposal."""
    rests_on: dict[str, tuple[str, ...]] = {}
    for code, text in (_pair(each) for each in words or ()):
        rests_on[code] = (*rests_on.get(code, ()), text)
    assessed = Assessed(tuple(category), handling, tuple(ground or ()), rests_on, no_ground)
    with opened() as casework:
        casework.assessment.assess(reference, assessed, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command()
def alike(reference: Ref, as_json: AsJson = False) -> None:
    """List earlier complaints of the same person that may be about the same incident."""
    with opened() as casework:
        found = casework.likeness.of(reference)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    lines = table("Alike", "Reference", "State", "In common")
    for each in found:
        lines.add_row(each.reference, each.state, ", ".join(each.common))
    Console().print(lines if found else "There are none.")


@app.command()
def confirm(reference: Ref, reason: Why, by: Actor = None, seen: Seen = None, as_json: AsJson = False) -> None:
    """Confirm that a complaint is not taken further, as the program proposed."""
    with opened() as casework:
        casework.assessment.confirm_not_progressed(reference, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command()
def overturn(reference: Ref, reason: Why, by: Actor = None, seen: Seen = None, as_json: AsJson = False) -> None:
    """Record a complaint that the program would not have taken further."""
    with opened() as casework:
        casework.assessment.overturn(reference, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command()
def callbacks(as_json: AsJson = False) -> None:
    """List the calls that people wait for, the longest waiting first."""
    with opened() as casework:
        queue = casework.callbacks.queue()
    if as_json:
        print_json([json_ready(asdict(call)) for call in queue])
        return
    lines = table("Calls", "Reference", "Since", "Due", "Name", "Phone", "Wanted", "Tried")
    for call in queue:
        wanted = (call.name, call.phone, call.wanted_at)
        shown = (escape(part or "") for part in wanted)
        lines.add_row(call.reference, moment(call.since), str(call.due_on or ""), *shown, str(call.attempts))
    Console().print(lines if queue else "Nobody waits for a call.")


@app.command()
def called(
    reference: Ref,
    summary: Annotated[str, typer.Option(help="What was said.")],
    helped: Annotated[bool | None, typer.Option("--helped/--not-helped", help="Left out: nobody was reached.")] = None,
    by: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Note a call; one that did not help records the complaint, and nothing is asked again."""
    who = acting(by, "called")
    with opened() as casework:
        if helped is None:
            casework.callbacks.attempted(reference, summary, who)
        else:
            (casework.callbacks.helped if helped else casework.callbacks.not_helped)(reference, summary, who)
        say_stand(casework, reference, as_json)


@app.command()
def package(
    reference: Ref, html: Annotated[Path | None, typer.Option(help="Write the page here; else JSON is printed.")] = None
) -> None:
    """Show what would be sent to the IPCC, as JSON or as a page."""
    with opened() as casework:
        content = casework.referrals.package(reference)
    if html is None:
        print_json(content)
    else:
        html.write_text(as_html(content), encoding="utf-8")
        typer.echo(f"Written to {html}.")


@app.command()
def refer(reference: Ref, reason: Why, by: Actor = None, seen: Seen = None, as_json: AsJson = False) -> None:
    """Note that the package was sent to the IPCC, and keep it as it is now."""
    with opened() as casework:
        casework.referrals.send(reference, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command()
def returned(
    reference: Ref,
    mode: Annotated[str, typer.Argument(help=f"What the IPCC decided: {', '.join(MODES)}.")],
    reason: Why,
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Note the IPCC's answer to a referral."""
    with opened() as casework:
        casework.referrals.returned(reference, mode, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command("stand-down")
def stand_down(reference: Ref, reason: Why, by: Actor = None, seen: Seen = None, as_json: AsJson = False) -> None:
    """Decide that there is no ground for referral after all."""
    with opened() as casework:
        casework.referrals.stand_down(reference, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


@app.command()
def officer(
    reference: Ref,
    name: Annotated[str | None, typer.Option()] = None,
    number: Annotated[str | None, typer.Option(help="Shoulder, warrant or pay number.")] = None,
    rank: Annotated[str | None, typer.Option()] = None,
    unit: Annotated[str | None, typer.Option()] = None,
    by: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Note who is complained of; by the number they are found in the staff register."""
    with opened() as casework:
        casework.allocation.name_officer(reference, OfficerKnown(name, number, rank, unit), acting(by, "identified"))
        say_stand(casework, reference, as_json)


@app.command()
def candidates(
    reference: Ref,
    station: Annotated[str | None, typer.Option(help="Only those of this station, by its key.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who could handle a complaint, and what speaks against each."""
    with opened() as casework:
        found = casework.allocation.candidates(reference, station=station)
    if as_json:
        print_json([asdict(candidate) for candidate in found])
        return
    lines = table("Candidates", "Number", "Name", "Rank", "Unit", "Station", "Refused because")
    for each in found:
        shown = (each.number, each.name, each.rank, each.unit, each.station or "", "; ".join(each.refused_because))
        lines.add_row(*map(escape, shown))
    Console().print(lines if found else "The staff register has nobody whose role fits: import it first.")


@app.command()
def allocate(
    reference: Ref,
    number: Annotated[str, typer.Argument(help="Their shoulder, warrant or pay number.")],
    declaration: Annotated[str, typer.Option(help="What they declare about connections.")],
    connected: Annotated[bool, typer.Option("--connected", help="They declare that they are connected.")] = False,
    reason: Why = "allocated",
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Give a complaint to somebody who is not connected with it; every attempt is kept."""
    declared = Declaration(is_connected=connected, words=declaration)
    with opened() as casework:
        casework.allocation.allocate(reference, number, declared, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


def _pair(text: str) -> tuple[str, str]:
    code, equals, found = text.partition("=")
    if not equals or not found.strip():
        raise typer.BadParameter(f"write CODE=words, such as C='pushed me'; not {text!r}")
    return code.strip(), found.strip()
