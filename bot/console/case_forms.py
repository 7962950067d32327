"""Fields of the forms by which staff act on a case, and how what was filled in is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from multidict import MultiDict

from bot.casework.errors import InvalidCommand

Options = Sequence[tuple[str, str]]
_YES = "yes"


@dataclass(frozen=True)
class Field:
    """One field: `options` are pairs of what is sent and what is shown."""

    name: str
    label: str
    kind: Literal["text", "area", "choice", "checks", "date"] = "text"
    options: Options = ()
    hint: str | None = None
    value: str = ""


@dataclass(frozen=True)
class Filled:
    """A form that was filled in. Each reader raises `InvalidCommand` for what it cannot take."""

    form: MultiDict[str]

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.form.get(name, "").strip()

    def maybe(self, name: str) -> str | None:
        """The same, or nothing."""
        return self.text(name) or None

    def checked(self, name: str) -> tuple[str, ...]:
        """The boxes that are ticked."""
        return tuple(dict.fromkeys(self.form.getall(name, [])))

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of a field that are not empty."""
        return tuple(line.strip() for line in self.text(name).splitlines() if line.strip())

    def yes(self, name: str) -> bool:
        """A choice of yes or no."""
        return self.text(name) == _YES

    def one_of(self, name: str, label: str, allowed: Iterable[str]) -> str:
        """A choice."""
        value = self.text(name)
        if value not in set(allowed):
            raise InvalidCommand(f"choose {label}")
        return value

    def day(self, name: str, label: str) -> date:
        """A day."""
        return as_day(self.text(name), label)

    def maybe_day(self, name: str, label: str) -> date | None:
        """A day, or none."""
        return self.day(name, label) if self.text(name) else None

    def number(self, name: str, label: str) -> int:
        """A whole number."""
        value = self.text(name)
        if not (value.isascii() and value.isdigit() and len(value) < 9):
            raise InvalidCommand(f"write {label} as a whole number")
        return int(value)


def as_day(text: str, label: str) -> date:
    """A day. Raises `InvalidCommand`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidCommand(f"write {label} as a date, such as 2026-03-14") from error


def choices(values: Iterable[str]) -> Options:
    """Options that are shown as their codes in words."""
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]


YES_OR_NO: Options = (("yes", "Yes"), ("no", "No"))
