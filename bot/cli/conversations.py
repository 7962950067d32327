"""`candour conversations`: what the console needs of conversations, made outside it."""

from __future__ import annotations

import typer

from bot.console.talk_index import TalkIndex
from bot.database import make_engine, make_sessions
from bot.settings import load_settings

app = typer.Typer(help="Conversations as staff review them.", no_args_is_help=True)


@app.callback()
def _conversations() -> None:
    pass


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
