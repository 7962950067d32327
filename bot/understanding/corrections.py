"""A detail put right in passing: "sorry, it was the 13th, not the 12th", "my number's changed to ..."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.understanding.contact import find_email, find_phone
from bot.understanding.dates import answered_date
from bot.understanding.names import read_name
from bot.understanding.places import find_place
from bot.understanding.spelling import plain

_LONGEST_CORRECTION: Final = 300
_CUE: Final = re.compile(
    r"\b(?:hold on|hang on|wait|actually|correction|my mistake|mistake|wrong|not right|incorrect|isn'?t right|in fact"
    r"|i (?:got|put|gave|said|told you|meant|mean|made|typed|wrote)|i'?ve (?:got|put|given|made|just remembered)"
    r"|should (?:be|have been|say|read)|changed?|new (?:number|email|address|phone)|you'?ve (?:got|put|written)"
    r"|you (?:put|wrote)|instead|rather than|spel(?:t|led))\b"
    r"|\bsorry\b[\s,.!-]{0,3}(?:no|it|its|it's|that|my|the|i|not|make that)\b"
    r"|\b(?:it|its|it's|was|is)\b.{2,60}\bnot\b|^\W*not\b.{2,40},"
)
# What is denied is the old value: "not the 12th", "I never said Hackney", "I put Friday, but".
_OLD_VALUE: Final = re.compile(
    r"(?:,|\band\b|\()?\s*\b(?:not|rather than|instead of|never said|i didn'?t say|you'?ve (?:put|got|written)"
    r"|you (?:put|wrote)|it says)\b[^,.;)]{1,60}?(?=[,.;)]|\bbut\b|$)"
    r"|\bi (?:put|said|wrote|typed)\b[^.;]{1,40}?(?=\bbut\b|\bit'?s\b|\bit (?:was|is|should)\b|\bsorry\b)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"\b(?:(?:my|the) (?:sur|last |first |full )?name(?:'s| is| should be)(?: actually| really)?(?: spelt)?"
    r"|it'?s spelt)"
    r"\s+(?P<rest>[^,;]{2,60})",
    re.IGNORECASE,
)
_ABOUT_BIRTH: Final = re.compile(r"\b(?:born|birthday|birth)\b", re.IGNORECASE)
_NUMBER_SAID: Final = re.compile(
    r"\b(?:number|no\.?)\b(?: on (?:his|her|their) (?:shoulder|collar))? (?:was"
    r"|is) (?P<rest>[A-Z]{0,2} ?\d{2,5} ?[A-Z]{0,2})\b"
)
_PLACE: Final = re.compile(
    r"\b(?:it (?:was|happened|is)|that was|we were|i was|happened|it'd be|should be|should say)\b", re.IGNORECASE
)


def find_correction(text: str, on: date, known: Mapping[str, object] | None = None) -> dict[str, object]:
    """The slots that the words put right, with their new values; empty where the words correct nothing.

    `known` holds the slots as they stand: "it was the 13th" keeps the month of the date that is known. A value that is
    denied ("not the 12th") is never the new one.
    """
    line = " ".join(text.split())
    if len(line) > _LONGEST_CORRECTION or not _CUE.search(plain(line).text):
        return {}
    told = _OLD_VALUE.sub(" ", line)
    found: dict[str, object] = {}
    for slot, value in (
        ("email", find_email(told)),
        ("phone", find_phone(told)),
        ("complainant_name", _new_name(told)),
        ("officers", _new_number(told)),
        ("incident_date", _new_date(told, on, known or {})),
    ):
        if value:
            found[slot] = value
    if not found:
        found.update(_new_place(told))
    return found


def _new_name(told: str) -> str | None:
    match = _NAME.search(told)
    answer = read_name(match["rest"]) if match else None
    return str(answer.value) if answer and answer.fault is None else None


def _new_number(told: str) -> str | None:
    match = None if find_phone(told) else _NUMBER_SAID.search(told)
    return match["rest"].strip() if match else None


def _new_date(told: str, on: date, known: Mapping[str, object]) -> str | None:
    """The date said; one without its month takes the month of the date that is known."""
    found = None if find_phone(told) or _ABOUT_BIRTH.search(told) else answered_date(told, on)
    if found is None:
        return None
    before = str(known.get("incident_date") or "")
    if not (found.month_guessed and len(before) == 10):
        return found.value
    kept = before[:8] + found.value[8:]
    try:
        return kept if date.fromisoformat(kept) <= on else found.value
    except ValueError:
        return found.value


def _new_place(told: str) -> dict[str, object]:
    place = find_place(told) if _PLACE.search(told) else None
    if place is None:
        return {}
    found: dict[str, object] = {"incident_location": place.value}
    return found | {"borough": place.borough} if place.borough else found
