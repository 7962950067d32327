"""Signals: the few things about an account that steer the questions after it."""

from __future__ import annotations

from bot.understanding.allegations import Scored
from bot.understanding.cues import cue
from bot.understanding.forces import WhoseForce
from bot.understanding.grounds import DEATH_OR_SERIOUS_INJURY, GroundFound
from bot.understanding.negation import Standing
from bot.understanding.people import Affected
from bot.understanding.scene import Scene

# From here on a category is an accusation; from less the main one of an account that names the force.
_ACCUSED, _ACCUSED_BY_NAME = 0.45, 0.35
_DISCRIMINATION = 0.4
# Categories that speak of how somebody behaved. The others may be all there is to a question about powers or property;
# an arrest or detention (E) is complained of only where that is plain.
CONDUCT = frozenset("ABCDFGHQUXY")
_UNLAWFUL_ARREST = 0.6
_HARMS = ("fracture", "deep_cut", "organ", "impairment", "abh", "lesser")


def find_signals(
    scene: Scene,
    affected: Affected,
    force: WhoseForce,
    allegations: tuple[Scored, ...],
    grounds: tuple[GroundFound, ...],
) -> frozenset[str]:
    """The names of the signals that hold for the account (see `Reading.signals`)."""
    enough = _ACCUSED_BY_NAME if force.about_met else _ACCUSED
    accused = bool(allegations and _accuses(allegations[0], enough)) or any(found.certain for found in grounds)
    about_police = force.about_met is not False and not only_a_crime(scene, grounds)
    holds = {
        "force_used": bool(scene.forced),
        "hurt": _hurt(scene),
        "somebody_else": affected.somebody_else,
        "role_in_doubt": affected.role_in_doubt,
        "witness": affected.role == "witness",
        "child": affected.child,
        "aged_16_or_17": affected.aged_16_or_17,
        "deceased": died(scene, grounds),
        "discrimination": any(a.category == "F" and a.confidence >= _DISCRIMINATION for a in allegations),
        "met_in_doubt": force.in_doubt,
        "accusation": accused and about_police,
        "conduct": about_police and any(_of_conduct(allegation) for allegation in allegations),
    }
    return frozenset(name for name, held in holds.items() if held)


def only_a_crime(scene: Scene, grounds: tuple[GroundFound, ...]) -> bool:
    """Whether it tells of somebody else's crime, and of the police only that they should help."""
    if any(found.certain for found in grounds) or not cue("agents", "crime").search(scene.low):
        return False
    rest = cue("agents", "help_wanted").without(scene.low)
    return not (cue("agents", "police").search(rest) or cue("involvement", "lack").search(rest))


def _accuses(allegation: Scored, enough: float) -> bool:
    """Whether the category says that something was done wrong; praise and questions are Other (W) as well."""
    return allegation.category != "W" and allegation.confidence >= enough


def _of_conduct(allegation: Scored) -> bool:
    if allegation.category == "E":
        return allegation.confidence >= _UNLAWFUL_ARREST
    return allegation.category in CONDUCT and allegation.confidence >= _ACCUSED


def _hurt(scene: Scene) -> bool:
    """Whether somebody was hurt in the incident: a harm that is stated, not of another time, and tied to the force."""
    harms = (harm for kind in _HARMS for harm in scene.harms(kind))
    return any(
        harm.standing is Standing.SAID and not harm.background and (harm.force or harm.contact or harm.lack)
        for harm in harms
    )


def died(scene: Scene, grounds: tuple[GroundFound, ...]) -> bool:
    """Whether the affected person has died: a death is among the grounds, not only a word in the background."""
    deaths = {(harm.start, harm.end) for kind in ("death", "gone", "would_have_lived") for harm in scene.harms(kind)}
    lost = any(found.ground == DEATH_OR_SERIOUS_INJURY and (found.start, found.end) in deaths for found in grounds)
    return lost or any(f.ground == DEATH_OR_SERIOUS_INJURY and "alive" in f.words.lower() for f in grounds)
