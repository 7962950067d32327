"""Conversations in the database: one truth, however many processes look at it, and no turn half saved."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.engine.tracker_store import CachedTrackerStore, StoreCannotStart, open_engine
from bot.engine.turn import ConversationBusy, StoreUnavailable

DOMAIN = Domain.from_dict({"slots": {"colour": {"type": "text", "mappings": [{"type": "custom"}]}}})
STORE = "bot.engine.tracker_store.CachedTrackerStore"


def store_at(url: str, **options: int) -> CachedTrackerStore:
    return CachedTrackerStore(DOMAIN, host=url, **options)


async def say(store: CachedTrackerStore, sender: str, text: str, message_id: str | None = None) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update(UserUttered(text, message_id=message_id))
    tracker.update(SlotSet("colour", text))
    await store.save(tracker)


async def texts(store: CachedTrackerStore, sender: str) -> list[str]:
    tracker = await store.peek(sender)
    return [] if tracker is None else [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_what_is_saved_is_found_again_by_another_store(database_url: str):
    await say(store_at(database_url), "ann", "blue")

    tracker = await store_at(database_url).retrieve("ann")

    assert tracker is not None
    assert tracker.get_slot("colour") == "blue"


async def test_a_kept_tracker_is_used_again(database_url: str):
    store = store_at(database_url)

    for text in ("one", "two", "three"):
        await say(store, "ann", text)

    assert await texts(store, "ann") == ["one", "two", "three"]
    assert store.hits == 3
    assert store.misses == 1


async def test_two_stores_see_what_the_other_has_added(database_url: str):
    first, second = store_at(database_url), store_at(database_url)

    for number in range(6):
        await say((first, second)[number % 2], "ann", str(number))

    assert await texts(first, "ann") == await texts(second, "ann") == ["0", "1", "2", "3", "4", "5"]


async def test_a_turn_that_does_not_follow_on_is_refused_whole(database_url: str):
    first, second = store_at(database_url), store_at(database_url)
    await say(first, "ann", "one")
    late = await first.retrieve("ann")
    assert late is not None
    await say(second, "ann", "two")

    late.update(UserUttered("lost"))
    with pytest.raises(ConversationBusy):
        await first.save(late)

    assert await texts(first, "ann") == await texts(second, "ann") == ["one", "two"]


async def test_two_first_messages_at_once_do_not_mix(database_url: str):
    first, second = store_at(database_url), store_at(database_url)
    one = await first.get_or_create_tracker("ann", append_action_listen=False)
    two = await second.get_or_create_tracker("ann", append_action_listen=False)
    one.update(UserUttered("one"))
    two.update(UserUttered("two"))

    await first.save(one)
    with pytest.raises(ConversationBusy):
        await second.save(two)

    assert await texts(second, "ann") == ["one"]


async def test_a_turn_that_is_not_saved_leaves_nothing(database_url: str):
    store = store_at(database_url)
    await say(store, "ann", "blue")
    tracker = await store.retrieve("ann")
    assert tracker is not None

    tracker.update(SlotSet("colour", "red"))

    again = await store.retrieve("ann")
    assert again is not None
    assert again.get_slot("colour") == "blue"


async def test_a_tracker_of_another_making_is_saved_too(database_url: str):
    store = store_at(database_url)
    tracker = TrackerStore.init_tracker(store, "ann")
    tracker.update(UserUttered("from a tool"))

    await store.save(tracker)

    assert await texts(store, "ann") == ["from a tool"]
    assert list(await store.keys()) == ["ann"]


async def test_no_more_trackers_are_kept_than_asked(database_url: str):
    store = store_at(database_url, cache_size=2)

    for sender in ("ann", "bob", "cat"):
        await say(store, sender, sender)
        await texts(store, sender)

    assert list(store._kept) == ["bob", "cat"]
    assert await texts(store, "ann") == ["ann"]


async def test_a_message_of_an_earlier_session_is_known(database_url: str):
    store = store_at(database_url)
    await say(store, "ann", "before", message_id="m-1")
    tracker = await store.retrieve("ann")
    assert tracker is not None
    tracker.update(SessionStarted())
    await store.save(tracker)
    await say(store, "ann", "after", message_id="m-2")

    assert await texts(store, "ann") == ["after"]
    assert [await store.has_message("ann", name) for name in ("m-1", "m-2", "m-3")] == [True, True, False]


async def test_connections_that_the_database_has_closed_are_replaced(postgres_url: str):
    store = store_at(postgres_url)
    await say(store, "ann", "blue")
    with store.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text(others))

    await say(store, "ann", "red")

    assert await texts(store, "ann") == ["blue", "red"]


async def test_a_change_of_the_domain_reloads_the_tracker(database_url: str):
    store = store_at(database_url)
    await say(store, "ann", "blue")

    store.domain = Domain.from_dict({"slots": {"shape": {"type": "text", "mappings": [{"type": "custom"}]}}})

    tracker = await store.retrieve("ann")
    assert tracker is not None
    assert isinstance(tracker.slots.get("shape"), TextSlot)


async def test_a_message_is_known_by_its_id(database_url: str):
    store = store_at(database_url)
    await say(store, "ann", 'she said "id_7%"', message_id="id_7%")

    known = [await store.has_message("ann", name) for name in ("id_7%", "idx7%", "id_7", "id_")]

    assert known == [True, False, False, False]
    assert not await store.has_message("bob", "id_7%")


async def test_text_of_every_kind_comes_back_as_it_was(database_url: str):
    store = store_at(database_url)
    text = "caf\u00e9 \U0001f46e\u200d\u2640\ufe0f \u05d0\u05d1 \x00 'quote\" -- ;"

    await say(store, "ann", text)

    assert await texts(store_at(database_url), "ann") == [text]


async def test_a_database_that_goes_away_is_said_so_and_not_replaced_by_memory(database_url: str):
    store = store_at(database_url)
    await say(store, "ann", "blue")
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events RENAME TO elsewhere"))

    with pytest.raises(StoreUnavailable):
        await store.retrieve("ann")
    with pytest.raises(StoreUnavailable):
        await store.retrieve_full_tracker("ann")
    with pytest.raises(StoreUnavailable):
        await store.keys()


async def test_the_agent_does_not_hide_an_unavailable_store(model, database_url: str):
    store = store_at(database_url)
    agent = Agent.load(model, tracker_store=store)
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events RENAME TO elsewhere"))

    with pytest.raises(StoreUnavailable):
        await agent.handle_text("hello", sender_id="ann")


@pytest.mark.parametrize(
    "address",
    ["postgresql://postgres@127.0.0.1:9/none", "sqlite:////proc/nowhere/talks.db", "nonsense://x", "not an address"],
)
def test_a_store_that_cannot_be_opened_stops_the_start(address: str):
    with pytest.raises(StoreCannotStart):
        TrackerStore.create(EndpointConfig(url=address, type=STORE), DOMAIN)


def test_a_password_is_not_shown_when_the_start_stops():
    with pytest.raises(StoreCannotStart) as caught:
        store_at("postgresql://someone:hidden@127.0.0.1:9/none")

    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("kind", ["bot.engine.tracker_store.NoSuchStore", "no.such.module.Store", "sqll"])
def test_an_unknown_store_stops_the_start(kind: str):
    with pytest.raises(RasaException, match="cannot be loaded"):
        TrackerStore.create(EndpointConfig(type=kind), DOMAIN)


def test_the_address_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("CANDOUR_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'talks.db'}")

    store = TrackerStore.create(EndpointConfig(type=STORE), DOMAIN)

    assert isinstance(store, CachedTrackerStore)
    assert (tmp_path / "new" / "talks.db").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_an_address_of_postgresql_gets_its_driver(scheme: str):
    assert open_engine(f"{scheme}://someone@nowhere/talks").url.drivername == "postgresql+psycopg2"


async def test_bot_utterances_are_kept_in_order(database_url: str):
    store = store_at(database_url)
    tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
    for number in range(50):
        tracker.update(BotUttered(str(number)))
    await store.save(tracker)

    again = await store_at(database_url).retrieve("ann")

    assert again is not None
    assert [event.text for event in again.events] == [str(number) for number in range(50)]
