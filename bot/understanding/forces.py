"""Forces: whether an account is about this force, about another force, about a body that is no police, or in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.understanding.cues import cue, plain
from bot.understanding.phrases import Phrases, without_overlaps
from bot.understanding.places import PlaceFound


@dataclass(frozen=True, slots=True)
class WhoseForce:
    """Whose people the account is about: `about_met` None means not known; the words are those that tell it."""

    about_met: bool | None
    in_doubt: bool = False
    signpost_to: str | None = None
    words: str = ""
    start: int = 0
    end: int = 0


def whose_force(text: str, place: PlaceFound | None = None) -> WhoseForce:
    """Whose people an account is about (S15); where it happened helps when no force is named.

    A named force or body settles it unless the police of this force act in the account too. London police with
    nothing to the contrary are this force's.
    """
    low = plain(text)
    forces = _named(low, "other_force")
    bodies = _named(low, "other_body")
    own = cue("forces", "met").search(low)
    unsure = cue("forces", "unsure_who").search(low)
    if forces and not own:
        return _elsewhere(text, forces[0], "other_force", in_doubt=bool(unsure))
    if bodies and not own and not _police_act(low, bodies + forces):
        in_doubt = bool(unsure) or _police_there(low, bodies)
        return _elsewhere(text, bodies[0], "other_body", in_doubt=in_doubt)
    if forces or unsure:
        return WhoseForce(None, in_doubt=True)
    if own:
        return WhoseForce(True, words=text[own.start() : own.end()], start=own.start(), end=own.end())
    return _unnamed(text, low, place)


def _elsewhere(text: str, match: re.Match[str], body: str, *, in_doubt: bool) -> WhoseForce:
    if in_doubt:
        return WhoseForce(None, in_doubt=True)
    return WhoseForce(False, False, body, text[match.start() : match.end()], match.start(), match.end())


def _named(low: str, kind: str) -> list[re.Match[str]]:
    """The mentions of other forces or bodies that are more than passing ("I called the council")."""
    found = list(cue("forces", kind).finditer(low))
    return [match for match in found if not _in_passing(low, match, kind)]


def _in_passing(low: str, match: re.Match[str], kind: str) -> bool:
    before = low[max(0, match.start() - 40) : match.start()]
    acted_upon = re.search(r"(?:ed|en|t) (?:\w+ )?by (?:(?:a|an|the|two|three|some|four) )?$", before)
    return not acted_upon and bool(_ending(kind).search(before))


@cache
def _ending(kind: str) -> Phrases:
    """The words of passing mention, at the end of a stretch."""
    name = "passing_force" if kind == "other_force" else "passing"
    return cue("forces", name).followed_by(r"\s*$")


def _police_act(low: str, masked: list[re.Match[str]]) -> bool:
    """Whether the police themselves do something, outside the words that name another force or body."""
    acts = [*cue("forces", "police_act").finditer(low), *cue("forces", "officers_at_all").finditer(low)]
    return bool(without_overlaps(acts, masked))


def _police_there(low: str, bodies: list[re.Match[str]]) -> bool:
    """Whether police are with those of the other body, so that the deed complained of may be theirs."""
    there = list(cue("forces", "police_there").finditer(low))
    if not any("officer" in body.group() for body in bodies):
        there += cue("forces", "an_officer").finditer(low)
    if any(cue("forces", "after_police").match(low, body.start()) for body in bodies):
        there += cue("agents", "police").finditer(low)
    return bool(without_overlaps(there, bodies))


def _unnamed(text: str, low: str, place: PlaceFound | None) -> WhoseForce:
    """No force is named: on a train or outside London it may be another one, in London it is this one."""
    railway = cue("forces", "railway").search(low)
    outside = place is not None and not place.in_london
    on_railway = bool(railway) and not cue("forces", "outside_station").search(low)
    police = cue("agents", "police").search(low)
    if outside or on_railway or police is None:
        return WhoseForce(None, in_doubt=outside or on_railway)
    return WhoseForce(True, words=text[police.start() : police.end()], start=police.start(), end=police.end())
