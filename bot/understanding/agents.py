"""Agents: whether an act in an account was done by the police, by somebody else or by nobody that is named."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.understanding.cues import cue, sentence_around

_BLANK = re.compile(r"\s*")
_REACH = 4  # words between a subject and its verb


class Agent(StrEnum):
    """Who did it."""

    POLICE = "police"
    OTHER = "other"
    SELF = "self"
    UNKNOWN = "unknown"


def agent_of(low: str, start: int, end: int) -> Agent:
    """Who did what `low[start:end]` says: the "by ..." after it, the subject before it, or whom a pronoun means."""
    sentence, stop = sentence_around(low, start, end)
    by_police = cue("agents", "by_police")
    directly = by_police.match(low, _next_word(low, end), min(stop, end + 60))
    if directly or by_police.search(low, start, min(stop, end + 40)):
        return Agent.POLICE
    if cue("agents", "by_other").search(low, start, min(stop, end + 40)):
        return Agent.OTHER
    return _subject(low, sentence, start)


def doer_of(low: str, start: int, end: int) -> Agent:
    """Who did the harm that `low[start:end]` tells, where a state ("his arm was broken") has no doer of its own.

    Violence by somebody who does not serve, told in the same sentence or just before, is the cause, unless the police
    are the subject of the harm itself.
    """
    agent = agent_of(low, start, end)
    is_act = bool(cue("agents", "doing").match(low, start))
    first, last = sentence_around(low, start, end)
    if first > 1:
        first, _ = sentence_around(low, first - 2, first - 1)
    if cue("agents", "attack").search(low, first, last) and not (is_act and agent is Agent.POLICE):
        return Agent.OTHER
    return Agent.UNKNOWN if agent is Agent.OTHER and not is_act else agent


def _next_word(low: str, place: int) -> int:
    """Where the white space from a place on ends."""
    blank = _BLANK.match(low, place)
    return blank.end() if blank else place


def _subject(low: str, sentence: int, start: int) -> Agent:
    others = list(cue("agents", "other").finditer(low, sentence, start))
    police = [
        m
        for m in cue("agents", "police").finditer(low, sentence, start)
        if not cue("agents", "police_as_word").match(low, _next_word(low, m.end()))
    ]
    pronouns = list(cue("agents", "subject").finditer(low, sentence, start))
    nearest = max(others + police + pronouns, key=lambda m: m.end(), default=None)
    if nearest is None:
        return Agent.UNKNOWN
    close = len(low[nearest.end() : start].split()) <= _REACH
    if nearest in pronouns:
        if nearest.group() in ("i", "we"):
            return Agent.SELF if close else Agent.UNKNOWN
        return _antecedent(low, nearest.group(), nearest.start()) if close or not police else Agent.POLICE
    if nearest in others:
        return Agent.OTHER if close or not police else Agent.POLICE
    return Agent.POLICE


def _antecedent(low: str, pronoun: str, at: int) -> Agent:
    """Whom "he", "she" or "they" means: the nearest person named before it that fits in number."""
    window = max(0, at - 400)
    fits = cue("agents", "singular_police") if pronoun in ("he", "she") else cue("agents", "police")
    police = max((m.end() for m in fits.finditer(low, window, at)), default=-1)
    other = max((m.end() for m in cue("agents", "other").finditer(low, window, at)), default=-1)
    if police == other == -1:
        return Agent.POLICE if cue("agents", "police").search(low, window, at) else Agent.UNKNOWN
    return Agent.POLICE if police > other else Agent.OTHER
