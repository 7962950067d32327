"""Steering the talk: a wish to stop, to go back, to put a detail right or to change one, heard before any answer."""

from __future__ import annotations

import re

from bot.intake.faults import changing
from bot.intake.heard import Heard, with_consequences
from bot.intake.labels import Labels
from bot.intake.turn import FREE_TEXT, LIKELY, PLAIN, STOPS, Turn
from bot.understanding.answers import READERS, find_correction, read_yes_no

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
# In free text only words that open like a repair, or deny a value, put another detail right.
_REPAIR = re.compile(
    r"^\W*(?:(?:oh|no|um|hang on|hold on|wait|sorry|actually|correction|my mistake|i meant)\b[\s,.!-]*)+"
    r"|\bi (?:got|put|gave|made|typed) .{0,30}\b(?:wrong|mistake)|\b(?:is|was) wrong\b|\bnot (?:on |in |at )?the\b",
    re.IGNORECASE,
)
_ADDRESSES = frozenset({"email", "phone"})


def steer(turn: Turn, labels: Labels) -> Heard | None:
    """What the message asks for besides an answer, or None where it is for the open question."""
    if turn.requested == "confirm_stop":
        return _stop_answer(turn)
    return _stop(turn) or _go_back(turn) or _correction(turn) or _change(turn, labels)


def _steers(turn: Turn) -> bool:
    if turn.requested in FREE_TEXT:
        return bool(_ONLY_STEERS.fullmatch(turn.text))
    return turn.confidence >= LIKELY and turn.words <= STEERING_WORDS


def _stop(turn: Turn) -> Heard | None:
    if turn.intent in STOPS and _steers(turn) and not _settled(turn):
        return Heard({"stopping": STOPS[turn.intent], "confirm_stop": None, "fault": None})
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
    if not turn.answered:
        return Heard({"fault": None}, ("utter_left_as_it_was" if turn.changing else "utter_first_question",))
    return Heard({"fault": changing(turn.answered[-1]), "answered": turn.answered[:-1]}, ("utter_went_back",))


def _correction(turn: Turn) -> Heard | None:
    """A detail that is put right in passing. An address may be given before it is asked for; the rest must be known."""
    free = turn.requested in FREE_TEXT
    if turn.requested == "what_happened" or (free and not _REPAIR.search(turn.text)):
        return None
    corrected = {
        slot: value
        for slot, value in find_correction(_said(turn), turn.on, turn.facts).items()
        if slot != turn.requested and (turn.known(slot) or (slot in _ADDRESSES and not free))
    }
    if not corrected:
        return None
    return Heard({**with_consequences(turn, corrected), "fault": None}, ("utter_detail_changed",))


def _said(turn: Turn) -> str:
    """The message; when the summary is open, whatever is not a yes puts something right."""
    if turn.requested == "details_confirmed" and read_yes_no(turn.text) is not True:
        return f"actually {turn.text}"
    return turn.text


def _change(turn: Turn, labels: Labels) -> Heard | None:
    """A detail that is named as wrong in the middle of the questions is asked for once more."""
    plain = turn.intent == "correct_detail" and turn.confidence >= PLAIN and turn.words <= STEERING_WORDS
    slot = labels.named_in(turn.text) if plain else None
    if slot is None or slot == turn.requested or not turn.known(slot) or turn.requested == "details_confirmed":
        return None
    return change(turn, slot)


def change(turn: Turn, slot: str) -> Heard:
    """Ask for one fact again. Its old value stays until there is a new one; established grounds always stay."""
    if slot == "referral_grounds" and turn.facts.get("grounds_established"):
        return Heard({"fault": None}, ("utter_grounds_stay",))
    return Heard({"fault": changing(slot), "details_confirmed": None})


def _settled(turn: Turn) -> bool:
    """Whether the message plainly answers the open question, whatever intent it resembles."""
    slot = str(turn.requested)
    if slot in FREE_TEXT or slot == "details_confirmed":
        return False
    return READERS[slot](turn.text, turn.on).value is not None
