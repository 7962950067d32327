"""Holds the prepared engine against the unchanged one: random talks, after each turn the same words and the same state.

    uv run python -m benchmarks.parity [--turns 5000] [--seed 1]

Two agents with one model hear the same messages. The first runs with every replaced function back in its place, on
Rasa's own SQL store; the second as it is served. The unchanged runner of the graph needs Dask, which the environment
leaves out: with `uv run --with 'dask<2024.11' python -m benchmarks.parity` it is compared as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine import fingerprint
from bot.engine.tracker_store import CachedTrackerStore

BOT = Path(__file__).resolve().parent.parent / "tests" / "engine" / "bot"
CONVERSATIONS = 8
SAID = (
    *("hello", "hi there", "I want to complain", "make a complaint", "I have a complaint", "he pushed me", "no"),
    *("at the station in Brixton", "they took my bag and kept it", "a broken wrist", "yes", "yes please", "nobody"),
    *("how long will it take", "stop", "cancel it", "begin again", "look up my case", "look it up, reject"),
    *("qwerty zxcv", "ab", "", "/restart", "/session_start", "/greet", "/back", '/complain{"where": "Soho"}'),
)


class LocalActions:
    """Runs the custom actions of the test assistant in this process, in the place of an action server."""

    url = "local"

    def __init__(self) -> None:
        self.kwargs: dict[str, Any] = {}
        self._executor = ActionExecutor()
        self._executor.register_package("tests.engine.bot.actions")

    async def request(self, **options: Any) -> Any:
        """Run one action, as the action server would."""
        from rasa.core.actions.action import ActionExecutionRejection as Rejected

        try:
            result = await self._executor.run(options["json"])
        except ActionExecutionRejection as error:
            raise Rejected(error.action_name, error.message) from error
        return result.model_dump() if result else None


class UnchangedStore(SQLTrackerStore):
    """Rasa's SQL store; only its address is built in the way that SQLAlchemy 2 knows."""

    @staticmethod
    def get_db_url(*_: Any, **__: Any) -> sa.URL:
        """One database in memory."""
        return sa.make_url("sqlite://")


@contextmanager
def unchanged() -> Iterator[None]:
    """Every replaced function back in its place; the runner only where Dask is installed."""
    kept = [] if has_dask() else [r for r in fingerprint.REPLACED if r[0].__name__ == "DaskGraphRunner"]
    with fingerprint.unchanged():
        for owner, name, _, after in kept:
            setattr(owner, name, after)
        yield


def has_dask() -> bool:
    """Whether the unchanged runner can run."""
    spec = find_spec("dask")
    return spec is not None and spec.origin is not None


@dataclass
class Comparison:
    """Two engines that hear the same messages, and how often they were compared."""

    model: Path
    database_url: str
    seed: int = 1
    turns: int = 0
    hits: int = 0
    differences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        actions = LocalActions()
        with unchanged():
            self._reference = Agent.load(self.model, tracker_store=UnchangedStore(), action_endpoint=actions)
        # Smaller than the number of conversations, so that some are evicted.
        self._store = CachedTrackerStore(host=self.database_url, cache_size=CONVERSATIONS // 2)
        self._other = CachedTrackerStore(host=self.database_url, cache_size=CONVERSATIONS // 2)
        self._served = Agent.load(self.model, tracker_store=self._store, action_endpoint=actions)
        self._other.domain = self._served.domain

    async def play(self, turns: int, *, two_stores: bool = False) -> None:
        """Say `turns` random messages in random conversations; with `two_stores` either of two answers them."""
        for _ in range(turns):
            if two_stores:
                store = self._random.choice((self._store, self._other))
                self._served.tracker_store = self._served.processor.tracker_store = store
            await self._turn(f"talk {self._random.randrange(CONVERSATIONS)}", self._random.choice(SAID))
        self.hits = self._store.hits + self._other.hits

    async def _turn(self, sender: str, text: str) -> None:
        with unchanged():
            expected_words = await self._reference.handle_text(text, sender_id=sender)
            reference = await self._reference.tracker_store.retrieve(sender)
            expected = state_of(reference, self._reference)
        words = await self._served.handle_text(text, sender_id=sender)
        kept = await self._served.tracker_store.peek(sender)
        state = state_of(kept, self._served)
        with unchanged():
            reloaded = state_of(self._store._load(sender), self._served)
        self.turns += 1
        for what, seen, wanted in (
            ("words", words, expected_words),
            ("state", state, expected),
            ("reloaded state", reloaded, expected),
        ):
            if seen != wanted:
                self.differences.append(f"turn {self.turns}, {sender}, {text!r}: {what}: {_first(seen, wanted)}")


def state_of(tracker: DialogueStateTracker, agent: Agent) -> dict[str, Any]:
    """All that a tracker is and shows, but for the times at which it became so."""
    assert agent.processor is not None
    copied = tracker.copy()
    return {
        name: _comparable(value)
        for name, value in {
            "events": [event.as_dict() for event in tracker.events],
            "applied": [event.as_dict() for event in tracker.applied_events()],
            "copied": [event.as_dict() for event in copied.applied_events()],
            "slots": tracker.current_slot_values(),
            "copied slots": copied.current_slot_values(),
            "loop": tracker.active_loop and asdict(tracker.active_loop),
            "copied loop": copied.active_loop and asdict(copied.active_loop),
            "action": tracker.latest_action,
            "copied action": copied.latest_action,
            "followup": tracker.followup_action,
            "copied followup": copied.followup_action,
            "paused": tracker.is_paused(),
            "message": tracker.latest_message and tracker.latest_message.as_dict(),
            "copied message": copied.latest_message and copied.latest_message.as_dict(),
            "utterance": tracker.latest_bot_utterance and tracker.latest_bot_utterance.as_dict(),
            "past": tracker.past_states(agent.processor.domain),
            "copied past": copied.past_states(agent.processor.domain),
        }.items()
    }


def _comparable(value: Any) -> Any:
    """As it comes out of the database (tuples are lists), without times and the ids that are new for each message."""
    return json.loads(
        json.dumps(value, default=repr),
        object_hook=lambda found: {k: v for k, v in found.items() if k not in {"timestamp", "message_id"}},
    )


def _first(seen: Any, wanted: Any) -> str:
    if isinstance(seen, dict) and isinstance(wanted, dict):
        return ", ".join(key for key in wanted if seen.get(key) != wanted[key])
    return f"{seen!r} instead of {wanted!r}"


def train(folder: Path) -> Path:
    """Train the test assistant into `folder`, as `rasa train` does; returns the model."""
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "small", "--out", str(folder)]
    files = ["--config", "config.yml", "--domain", "domain.yml", "--data", "data"]
    subprocess.run([*command, *files], cwd=BOT, check=True, capture_output=True)
    return folder / "small.tar.gz"


def main(arguments: list[str] | None = None) -> int:
    """Compare and print the figures; 1 if there was a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        comparison = Comparison(train(folder), f"sqlite:///{folder / 'talks.db'}", options.seed)
        asyncio.run(comparison.play(options.turns // 2))
        asyncio.run(comparison.play(options.turns - options.turns // 2, two_stores=True))
    runner = "with the unchanged runner" if has_dask() else "runner not compared (no Dask)"
    print(
        f"{comparison.turns} turns, {len(comparison.differences)} differences, {comparison.hits} from memory, {runner}"
    )
    print("\n".join(comparison.differences[:20]))
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
