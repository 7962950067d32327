"""Files of forwarded complaints, CSV or JSON lines, row by row: a row that is broken costs no other row (clause S5)."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.casework.errors import InvalidCommand
from bot.casework.forwarded_rows import FIELDS, MUST

_MOST_LINES = 2_000  # of one row: a quotation mark that is never closed does not swallow the file
_NOT_TEXT = "has bytes that are not UTF-8 text"


@dataclass(frozen=True)
class Row:
    """A row that could be taken apart: the line on which it begins, and its fields."""

    line: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """A row that could not."""

    line: int
    problem: str


def read_jsonl(lines: Iterable[bytes]) -> Iterator[Row | Broken]:
    """The objects of a file of JSON lines; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            yield Broken(number, _NOT_TEXT)
        except (ValueError, RecursionError) as error:
            yield Broken(number, f"is not JSON: {error}")
        else:
            yield Row(number, value) if isinstance(value, dict) else Broken(number, "is not a JSON object")


def read_csv(lines: Iterable[bytes]) -> Iterator[Row | Broken]:
    """The rows of a CSV file with a first line of field names. Raises `InvalidCommand` for a heading that is none."""
    source = _Lines(lines)
    heading = _heading(source)
    while (first := source.next()) is not None:
        if first[1].strip():
            yield _record(source, first, heading)


def _heading(source: _Lines) -> list[str]:
    first = source.next()
    names = [name.strip().lower() for name in next(csv.reader([first[1]]), [])] if first else []
    problems = [f"missing: {name}" for name in MUST if name not in names]
    problems += [f"not known: {name!r}" for name in names if name not in FIELDS]
    problems += [f"twice: {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    if problems:
        raise InvalidCommand(
            f"the first line must name the fields ({'; '.join(problems)}). They are {', '.join(FIELDS)}."
        )
    return names


def _record(source: _Lines, first: tuple[int, str], heading: list[str]) -> Row | Broken:
    """The row that begins on this line; if it goes wrong after further lines, those are given back to be read anew."""
    number, text = first
    taken: list[tuple[int, str]] = []
    values, problem = _split(text)
    while problem == _UNCLOSED and len(taken) < _MOST_LINES and (following := source.next()):
        taken.append(following)
        text += following[1]
        if '"' in following[1]:
            values, problem = _split(text)
    if problem is not None:
        source.give_back(taken)
        return Broken(number, _UNCLOSED if taken else problem)
    if len(values) != len(heading):
        # A mark that was closed by that of another row: what is a row by itself is read as one.
        whole = (place for place, (_, line) in enumerate(taken) if len(_split(line)[0]) == len(heading))
        source.give_back(taken[next(whole, len(taken)) :])
        return Broken(number, f"has {len(values)} fields where the heading has {len(heading)}")
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return Broken(number, _NOT_TEXT)
    return Row(number, dict(zip(heading, values, strict=True)))


_UNCLOSED = "has a quotation mark that is not closed"


def _split(text: str) -> tuple[list[str], str | None]:
    """The fields of one row, or what is wrong with it."""
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        return [], _UNCLOSED if "unexpected end of data" in str(error) else f"is not CSV: {error}"
    return (rows[0], None) if len(rows) == 1 else ([], "is more than one row")


class _Lines:
    """The lines of a file with their numbers, of which some can be given back."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = enumerate(lines, start=1)
        self._again: deque[tuple[int, str]] = deque()

    def next(self) -> tuple[int, str] | None:
        """The next line; None at the end. Bytes that are no text stand for themselves and are found later."""
        if self._again:
            return self._again.popleft()
        number, line = next(self._lines, (0, b""))
        if not number:
            return None
        return number, line.decode("utf-8-sig" if number == 1 else "utf-8", errors="surrogateescape")

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Read these lines again next."""
        self._again.extendleft(reversed(lines))
