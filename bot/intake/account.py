"""Taking in the account: the person's own words are kept whole, and what they settle is not asked again."""

from __future__ import annotations

from bot.intake.turn import Turn
from bot.understanding.account import read_account

# Below this an account is asked about once more before the short questions begin.
SHORT_ACCOUNT_WORDS = 10
# A first message of this length tells something, whatever it resembles.
NARRATIVE_WORDS = 9

# Intents of a first message that is no complaint, unless it accuses this force as well, and where each is pointed on.
ELSEWHERE = {"emergency": "emergency", "report_crime": "report_crime", "give_praise": "praise"}

GROUND_FINDINGS = ("grounds_established", "grounds_possible", "allegations")
# Found in the account as it grows: what was found before stays, for words that were said are not undone by more words.
LISTED = (*GROUND_FINDINGS, "account_signals")
FINDINGS = (*LISTED, "signpost_to")


def is_account(turn: Turn) -> bool:
    """Whether a message that opens the talk already tells what happened."""
    if turn.intent in {"describe_incident", "explain", *ELSEWHERE}:
        return True
    return turn.words >= NARRATIVE_WORDS and turn.intent not in {"faq", "check_status", "language_help"}


def take_account(turn: Turn, said: str) -> dict[str, object]:
    """The facts that change when `said` is added to the account: the whole account and everything it settles.

    Facts that the person gave or declined themselves stay as they are.
    """
    before = turn.facts.get("what_happened")
    account = _joined(before, said)
    found = read_account(account, on=turn.on).as_slots()
    changes: dict[str, object] = {"what_happened": account}
    for slot, value in found.items():
        if slot in LISTED:
            changes[slot] = _united(turn.facts.get(slot), value)
        elif slot in FINDINGS or not turn.known(slot):
            changes[slot] = value
    if turn.topic and not before:
        changes["explain_topic"] = turn.topic
    if turn.intent in ELSEWHERE and not before:
        changes["signpost_to"] = ELSEWHERE[turn.intent]
    return changes


def grounds_in(turn: Turn, said: str) -> dict[str, object]:
    """The grounds and allegations that an answer tells, read beside the account and without becoming part of it."""
    found = read_account(_joined(turn.facts.get("what_happened"), said), on=turn.on).as_slots()
    return {slot: _united(turn.facts.get(slot), found[slot]) for slot in GROUND_FINDINGS}


def _joined(before: object, said: str) -> str:
    return f"{before}\n{said}" if isinstance(before, str) and before else said


def _united(before: object, found: object) -> list[object]:
    """What is found now, best first, and after it what was found before and is not found any more."""
    now, then = ([*value] if isinstance(value, list | tuple) else [] for value in (found, before))
    return [*now, *(name for name in then if name not in now)]
