"""Answers that cannot be used: said in other words the second time, and left to a person when that does not help."""

from __future__ import annotations

from bot.intake.repeats import MAYBE_REPEAT
from bot.intake.turn import CHANGING, Turn

AGAIN, STUCK = "again", "stuck"
# What went wrong is asked for: an explanation did not settle the matter, and nothing else was told so far.
UNSETTLED = "unsettled"
# Steps on the way to an answer, or no answers at all: what comes after one of these is a first misreading.
_NO_MISREADINGS = frozenset(
    [
        "account_short",
        "explanation_more",
        "grounds_differ",
        "grounds_in_words",
        "grounds_which",
        MAYBE_REPEAT,
        "not_saved",
        UNSETTLED,
        "what_to_change",
    ]
)


def misread(turn: Turn, fault: str) -> str:
    """The fault to ask about next: `fault` itself, `again` the second time in a row, then `stuck`."""
    before = turn.facts.get("fault")
    if before in {AGAIN, STUCK}:
        return STUCK
    first = before is None or (before in _NO_MISREADINGS and before != fault)
    return fault if first else AGAIN


def changing(slot: str) -> str:
    """The mark that a fact is being asked for once more, so that it can be changed."""
    return CHANGING + slot
