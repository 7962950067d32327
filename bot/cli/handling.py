"""`candour complaints`: what handlers do, from the first contact to the last word (S3, S8, S9, S11, S12, S16)."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console

from bot.casework.contacts import Made
from bot.casework.errors import InvalidCommand
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.states import State
from bot.casework.work_models import Channel, Side
from bot.cli.opening import Actor, AsJson, Ref, Seen, acting, opened, print_json, say_stand, table

app = typer.Typer()

Text = Annotated[str, typer.Argument(help="In plain words.")]
Number = Annotated[int, typer.Argument(help="Its number.")]


@app.command()
def contact(
    reference: Ref,
    summary: Text,
    side: Annotated[Side, typer.Option(help="With whom.")] = Side.COMPLAINANT,
    channel: Annotated[Channel, typer.Option(help="How.")] = Channel.PHONE,
    not_reached: Annotated[bool, typer.Option("--not-reached", help="It was an attempt.")] = False,
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Note a contact; the first with the complainant takes an allocated complaint on."""
    made, who = Made(side, channel, summary, reached=not not_reached), acting(by, "in touch", seen)
    with opened() as casework:
        state = casework.show(reference).state
        if state is State.ALLOCATED and side is Side.COMPLAINANT:
            casework.contacts.first(reference, made, who)
        elif state is State.RESOLVING and side in (Side.COMPLAINANT, Side.OFFICERS):
            casework.resolution.liaise(reference, made, who)
        else:
            casework.contacts.log(reference, made, who)
        say_stand(casework, reference, as_json)


