"""Grounds for referral to the IPCC: which the person's words establish, which they leave open, and on what words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.agents import Agent
from bot.understanding.cues import cue
from bot.understanding.negation import Standing, is_figure
from bot.understanding.scene import Harm, Scene

DEATH_OR_SERIOUS_INJURY = "death_or_serious_injury"
SERIOUS_ASSAULT = "serious_assault"
SERIOUS_SEXUAL_OFFENCE = "serious_sexual_offence"
SERIOUS_CORRUPTION = "serious_corruption"
GROUNDS = (DEATH_OR_SERIOUS_INJURY, SERIOUS_ASSAULT, SERIOUS_SEXUAL_OFFENCE, SERIOUS_CORRUPTION)

_SERIOUS_INJURIES = ("fracture", "deep_cut", "organ", "impairment")
_PAYEE = re.compile(r"\b(?:him|her|them|officers?|sergeant|constable|pc|dc)\b")
_AMOUNT = re.compile(r"£\s?\d[\d,]*|\b\d[\d,]* ?(?:pounds|quid)")


@dataclass(frozen=True, slots=True)
class GroundFound:
    """A ground and the words it rests on; `certain` means that the words establish it, else they leave it open."""

    ground: str
    certain: bool
    words: str
    start: int
    end: int


def find_grounds(text: str, scene: Scene | None = None) -> list[GroundFound]:
    """The grounds in an account, in the order of the contract, at most one finding for each.

    Certain means established by the words (contract part 3); else the words leave it open and the question follows.
    Denied, imagined, figurative and background mentions are none. A `scene` already made of the text saves making it.
    """
    scene = scene or Scene(text)
    found = [
        *_deaths(scene),
        *_injuries(scene),
        *_lesser_harm(scene),
        *_sexual(scene),
        *_corrupt(scene),
    ]
    best = [_best(ground, found) for ground in GROUNDS]
    return [finding for finding in best if finding]


def _best(ground: str, found: list[GroundFound]) -> GroundFound | None:
    """The first certain finding of a ground, else the first open one."""
    own = [finding for finding in found if finding.ground == ground]
    return min(own, key=lambda finding: (not finding.certain, finding.start), default=None)


def _finding(scene: Scene, ground: str, certain: bool, start: int, end: int) -> GroundFound:
    return GroundFound(ground, certain, scene.text[start:end], start, end)


def _deaths(scene: Scene) -> Iterator[GroundFound]:
    """A death during or after contact with the force, or because it did not act; one in the background is none."""
    for match in cue("harm", "would_have_lived").finditer(scene.low):
        yield _finding(scene, DEATH_OR_SERIOUS_INJURY, bool(scene.failed or scene.touched), *match.span())
    of_family = bool(cue("people", "family").search(scene.low))
    for harm in scene.harms("gone"):
        if harm.lack and of_family:
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, True, harm.start, harm.end)
    for harm in scene.harms("death"):
        linked = harm.contact or harm.lack or scene.near(harm.start, scene.forced)
        told = bool(cue("harm", "told_of").search(scene.low, max(0, harm.start - 60), harm.start))
        if harm.other_story or (harm.background and not scene.linked_in_sentence(harm.start)):
            continue
        if linked or scene.touched or scene.failed or not harm.background:
            certain = linked and harm.standing is Standing.SAID and not told
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, certain, harm.start, harm.end)


def _injuries(scene: Scene) -> Iterator[GroundFound]:
    """Serious injuries, and injuries at the level of actual bodily harm."""
    for kind in _SERIOUS_INJURIES:
        for harm in scene.harms(kind):
            yield from _serious_injury(scene, harm)
    for harm in scene.harms("abh"):
        if _is_other_story(scene, harm):
            continue
        by_force = _by_police_force(scene, harm)
        if by_force or harm.contact or harm.agent is not Agent.OTHER:
            yield _finding(scene, SERIOUS_ASSAULT, by_force and harm.standing is Standing.SAID, harm.start, harm.end)


def _serious_injury(scene: Scene, harm: Harm) -> Iterator[GroundFound]:
    if _is_other_story(scene, harm):
        return
    said = harm.standing is Standing.SAID and not _slipped(scene, harm)
    by_force = _by_police_force(scene, harm)
    neglected = scene.failed_before(harm.start) if harm.agent is Agent.OTHER else harm.lack
    linked = by_force or harm.agent is Agent.POLICE or (harm.agent is not Agent.OTHER and harm.contact) or neglected
    yield _finding(scene, DEATH_OR_SERIOUS_INJURY, linked and said, harm.start, harm.end)
    if by_force or (harm.agent is not Agent.OTHER and harm.kind in ("fracture", "deep_cut", "impairment")):
        yield _finding(scene, SERIOUS_ASSAULT, by_force and said, harm.start, harm.end)


def _by_police_force(scene: Scene, harm: Harm) -> bool:
    """Whether the police did it by force: they are its subject, or they used force and nobody else is."""
    if harm.agent is Agent.POLICE:
        return harm.force or not scene.driven
    return harm.agent is not Agent.OTHER and harm.force


def _slipped(scene: Scene, harm: Harm) -> bool:
    """Whether it came of a fall that no contact with the force is near, perhaps an officer's own."""
    fell = cue("harm", "slipped").search(scene.low, max(0, harm.start - 50), harm.start)
    return bool(fell) and not harm.contact and not harm.force


