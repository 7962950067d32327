"""Cuts an account into passages: sentences, the short ones joined with the next, so that each says something."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.cues import sentences

Span = tuple[int, int]

_SHORTEST, _LONGEST = 60, 300


def passages(low: str) -> list[Span]:
    """Where the passages of a plain text start and end, in order; one of nothing if it says nothing."""
    return list(_joined(low)) or [(0, min(len(low), _LONGEST))]


def _joined(low: str) -> Iterator[Span]:
    start: int | None = None
    for first, last in _pieces(low):
        start = first if start is None else start
        if last - start >= _SHORTEST:
            yield start, last
            start = None
    if start is not None:
        yield start, last


def _pieces(low: str) -> Iterator[Span]:
    """The sentences; one that never ends is cut at a space."""
    for start, end in sentences(low):
        while end - start > _LONGEST:
            cut = low.rfind(" ", start + _SHORTEST, start + _LONGEST)
            cut = cut if cut > 0 else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end
