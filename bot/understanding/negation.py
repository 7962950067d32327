"""Standing: whether words state a fact of the incident, or deny, doubt or suppose it, or recall something else."""

from __future__ import annotations

import re
from enum import StrEnum

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
    breaks = [found.end() for found in _CLAUSE_BREAK.finditer(low, sentence, start)]
    return breaks[-1] if breaks else sentence


def standing(low: str, start: int, end: int) -> Standing:
    """How the words `low[start:end]` of a plain text stand: stated, unsure, supposed, denied or a figure of speech."""
    if is_figure(low, start, end):
        return Standing.FIGURE
    before = low[clause_start(low, start) : start]
    if _denied(before):
        return Standing.DENIED
    if cue("standing", "unsure").search(before):
        return Standing.UNSURE
    if cue("standing", "supposed").search(before):
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


def _denied(before: str) -> bool:
    """Whether a "not" in the same clause reaches the words after it."""
    negators = list(cue("standing", "negators").finditer(before))
    if not negators:
        return False
    between = before[negators[-1].end() :]
    return len(between.split()) <= 7 and not cue("standing", "reporting").search(between)
