"""Reads what triage learns from: accounts with their categories and grounds, and statements for each ground."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.cues import DATA, LOADER
from bot.understanding.grounds import GROUNDS

FOLDER = DATA / "triage"
CATEGORIES = tuple("ABCDEFGHJKLMNPQRSTUVWXY")
# What a text is for a ground; the order of the columns of what is learnt.
NONE, OPEN, ESTABLISHED = range(3)
_LISTS = {"is_none": NONE, "leaves_open": OPEN, "establishes": ESTABLISHED}


class TriageFault(ValueError):
    """Training data that cannot be learnt from; the message says where, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account: the categories that an assessor would record (main first), others that are fair, its grounds."""

    text: str
    categories: tuple[str, ...]
    also: tuple[str, ...] = ()
    grounds: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()

    def standing(self, ground: str) -> int:
        """Whether the account establishes a ground, leaves it open or has none."""
        return ESTABLISHED if ground in self.grounds else OPEN if ground in self.possible else NONE


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody might say within an account, and what it is for one ground.

    Of other grounds it says nothing, unless it is `NONE`: then it is none of any.
    """

    text: str
    ground: str
    standing: int


def read_accounts(folder: Path = FOLDER) -> list[Account]:
    """The accounts, in the order of the files. Raises `TriageFault`."""
    found = [
        _account(entry, f"{file}, entry {number}")
        for file in sorted((folder / "accounts").glob("*.yml"))
        for number, entry in enumerate(_read(file, list), 1)
    ]
    if not found:
        raise TriageFault(f"There are no accounts in {folder / 'accounts'}. Restore its .yml files.")
    return found


def read_statements(folder: Path = FOLDER) -> list[Statement]:
    """The statements of all grounds. Raises `TriageFault`."""
    found = []
    for ground in GROUNDS:
        file = folder / "statements" / f"{ground}.yml"
        lists = _read(file, dict)
        if set(lists) != set(_LISTS):
            raise TriageFault(f"{file} must have the lists {', '.join(_LISTS)} and no other.")
        for name, standing in _LISTS.items():
            if not lists[name] or not all(isinstance(text, str) and text.strip() for text in lists[name]):
                raise TriageFault(f"{file}: each entry of {name} must be a text. Put it in quotes.")
            found += [Statement(text, ground, standing) for text in lists[name]]
    return found


def _read(file: Path, kind: type) -> Any:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TriageFault(f"{file} cannot be read: {error}") from error
    if not isinstance(content, kind):
        raise TriageFault(f"{file} must be a {kind.__name__} of entries.")
    return content


def _account(entry: Any, where: str) -> Account:
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry["text"].strip():
        raise TriageFault(f"{where} needs a text.")
    if unknown := set(entry) - {"text", "categories", "also", "grounds", "possible"}:
        raise TriageFault(f"{where} has a field that nobody reads: {', '.join(sorted(map(str, unknown)))}.")
    categories = _names(entry, "categories", CATEGORIES, where)
    if not categories:
        raise TriageFault(f"{where} needs at least one of the categories {' '.join(CATEGORIES)}.")
    also, grounds, possible = (
        _names(entry, field, known, where)
        for field, known in (("also", CATEGORIES), ("grounds", GROUNDS), ("possible", GROUNDS))
    )
    return Account(entry["text"].strip(), categories, also, frozenset(grounds), frozenset(possible))


def _names(entry: dict[str, Any], field: str, known: tuple[str, ...], where: str) -> tuple[str, ...]:
    names = entry.get(field) or []
    if not isinstance(names, list) or not all(name in known for name in names):
        raise TriageFault(f"{where}: {field} must be a list of some of: {', '.join(known)}.")
    return tuple(names)
