"""Takes secret codes out of what people write, so that nobody who reads a talk can open a complaint with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.codes import GROUP, LENGTH, MIXED, SYMBOLS, mixed_groups

MASK = "[secret code removed]"

# A code with a slip of the pen: symbols too many, too few, or none of ours.
_SLIP = 2
# Three groups of a code already give too much of it away.
_SHORTEST = LENGTH - 2 * GROUP
_GROUPS = LENGTH // GROUP
_READABLE = frozenset(SYMBOLS.symbols + SYMBOLS.alike[0])
_DIGIT = re.compile(r"\d")
_CHUNK = re.compile(r"[^\W_]+")
_GAP = 3
_SAYS_SO = re.compile(
    r"[\W_]*(?:(?:hello|hi|here|this|it|s|is|its|are|my|the|secret|code|ref|reference|number|and|please|mpc"
    r"(?:[\W_]*[^\W_]){9})\b[\W_]*)*",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text with `MASK` in the place of everything that is a code, or one with a slip of the pen."""
    if not _DIGIT.search(text):
        return text
    for looks_like_one in (_is_as_shown, _is_code, _is_nearly_one):
        text = _without(text, looks_like_one)
    return text


def is_only_a_code(text: str) -> bool:
    """Whether a text that was masked says nothing beside the code, a reference, and that it is one."""
    return MASK in text and _SAYS_SO.fullmatch(text.replace(MASK, " ")) is not None


@dataclass(frozen=True)
class _Chunk:
    """Letters and digits of a text without anything between them, and whether a dash or a longer gap comes before."""

    start: int
    end: int
    symbols: str
    strange: int
    after_dash: bool
    after_gap: bool


@dataclass(frozen=True)
class _Run:
    """Chunks that follow each other."""

    chunks: list[str]
    length: int
    dashed: bool

    @property
    def word(self) -> str:
        return "".join(self.chunks)

    @property
    def fours(self) -> bool:
        return all(len(chunk) == GROUP for chunk in self.chunks)


def _without(text: str, looks_like_one: Callable[[_Run], bool]) -> str:
    chunks = _chunks(text)
    kept, end, first = [], 0, 0
    while first < len(chunks):
        last = _last_of(chunks[first : first + LENGTH + _SLIP], looks_like_one)
        if last is not None:
            kept += [text[end : chunks[first].start], MASK]
            end = chunks[first + last].end
            first += last
        first += 1
    return "".join([*kept, text[end:]]) if kept else text


def _chunks(text: str) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    for match in _CHUNK.finditer(text):
        gap = text[chunks[-1].end : match.start()] if chunks else ""
        symbols = unicodedata.normalize("NFKC", match.group()).upper()
        chunks.append(
            _Chunk(
                start=match.start(),
                end=match.end(),
                symbols=symbols,
                strange=sum(symbol not in _READABLE for symbol in symbols),
                after_dash=unicodedata.category(gap.strip()[:1] or " ") == "Pd",
                after_gap=len(gap) > _GAP,
            )
        )
    return chunks


def _last_of(chunks: list[_Chunk], looks_like_one: Callable[[_Run], bool]) -> int | None:
    """How many chunks after the first belong to the longest run that looks like a code; None if there is none."""
    symbols: list[str] = []
    dashed, last, length, strange = True, None, 0, 0
    for number, chunk in enumerate(chunks):
        length += len(chunk.symbols)
        strange += chunk.strange
        if length > LENGTH + _SLIP or strange > _SLIP or (number and chunk.after_gap):
            break
        dashed = dashed and (chunk.after_dash or not number)
        symbols.append(chunk.symbols)
        if length >= _SHORTEST and looks_like_one(_Run(symbols, length, dashed)):
            last = number
    return last


def _is_as_shown(run: _Run) -> bool:
    return len(run.chunks) == _GROUPS and run.fours and _is_code(run)


def _is_code(run: _Run) -> bool:
    if run.length != LENGTH:
        return False
    word = SYMBOLS.read(run.word)
    # A digit must stand there: letters that are read as digits make codes of words.
    has_digit = any(symbol.isdigit() for symbol in run.word)
    return has_digit and not SYMBOLS.strange(word) and SYMBOLS.agrees(word) and mixed_groups(word) >= MIXED


def _is_nearly_one(run: _Run) -> bool:
    """A code with slips, or most of one, in groups with dashes as it is shown, in fours, or in one piece."""
    whole = abs(run.length - LENGTH) <= _SLIP
    if len(run.chunks) == 1 or not run.dashed:
        shaped = whole and (len(run.chunks) == 1 or run.fours)
    elif run.fours:
        shaped = True
    else:
        shaped = whole and all(abs(len(chunk) - GROUP) <= 1 for chunk in run.chunks)
    return shaped and mixed_groups(run.word) >= MIXED and (whole or not SYMBOLS.strange(SYMBOLS.read(run.word)))
