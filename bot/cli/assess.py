"""`candour assess`: what is read in an account, and what the policy decides on it, without starting Rasa."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot import clock
from bot.force import load_rulebook
from bot.policy import Rulebook, decide
from bot.settings import load_settings

STDIN = Path("-")
OURS = {"allegations", "grounds_established", "grounds_possible", "account_signals", "explain_topic", "signpost_to"}
# Days that the calendar can reckon with a few years to either side.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

Advance = Callable[[int], None]


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
    try:
        day = _day(received) if received else clock.today()
        with _opened(file) as stream, _progress(file) as advance:
            failed = _assess_lines(stream, day, rulebook, advance) if jsonl else _assess_whole(stream, day, rulebook)
    except BrokenPipeError:
        raise  # whoever read our output has enough of it
    except OSError as error:
        _say(f"{file}: {error.strerror}")
        raise typer.Exit(1) from error
    except UnreadableAccount as error:
        _say(f"{file}: {error}")
        raise typer.Exit(1) from error
    if failed:
        _say(f"{failed} {'line' if failed == 1 else 'lines'} could not be read; the others were assessed.")
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


def _assess_whole(stream: BinaryIO, day: date, rulebook: Rulebook) -> int:
    text = _decoded(stream.read()).strip()
    if not text:
        raise UnreadableAccount("there is no account in it")
    _print(assessment(Account(None, text, day), rulebook))
    return 0


def _assess_lines(stream: BinaryIO, day: date, rulebook: Rulebook, advance: Advance) -> int:
    """Answer each line as soon as it has come; the number of lines that could not be read."""
    failed = 0
    for number, line in enumerate(stream, 1):
        try:
            if line.strip():
                _print(assessment(_account(line, day), rulebook))
        except UnreadableAccount as error:
            failed += 1
            _say(f"line {number}: {error}")
        advance(len(line))
    return failed


def _account(line: bytes, day: date) -> Account:
    try:
        given = json.loads(_decoded(line))
    except UnreadableAccount:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableAccount(f"is not JSON ({error})") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"].strip():
        raise UnreadableAccount('must be an object with a "text" that is not empty')
    identity = given.get("id")
    received = given.get("received")
    return Account(None if identity is None else str(identity), given["text"], _day(received) if received else day)


def _decoded(read: bytes) -> str:
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableAccount(f"is not UTF-8 at byte {error.start + 1}; save it as UTF-8") from error


def _day(text: object) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError as error:
        raise UnreadableAccount(f"{text!r} is not a day such as 2026-11-22") from error
    if not EARLIEST <= day <= LATEST:
        raise UnreadableAccount(f"{text!r} is no day on which an account can have come; write one such as 2026-11-22")
    return day


def _opened(file: Path) -> nullcontext[BinaryIO] | BinaryIO:
    return nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb")


def _print(answer: dict[str, object]) -> None:
    """One line of JSON in UTF-8, whatever the terminal's encoding, and at once."""
    line = json.dumps(answer, ensure_ascii=False)
    typer.echo(_HALF_CHARACTER.sub("\ufffd", line).encode())


def _say(message: str) -> None:
    typer.echo(message.encode("utf-8", "backslashreplace"), err=True)


@contextmanager
def _progress(file: Path) -> Iterator[Advance]:
    """On a terminal whose output goes elsewhere, a bar of what has been read; with an end where the size is known."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    size = file.stat().st_size if file != STDIN and file.is_file() else None
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("line {task.fields[lines]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=size, lines=0)

        def advance(count: int) -> None:
            shown.update(task, advance=count, lines=shown.tasks[0].fields["lines"] + 1)

        yield advance
