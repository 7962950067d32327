"""Weighs what rules found in an account together with what it sounds like to the trained part of triage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.understanding.allegations import MOST, Scored
from bot.understanding.grounds import GROUNDS, SERIOUS_CORRUPTION, GroundFound
from bot.understanding.triage import Impression, Sounds

# How much the words of rules add to the share that training gives a category; the sum is about as often right.
_RULES = 0.5
_SUREST = 0.97
# A category that is less sure is not proposed, unless it is the surest.
LEAST = 0.1
# How sure training must be to establish a ground: alone, and where rules leave it open too. Found on accounts kept
# apart; corruption has the fewest words of its own, so it takes more.
_SURE, _SURE_OF_CORRUPTION = (0.97, 0.65), (0.995, 0.85)
_OPEN = 0.6
# Where training hears next to nothing of a ground, rules have most likely met a turn of phrase.
_HEARD, _HEARD_ESTABLISHED = 0.55, 0.27


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


def weigh_grounds(
    found: Iterable[GroundFound], impression: Impression, text: str, *, ours: bool
) -> tuple[GroundFound, ...]:
    """The grounds of both, in the order of the contract; none that rules found is lost.

    Established are those that rules take as such and training does not contradict, and those of which training is all
    but sure; the others are left open, so that the question is asked. So is every one that is not about this force
    (`ours` is false).
    """
    by_rule = {entry.ground: entry for entry in found}
    heard = {sounds.ground: sounds for sounds in impression.grounds}
    weighed = (_weigh(by_rule.get(ground), heard[ground], text) for ground in GROUNDS)
    return tuple(entry if ours else replace(entry, certain=False) for entry in weighed if entry)


def _weigh(rule: GroundFound | None, sounds: Sounds, text: str) -> GroundFound | None:
    if rule and rule.certain:
        return rule if _borne_out(sounds) else replace(rule, certain=False)
    alone, with_rules = _SURE_OF_CORRUPTION if sounds.ground == SERIOUS_CORRUPTION else _SURE
    certain = sounds.established >= (with_rules if rule else alone)
    if certain or (rule is None and sounds.open >= _OPEN):
        start, end = sounds.start, sounds.end
        return GroundFound(sounds.ground, certain, text[start:end], start, end)
    return rule


def _borne_out(sounds: Sounds) -> bool:
    return sounds.open >= _HEARD or sounds.established >= _HEARD_ESTABLISHED
