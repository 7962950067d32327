"""`candour assess`: what is read in an account, and what the policy decides on it, without starting Rasa."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot import clock
from bot.force import load_rulebook
from bot.policy import Rulebook, decide
from bot.settings import load_settings

STDIN = Path("-")
OURS = {"allegations", "grounds_established", "grounds_possible", "account_signals", "explain_topic", "signpost_to"}


class UnreadableAccount(ValueError):
    """A line or a date that cannot be read; the message says which, and what it should be."""


@dataclass(frozen=True)
class Account:
    """An account to assess, received on a London day."""

    id: str | None
    text: str
    received: date


def assess(
    file: Annotated[Path, typer.Argument(help="The account, or JSON lines; - is standard input.")] = STDIN,
    received: Annotated[str | None, typer.Option(help="The day it came, YYYY-MM-DD; today if left out.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"id", "text", "received"} a line.')] = False,
) -> None:
    """Assess one account, or one on each line, and print JSON a line."""
    rulebook = load_rulebook(load_settings().policy_file)
    failed = 0
    try:
        day = _day(received) if received else clock.today()
        with _opened(file) as stream:
            accounts = _lines(stream, day) if jsonl else iter([Account(None, _whole(stream), day)])
            for item in _with_progress(accounts):
                if isinstance(item, UnreadableAccount):
                    failed += 1
                    typer.echo(str(item), err=True)
                else:
                    typer.echo(json.dumps(assessment(item, rulebook), ensure_ascii=False))
    except (UnreadableAccount, OSError, UnicodeDecodeError) as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(1) from error
    if failed:
        typer.echo(f"{failed} lines could not be read; the others were assessed.", err=True)
        raise typer.Exit(1)


def assessment(account: Account, rulebook: Rulebook) -> dict[str, object]:
    """The allegations, grounds, settled facts and decision for one account, ready for JSON (contract part 6)."""
    from bot.understanding.account import read_account  # takes most of a second, which other commands need not wait for

    reading = read_account(account.text, on=account.received)
    slots = reading.as_slots()
    return {
        "id": account.id,
        "allegations": [
            {"category": each.category, "confidence": round(each.confidence, 3)} for each in reading.allegations
        ],
        "referral_grounds": slots["grounds_established"],
        "facts": {slot: value for slot, value in slots.items() if slot not in OURS},
        "decision": decide(slots, account.received, rulebook).as_dict(),
    }


def _lines(stream: TextIO, day: date) -> Iterator[Account | UnreadableAccount]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            try:
                yield _account(line, day)
            except UnreadableAccount as error:
                yield UnreadableAccount(f"line {number}: {error}")


def _account(line: str, day: date) -> Account:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise UnreadableAccount(f"is not JSON ({error})") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"].strip():
        raise UnreadableAccount('must be an object with a "text" that is not empty')
    identity = given.get("id")
    received = given.get("received")
    return Account(None if identity is None else str(identity), given["text"], _day(received) if received else day)


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise UnreadableAccount(f"{text!r} is not a day such as 2026-11-22") from error


def _whole(stream: TextIO) -> str:
    text = stream.read().strip()
    if not text:
        raise UnreadableAccount("there is no account in it")
    return text


def _opened(file: Path) -> nullcontext[TextIO] | TextIO:
    return nullcontext(sys.stdin) if file == STDIN else file.open(encoding="utf-8")


def _with_progress(accounts: Iterator[Account | UnreadableAccount]) -> Iterator[Account | UnreadableAccount]:
    """The accounts as they come; on a terminal whose output goes elsewhere, with a count of them."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from accounts
        return
    columns = (SpinnerColumn(), TextColumn("{task.completed} accounts assessed"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as shown:
        task = shown.add_task("", total=None)
        for account in accounts:
            yield account
            shown.advance(task)
