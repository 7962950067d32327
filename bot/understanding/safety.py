"""Words that say outright that somebody is in danger now or may harm themselves, found anywhere in a text."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.understanding.cues import cue, plain, read_data
from bot.understanding.visible import visible

Danger = Literal["emergency", "distress"]
DANGERS: tuple[Danger, ...] = ("distress", "emergency")
_CLAUSE_START = re.compile(r"[.!?\n;]")
_WORD = re.compile(r"[a-z0-9']+")
# How many characters before and after the words may turn them into something else.
_BEFORE, _AFTER = 60, 40


def danger(text: str) -> Danger | None:
    """Which danger the words state, if any: not denied, not over, and no manner of speaking (safety.yml).

    Hidden characters hide nothing, and words are read as they are meant where haste has misspelt them.
    """
    low = _mended(plain(visible(text).text))
    return next(
        (kind for kind in DANGERS if any(_meant(kind, low, f) for f in cue("safety", kind).finditer(low))), None
    )


def _meant(kind: Danger, low: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before = _CLAUSE_START.split(low[max(0, start - _BEFORE) : start])[-1]
    after = _CLAUSE_START.split(low[end : end + _AFTER])[0]
    around = low[max(0, start - _BEFORE) : end + _AFTER]
    if cue("safety", "denied").search(before) or cue("safety", "not_meant").search(around):
        return False
    turned = "over" if kind == "emergency" else "hurt_by_chance"
    return not cue("safety", turned).search(f"{before}{found.group()}{after}")


def _mended(low: str) -> str:
    spellings = _spellings()
    return _WORD.sub(lambda word: spellings.get(word.group(), word.group()), low)


@cache
def _spellings() -> dict[str, str]:
    """The right word for each wrong one."""
    rows = read_data("understanding/safety.yml")["spellings"].items()
    return {wrong: right for right, wrongs in rows for wrong in str(wrongs).split()}
