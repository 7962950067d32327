"""Safety before everything: what somebody in danger or despair is told, and that the talk then waits for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.intake.heard import Heard
from bot.intake.turn import FELT, FREE_TEXT, PLAIN, Turn
from bot.understanding.safety import danger

# A plea is short; in a longer message only words that say it outright are one.
PLEA_WORDS = 25
# So likely that it is a plea even where any words would be an answer.
SURE = 0.75
# What is said, and what is said where only the tone of a long answer suggests it.
HELP = {"emergency": "utter_emergency", "distress": "utter_distress"}
HELP_IN_PASSING = {"emergency": "utter_emergency_in_passing", "distress": "utter_distress_in_passing"}
_GIVES_UP = re.compile(
    r"\b(?:can'?t|can ?not|cnt) (?:do|go on|carry on|continue|cope|face|take|bear|think|breathe)|\btoo much\b",
    re.IGNORECASE,
)
# Who asks for a minute in such words needs more than time.
_OVERWHELMED = re.compile(
    r"\bin (?:bits|pieces|tears)\b|\bcrying\b|\bfalling apart\b|\btoo much for me\b"
    r"|\b(?:can'?t|can ?not|cnt) (?:cope|face|take (?:it|this)|bear|breathe|stop shaking)",
    re.IGNORECASE,
)
# What is said with a cry for help and tells nothing more.
_NO_MORE = re.compile(
    rf"{_OVERWHELMED.pattern}|\b(?:give me|need|just) (?:a|one) (?:minute|min|moment|second|sec)\b"
    r"|^\W*(?:(?:i'?m|so|very|really|please|oh|god)\W+)*(?:sorry|please|help)\W*$",
    re.IGNORECASE,
)
# Words of what was: who tells how it was then answers, and does not cry for help.
_OF_THEN = re.compile(
    r"\b(?:was|were|wasn'?t|had|been|tried|wanted|felt|thought|went|kept|since|because|ever since|back then|at the time"
    r"|used to|for (?:months|years|weeks|a long time|ages))\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<=[.!?;,\n])\s+|\s+(?=(?:and|but|so|because)\s)")


@dataclass(frozen=True)
class Urgent:
    """Danger or despair; `outright`: the person says so, and nothing else is asked until they wish to go on."""

    kind: str
    outright: bool


def urgent(turn: Turn) -> Urgent | None:
    """What the message says of danger now or of despair, if anything."""
    if kind := danger(turn.text) or next(filter(None, map(danger, _CLAUSES.split(turn.text))), None):
        return Urgent(kind, outright=True)
    if turn.intent == "pause" and turn.requested not in FELT and _OVERWHELMED.search(turn.text):
        return Urgent("distress", outright=True)  # "I'm in bits, I can't do this, give me a minute"
    if turn.intent not in HELP or turn.confidence < PLAIN:
        return None
    sure = turn.confidence >= SURE or turn.requested not in FREE_TEXT
    answers = turn.requested in FELT and not _GIVES_UP.search(turn.text)
    return Urgent(turn.intent, outright=sure and turn.words <= PLEA_WORDS and not answers)


def besides(text: str) -> str:
    """What a message says besides the words of danger; empty where they cannot be told apart."""
    clauses = _clauses(text)
    rest = [clause for clause in clauses if not _pleads(clause)]
    return " ".join(rest).strip(" ,;") if len(rest) < len(clauses) else ""


def only_pleads(text: str) -> bool:
    """Whether every part of a message is a cry for help or for time, so that it tells nothing."""
    return all(map(_pleads, _clauses(text)))


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(text) if clause]


def _pleads(clause: str) -> bool:
    return bool(danger(clause) or _GIVES_UP.search(clause) or _NO_MORE.search(clause))


def is_of_then(text: str) -> bool:
    """Whether words of despair tell of how it was, as an answer about what was suffered does."""
    return bool(_OF_THEN.search(text))


def with_help(turn: Turn, found: Urgent, heard: Heard) -> Heard:
    """What was heard, with help said first; who is in danger or despair is asked nothing until they wish to go on.

    Danger that is the whole matter ends the talk with where to turn, without a wait.
    """
    if not found.outright and heard.changes:
        return replace(heard, says=(HELP_IN_PASSING[found.kind], *heard.says))
    says = (HELP[found.kind], *heard.says)
    if heard.changes.get("signpost_to") == "emergency" and "accusation" not in _signals(heard):
        return replace(heard, says=says)
    answered = turn.requested is None or turn.requested in heard.changes
    waiting = {"waiting": found.kind, "waiting_at": None if answered else turn.requested}
    return replace(heard, changes={**heard.changes, **waiting}, says=says)


def _signals(heard: Heard) -> list[object]:
    signals = heard.changes.get("account_signals")
    return [*signals] if isinstance(signals, list | tuple) else []
