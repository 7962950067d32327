"""Draws the states of a complaint and of its referral, as Markdown with Mermaid, from the tables that rule them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.casework.states import FINAL, OPEN, REFERRAL_TRANSITIONS, TRANSITIONS, Referral, State, Trigger

Step = tuple[str | None, str, str]
"""From which state (None: before there is one), by what, to which."""

# Drawn in the table alone: an arrow from every state would hide the others.
_EVERYWHERE = (Trigger.WITHDRAW, Trigger.REOPEN)


def draw_states() -> str:
    """The whole page: both diagrams, and every step in a table."""
    steps: list[Step] = [(before, trigger, after) for (before, trigger), after in TRANSITIONS.items()]
    referral: list[Step] = [(before, trigger, after) for (before, trigger), after in REFERRAL_TRANSITIONS.items()]
    drawn = [step for step in steps if step[1] not in _EVERYWHERE]
    return "\n".join(
        [
            "# The states of a complaint",
            "",
            "Written by `uv run candour states > docs/states.md`; a test keeps it as the code is. What is not drawn or "
            "listed here is not possible.",
            "",
            *_diagram(drawn, FINAL - {State.WITHDRAWN}),
            "",
            f"Besides, whoever complained can withdraw while it is open ({_names(OPEN)}), and what has ended "
            f"({_names(FINAL)}) can be reopened: it is recorded again.",
            "",
            "## The referral to the IPCC",
            "",
            "It stands beside the state, and goes on when the complaint is withdrawn.",
            "",
            *_diagram([(None, "file", Referral.NOT_REQUIRED), *referral], ()),
            "",
            "## Every step",
            "",
            *_table(steps),
            "",
            *_table(referral),
            "",
        ]
    )


def _diagram(steps: Iterable[Step], ends: Iterable[str]) -> list[str]:
    arrows = [f"    {before or '[*]'} --> {after}: {trigger}" for before, trigger, after in steps]
    return ["```mermaid", "stateDiagram-v2", *arrows, *(f"    {end} --> [*]" for end in sorted(ends)), "```"]


def _table(steps: Iterable[Step]) -> list[str]:
    rows = [f"| {before or 'nothing'} | {trigger} | {after} |" for before, trigger, after in steps]
    return ["| from | step | to |", "|---|---|---|", *rows]


def _names(states: Iterable[State]) -> str:
    return ", ".join(sorted(states))
