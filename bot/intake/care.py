"""How what was told is met: with thanks, with care where it is grave, and with no word of keeping where nothing is."""

from __future__ import annotations

from collections.abc import Mapping

from bot.intake.turn import Turn, names

_HARM = frozenset(["death_or_serious_injury", "serious_assault"])
_SEXUAL = "serious_sexual_offence"
# What is said of an account that is kept, and what is left of it where the talk ends by pointing elsewhere.
_NOT_KEPT: Mapping[str, str | None] = {
    "utter_account_taken": None,
    "utter_added": None,
    "utter_account_taken_death": "utter_heard_death",
    "utter_account_taken_hurt": "utter_heard_hurt",
    "utter_account_taken_sexual": "utter_heard_sexual",
}


def thanks(changes: Mapping[str, object]) -> str:
    """How an account is taken: with care where somebody died or was hurt, or where it tells of a sexual offence."""
    signals = names(changes.get("account_signals"))
    if "deceased" in signals:
        return "utter_account_taken_death"
    if _SEXUAL in names(changes.get("grounds_established")):
        return "utter_account_taken_sexual"
    return "utter_account_taken_hurt" if "hurt" in signals else "utter_account_taken"


def care(turn: Turn, changes: Mapping[str, object]) -> tuple[str, ...]:
    """What is said first to an answer that tells of something grave for the first time; nothing to any other."""
    new = _grounds({**turn.facts, **changes}) - _grounds(turn.facts)
    if _SEXUAL in new:
        return ("utter_account_taken_sexual",)
    died = "deceased" in names(changes.get("account_signals"))
    if died and "deceased" not in names(turn.facts.get("account_signals")):
        return ("utter_account_taken_death",)
    return ("utter_grave_heard",) if new & _HARM else ()


def kept_or_heard(says: tuple[str, ...], *, kept: bool) -> tuple[str, ...]:
    """What is said, without the word that it is kept where it is not."""
    if kept:
        return says
    return tuple(response for response in (_NOT_KEPT.get(name, name) for name in says) if response)


def _grounds(facts: Mapping[str, object]) -> set[str]:
    return {*names(facts.get("grounds_established")), *names(facts.get("referral_grounds"))}
