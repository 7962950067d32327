"""`candour states`: the states of a complaint as a page of documentation."""

from __future__ import annotations

import typer

from bot.casework.drawing import draw_states


def states() -> None:
    """Print the states and steps of a complaint, drawn from the code."""
    typer.echo(draw_states(), nl=False)
