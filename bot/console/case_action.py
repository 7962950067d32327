"""What an action on a case is: its form, who may do it and when, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.casework.desk import By
from bot.casework.service import Casework
from bot.casework.states import State
from bot.console.case_forms import Field, Filled
from bot.console.case_reading import Case
from bot.console.roles import Permission

REASON = Field("reason", "Why", "area", hint="It stands in the history of the case.")
SUMMARY = Field("summary", "What was said", "area")
WORDS = Field("words", "Their words", "area")


@dataclass(frozen=True)
class Doing:
    """An action under way: the case as it was shown, and the form. `by` is who acts, and on which version."""

    casework: Casework
    case: Case
    filled: Filled
    by: By

    @property
    def reference(self) -> str:
        """Of the case."""
        return self.case.complaint.reference

    @property
    def key(self) -> str:
        """Makes sure that a form that is sent twice is done once."""
        return f"console-{self.filled.text('key')[:64]}"


@dataclass(frozen=True)
class CaseAction:
    """One action; `fields` makes its form for a case, `when` says whether it can be done now."""

    title: str
    needs: Permission
    do: Callable[[Doing], object]
    when: Callable[[Case], bool]
    fields: Callable[[Casework, Case], Sequence[Field]] = lambda _casework, _case: (REASON,)


def state_in(*states: State) -> Callable[[Case], bool]:
    """That the case stands in one of these states."""
    return lambda case: case.state in states


def only(*fields: Field) -> Callable[[Casework, Case], Sequence[Field]]:
    """A form that is the same for every case."""
    return lambda _casework, _case: fields


def service(name: str) -> Callable[[Doing], object]:
    """An action that needs nothing but the reference and who does it, such as `endings.reopen`."""
    part, _, method = name.partition(".")
    return lambda doing: getattr(getattr(doing.casework, part), method)(doing.reference, doing.by)
