"""Weighs what rules found in an account together with what it sounds like to the trained part of triage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.understanding.allegations import MOST, Scored
from bot.understanding.cues import plain, sentence_around
from bot.understanding.grounds import GROUNDS, GroundFound
from bot.understanding.triage import Impression, Sounds

# How likely words by themselves establish a ground.
Hear = Callable[[str, str], float]
# How much the words of rules add to the share that training gives a category, and what makes the sum as often right as
# it says.
_RULES, _MODESTY = 0.3, 0.95
_SUREST = 0.97
# A category that is less sure is not proposed, unless it is the surest.
LEAST = 0.1
# How sure training must be of a ground for it to be established: alone, with words of rules that leave it open, or with
# such as establish it. Words that establish it do so too where their sentence sounds like it by itself; hearing less,
# rules have met a turn of phrase. Set on the accounts in tests/evaluation: a missed ground is worse than one that an
# assessor takes back; but what training alone hears in a few words is asked about.
_ALONE, _BESIDE_OPEN, _BORNE_OUT, _BY_ITSELF = 0.9, 0.6, 0.1, 0.4
# Without a rule, training leaves a ground open from here on.
_OPEN = 0.7


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
    found: Iterable[GroundFound], impression: Impression, text: str, hear: Hear, *, ours: bool, complained: bool
) -> tuple[GroundFound, ...]:
    """The grounds of both, in the order of the contract; none that rules found is lost.

    Established are those that rules take as such and training does not contradict, and those of which training is
    sure; the others are left open, so that the question is asked. So is every one that is not about this force (`ours`
    is false). `hear` says how a sentence sounds by itself. Training adds none where nothing is `complained` of: an
    emergency is no complaint.
    """
    found = list(found)
    plain_words = {entry.start for entry in found if entry.certain and _plainly_said(entry, text, hear)}
    by_rule = {entry.ground: entry for entry in found}
    heard = {sounds.ground: sounds for sounds in impression.grounds}
    told = [ground for ground in GROUNDS if complained or ground in by_rule]
    weighed = (_weigh(by_rule.get(ground), heard[ground], text, plain_words) for ground in told)
    return tuple(entry if ours else replace(entry, certain=False) for entry in weighed if entry)


def _weigh(rule: GroundFound | None, sounds: Sounds, text: str, plain_words: set[int]) -> GroundFound | None:
    needed = _ALONE if rule is None else _BORNE_OUT if rule.certain else _BESIDE_OPEN
    certain = sounds.established >= needed
    if rule and rule.certain:
        return rule if certain or rule.start in plain_words else replace(rule, certain=False)
    if certain or (rule is None and sounds.open >= _OPEN):
        start, end = sounds.start, sounds.end
        return GroundFound(sounds.ground, certain, text[start:end], start, end)
    return rule


def _plainly_said(rule: GroundFound, text: str, hear: Hear) -> bool:
    """Whether the sentence of the words says it by itself, however much else is told around it."""
    first, last = sentence_around(plain(text), rule.start, rule.end)
    return hear(text[first:last], rule.ground) >= _BY_ITSELF
