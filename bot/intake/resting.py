"""While the talk waits: the person goes on when they wish, by saying so or simply by answering."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.intake.heard import Heard
from bot.intake.turn import INTERRUPTIONS, PLAIN, Turn
from bot.understanding.answers import declined, looks_like_question, read_yes_no

PAUSE = "pause"
_GOES_ON = re.compile(
    r"\W*(?:(?:ok(?:ay)?|yes|yeah|hi|hello|right|so|well|please|thanks?(?: you)?|sorry|let'?s|we can|i can|i want to"
    r"|i'?d like to|i would like to|shall we|can we|i'?m|i am|now|just)\W+)*"
    r"(?:carry on|go on|go ahead|keep going|continue|resume|ready|back|here again|start|get on with it)\b"
    r"(?:\W+\w+){0,3}\W*",
    re.IGNORECASE,
)
# Back from a call for help: nothing is answered with it, and nothing told.
_BETTER = re.compile(
    r"\W*(?:(?:ok(?:ay)?|yes|yeah|hi|hello|thanks?(?: you)?|sorry|and|now)\W+)*"
    r"(?:i(?:'?ve| have)? (?:just )?(?:rang|rung|called|phoned|spoken? (?:to|with)|spoke to|talked to)"
    r"(?: \w+){1,3}[\s,.;!-]*)?"
    r"(?:(?:and|so|but|now)\W+)*(?:(?:i'?m|i am|im|i feel|feeling|it'?s)\W+)?(?:(?:a (?:bit|little)|much|feeling)\W+)*"
    r"(?:better|ok(?:ay)?|fine|calmer|safe|all ?right)(?:\W+(?:now|again|thanks?|thank you))*\W*",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:not (?:yet|now|ready|today|right now)|later|another (?:day|time)|tomorrow|tonight|stop (?:for now|here)"
    r"|(?:a|have a|take a|need a) (?:break|rest)|some time"
    r"|(?:a|one|few|couple of) (?:minutes?|mins?|moments?|days?|hours?)"
    r"|hold on|hang on|give me)\b",
    re.IGNORECASE,
)
_SHORT = 12
_LEAVING = frozenset({"pause", "goodbye"})
_BARE = 4


def rest(turn: Turn, hear_at: Callable[[Turn], Heard]) -> Heard:
    """Hear a message while the talk waits; `hear_at` hears it as an answer to the question that was open before."""
    if _stays(turn):
        return Heard({"waiting": PAUSE})
    if _goes_on(turn):
        return _on(Heard(says=("utter_carry_on",)))
    if _is_aside(turn):
        return Heard()
    before = str(turn.facts.get("waiting_at") or "what_happened")
    heard = hear_at(replace(turn, requested=before, facts={**turn.facts, "waiting": None}))
    return heard if heard.is_aside else _on(heard)


def _on(heard: Heard) -> Heard:
    waiting = heard.changes.get("waiting")
    return replace(heard, changes={**heard.changes, "waiting": waiting, "waiting_at": None})


def _stays(turn: Turn) -> bool:
    if turn.words > _SHORT or (turn.intent not in _LEAVING and looks_like_question(turn.text)):
        return False
    asks_for_time = turn.intent in _LEAVING and turn.confidence >= PLAIN and not _GOES_ON.fullmatch(turn.text)
    return asks_for_time or _reply(turn) is False or bool(_NOT_YET.search(turn.text))


def _reply(turn: Turn) -> bool | None:
    """A bare yes or no; a longer message that begins with one answers the question before."""
    return read_yes_no(turn.text) if turn.words <= _BARE else None


def is_better(text: str) -> bool:
    """Whether somebody who was in despair says no more than that they are better."""
    return bool(_BETTER.fullmatch(text))


def _goes_on(turn: Turn) -> bool:
    return (
        bool(_GOES_ON.fullmatch(turn.text))
        or is_better(turn.text)
        or _reply(turn) is True
        or declined(turn.text) is not None
        or (turn.intent == "greet" and turn.confidence >= PLAIN)
    )


def _is_aside(turn: Turn) -> bool:
    asks = looks_like_question(turn.text) and (turn.intent in INTERRUPTIONS or turn.intent == "out_of_scope")
    return (
        turn.words <= 2 * _SHORT
        and not turn.only_tells
        and (asks or (turn.intent in INTERRUPTIONS and turn.confidence >= PLAIN))
    )
