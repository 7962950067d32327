"""`candour assess`, timed from outside: how long until the first answer, and how fast the others follow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import CannotMeasure
from bot.settings import ROOT

COMMAND = Path(sys.executable).with_name("candour")


@dataclass(frozen=True)
class Assessed:
    """One run over a file of accounts."""

    first_seconds: float
    accounts_a_second: float


def copy(accounts: Path, file: Path) -> int:
    """Copy what `candour assess` reads of a file of accounts; how many they are. Raises `CannotMeasure`."""
    try:
        rows = [json.loads(line) for line in accounts.read_text("utf-8").splitlines() if line.strip()]
        lines = [json.dumps({field: row[field] for field in ("id", "text", "received")}) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise CannotMeasure(
            f"{accounts} does not hold an account with id, text and received a line: {error}"
        ) from error
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def assess(file: Path, accounts: int, log: Path) -> Assessed:
    """Start `candour assess --jsonl` on one core and note when its answers come.

    Raises `CannotMeasure` where it does not answer for every account.
    """
    with log.open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(COMMAND), "assess", "--jsonl", str(file)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            preexec_fn=_on_one_core(),
        )
        with process:
            came = [time.perf_counter() for _ in process.stdout or ()]
    if process.returncode or len(came) != accounts or accounts < 2:
        raise CannotMeasure(
            f"`candour assess --jsonl {file}` ended with {process.returncode} after {len(came)} answers to "
            f"{accounts} accounts. What it said is in {log}."
        )
    return Assessed(came[0] - start, (accounts - 1) / (came[-1] - came[0]))


def _on_one_core() -> Callable[[], None] | None:
    """What keeps a process on one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {core})
