"""Steering the talk: a wish to stop, to go back or to put something right, heard before any answer."""

from __future__ import annotations

import re

from bot.intake.faults import changing
from bot.intake.heard import Heard
from bot.intake.labels import Labels
from bot.intake.repairs import repair
from bot.intake.turn import FREE_TEXT, LIKELY, STOPS, Turn
from bot.understanding.answers import READERS, read_yes_no

# A wish to stop, go back or leave is short; a long message is an account that happens to use such words.
STEERING_WORDS = 12
# Where any words would be an answer ("I want it to stop"), the message says nothing but that wish.
_ONLY_STEERS = re.compile(
    r"\W*(?:(?:please|just|ok|okay|no|sorry|can (?:we|i|you)|let'?s|i'?d like to|i (?:want|need|would like) to)\W+)*"
    r"(?:(?:(?:go|step) )?(?:cancel|stop|quit|exit|end|withdraw|forget|back|start (?:over|again|afresh))\b"
    r"(?:\W+(?:it|that|this|my|the|one|here|now|over|again|please|question|complaint|form|chat|everything|all|to"
    r"|previous|last|from|beginning|start))*"
    r"|never ?mind|(?:i'?ve|i(?: have)?) changed my mind"
    r"|i (?:don'?t|do not) want to (?:do this|go on|carry on|continue|complain)(?: any ?more| now)?)\W*",
    re.IGNORECASE,
)


def steer(turn: Turn, labels: Labels) -> Heard | None:
    """What the message asks for besides an answer, or None where it is for the open question."""
    if turn.requested == "confirm_stop":
        return _stop_answer(turn)
    return _stop(turn) or _go_back(turn) or repair(turn, labels)


def _steers(turn: Turn) -> bool:
    if turn.requested in FREE_TEXT or turn.requested == "ready":
        return bool(_ONLY_STEERS.fullmatch(turn.text))
    return turn.confidence >= LIKELY and turn.words <= STEERING_WORDS


def _stop(turn: Turn) -> Heard | None:
    if turn.intent in STOPS and _steers(turn) and not _settled(turn):
        return Heard({"stopping": STOPS[turn.intent], "confirm_stop": None, "fault": None, "waiting": None})
    return None


def _stop_answer(turn: Turn) -> Heard:
    wants = read_yes_no(turn.text)
    if wants or (wants is None and turn.intent in STOPS):
        return Heard({"confirm_stop": True, "fault": None})
    says = ("utter_carry_on",) if wants is False else ()
    return Heard({"stopping": None, "confirm_stop": None, "fault": None}, says)


def _go_back(turn: Turn) -> Heard | None:
    """Ask the question before once more; its answer stays until there is a new one."""
    if turn.intent != "go_back" or not _steers(turn) or _settled(turn):
        return None
    here: dict[str, object] = {"waiting": None, "waiting_at": None} if turn.requested == "ready" else {}
    if not turn.answered:
        return Heard({**here, "fault": None}, ("utter_left_as_it_was" if turn.changing else "utter_first_question",))
    return Heard({**here, "fault": changing(turn.answered[-1]), "answered": turn.answered[:-1]}, ("utter_went_back",))


def _settled(turn: Turn) -> bool:
    """Whether the message plainly answers the open question, whatever intent it resembles."""
    slot = str(turn.requested)
    if slot in FREE_TEXT or slot in {"details_confirmed", "ready"}:
        return False
    return READERS[slot](turn.text, turn.on).value is not None
