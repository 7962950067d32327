"""The conversations in the documents are those that the assistant holds now."""

from __future__ import annotations

from rasa.core.agent import Agent

from tests.dialogue.conversations import DOCUMENT, hold


async def test_the_document_says_what_is_said_now(agent: Agent, world: str) -> None:
    said_now = await hold(agent, world)

    assert said_now == DOCUMENT.read_text(encoding="utf-8"), "make conversations writes it anew"
