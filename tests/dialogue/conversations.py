"""Writes `docs/conversations.md`: the people of `docs/conversations.yml` talk to the real engine and the real actions.

    make conversations

References, which are drawn by chance, are shown as one made-up reference.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rasa.core.agent import Agent

from actions import resources
from bot import database
from bot.cli import running
from bot.intake import load_labels
from bot.intake.summary import summary
from bot.settings import ROOT
from tests.dialogue.driver import Said, Talk, load, quiet
from tests.dialogue.person import REFERENCE
from tests.dialogue.records import filed

PEOPLE = ROOT / "docs" / "conversations.yml"
DOCUMENT = ROOT / "docs" / "conversations.md"
CLOCK = "2026-11-22T10:00:00"
SHOWN_REFERENCE = "MPC-7K4D-9XTR-K"


@dataclass(frozen=True)
class Conversation:
    """One conversation as it ran: who and what about, each message with what came back, and the rows it left."""

    title: str
    person: str
    about: str
    course: list[tuple[str, Said]]
    rows: list[dict[str, Any]]


async def hold(agent: Agent, url: str) -> str:
    """All conversations, as a page in Markdown. The actions must be set to the database `url` and to `CLOCK`."""
    people = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    held = [await _talk(agent, url, **person) for person in people]
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["quoted"] = _quoted
    page = templates.get_template("conversations.md.j2").render(conversations=held, facts=_facts)
    return REFERENCE.sub(SHOWN_REFERENCE, page)


def _quoted(text: str, who: str) -> str:
    """What somebody said, line by line, as a quotation in Markdown; a list stays one."""
    lines = text.split("\n")
    listed = [line.startswith("- ") for line in lines]
    parts = [f"> **{who}**:" + ("\n>" if listed[0] else f" {lines[0]}")] + [f"> {lines[0]}"] * listed[0]
    for number in range(1, len(lines)):
        broken = lines[number] and lines[number - 1] and not listed[number]
        parts[-1] += "\\" if broken else ""
        parts.append(f"> {lines[number]}".rstrip())
    return "\n".join(parts)


async def _talk(agent: Agent, url: str, title: str, person: str, about: str, says: list[str]) -> Conversation:
    np.random.seed(0)  # which variant of a response is said
    talk = Talk(agent)
    course = [(words, await talk.say(words)) for words in says]
    return Conversation(title, person, about, course, filed(url, talk.sender))


def _facts(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts of a complaint in words, as the summary shows them."""
    return [(line.label, line.value.replace("\n", " ")) for line in summary(row["facts"], load_labels())]


def main() -> None:
    """Write the document."""
    warnings.simplefilter("ignore")  # Rasa warns about slots that it set itself
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/candour.db"
        os.environ |= {"CANDOUR_CLOCK": CLOCK, "CANDOUR_DATABASE_URL": url}
        resources.casework.cache_clear()
        database.migrate(url)
        agent = load(running.train(force=False))
        with quiet():
            DOCUMENT.write_text(asyncio.run(hold(agent, url)), encoding="utf-8")


if __name__ == "__main__":
    main()
