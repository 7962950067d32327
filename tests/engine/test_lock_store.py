"""One turn at a time in each conversation, in one process and in several."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.engine.lock_store import ConversationLockStore
from bot.engine.turn import ConversationBusy, StoreUnavailable
from tests.conftest import missing
from tests.engine.conftest import free_port


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of its own."""
    server = shutil.which("redis-server")
    if server is None:
        missing("no redis-server on this machine (Debian: apt-get install redis-server)")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [str(server), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(url)
    for _ in range(200):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    yield url
    process.kill()
    process.wait()


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[ConversationLockStore]:
    """Two users of the locks: one store in memory, two stores where Redis joins them."""
    if request.param == "memory":
        return [ConversationLockStore()] * 2
    monkeypatch.setenv("CANDOUR_REDIS_URL", request.getfixturevalue("redis_url"))
    return [ConversationLockStore(), ConversationLockStore()]


async def hold(store: ConversationLockStore, sender: str, held: list[str], name: str) -> None:
    async with store.lock(sender):
        held.append(f"{name} begins")
        await asyncio.sleep(0.05)
        held.append(f"{name} ends")


async def test_turns_of_one_conversation_follow_each_other(stores: list[ConversationLockStore]):
    held: list[str] = []

    await asyncio.gather(*(hold(stores[n % 2], "ann", held, str(n)) for n in range(6)))

    assert len(held) == 12
    assert all(begin.replace("begins", "ends") == end for begin, end in zip(held[::2], held[1::2], strict=True))


async def test_turns_of_two_conversations_run_beside_each_other(stores: list[ConversationLockStore]):
    held: list[str] = []

    await asyncio.gather(hold(stores[0], "ann", held, "ann"), hold(stores[1], "bob", held, "bob"))

    assert sorted(held[:2]) == ["ann begins", "bob begins"]


async def test_a_turn_that_fails_lets_the_next_one_in(stores: list[ConversationLockStore]):
    with pytest.raises(ZeroDivisionError):
        async with stores[0].lock("ann"):
            raise ZeroDivisionError

    held: list[str] = []
    await hold(stores[1], "ann", held, "next")

    assert held == ["next begins", "next ends"]


async def test_a_conversation_held_too_long_elsewhere_is_busy(redis_url: str):
    first, second = (ConversationLockStore(EndpointConfig(url=redis_url)) for _ in range(2))

    async with first.lock("ann", lock_lifetime=30):
        with pytest.raises(ConversationBusy):
            async with second.lock("ann", lock_lifetime=0.2):
                pass


async def test_a_lock_that_lapsed_does_not_fail_the_turn_that_held_it(redis_url: str):
    store = ConversationLockStore(EndpointConfig(url=redis_url))

    async with store.lock("ann", lock_lifetime=0.05):
        await asyncio.sleep(0.2)

    async with store.lock("ann"):
        pass


async def test_redis_that_is_away_is_said_so():
    store = ConversationLockStore(EndpointConfig(url=f"redis://127.0.0.1:{free_port()}/0"))

    with pytest.raises(StoreUnavailable):
        async with store.lock("ann"):
            pass


def test_endpoints_name_the_store_that_follows_the_settings():
    found = LockStore.create(EndpointConfig(type="bot.engine.lock_store.ConversationLockStore"))

    assert isinstance(found, ConversationLockStore)


def test_the_endpoints_file_names_stores_that_exist():
    text = (Path(__file__).resolve().parents[2] / "endpoints.yml").read_text()

    assert "bot.engine.lock_store.ConversationLockStore" in text
    assert "bot.engine.tracker_store.CachedTrackerStore" in text
