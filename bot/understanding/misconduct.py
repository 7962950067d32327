"""Misconduct for desire or gain: which words tell of a sexual offence or of corruption by somebody serving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.understanding.agents import Agent, agent_of
from bot.understanding.cues import cue, sentence_around
from bot.understanding.negation import Standing, is_figure, standing
from bot.understanding.scene import Scene

_ABUSE, _CORRUPTION = "abuse", "corruption"
_OFFERS = ("sex_by_office", "corruption")
_ABUSE_STORIES = (
    ("yielding", "office"),
    ("intimate", "unwilling"),
    ("child_said", "helpless"),
)
_CORRUPTION_STORIES = (
    ("payment", "service"),
    ("friend", "spoiled"),
    ("worth", "given", "turned"),
    ("exhibit", "spoilt", "knowing"),
    ("contraband", "placed", "source"),
    ("seized", "his_own"),
)
_PAYEE = re.compile(r"\b(?:him|her|them|officers?|sergeant|constable|pc|dc)\b")
_AMOUNT = re.compile(r"£\s?\d[\d,]*|\b\d[\d,]* ?(?:pounds|quid)")


class Sign(NamedTuple):
    """Words that tell of misconduct; `certain` means that they establish it, else they leave it open."""

    certain: bool
    start: int
    end: int


def sexual_signs(scene: Scene) -> Iterator[Sign]:
    """Sexual acts by somebody serving, and what was got by a hold that the office gives.

    What somebody else did is a crime to report, not this ground.
    """
    innocent = bool(cue(_ABUSE, "innocent").search(scene.low))
    acts = (told for kind in ("act", "rank_office", "sex_by_office") for told in _told(scene, _ABUSE, kind))
    stories = (match for blocks in _ABUSE_STORIES for match in _joined(scene, _ABUSE, *blocks))
    open_words = () if innocent else (match for match, _ in _told(scene, _ABUSE, "possible"))
    found = [
        *(Sign(stands is Standing.SAID and not innocent, *match.span()) for match, stands in acts),
        *(Sign(not innocent, *match.span()) for match in stories),
        *(Sign(False, *match.span()) for match in open_words),
    ]
    serving = bool(cue(_ABUSE, "serving").search(scene.low))
    yield from (sign for sign in found if serving or not _by_civilian(scene, sign))
    for match, stands in _told(scene, _ABUSE, "suffered"):
        if (agent := agent_of(scene.low, *match.span())) is not Agent.OTHER:
            yield Sign(agent is Agent.POLICE and stands is Standing.SAID, *match.span())


def corrupt_signs(scene: Scene) -> Iterator[Sign]:
    """The office used for money, goods, favours or friends, and evidence or property dealt with as one's own."""
    innocent = bool(cue(_CORRUPTION, "innocent").search(scene.low))
    for match, stands in _told(scene, _CORRUPTION, "corruption"):
        agent = agent_of(scene.low, *match.span())
        paid = agent is Agent.SELF and bool(_PAYEE.search(match.group()))
        sure = stands is Standing.SAID and (agent in (Agent.POLICE, Agent.UNKNOWN) or paid)
        yield Sign(sure and not innocent, *match.span())
    for blocks in _CORRUPTION_STORIES:
        for match in _joined(scene, _CORRUPTION, *blocks):
            yield Sign(not innocent, *match.span())
    yield from _taken(scene)
    amounts = set(_AMOUNT.findall(scene.low))
    for match in cue(_CORRUPTION, "amounts").finditer(scene.low):
        yield Sign(len(amounts) > 1, *match.span())
    for match in _joined(scene, _CORRUPTION, "known", "disclosed", "outsider"):
        yield Sign(False, *match.span())
    if not innocent:
        for match in cue(_CORRUPTION, "possible").finditer(scene.low):
            if not is_figure(scene.low, *match.span()):
                yield Sign(False, *match.span())


def _by_civilian(scene: Scene, sign: Sign) -> bool:
    """Whether somebody outside the force did it: one is its subject, or alone stands in its sentence."""
    sentence = sentence_around(scene.low, sign.start, sign.end)
    civilian = cue(_ABUSE, "civilian")
    if agent_of(scene.low, sign.start, sign.end) is Agent.OTHER:
        return bool(civilian.search(scene.low))
    return bool(civilian.search(scene.low, *sentence)) and not cue("agents", "police").search(scene.low, *sentence)


def _taken(scene: Scene) -> Iterator[Sign]:
    """Money and goods that an officer took: theft where money was kept, open where goods were or money was taken."""
    for match, stands in _told(scene, _CORRUPTION, "stolen_by"):
        yield Sign(stands is Standing.SAID, *match.span())
    kept = scene.marks(match.start() for match in cue(_CORRUPTION, "kept_it").finditer(scene.low))
    for kind in ("took_valuables", "took_goods"):
        for match, stands in _told(scene, _CORRUPTION, kind):
            stayed = scene.near(match.start(), kept, reach=1)
            valuable = kind == "took_valuables"
            if (stayed or valuable) and agent_of(scene.low, *match.span()) is Agent.POLICE:
                yield Sign(stayed and valuable and stands is Standing.SAID, *match.span())


def _told(scene: Scene, file: str, kind: str) -> Iterator[tuple[re.Match[str], Standing]]:
    """Each mention that is not denied or a figure of speech, with how it stands."""
    for match in cue(file, kind).finditer(scene.low):
        stands = standing(scene.low, *match.span())
        if kind in _OFFERS and stands is Standing.SUPPOSED and _is_offered(scene, match):
            yield match, Standing.SAID
        elif stands not in (Standing.DENIED, Standing.FIGURE):
            yield match, stands


def _is_offered(scene: Scene, match: re.Match[str]) -> bool:
    """Whether it is what somebody said they "would" do for money or sex: the offer itself is the offence."""
    return bool(cue(_CORRUPTION, "offer").search(scene.low, max(0, match.start() - 80), match.end()))


def _joined(scene: Scene, file: str, first: str, *others: str) -> Iterator[re.Match[str]]:
    """Each mention of the first kind that has one of every other kind, apart from it, in its sentence or beside it."""
    found = [list(cue(file, other).finditer(scene.low)) for other in others]
    if not all(found):
        return
    for match, _ in _told(scene, file, first):
        if all(_beside(scene, match, each) for each in found):
            yield match


def _beside(scene: Scene, match: re.Match[str], others: list[re.Match[str]]) -> bool:
    """Whether one of the others lies within a sentence of the match without overlapping it."""
    apart = (other.start() for other in others if other.end() <= match.start() or match.end() <= other.start())
    return scene.near(match.start(), scene.marks(apart), reach=1)
