"""Weighs what rules found in an account together with what it sounds like to the trained part of triage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.understanding.allegations import MOST, Scored
from bot.understanding.grounds import GROUNDS, GroundFound
from bot.understanding.triage import Impression, Sounds

# How much the words of rules add to the share that training gives a category; the sum is about as often right.
_RULES = 0.5
_SUREST = 0.97
# A category that is less sure is not proposed, unless it is the surest.
LEAST = 0.1
# Training alone establishes a ground only where it is all but sure; less is enough where rules leave it open too.
_SURE, _SURE_WITH_RULES = 0.97, 0.9
_OPEN = 0.6


def weigh_allegations(found: Iterable[Scored], shares: Mapping[str, float]) -> tuple[Scored, ...]:
    """The categories that rules and training point to together, best first, at most five; `shares` add up to one."""
    by_rule = {entry.category: entry for entry in found}
    weighed = []
    for category, share in shares.items():
        rule = by_rule.get(category)
        confidence = min(_SUREST, share + _RULES * (rule.confidence if rule else 0.0))
        weighed.append(Scored(category, round(confidence, 3), rule.words if rule else ()))
    ranked = sorted(weighed, key=lambda entry: (-entry.confidence, entry.category))[:MOST]
    return tuple(entry for place, entry in enumerate(ranked) if place == 0 or entry.confidence >= LEAST)


def weigh_grounds(found: Iterable[GroundFound], impression: Impression, text: str) -> tuple[GroundFound, ...]:
    """The grounds of both, in the order of the contract: training adds to what rules found and never takes back."""
    by_rule = {entry.ground: entry for entry in found}
    heard = {sounds.ground: sounds for sounds in impression.grounds}
    weighed = (_weigh(by_rule.get(ground), heard[ground], text) for ground in GROUNDS)
    return tuple(entry for entry in weighed if entry)


def _weigh(rule: GroundFound | None, sounds: Sounds, text: str) -> GroundFound | None:
    if rule and rule.certain:
        return rule
    certain = sounds.established >= (_SURE_WITH_RULES if rule else _SURE)
    if certain or (rule is None and sounds.open >= _OPEN):
        start, end = sounds.start, sounds.end
        return GroundFound(sounds.ground, certain, text[start:end], start, end)
    return rule
