"""Asides: a message that is no answer to the open question, and what comes of it."""

from __future__ import annotations

import re

from bot.intake.faults import changing
from bot.intake.heard import Heard
from bot.intake.resting import PAUSE
from bot.intake.safety import HELP
from bot.intake.turn import FELT, FREE_TEXT, INTERRUPTIONS, LIKELY, PLAIN, Turn
from bot.intake.wording import BACK, OTHER
from bot.understanding.answers import Answer, looks_like_question

INTERRUPTION_WORDS = 25
# Pleas that are heard even where any words would be an answer, with the longest message of each.
PLEAS = {**dict.fromkeys((*HELP, "ask_repeat", "ask_why_needed", "pause"), 20), "abuse": 7, "request_human": 8}
# Where people say what they wish or have suffered, only these are pleas to us.
PLEAS_BESIDE_FEELINGS = frozenset(["ask_repeat", "ask_why_needed", "pause"])
# What is said to a machine is no wish and no injury, even where any words would be.
_TO_THE_PROGRAM = re.compile(r"\b(?:bot|chat ?bot|robot|machine|computer|program)\b", re.IGNORECASE)
# A greeting, a goodbye or thanks and nothing else: no answer to anything but "does that settle it?".
_COURTESY = re.compile(
    r"(?:\W*\b(?:hello|hi|hiya|hey|good (?:morning|afternoon|evening)|(?:good ?)?bye(?:[ -]bye)?|see (?:you|ya)|cheerio"
    r"|thanks?|thank you|thx|ta|cheers)\b(?:\W+(?:there|you|later|soon|so much|very much|a lot|again|for (?:that|now)"
    r"|for your help)\b)*)+\W*",
    re.IGNORECASE,
)
LEAVING = frozenset(["pause", "goodbye"])
# Where a time is asked for, "after six please" is one; only these words are a wish for time.
_STOPS_FOR_NOW = re.compile(r"\b(?:stop|pause|break|come back|go now|leave|(?:good)?bye)\b", re.IGNORECASE)
BARE_REPLY_WORDS = 3
_REPLY = re.compile(r"\W*(?:yes|yeah|yep|yh|no|nope|nah|never)\b", re.IGNORECASE)
_COURTESIES = frozenset(["greet", "goodbye", "thank"])


def interrupts(turn: Turn, answer: Answer | None = None) -> bool:
    """Whether the message speaks of something else than the open question, so that a rule answers it.

    In the form, words that answer the question are an answer, whatever intent they resemble. Only a question, or a
    short plea in the place of free text, interrupts.
    """
    if turn.words > INTERRUPTION_WORDS or (answer is not None and answer.fault == "explanation_more"):
        return False
    if looks_like_question(turn.text):
        return turn.intent in INTERRUPTIONS or turn.intent == "out_of_scope"
    if answer is not None and answer.declined:
        return False
    if turn.requested == "callback_time" and turn.intent in LEAVING and not _STOPS_FOR_NOW.search(turn.text):
        return False
    if turn.intent in LEAVING and turn.confidence >= PLAIN and turn.words > BARE_REPLY_WORDS:
        # "I have to go now" begins like a yes.
        return not _REPLY.match(turn.text) and (turn.intent == "pause" or turn.requested not in FELT)
    if turn.intent in _COURTESIES and _COURTESY.fullmatch(turn.text):
        return answer is None or not isinstance(answer.value, bool)
    if turn.intent not in INTERRUPTIONS or turn.confidence < LIKELY or turn.only_tells:
        return False
    if turn.requested in FELT and turn.intent not in PLEAS_BESIDE_FEELINGS and not _TO_THE_PROGRAM.search(turn.text):
        return False
    if turn.requested in FREE_TEXT:
        return turn.words <= PLEAS.get(turn.intent, 0) and turn.confidence >= PLAIN
    return answer is None or answer.value is None or (answer.value == "" and turn.confidence >= PLAIN)


def aside(turn: Turn) -> Heard:
    """A message that is for no answer: a wish for time, or for the question once more; others are left to the rules."""
    if turn.intent in LEAVING:
        return Heard({"waiting": PAUSE, "waiting_at": turn.requested})
    if turn.intent == "ask_repeat":
        return Heard(wording="plain" if turn.facts.get("wording") == OTHER else OTHER)
    if turn.intent == "request_callback" and turn.facts.get("phone") is None:
        return Heard({"contact_method": "phone", "fault": changing("phone")}, ("utter_call_noted",))
    return Heard(says=("utter_greet_again",), wording=BACK) if turn.intent == "greet" else Heard()
