"""Reading a complaint that is complete as it came: the facts that its account settles, and the words of findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.understanding.account import LIKELY, read_account


@dataclass(frozen=True)
class Findings:
    """`facts` by slot, ready for JSON; `words`: under each category and ground, the words that it rests on."""

    facts: dict[str, object]
    words: dict[str, list[str]]


def read_complaint(account: str, on: date) -> Findings:
    """Read an account that was received on the day `on` (London). Raises as `read_account` does."""
    reading = read_account(account, on=on)
    words: dict[str, list[str]] = {
        each.category: list(each.words) for each in reading.allegations if each.confidence >= LIKELY and each.words
    }
    for ground in reading.grounds:
        words.setdefault(ground.ground, []).append(ground.words.strip())
    return Findings(reading.as_slots(), words)