def _is_other_story(scene: Scene, harm: Harm) -> bool:
    """An injury of another time: background words in its sentence, and nothing there ties it to the force."""
    if harm.other_story:
        return harm.agent is not Agent.POLICE
    if not harm.background:
        return False
    return harm.agent is not Agent.POLICE and not scene.linked_in_sentence(harm.start)


def _lesser_harm(scene: Scene) -> Iterator[GroundFound]:
    """Force whose result the words do not weigh: open, unless they say that nobody was hurt."""
    hurt = [harm for harm in scene.harms("lesser") if not (harm.background or harm.other_story)]
    if not scene.forced:
        treated = (harm for harm in hurt if harm.contact and cue("harm", "treated").match(scene.low, harm.start))
        for harm in treated:
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, False, harm.start, harm.end)
        return
    unhurt = cue("harm", "unhurt").search(scene.low)
    if hurt and not (unhurt and len(hurt) <= 1):
        yield _finding(scene, SERIOUS_ASSAULT, False, hurt[0].start, hurt[0].end)
    elif not unhurt:
        forced = frozenset(scene.forced.places)
        match = next(m for m in cue("involvement", "force").finditer(scene.low) if m.start() in forced)
        yield _finding(scene, SERIOUS_ASSAULT, False, *match.span())
    for harm in scene.harms("fell_ill"):
        yield _finding(scene, DEATH_OR_SERIOUS_INJURY, False, harm.start, harm.end)


def _sexual(scene: Scene) -> Iterator[GroundFound]:
    """Sexual acts by somebody serving with the force; what somebody else did is a crime to report, not this ground."""
    for kind in ("rape_by", "sex_by_office"):
        for harm in scene.harms(kind):
            if harm.agent is Agent.OTHER:
                continue
            sure = harm.standing is Standing.SAID and (harm.agent is Agent.POLICE or kind == "sex_by_office")
            yield _finding(scene, SERIOUS_SEXUAL_OFFENCE, sure, harm.start, harm.end)
    for harm in scene.harms("sexual_possible"):
        if harm.agent is not Agent.OTHER:
            yield _finding(scene, SERIOUS_SEXUAL_OFFENCE, False, harm.start, harm.end)


def _taken(scene: Scene) -> Iterator[GroundFound]:
    """Money and goods that an officer took: theft where money was kept, open where goods were or money was taken."""
    for harm in scene.harms("stolen_by"):
        yield _finding(scene, SERIOUS_CORRUPTION, harm.standing is Standing.SAID, harm.start, harm.end)
    kept = scene.marks(match.start() for match in cue("grounds", "kept_it").finditer(scene.low))
    for kind in ("took_valuables", "took_goods"):
        for harm in scene.harms(kind):
            stayed = scene.near(harm.start, kept, reach=1)
            if harm.agent is Agent.POLICE and (stayed or kind == "took_valuables"):
                sure = stayed and kind == "took_valuables" and harm.standing is Standing.SAID
                yield _finding(scene, SERIOUS_CORRUPTION, sure, harm.start, harm.end)


def _corrupt(scene: Scene) -> Iterator[GroundFound]:
    """Corruption by somebody serving with the force."""
    for harm in scene.harms("corruption"):
        paid = harm.agent is Agent.SELF and bool(_PAYEE.search(scene.low, harm.start, harm.end))
        sure = harm.standing is Standing.SAID and (harm.agent in (Agent.POLICE, Agent.UNKNOWN) or paid)
        yield _finding(scene, SERIOUS_CORRUPTION, sure, harm.start, harm.end)
    yield from _taken(scene)
    amounts = set(_AMOUNT.findall(scene.low))
    for match in cue("grounds", "amounts").finditer(scene.low):
        yield _finding(scene, SERIOUS_CORRUPTION, len(amounts) > 1, *match.span())
    for match in cue("grounds", "corruption_possible").finditer(scene.low):
        if not is_figure(scene.low, *match.span()):
            yield _finding(scene, SERIOUS_CORRUPTION, False, *match.span())