@app.command("go-on")
def go_on(
    reference: Ref,
    reason: Annotated[str, typer.Option(help="How it is known that they cannot be reached.")],
    by: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Work on a complaint whose complainant cannot be reached."""
    with opened() as casework:
        casework.contacts.go_on_without(reference, acting(by, reason))
        say_stand(casework, reference, as_json)


@app.command()
def message(
    reference: Ref,
    text: Text,
    question: Annotated[bool, typer.Option("--question", help="It asks for an answer.")] = False,
    about: Annotated[str | None, typer.Option(help="The missing fact that it asks for.")] = None,
    by: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Write to the complainant, who is told that a message waits."""
    with opened() as casework:
        who, key = acting(by, "wrote"), _key()
        casework.messages.write(reference, text, who, key=key, is_question=question, about=about)
        say_stand(casework, reference, as_json)


@app.command()
def fill(
    reference: Ref,
    facts: Annotated[list[str], typer.Argument(metavar="FACT=VALUE...", help="As they were told.")],
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Add facts that were missing; what the complainant said is not overwritten."""
    with opened() as casework:
        told = dict(_parts(fact, "=", 2, "FACT=VALUE") for fact in facts)
        casework.contacts.fill(reference, told, acting(by, "clarified", seen))
        say_stand(casework, reference, as_json)


@app.command()
def plan(
    reference: Ref,
    issue: Annotated[list[str], typer.Option(help="What it is about, in the person's words; again for each.")],
    step: Annotated[list[str], typer.Option(help="WHAT|WHO or WHAT|WHO|DAY; again for each.")],
    wanted: Annotated[str | None, typer.Option(help="What the person wants.")] = None,
    update_days: Annotated[int, typer.Option(min=1, max=28)] = 28,
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Propose an action plan, or its next version, to the complainant."""
    with opened() as casework:
        content = PlanContent(tuple(issue), tuple(map(_step, step)), wanted, update_days)
        casework.plans.propose(reference, content, acting(by, "proposed", seen))
        say_stand(casework, reference, as_json)


@app.command()
def agree(reference: Ref, number: Number, words: str | None = None, by: Actor = None, as_json: AsJson = False) -> None:
    """Note that the complainant agrees to a plan."""
    with opened() as casework:
        casework.plans.agree(reference, number, acting(by, "told by the complainant"), text=words)
        say_stand(casework, reference, as_json)


@app.command()
def adopt(reference: Ref, number: Number, by: Actor = None, as_json: AsJson = False) -> None:
    """Work by a plan that the complainant cannot be asked about, or has not answered in time."""
    with opened() as casework:
        casework.plans.adopt(reference, number, acting(by, "no answer can come"))
        say_stand(casework, reference, as_json)


@app.command()
def nearest(reference: Ref, as_json: AsJson = False) -> None:
    """List the stations nearest to where it happened, or to where the person lives, with the managers there."""
    with opened() as casework:
        found = casework.resolution.nearest(reference)
    if as_json:
        print_json([asdict(near) for near in found])
        return
    lines = table("Stations", "Key", "Name", "Address", "Kilometres", "From", "Managers")
    for near in found:
        managers = ", ".join(f"{each.name} ({each.shoulder_number})" for each in near.managers)
        station = near.station
        lines.add_row(station.key, station.name, station.address, str(station.km), station.place, managers)
    Console().print(lines if found else "No place in London is told.")


@app.command()
def resolve(
    reference: Ref,
    station: Annotated[str, typer.Argument(help="The key of the station.")],
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Begin to resolve a complaint at a station."""
    with opened() as casework:
        casework.resolution.start(reference, station, acting(by, "the plan is agreed", seen))
        say_stand(casework, reference, as_json)


@app.command()
def investigate(reference: Ref, by: Actor = None, seen: Seen = None, as_json: AsJson = False) -> None:
    """Begin to investigate a complaint."""
    with opened() as casework:
        casework.investigation.start(reference, acting(by, "the plan is agreed", seen))
        say_stand(casework, reference, as_json)


@app.command()
def update(reference: Ref, text: Text, by: Actor = None, as_json: AsJson = False) -> None:
    """Tell the complainant how it stands."""
    with opened() as casework:
        casework.investigation.update(reference, text, acting(by, "update"), key=_key())
        say_stand(casework, reference, as_json)


@app.command()
def outcome(
    reference: Ref,
    summary: Text,
    finding: Annotated[list[str], typer.Option(help="CATEGORY|CONCLUSION|ACTION,ACTION|WORDS; again for each.")],
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Propose an outcome, with a finding for every allegation."""
    with opened() as casework:
        casework.outcomes.propose(reference, summary, tuple(map(_found, finding)), acting(by, "decided", seen))
        say_stand(casework, reference, as_json)


@app.command()
def learn(
    reference: Ref,
    change: Text,
    owner: Annotated[str, typer.Option(help="Who sees to it.")],
    due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="By when.")],
    by: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Note what the force changes because of a complaint."""
    with opened() as casework:
        casework.learnings.add(reference, change, owner, due.date(), acting(by, "learnt"))
        say_stand(casework, reference, as_json)


@app.command()
def learnt(reference: Ref, number: Number, what_changed: Text, by: Actor = None, as_json: AsJson = False) -> None:
    """Note that something learnt is done, and what has changed."""
    with opened() as casework:
        casework.learnings.done(reference, number, what_changed, acting(by, "done"))
        say_stand(casework, reference, as_json)


@app.command()
def close(
    reference: Ref,
    satisfied: Annotated[Satisfied, typer.Option(help="The person's word on whether it satisfies them.")],
    words: str | None = None,
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Close a complaint."""
    with opened() as casework:
        casework.endings.close(reference, satisfied, acting(by, "settled", seen), text=words)
        say_stand(casework, reference, as_json)


@app.command()
def withdraw(
    reference: Ref, words: str | None = None, by: Actor = None, seen: Seen = None, as_json: AsJson = False
) -> None:
    """Note that the complainant takes a complaint back."""
    with opened() as casework:
        done = casework.endings.withdraw(reference, acting(by, "told by the complainant", seen), text=words)
        if done.goes_on:
            typer.echo("It has to go to the IPCC all the same, and is still looked at.", err=True)
        say_stand(casework, reference, as_json)


@app.command()
def reopen(
    reference: Ref,
    reason: Annotated[str, typer.Option(help="Why it is taken up again.")],
    by: Actor = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Take up a complaint again that had ended."""
    with opened() as casework:
        casework.endings.reopen(reference, acting(by, reason, seen))
        say_stand(casework, reference, as_json)


def _key() -> str:
    """Each call of a command is a message of its own."""
    return secrets.token_hex(8)


def _step(text: str) -> Step:
    what, who, *day = _parts(text, "|", None, "WHAT|WHO|DAY")
    try:
        return Step(what, who, date.fromisoformat(day[0]) if day else None)
    except ValueError as error:
        raise InvalidCommand(f"{day[0]!r} is not a day such as 2026-11-22") from error


def _found(text: str) -> Found:
    category, conclusion, actions, said = _parts(text, "|", 4, "CATEGORY|CONCLUSION|ACTION,ACTION|WORDS")
    try:
        what = tuple(Action(action.strip()) for action in actions.split(","))
        return Found(category, Conclusion(conclusion), what, said)
    except ValueError as error:
        allowed = f"conclusions are {', '.join(Conclusion)}; actions are {', '.join(Action)}"
        raise InvalidCommand(f"{error}: {allowed}") from error


def _parts(text: str, mark: str, count: int | None, form: str) -> list[str]:
    parts = [part.strip() for part in text.split(mark, (count or 3) - 1)]
    if len(parts) < (count or 2):
        raise InvalidCommand(f"write {form}, not {text!r}")
    return parts
