"""Words that say outright that somebody is in danger now or may harm themselves, found anywhere in a text."""

from __future__ import annotations

import re
from typing import Literal

from bot.understanding.cues import cue, plain

Danger = Literal["emergency", "distress"]
DANGERS: tuple[Danger, ...] = ("distress", "emergency")
_CLAUSE_START = re.compile(r"[.!?\n;]")
# How many characters before and after the words may turn them into something else.
_BEFORE, _AFTER = 60, 40


def danger(text: str) -> Danger | None:
    """Which danger the words state, if any: not denied, not long ago, and no manner of speaking (safety.yml)."""
    low = plain(text)
    return next(
        (kind for kind in DANGERS if any(_meant(low, found) for found in cue("safety", kind).finditer(low))), None
    )


def _meant(low: str, found: re.Match[str]) -> bool:
    before = _CLAUSE_START.split(low[max(0, found.start() - _BEFORE) : found.start()])[-1]
    around = low[max(0, found.start() - _BEFORE) : found.end() + _AFTER]
    return not cue("safety", "denied").search(before) and not cue("safety", "not_meant").search(around)
