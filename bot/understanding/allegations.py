"""Allegations: the categories (contract part 7) that an account points to, ranked, each with its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from bot.understanding.agents import Agent, agent_of
from bot.understanding.cues import plain, weighted_cues
from bot.understanding.grounds import (
    DEATH_OR_SERIOUS_INJURY,
    SERIOUS_ASSAULT,
    SERIOUS_CORRUPTION,
    SERIOUS_SEXUAL_OFFENCE,
    GroundFound,
)
from bot.understanding.negation import Standing, standing
from bot.understanding.phrases import Phrases

THRESHOLD = 0.3
# Acts that are complained of only where somebody serving with the force may have done them.
_ACTS = frozenset("AC")
MOST = 5  # categories kept for one account
# A ground that is established or left open makes its categories likelier; the words of the ground are their words.
_OF_GROUND = {
    SERIOUS_ASSAULT: (("A", 0.9, 0.2), ("C", 0.3, 0.2)),
    SERIOUS_SEXUAL_OFFENCE: (("B", 0.9, 0.25), ("Y", 0.1, 0.2)),
    SERIOUS_CORRUPTION: (("H", 0.7, 0.15), ("G", 0.1, 0.1)),
    DEATH_OR_SERIOUS_INJURY: (("S", 0.2, 0.0),),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A category, how strongly the words point to it (0 to 1), and those words."""

    category: str
    confidence: float
    words: tuple[str, ...]


def find_allegations(text: str, grounds: Iterable[GroundFound] = ()) -> tuple[Scored, ...]:
    """The categories that an account points to, best first, at most five; `grounds` are those found in it.

    Each kind of cue counts once; several make a category surer. One that no cue reaches is not named.
    """
    low = plain(text)
    evidence: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for category, weight, phrases in weighted_cues("allegations"):
        if words := _first_said(low, text, phrases, by_others=category not in _ACTS):
            evidence[category].append((weight, words))
    for ground in grounds:
        for category, certain, possible in _OF_GROUND[ground.ground]:
            evidence[category].append((certain if ground.certain else possible, ground.words))
    scored = [_score(category, found) for category, found in evidence.items()]
    likely = [entry for entry in scored if entry.confidence >= THRESHOLD] or scored
    return tuple(sorted(likely, key=lambda entry: (-entry.confidence, entry.category))[:MOST])


def _first_said(low: str, text: str, phrases: Phrases, *, by_others: bool) -> str | None:
    """The first words that fit the cue and stand as said; what others did counts only with `by_others`."""
    for match in phrases.finditer(low):
        if not by_others and agent_of(low, match.start(), match.end()) is Agent.OTHER:
            continue
        if standing(low, match.start(), match.end()) in (Standing.SAID, Standing.UNSURE):
            return text[match.start() : match.end()]
    return None


def _score(category: str, found: list[tuple[float, str]]) -> Scored:
    confidence = 1 - prod(1 - weight for weight, _ in found)
    words = dict.fromkeys(words for weight, words in found if weight)
    return Scored(category, round(confidence, 2), tuple(words))
