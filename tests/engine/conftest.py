"""Fixtures of the engine's tests: a small trained assistant, and real engine and action server processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
import structlog
from rasa.core.agent import Agent

from benchmarks import parity
from bot.engine import privacy
from bot.engine.tracker_store import CachedTrackerStore

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = "tests.engine.bot.actions"
PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def _own_logging() -> None:
    """Logging as the engine sets it up in a program that has not done so itself."""
    structlog.reset_defaults()
    privacy.install_structlog()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Program:
    """A process of ours that answers HTTP on a port of its own, and what it writes."""

    command: list[str]
    port: int
    health: str
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Program:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + self.health, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)


def action_server(folder: Path, **environment: str) -> Program:
    port = free_port()
    command = ["rasa_sdk", "--actions", ACTIONS, "-p", str(port), "--debug"]
    return Program(command, port, "/health", folder / "actions.log", environment)


def engine(folder: Path, model: Path, actions: Program, database_url: str, *options: str) -> Program:
    port = free_port()
    command = ["rasa", "run", "-p", str(port), "--model", str(model), "--enable-api", *options]
    environment = {"CANDOUR_DATABASE_URL": database_url, "CANDOUR_ACTIONS_PORT": str(actions.port)}
    return Program(command, port, "/status", folder / "engine.log", environment)


@dataclass
class Talk:
    """One person who talks to an engine through the gateway's channel."""

    url: str
    sender: str
    said: int = 0

    def say(self, text: str, message_id: str | None = None) -> requests.Response:
        self.said += 1
        body = {"sender": self.sender, "message": text, "message_id": message_id or f"{self.sender}-{self.said}"}
        return requests.post(f"{self.url}/webhooks/candour/webhook", json=body, timeout=60)

    def say_plainly(self, text: str) -> requests.Response:
        body = {"sender": self.sender, "message": text}
        return requests.post(f"{self.url}/webhooks/rest/webhook", json=body, timeout=60)

    def events(self) -> list[dict[str, object]]:
        answer = requests.get(f"{self.url}/conversations/{self.sender}/tracker?include_events=ALL", timeout=60)
        return list(answer.json()["events"])

    def heard(self) -> list[object]:
        return [event["text"] for event in self.events() if event["event"] == "user"]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained test assistant."""
    return parity.train(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A running action server."""
    program = action_server(tmp_path_factory.mktemp("actions")).start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def served(model: Path, actions: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A running engine on SQLite, at debug level."""
    folder = tmp_path_factory.mktemp("engine")
    program = engine(folder, model, actions, f"sqlite:///{folder / 'talks.db'}", "--debug").start()
    yield program
    program.stop()


@pytest.fixture
def make_agent(model: Path) -> Callable[[str], Agent]:
    """An engine in this process on a database, its actions in this process too."""

    def make(database_url: str) -> Agent:
        store = CachedTrackerStore(host=database_url)
        return Agent.load(model, tracker_store=store, action_endpoint=parity.LocalActions())

    return make
