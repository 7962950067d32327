"""`candour demo`: fill an empty database with invented complaints, so that a new user sees a living system."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from bot import clock
from bot.casework.errors import CaseworkError
from bot.cli.opening import table
from bot.console.talk_index import TalkIndex
from bot.database import make_engine, make_sessions, migrate
from bot.force import load_rulebook
from bot.settings import load_settings


def demo(
    complaints: Annotated[int, typer.Option(min=1, max=10_000, help="How many complaints.")] = 300,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 1,
    codes: Annotated[int, typer.Option(min=0, max=20, help="For how many a code is shown, to try status by chat.")] = 6,
) -> None:
    """Fill the database of the settings, which must be empty, with complaints at all stages and their talks."""
    from bot.demo.fill import Demo  # reading accounts takes seconds to load

    settings = load_settings()
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    try:
        made = Demo(make_sessions(engine), seed=seed, now=clock.now(), rulebook=load_rulebook(settings.policy_file))
        states = made.fill(complaints)
        TalkIndex(make_sessions(engine)).add_chats()
        shown = made.show(settings.keyring(), codes) if codes else []
    except CaseworkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()
    lines = table(f"{sum(states.values())} complaints", "State", "How many")
    for state, count in sorted(states.items()):
        lines.add_row(state, str(count))
    Console().print(lines)
    if shown:
        lines = table("To look at by chat", "Reference", "Code", "State")
        for each in shown:
            lines.add_row(each.reference, each.code, each.state)
        Console().print(lines)
