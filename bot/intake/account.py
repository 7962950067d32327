"""Taking in the account: the person's own words are kept whole, and what they settle is not asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.intake.turn import SERVING, Turn, names
from bot.understanding.account import Reading, read_account
from bot.understanding.answers import looks_like_question
from bot.understanding.colleagues import serves
from bot.understanding.grounds import find_grounds
from bot.understanding.signals import CONDUCT

# Below this an account is asked about once more before the short questions begin.
SHORT_ACCOUNT_WORDS = 10
# A first message of this length tells something, whatever it resembles.
NARRATIVE_WORDS = 9

# Intents of a first message that is no complaint, unless it accuses this force as well, and where each is pointed on.
ELSEWHERE = {"emergency": "emergency", "report_crime": "report_crime", "give_praise": "praise"}

# Category A (contract part 7) is by its definition a ground for referral.
SERIOUS_ASSAULT_CATEGORY = "A"
GROUND_FINDINGS = ("grounds_established", "grounds_possible", "allegations")
# Signals that the words are about how somebody of the force behaved, whatever else they resemble.
OF_THE_FORCE = frozenset({"accusation", "conduct", "force_used"})
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
    reading = read_account(account, on=turn.on)
    found = reading.as_slots() | (_of_a_question(reading) if _only_asks(turn) else {})
    changes: dict[str, object] = {"what_happened": account}
    for slot, value in found.items():
        if slot in LISTED:
            changes[slot] = _united(_told_elsewhere(turn, slot), value)
        elif slot in FINDINGS or not turn.known(slot):
            changes[slot] = value
    changes["allegations"] = _without_denied(turn, changes)
    if serves(account):
        changes["account_signals"] = sorted({*names(changes["account_signals"]), SERVING})
    if turn.topic and not before:
        changes["explain_topic"] = turn.topic
    if turn.intent in ELSEWHERE and not before and not OF_THE_FORCE & {*names(changes["account_signals"])}:
        changes["signpost_to"] = ELSEWHERE[turn.intent]
    return changes


def _only_asks(turn: Turn) -> bool:
    """Whether a message that opens the talk is a question about powers or procedure, and so no tale."""
    opens = turn.facts.get("what_happened") is None
    return opens and turn.intent == "explain" and turn.topic is not None and looks_like_question(turn.text)


def _of_a_question(reading: Reading) -> dict[str, object]:
    """What is found in a question: only what its words say. What it merely sounds like accuses nobody."""
    stated = {ground.ground for ground in find_grounds(reading.text)}
    worded = {each.category for each in reading.allegations if each.words}
    guessed = set() if worded & CONDUCT else {"conduct"}
    return {
        "grounds_possible": [
            ground.ground for ground in reading.grounds if ground.ground in stated and not ground.certain
        ],
        "account_signals": sorted(reading.signals - guessed),
    }


def _told_elsewhere(turn: Turn, slot: str) -> object:
    """What was found before. Categories of the account itself are left out: they are found anew in the whole of it."""
    found, before = names(turn.facts.get(slot)), turn.facts.get("what_happened")
    if slot != "allegations" or not found or not isinstance(before, str):
        return found
    of_the_account = names(read_account(before, on=turn.on).as_slots()["allegations"])
    return [code for code in found if code not in of_the_account]


def tells_of_harm(turn: Turn) -> bool:
    """Whether the message by itself tells of force, of somebody hurt or of how somebody of the force behaved.

    In an answer about consent only a hurt counts: "he asked me to do it for him" is said of the person spoken for.
    """
    if turn.requested == "consent_given":
        return any(found.ground in ("death_or_serious_injury", "serious_assault") for found in find_grounds(turn.text))
    signals = names(read_account(turn.text, on=turn.on).as_slots()["account_signals"])
    return not (OF_THE_FORCE | {"hurt"}).isdisjoint(signals)


def grounds_in(turn: Turn, said: str) -> dict[str, object]:
    """The grounds and allegations that an answer tells, read beside the account and without becoming part of it.

    Only plain words establish a ground here: what an answer sounds like is no more than a reason to ask.
    """
    beside = _joined(turn.facts.get("what_happened"), said)
    found = read_account(beside, on=turn.on).as_slots()
    stated = {ground.ground for ground in find_grounds(beside) if ground.certain}
    established, possible = names(found["grounds_established"]), names(found["grounds_possible"])
    found["grounds_established"] = [ground for ground in established if ground in stated]
    found["grounds_possible"] = [*possible, *(ground for ground in established if ground not in stated)]
    changes: dict[str, object] = {slot: _united(turn.facts.get(slot), found[slot]) for slot in GROUND_FINDINGS}
    return changes | {"allegations": _without_denied(turn, changes)}


def _without_denied(turn: Turn, changes: Mapping[str, object]) -> list[str]:
    """The allegations, without what only sounds like a serious assault to whom has said that no ground applies."""
    held = names(changes.get("grounds_established")) or names(turn.facts.get("referral_grounds"))
    denied = turn.facts.get("referral_grounds") is not None and "referral_grounds" not in turn.declined and not held
    return [code for code in names(changes.get("allegations")) if not (denied and code == SERIOUS_ASSAULT_CATEGORY)]


def denying_grounds(turn: Turn) -> dict[str, object]:
    """What follows from "none of these": the allegation that would be one of them falls."""
    known = {slot: turn.facts.get(slot) for slot in ("allegations", "grounds_established")}
    answered = replace(turn, facts={**turn.facts, "referral_grounds": []})
    return {"allegations": _without_denied(answered, known)} if known["allegations"] else {}


def _joined(before: object, said: str) -> str:
    return f"{before}\n{said}" if isinstance(before, str) and before else said


def _united(before: object, found: object) -> list[object]:
    """What is found now, best first, and after it what was found before and is not found any more."""
    now, then = ([*value] if isinstance(value, list | tuple) else [] for value in (found, before))
    return [*now, *(name for name in then if name not in now)]
