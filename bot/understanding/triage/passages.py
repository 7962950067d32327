"""Cuts an account into passages, of which each says something, and a long one into stretches, each heard by itself."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.cues import sentences

Span = tuple[int, int]

_SHORTEST, _LONGEST = 60, 300
# An account up to this length is one stretch; a longer one is cut, so that what tells is not lost in it.
WHOLE, _STRETCH = 1200, 250


def passages(low: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Where the passages of a stretch of plain text start and end: its sentences, short ones joined with the next.

    They come in order; one of nothing if it says nothing.
    """
    end = len(low) if end is None else end
    return [(start + first, start + last) for first, last in _joined(low[start:end])] or [(start, min(end, _LONGEST))]


def stretches(low: str) -> list[Span]:
    """Where the stretches of a plain text start and end, in order: all of it, unless it is long."""
    if len(low) <= WHOLE:
        return [(0, len(low))]
    found: list[Span] = []
    for first, last in passages(low):
        if found and last - found[-1][0] <= _STRETCH:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


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
