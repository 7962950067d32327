"""Standing: whether words state a fact of the incident, or deny, doubt or suppose it, or recall something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from functools import lru_cache

from bot.understanding.cues import cue, sentence_around

_CLAUSE_BREAK = re.compile(
    r"[,;:()\n]|\.\s|[!?]"
    r"|\b(?:and|but|because|cos|coz|so|then|when|until|till|although|though|which|while|since|after|or else)\b"
)
_NEAR = 160  # characters on either side


class Standing(StrEnum):
    """How a mention stands to the facts."""

    SAID = "said"
    UNSURE = "unsure"
    SUPPOSED = "supposed"
    DENIED = "denied"
    FIGURE = "figure"


def clause_start(low: str, start: int) -> int:
    """Where the clause that holds position `start` begins."""
    sentence, _ = sentence_around(low, start, start + 1)
    ends = _clause_ends(low)
    before = bisect_right(ends, start)
    return max(ends[before - 1], sentence) if before else sentence


@lru_cache(maxsize=16)
def _clause_ends(low: str) -> tuple[int, ...]:
    return tuple(found.end() for found in _CLAUSE_BREAK.finditer(low))


def standing(low: str, start: int, end: int) -> Standing:
    """How the words `low[start:end]` of a plain text stand: stated, unsure, supposed, denied or a figure of speech."""
    if is_figure(low, start, end):
        return Standing.FIGURE
    clause = clause_start(low, start)
    if _denied(low, clause, start):
        return Standing.DENIED
    if cue("standing", "unsure").search(low, clause, start):
        return Standing.UNSURE
    if cue("standing", "supposed").search(low, clause, start):
        return Standing.SUPPOSED
    return Standing.SAID


def is_figure(low: str, start: int, end: int) -> bool:
    """Whether the words are part of a manner of speaking ("scared to death", "broke the door")."""
    low_end, high_start = max(0, start - 60), min(len(low), end + 60)
    figures = cue("standing", "figures").finditer(low, low_end, high_start)
    return any(figure.start() < end and start < figure.end() for figure in figures)


def is_background(low: str, start: int, end: int) -> bool:
    """Whether the sentence tells of another time or story ("years ago", "when I was a child", "my late husband")."""
    low_end, high_end = sentence_around(low, start, end)
    return bool(cue("standing", "background").search(low, low_end, high_end))


def is_other_story(low: str, start: int, end: int) -> bool:
    """Whether the sentence says outright that this has another cause ("off a ladder", "as a child", "in his sleep")."""
    low_end, high_end = sentence_around(low, start, end)
    return bool(cue("standing", "other_story").search(low, low_end, high_end))


def is_unsettled(low: str, start: int, end: int) -> bool:
    """Whether words near by say that the person does not know what became of it, or what brought it about."""
    return bool(cue("standing", "unsettled").search(low, max(0, start - _NEAR), min(len(low), end + _NEAR)))


def _denied(low: str, clause: int, start: int) -> bool:
    """Whether a "not" in the same clause reaches the words after it."""
    negators = list(cue("standing", "negators").finditer(low, clause, start))
    if not negators:
        return False
    after = negators[-1].end()
    return len(low[after:start].split()) <= 7 and not cue("standing", "reporting").search(low, after, start)
