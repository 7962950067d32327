"""One story for each clause of the policy: told in the chat to the real engine, gone on with by the real services."""

from __future__ import annotations

import pytest

from tests.clauses.story import Story
from tests.dialogue.conftest import agent, empty_database, world  # noqa: F401


@pytest.fixture
def story(agent, world: str, monkeypatch: pytest.MonkeyPatch) -> Story:  # noqa: F811
    """A person who opens the chat, and the force that will hear of it."""
    return Story(agent, world, monkeypatch)
