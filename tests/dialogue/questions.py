"""The questions of the form as `tables/questions.yml` lists them, and a talk that stands at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.policy.vocabulary import QUESTION_ORDER
from tests.dialogue.driver import Talk

TABLES = Path(__file__).parent / "tables"
# What a person can lose: what they told, what was read in it, and what they would not tell.
FACTS = frozenset([*QUESTION_ORDER, "incident_time", "declined", "grounds_established", "explain_topic"])


@dataclass(frozen=True)
class Question:
    """A question: what leads to it, a good answer, the facts after it, and another answer if it may be changed."""

    slot: str
    talk: tuple[str, ...]
    answer: str
    known: dict[str, Any]
    other: dict[str, Any] | None


def table(name: str) -> Any:
    """A table of this folder."""
    return yaml.safe_load((TABLES / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def questions() -> dict[str, Question]:
    """Every question by its slot."""
    return {
        slot: Question(slot, tuple(_flat(entry["talk"])), entry["answer"], entry["known"], entry.get("other"))
        for slot, entry in table("questions").items()
    }


def _flat(talk: list[Any]) -> Iterator[str]:
    for part in talk:
        if isinstance(part, list):
            yield from _flat(part)
        else:
            yield part


def facts(slots: dict[str, Any]) -> dict[str, Any]:
    """What is known of the complaint, without the course of the talk; an empty list is nothing."""
    return {slot: value for slot, value in slots.items() if slot in FACTS and value not in (None, [])}


class Positions:
    """A talk that stands at each question, held once and branched from by every test."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent
        self._talks: dict[str, Talk] = {}

    async def at(self, slot: str) -> Talk:
        """A talk of its own at the question for `slot`."""
        if slot not in self._talks:
            talk = Talk(self._agent)
            for words in questions()[slot].talk:
                said = await talk.say(words)
            assert said.asked == slot, f"the talk to {slot} leads to {said.asked}: {said.text}"
            self._talks[slot] = talk
        return self._talks[slot].branch()
