"""Weighs what rules found in an account together with what it sounds like to the trained part of triage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.understanding.allegations import MOST, Scored
from bot.understanding.grounds import (
    DEATH_OR_SERIOUS_INJURY,
    GROUNDS,
    SERIOUS_ASSAULT,
    SERIOUS_CORRUPTION,
    SERIOUS_SEXUAL_OFFENCE,
    GroundFound,
)
from bot.understanding.triage import Impression, Sounds

# How much the words of rules add to the share that training gives a category, and what makes the sum as often right as
# it says.
_RULES, _MODESTY = 0.8, 1.25
_SUREST = 0.97
# A category that is less sure is not proposed, unless it is the surest.
LEAST = 0.1
# Without a rule, training leaves a ground open from here on.
_OPEN = 0.6


@dataclass(frozen=True)
class Bar:
    """What it takes to establish a ground; found on accounts that were kept apart.

    Training establishes it `alone`, or from `beside_rules` on where rules leave it open. Rules establish it where
    training hears it at least as `open` or as `established`: hearing less, they have met a turn of phrase.
    """

    alone: float
    beside_rules: float
    open: float
    established: float


# Harm has plain words, but how bad it was is heard badly in them; misconduct is told by hints, and corruption has the
# fewest words of its own.
_BARS = {
    DEATH_OR_SERIOUS_INJURY: Bar(alone=0.97, beside_rules=0.9, open=0.35, established=0.1),
    SERIOUS_ASSAULT: Bar(alone=0.985, beside_rules=0.985, open=0.3, established=0.1),
    SERIOUS_SEXUAL_OFFENCE: Bar(alone=0.97, beside_rules=0.9, open=0.55, established=0.25),
    SERIOUS_CORRUPTION: Bar(alone=0.98, beside_rules=0.95, open=0.55, established=0.25),
}


def weigh_allegations(found: Iterable[Scored], shares: Mapping[str, float]) -> tuple[Scored, ...]:
    """The categories that rules and training point to together, best first, at most five; `shares` add up to one."""
    by_rule = {entry.category: entry for entry in found}
    weighed = []
    for category, share in shares.items():
        rule = by_rule.get(category)
        confidence = min(_SUREST, (share + _RULES * (rule.confidence if rule else 0.0)) / _MODESTY)
        weighed.append(Scored(category, confidence, rule.words if rule else ()))
    ranked = sorted(weighed, key=lambda entry: (-entry.confidence, entry.category))[:MOST]
    told = (replace(entry, confidence=round(entry.confidence, 3)) for entry in ranked)
    return tuple(entry for place, entry in enumerate(told) if place == 0 or entry.confidence >= LEAST)


def weigh_grounds(
    found: Iterable[GroundFound], impression: Impression, text: str, *, ours: bool, conduct: bool
) -> tuple[GroundFound, ...]:
    """The grounds of both, in the order of the contract; none that rules found is lost.

    Established are those that rules take as such and training does not contradict, and those of which training is all
    but sure; the others are left open, so that the question is asked. So is every one that is not about this force
    (`ours` is false). Training adds none where rules hear no `conduct` at all: an emergency is no complaint.
    """
    by_rule = {entry.ground: entry for entry in found}
    heard = {sounds.ground: sounds for sounds in impression.grounds}
    weighed = (_weigh(by_rule.get(ground), heard[ground], text) for ground in GROUNDS if conduct or ground in by_rule)
    return tuple(entry if ours else replace(entry, certain=False) for entry in weighed if entry)


def _weigh(rule: GroundFound | None, sounds: Sounds, text: str) -> GroundFound | None:
    bar = _BARS[sounds.ground]
    if rule and rule.certain:
        borne_out = sounds.open >= bar.open or sounds.established >= bar.established
        return rule if borne_out else replace(rule, certain=False)
    certain = sounds.established >= (bar.beside_rules if rule else bar.alone)
    if certain or (rule is None and sounds.open >= _OPEN):
        start, end = sounds.start, sounds.end
        return GroundFound(sounds.ground, certain, text[start:end], start, end)
    return rule
