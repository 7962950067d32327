"""Putting right: a fact that was told is corrected in passing, at any question; what cannot be read changes nothing."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.intake.faults import changing
from bot.intake.heard import Heard, with_consequences
from bot.intake.labels import Labels
from bot.intake.turn import FREE_TEXT, PLAIN, Turn
from bot.intake.wording import BACK
from bot.understanding.answers import READERS, find_correction, read_yes_no

# A wish to change something is short; a long message is an answer that happens to use such words.
REPAIR_WORDS = 15
# Above this two spellings are of one name.
_ALIKE = 60
# In free text only words that open or close like a repair, or deny a value, put another detail right.
_REPAIR = re.compile(
    r"^\W*(?:(?:oh|no|um|hang on|hold on|wait|sorry|actually|correction|my mistake|i meant)\b[\s,.!-]*)+"
    r"|\bi (?:got|put|gave|made|typed) .{0,30}\b(?:wrong|mistake)|\b(?:is|was) wrong\b|\bnot (?:on |in |at )?the\b"
    r"|\bspel(?:t|led)\b|\b(?:actually|i meant?|my mistake)\W*$",
    re.IGNORECASE,
)
_NEW_VALUE = re.compile(r"\b(?:to|is|are|was|were|be|been|say|says|as)\b:?\s+(?P<value>\S.*)$|:\s*(?P<after>\S.*)$")
_NO_VALUE = re.compile(
    r"^(?:all |just |not |a |the )*"
    r"(?:wrong|incorrect|right|missing|mistake|changed?|corrected|different|again|it|that)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\b(?:[A-Za-z][\s.,-]{1,2}){2,}[A-Za-z]\b")
_ADDRESSES = frozenset({"email", "phone"})


def repair(turn: Turn, labels: Labels) -> Heard | None:
    """What the message puts right besides the open question, or None where it puts nothing right."""
    if turn.requested == "what_happened":
        return None
    return _corrected(turn) or _named(turn, labels) or _unreadable(turn)


def change(turn: Turn, slot: str, text: str = "") -> Heard:
    """Change one fact to the value that the message gives, or ask for it; until then the old value stays.

    Grounds that the person's own words establish always stay.
    """
    if slot == "referral_grounds" and turn.facts.get("grounds_established"):
        return Heard({"fault": None}, ("utter_grounds_stay",))
    value = _value_in(text, slot, turn)
    if value is None:
        return Heard({"fault": changing(slot), "details_confirmed": None})
    return _put_right(turn, {slot: value})


def _put_right(turn: Turn, corrected: dict[str, object]) -> Heard:
    changes = {**with_consequences(turn, corrected), "fault": None, "details_confirmed": None}
    return Heard(changes, ("utter_detail_changed",), put_right=tuple(corrected))


def _corrected(turn: Turn) -> Heard | None:
    """A new value that stands in the message, of a fact that is known, or an address before it is asked for."""
    free = turn.requested in FREE_TEXT
    if free and not _REPAIR.search(turn.text) and not (_means_repair(turn) and turn.words <= REPAIR_WORDS):
        return None
    corrected = {
        slot: _beside_the_old(turn.facts.get(slot), slot, value)
        for slot, value in find_correction(_said(turn), turn.on, turn.facts).items()
        if slot != turn.requested and (turn.known(slot) or (slot in _ADDRESSES and not free))
    }
    return _put_right(turn, corrected) if corrected else None


def _said(turn: Turn) -> str:
    """The message; when the summary is open, whatever is not a yes puts something right."""
    said = _LETTERS.sub(lambda spelt: re.sub(r"[^A-Za-z]", "", spelt.group()).capitalize(), turn.text)
    if turn.requested == "details_confirmed" and read_yes_no(turn.text) is not True:
        return f"actually {said}"
    return said


def _beside_the_old(old: object, slot: str, new: object) -> object:
    """A name or number that was put right, in its place among the other words of the old value."""
    if not isinstance(old, str) or not isinstance(new, str) or slot not in {"complainant_name", "officers"}:
        return new
    if slot == "officers":
        numbers = re.findall(r"\b\w*\d\w*\b", old)
        return old.replace(numbers[0], new) if len(numbers) == 1 else f"{old}; {new}"
    likest = max(old.split(), key=lambda word: fuzz.ratio(word.casefold(), new.casefold()), default="")
    respelt = len(new.split()) == 1 and len(old.split()) > 1
    return old.replace(likest, new) if respelt and fuzz.ratio(likest.casefold(), new.casefold()) >= _ALIKE else new


def _named(turn: Turn, labels: Labels) -> Heard | None:
    """A detail that is named, with its new value or only as wrong."""
    if not _means_repair(turn) or turn.words > REPAIR_WORDS or turn.requested == "details_confirmed":
        return None
    slot = labels.named_in(turn.text)
    if slot is None or slot == turn.requested or not turn.known(slot):
        return None
    return change(turn, slot, turn.text)


def _means_repair(turn: Turn) -> bool:
    return turn.intent == "correct_detail" and turn.confidence >= PLAIN


def _value_in(text: str, slot: str, turn: Turn) -> object:
    """The value that stands after "to", "is" or "should be"; None where none can be read there."""
    match = _NEW_VALUE.search(text)
    value = (match["value"] or match["after"]) if match else ""
    if not value or _NO_VALUE.search(value):
        return None
    answer = READERS[slot](value, turn.on)
    return None if answer.fault or answer.declined else answer.value


def _unreadable(turn: Turn) -> Heard | None:
    """A plain wish to put something right of which nothing could be read: nothing changes, and that is said."""
    slot = str(turn.requested)
    if not _means_repair(turn) or turn.words > REPAIR_WORDS or turn.changing or slot == "details_confirmed":
        return None
    # "No, wait" opens a repair, though it begins with a no.
    answers = not _REPAIR.search(turn.text) and (slot in FREE_TEXT or _reads(turn, slot))
    return None if answers else Heard(says=("utter_correction_unclear",), wording=BACK)


def _reads(turn: Turn, slot: str) -> bool:
    answer = READERS[slot](turn.text, turn.on) if slot in READERS else None
    return answer is not None and not answer.fault
