"""The account: reads a person's own words into facts, allegations, grounds and signals, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.understanding.allegations import Scored, find_allegations
from bot.understanding.dates import incident_date
from bot.understanding.forces import WhoseForce, whose_force
from bot.understanding.grounds import GROUNDS, GroundFound, find_grounds
from bot.understanding.officers import find_officers
from bot.understanding.particulars import find_particulars
from bot.understanding.people import Affected, find_affected
from bot.understanding.places import PlaceFound, find_place
from bot.understanding.scene import Scene
from bot.understanding.signals import died, find_signals, only_a_crime
from bot.understanding.times import find_time
from bot.understanding.triage import store as triage
from bot.understanding.visible import Plain, visible
from bot.understanding.weighing import weigh_allegations, weigh_grounds

_Finding = TypeVar("_Finding", "Found", GroundFound)
THRESHOLD = 0.5  # a fact that is less sure than this is left to a question
LIKELY = 0.3  # a category that is less sure is shown to the assessor, and no rule rests on it
_LONGEST = 20_000
# What JSON and databases refuse: NUL, and half of a character of two.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a slot, the words it rests on, where they stand, and how sure it is (0 to 1)."""

    value: object
    words: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What an account says.

    `facts` by slot name; `allegations` best first; `grounds` in the order of the contract; `signals` among `force_used`
    `hurt` `somebody_else` `role_in_doubt` `witness` `child` `aged_16_or_17` `deceased` `discrimination` `met_in_doubt`
    `accusation` `conduct`; `signpost_to` is `other_force` or `other_body` when the account is about neither officers
    nor staff of this force.
    """

    text: str
    facts: dict[str, Found]
    allegations: tuple[Scored, ...]
    grounds: tuple[GroundFound, ...]
    signals: frozenset[str]
    signpost_to: str | None

    def as_slots(self) -> dict[str, object]:
        """The facts that are sure enough, and what else the policy needs, ready for JSON."""
        slots: dict[str, object] = {name: f.value for name, f in self.facts.items() if f.confidence >= THRESHOLD}
        return {
            **slots,
            "what_happened": _UNSTORABLE.sub("\ufffd", self.text),
            "allegations": [entry.category for entry in self.allegations if entry.confidence >= LIKELY],
            "grounds_established": self._grounds(certain=True),
            "grounds_possible": self._grounds(certain=False),
            "explain_topic": None,
            "signpost_to": self.signpost_to,
            "account_signals": sorted(self.signals),
        }

    def _grounds(self, *, certain: bool) -> list[str]:
        named = {found.ground for found in self.grounds if found.certain is certain}
        return [ground for ground in GROUNDS if ground in named]


def read_account(text: str, on: date) -> Reading:
    """Read an account given on the day `on` (London). Of one longer than 20,000 characters the beginning is read.

    Raises `TriageFault` or `OriginFault` if the data of triage or the sentence model is not what it should be.
    """
    seen = _beginning(text)
    read = seen.text
    scene = Scene(read)
    place = find_place(read)
    force = whose_force(read, place)
    by_rule = tuple(find_grounds(read, scene))
    said = find_allegations(read, by_rule)
    trained = triage.load()
    impression = trained.read(read)
    allegations = weigh_allegations(said, impression.categories)
    affected = find_affected(read, bereaved=died(scene, by_rule))
    # Where the force is not named, only words of rules accuse it: any text sounds like some category.
    signals = find_signals(scene, affected, force, allegations if force.about_met else said, by_rule)
    ours = force.about_met is not False
    complained = not only_a_crime(scene, by_rule)
    grounds = weigh_grounds(by_rule, impression, read, trained.hear, ours=ours, complained=complained)
    facts: dict[str, Found] = {}
    for source in (
        _when(read, on),
        _where(place),
        _who(read),
        _whose(force),
        _affected(read, affected),
        _particulars(read, scene),
    ):
        for slot, found in source:
            facts.setdefault(slot, found)
    if read is not seen.original:
        facts = {slot: _as_given(found, seen) for slot, found in facts.items()}
        grounds = tuple(_as_given(found, seen) for found in grounds)
    return Reading(text, facts, allegations, grounds, signals, force.signpost_to)


def _beginning(text: str) -> Plain:
    """What is seen of the text, at most `_LONGEST` characters; hidden ones count for little."""
    seen = visible(text[: 5 * _LONGEST])
    if len(seen.text) <= _LONGEST:
        return seen
    return Plain(seen.text[:_LONGEST], seen.original, seen.places[: _LONGEST + 1])


def _as_given(found: _Finding, seen: Plain) -> _Finding:
    """A finding in what is seen of a text, with its words as they stand in the text itself."""
    start, end = seen.span(found.start, found.end)
    return replace(found, start=start, end=end, words=seen.original[start:end])


def _when(text: str, on: date) -> Iterator[tuple[str, Found]]:
    if day := incident_date(text, on):
        yield "incident_date", Found(day.value, day.words, day.start, day.end, day.confidence)
    if (moment := find_time(text)) and (start := text.find(moment)) >= 0:
        yield "incident_time", Found(moment, moment, start, start + len(moment), 0.6)


def _where(place: PlaceFound | None) -> Iterator[tuple[str, Found]]:
    if place is None:
        return
    yield "incident_location", Found(place.value, place.words, place.start, place.end, place.confidence)
    if place.borough:
        yield "borough", Found(place.borough, place.words, place.start, place.end, place.confidence)


def _who(text: str) -> Iterator[tuple[str, Found]]:
    if found := find_officers(text):
        value = "; ".join(officer.words for officer in found)
        first, last = found[0].start, found[-1].end
        yield "officers", Found(value, text[first:last], first, last, max(officer.confidence for officer in found))


def _whose(force: WhoseForce) -> Iterator[tuple[str, Found]]:
    if force.about_met is not None:
        yield "about_met", Found(force.about_met, force.words, force.start, force.end, 0.8)


def _affected(text: str, affected: Affected) -> Iterator[tuple[str, Found]]:
    name = affected.name
    if affected.role:
        start, end = (name.start, name.end) if name else (0, 0)
        yield "complainant_role", Found(affected.role, text[start:end], start, end, affected.confidence)
    if name and affected.role == "behalf":
        yield "on_behalf_of", Found(name.words, name.words, name.start, name.end, 0.8)


def _particulars(text: str, scene: Scene) -> Iterator[tuple[str, Found]]:
    for said in find_particulars(text, scene):
        yield said.slot, Found(said.value, said.words, said.start, said.end, said.confidence)
