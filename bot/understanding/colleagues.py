"""Colleagues: whether the person who tells works for the police themselves."""

from __future__ import annotations

from bot.understanding.cues import cue, plain, sentence_around

_NEAR = 25  # characters before the words in which they may be denied


def serves(text: str) -> bool:
    """Whether the teller says that they are an officer or work for the force; not denied, and not said of another."""
    low = plain(text)
    for found in cue("colleagues", "serves").finditer(low):
        first, _ = sentence_around(low, *found.span())
        if not cue("colleagues", "denied").search(low, max(first, found.start() - _NEAR), found.start()):
            return True
    return False
