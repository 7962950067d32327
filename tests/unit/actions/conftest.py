"""Runs one action as the action server would, on a tracker made of slots and the latest message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import resources
from bot import database
from bot.settings import ROOT

SLOTS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]


@dataclass
class Result:
    """What an action came to."""

    slots: dict[str, Any]
    responses: list[str]
    texts: list[str]
    messages: list[dict[str, Any]]
    followup: str | None


@pytest.fixture
def run() -> Callable[..., Any]:
    """`await run(action, slots, text, intent)` gives its `Result`."""

    async def run_action(
        action: Action,
        slots: dict[str, Any] | None = None,
        text: str = "",
        intent: str = "inform",
        said_before: list[dict[str, Any]] | None = None,
        **message: Any,
    ) -> Result:
        every = {name: spec.get("initial_value") for name, spec in SLOTS.items()} | {"requested_slot": None}
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": [{"name": intent, "confidence": 0.9}],
            **message,
        }
        events = [{"event": "user", "text": text}, *(said_before or [])]
        tracker = Tracker("somebody", every | (slots or {}), latest, events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        returned = await action.run(dispatcher, tracker, {})
        return Result(
            slots={event["name"]: event["value"] for event in returned if event["event"] == "slot"},
            responses=[m["response"] for m in dispatcher.messages if m.get("response")],
            texts=[m["text"] for m in dispatcher.messages if m.get("text")],
            messages=dispatcher.messages,
            followup=next((event["name"] for event in returned if event["event"] == "followup"), None),
        )

    return run_action


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A fixed day, and the address of a database that is not there until it is migrated."""
    url = f"sqlite:///{tmp_path / 'candour.db'}"
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-11-22T10:00:00")
    monkeypatch.setenv("CANDOUR_DATABASE_URL", url)
    resources.casework.cache_clear()
    yield url
    resources.casework.cache_clear()


@pytest.fixture
def casework_is_up(world: str) -> str:
    """A database of the newest schema."""
    database.migrate(world)
    return world
