"""Grounds for referral to the IPCC: which the person's words establish, which they leave open, and on what words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.agents import Agent
from bot.understanding.cues import cue
from bot.understanding.misconduct import corrupt_signs, sexual_signs
from bot.understanding.negation import Standing
from bot.understanding.scene import Harm, Scene

DEATH_OR_SERIOUS_INJURY = "death_or_serious_injury"
SERIOUS_ASSAULT = "serious_assault"
SERIOUS_SEXUAL_OFFENCE = "serious_sexual_offence"
SERIOUS_CORRUPTION = "serious_corruption"
GROUNDS = (DEATH_OR_SERIOUS_INJURY, SERIOUS_ASSAULT, SERIOUS_SEXUAL_OFFENCE, SERIOUS_CORRUPTION)

_SERIOUS_INJURIES = ("fracture", "deep_cut", "organ", "impairment")


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
        *(_finding(scene, SERIOUS_SEXUAL_OFFENCE, *sign) for sign in sexual_signs(scene)),
        *(_finding(scene, SERIOUS_CORRUPTION, *sign) for sign in corrupt_signs(scene)),
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
    for harm in scene.harms("gone"):
        if (harm.lack or harm.contact) and not (harm.background or harm.other_story):
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, not harm.unsettled, harm.start, harm.end)
    for harm in scene.harms("death"):
        linked = harm.contact or harm.lack or any(scene.near(harm.start, m) for m in (scene.forced, scene.means))
        told = bool(cue("harm", "told_of").search(scene.low, max(0, harm.start - 60), harm.start))
        if harm.other_story or (harm.background and not scene.linked_in_sentence(harm.start)):
            continue
        if linked or scene.touched or scene.failed or not harm.background:
            certain = linked and harm.standing is Standing.SAID and not (told or harm.unsettled)
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, certain, harm.start, harm.end)


def _injuries(scene: Scene) -> Iterator[GroundFound]:
    """Serious injuries, and injuries at the level of actual bodily harm."""
    for kind in _SERIOUS_INJURIES:
        for harm in scene.harms(kind):
            yield from _serious_injury(scene, harm)
    for harm in scene.harms("abh"):
        if _is_other_story(scene, harm) or harm.agent is Agent.OTHER:
            continue
        sure = _by_police_force(scene, harm) and harm.standing is Standing.SAID and not harm.unsettled
        yield _finding(scene, SERIOUS_ASSAULT, sure, harm.start, harm.end)
        if harm.contact or harm.force:
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, False, harm.start, harm.end)


def _serious_injury(scene: Scene, harm: Harm) -> Iterator[GroundFound]:
    neglected = scene.failed_before(harm.start) if harm.agent is Agent.OTHER else harm.lack
    if _is_other_story(scene, harm) or (harm.agent is Agent.OTHER and not scene.failed):
        return
    said = harm.standing is Standing.SAID and not (harm.unsettled or _slipped(scene, harm))
    by_force = _by_police_force(scene, harm)
    by_contact = harm.agent is not Agent.OTHER and (harm.contact or harm.named)
    linked = by_force or harm.agent is Agent.POLICE or by_contact or neglected
    yield _finding(scene, DEATH_OR_SERIOUS_INJURY, linked and said, harm.start, harm.end)
    if by_force or (harm.agent is not Agent.OTHER and harm.kind in ("fracture", "deep_cut", "impairment")):
        yield _finding(scene, SERIOUS_ASSAULT, by_force and said, harm.start, harm.end)


def _by_police_force(scene: Scene, harm: Harm) -> bool:
    """Whether the police did it by force: they are its subject, or they used force and nobody else is.

    A harm told next to the police, with no vehicle and nothing left undone to bring it about, is theirs as well; so is
    one in words that name nobody: a complaint about the police need not say who "he" is.
    """
    if harm.agent is Agent.POLICE:
        return harm.force or not scene.driven
    if harm.agent is Agent.OTHER:
        return False
    beside = harm.named and not (harm.lack or scene.driven)
    unnamed = not (scene.named or scene.touched or scene.failed) and harm.agent is not Agent.SELF
    return harm.force or beside or unnamed


def _slipped(scene: Scene, harm: Harm) -> bool:
    """Whether it came of a fall: an officer's own, or one that no contact with the force is near."""
    fell = cue("harm", "slipped").search(scene.low, max(0, harm.start - 50), harm.start)
    return bool(fell) and (harm.agent is Agent.POLICE or not (harm.contact or harm.force))


def _is_other_story(scene: Scene, harm: Harm) -> bool:
    """An injury of another time: background words in its sentence, and nothing there ties it to the force."""
    if harm.other_story:
        return harm.agent is not Agent.POLICE
    if not harm.background:
        return False
    return harm.agent is not Agent.POLICE and not scene.linked_in_sentence(harm.start)


def _lesser_harm(scene: Scene) -> Iterator[GroundFound]:
    """Force whose result the words do not weigh, and signs of what may be grave: open, unless nobody was hurt."""
    unhurt = bool(cue("harm", "unhurt").search(scene.low))
    hurt = [harm for harm in scene.harms("lesser") if not (harm.background or harm.other_story)]
    if scene.forced or scene.means or any(harm.named or harm.contact for harm in hurt):
        if hurt and not unhurt:
            yield _finding(scene, SERIOUS_ASSAULT, False, hurt[0].start, hurt[0].end)
        elif scene.forced and not unhurt:
            forced = frozenset(scene.forced.places)
            match = next(m for m in cue("involvement", "force").finditer(scene.low) if m.start() in forced)
            yield _finding(scene, SERIOUS_ASSAULT, False, *match.span())
    for harm in scene.harms("maybe_grave"):
        linked = harm.contact or harm.lack or harm.force or harm.named
        if linked and not (unhurt or harm.background or harm.other_story or harm.agent is Agent.OTHER):
            yield _finding(scene, DEATH_OR_SERIOUS_INJURY, False, harm.start, harm.end)
