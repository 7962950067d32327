"""`candour conversations`: what the console needs of conversations, made outside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.console import lessons
from bot.console.talk_index import TalkIndex
from bot.database import make_engine, make_sessions
from bot.settings import ROOT, load_settings

DATA = ROOT / "data" / "nlu"
app = typer.Typer(help="Conversations as staff review them.", no_args_is_help=True)


@app.command()
def index() -> None:
    """Make every conversation findable that is not yet; the console does so itself, a portion with each list."""
    engine = make_engine(load_settings().database_url)
    try:
        talks = TalkIndex(make_sessions(engine))
        made = talks.refresh() + talks.add_chats()
    finally:
        engine.dispose()
    typer.echo(f"{made} conversations were read.")


@app.command()
def learn(
    file: Annotated[Path, typer.Argument(help="The examples that the console exported.")], into: Path = DATA
) -> None:
    """Put the examples of corrected messages into the training data, so that none stands under two intents."""
    try:
        applied = lessons.apply(file.read_text(encoding="utf-8"), into)
    except (OSError, UnicodeDecodeError, lessons.UnusableLessons) as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"Examples added: {applied.added}; taken from another intent: {applied.moved}. Now: candour train")
