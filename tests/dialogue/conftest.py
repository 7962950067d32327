"""The trained assistant for all dialogue tests of a run, and a database of its own for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import resources
from bot import database
from bot.cli import running
from tests.dialogue.driver import Talk, load, quiet
from tests.dialogue.questions import Positions

CLOCK = "2026-11-22T10:00:00"


@pytest.fixture(scope="session")
def agent():
    """The engine with a model of exactly the present sources, trained once and kept."""
    return load(running.train(force=False))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    database.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    """A fixed clock and an empty database for the actions; gives the database's address."""
    shutil.copy(empty_database, tmp_path / "candour.db")
    url = f"sqlite:///{tmp_path / 'candour.db'}"
    monkeypatch.setenv("CANDOUR_CLOCK", CLOCK)
    monkeypatch.setenv("CANDOUR_DATABASE_URL", url)
    monkeypatch.setenv("CANDOUR_CODE_KEY", "0a" * 32)
    _forget()
    with quiet():
        yield url
    _forget()


def _forget() -> None:
    """The services of the actions are made anew, on the database of the test."""
    resources.casework.cache_clear()
    resources.keyring.cache_clear()


@pytest.fixture(scope="session")
def positions(agent) -> Positions:
    """Talks that stand at each question of the form."""
    return Positions(agent)


@pytest.fixture
def talk(agent, world: str) -> Talk:
    """A new conversation."""
    return Talk(agent)
