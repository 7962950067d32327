"""The gateway's channel: each message once, no commands, clear errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from rasa.core.agent import Agent

from bot.engine.channel import LARGEST_BODY, BadRequest, Incoming, handle_once, read_message
from bot.engine.tracker_store import open_engine
from bot.masking import MASK
from tests.engine.conftest import Program, Talk, engine


async def test_a_message_that_comes_again_is_answered_again_and_not_handled(
    make_agent: Callable[[str], Agent], database_url: str
):
    agent = make_agent(database_url)
    await handle_once(agent, Incoming("ann", "I want to complain", "m-1"))
    first = await handle_once(agent, Incoming("ann", "he pushed me", "m-2"))

    again = [await handle_once(agent, Incoming("ann", "he pushed me", "m-2")) for _ in range(3)]

    assert again == [first] * 3
    assert first["messages"][0]["buttons"] == [{"title": "I do not know", "payload": "I do not know"}]
    assert [e.text for e in (await agent.tracker_store.retrieve("ann")).events if e.type_name == "user"] == [
        "I want to complain",
        "he pushed me",
    ]


async def test_an_earlier_message_that_comes_again_gets_its_own_answer(
    make_agent: Callable[[str], Agent], database_url: str
):
    agent = make_agent(database_url)
    answers = [await handle_once(agent, Incoming("ann", text, text)) for text in ("hello", "I want to complain")]

    assert (await handle_once(agent, Incoming("ann", "hello", "hello")))["messages"] == answers[0]["messages"]


async def test_a_message_from_before_a_new_session_is_still_known(
    make_agent: Callable[[str], Agent], database_url: str
):
    agent = make_agent(database_url)
    first = await handle_once(agent, Incoming("ann", "hello", "m-1"))
    await handle_once(agent, Incoming("ann", "begin again", "m-2"))

    assert (await handle_once(agent, Incoming("ann", "hello", "m-1")))["messages"] == first["messages"]


async def test_the_same_id_of_two_people_is_two_messages(make_agent: Callable[[str], Agent], sqlite_url: str):
    agent = make_agent(sqlite_url)

    ann = await handle_once(agent, Incoming("ann", "hello", "m-1"))
    bob = await handle_once(agent, Incoming("bob", "I want to complain", "m-1"))

    assert ann["messages"] != bob["messages"]


def test_an_engine_that_dies_answers_each_message_once(
    model: Path, actions: Program, tmp_path: Path, database_url: str
):
    program = engine(tmp_path, model, actions, database_url).start()
    talk = Talk(program.url, "ann")
    try:
        talk.say("I want to complain", "m-1")
        first = talk.say("he pushed me", "m-2").json()
        program.stop()
        program.start()

        assert talk.say("he pushed me", "m-2").json() == first

        other = Talk(program.url, "bob")
        with pytest.raises(requests.exceptions.RequestException):
            requests.post(
                f"{program.url}/webhooks/candour/webhook",
                json={"sender": "bob", "message": "look it up, slow", "message_id": "m-1"},
                timeout=0.2,
            )
        program.stop()
        program.start()
        answer = other.say("look it up, slow", "m-1")

        assert answer.status_code == 200
        assert talk.heard() == ["I want to complain", "he pushed me"]
        assert other.heard() == ["look it up, slow"]
    finally:
        program.stop()


@pytest.mark.parametrize(
    "text", ["  /restart", "/session_start", '/complain{"where": "Soho"}', "/back", "/ slash", "/"]
)
async def test_what_looks_like_a_command_is_words(make_agent: Callable[[str], Agent], sqlite_url: str, text: str):
    agent = make_agent(sqlite_url)
    await handle_once(agent, Incoming("ann", "I want to complain", "m-1"))
    await handle_once(agent, Incoming("ann", "he pushed me", "m-2"))

    answer = await handle_once(agent, read_message(json.dumps(body(message=text)).encode()))

    tracker = await agent.tracker_store.retrieve("ann")
    said = [event for event in tracker.events if event.type_name == "user"]
    assert said[-1].text == text.strip()
    assert {intent["name"] for intent in said[-1].parse_data["intent_ranking"]} > {"greet", "stop"}
    assert tracker.get_slot("what") == "he pushed me"
    assert tracker.get_slot("where") == text.strip()
    assert answer["slots"]["requested_slot"] == "hurt"


async def test_a_word_behind_a_slash_is_still_a_word(make_agent: Callable[[str], Agent], sqlite_url: str):
    agent = make_agent(sqlite_url)

    answer = await handle_once(agent, Incoming("ann", "/hello there", "m-1"))

    assert answer["messages"] == [{"text": "Hello."}]


def body(**changes: object) -> dict[str, object]:
    return {"sender": "ann", "message": "hello", "message_id": "m-9", **changes}


@pytest.mark.parametrize(
    ("sent", "status", "error", "field"),
    [
        (b"no json", 400, "not_json", None),
        (b"\xff\xfe", 400, "not_json", None),
        (b"[]", 400, "not_an_object", None),
        (body(sender=None), 400, "invalid", "sender"),
        (body(sender=""), 400, "invalid", "sender"),
        (body(sender="a" * 129), 400, "invalid", "sender"),
        (body(sender="a\x00b"), 400, "invalid", "sender"),
        (body(message=7), 400, "invalid", "message"),
        (body(message=" \n "), 400, "invalid", "message"),
        (body(message_id=None), 400, "invalid", "message_id"),
        (body(message="a" * LARGEST_BODY), 413, "too_large", None),
    ],
)
def test_what_is_not_a_message_is_refused(sent: object, status: int, error: str, field: str | None):
    with pytest.raises(BadRequest) as caught:
        read_message(sent if isinstance(sent, bytes) else json.dumps(sent).encode())

    assert (caught.value.status, caught.value.body.get("error"), caught.value.body.get("field")) == (
        status,
        error,
        field,
    )


def test_half_a_character_is_replaced():
    assert read_message(b'{"sender": "a", "message": "he\\ud800llo", "message_id": "1"}').text == "he?llo"


@pytest.mark.parametrize(("sent", "status"), [(b"no json", 400), (b"x" * (LARGEST_BODY + 1), 413)])
def test_the_channel_answers_errors_as_json(served: Program, sent: bytes, status: int):
    answer = requests.post(f"{served.url}/webhooks/candour/webhook", data=sent, timeout=60)

    assert answer.status_code == status
    assert set(answer.json()) == {"error"}


def test_a_message_of_the_largest_size_is_handled(served: Program):
    talk = Talk(served.url, "long")
    talk.say("I want to complain")

    answer = talk.say("he pushed me " * 4500)

    assert answer.json()["slots"]["requested_slot"] == "where"


def test_a_database_that_is_away_is_told_as_such(model: Path, actions: Program, tmp_path: Path, database_url: str):
    program = engine(tmp_path, model, actions, database_url).start()
    try:
        talk = Talk(program.url, "ann")
        assert talk.say("hello").status_code == 200
        with open_engine(database_url).begin() as connection:
            connection.execute(sa.text("ALTER TABLE events RENAME TO elsewhere"))

        told = [talk.say("hello"), talk.say_plainly("hello")]

        assert [(answer.status_code, answer.json()) for answer in told] == [(503, {"error": "store_unavailable"})] * 2
    finally:
        program.stop()


def test_the_plain_channel_answers_as_rasa_does(served: Program):
    answer = Talk(served.url, "plain").say_plainly("hello")

    assert answer.json() == [{"recipient_id": "plain", "text": "Hello."}]
    assert requests.get(f"{served.url}/webhooks/rest/", timeout=60).json() == {"status": "ok"}


def test_only_slots_that_tell_nothing_of_a_person_leave_the_engine(served: Program):
    talk = Talk(served.url, "slots")
    talk.say("I want to complain")

    assert set(talk.say("he pushed me").json()["slots"]) <= {
        "requested_slot",
        "route",
        "handling",
        "complaint_reference",
        "flags",
    }


CODE = "7K4D-9XTR-KM2P-CH36-VWY8"


async def test_a_code_that_reaches_the_engine_is_masked_before_anything_sees_it(
    make_agent: Callable[[str], Agent], sqlite_url: str
):
    agent = make_agent(sqlite_url)
    await handle_once(agent, Incoming("ann", "I want to complain", "m-1"))

    await handle_once(agent, read_message(json.dumps(body(message=f"he pushed me, my code is {CODE}")).encode()))

    tracker = await agent.tracker_store.retrieve("ann")
    assert tracker.get_slot("what") == f"he pushed me, my code is {MASK}"
    assert CODE not in str([event.as_dict() for event in tracker.events])


def test_a_code_that_is_said_to_the_plain_channel_is_masked_and_asks_for_the_status(served: Program):
    talk = Talk(served.url, "codes")
    talk.say_plainly(f"it is {CODE.lower()}")

    [said] = [event for event in talk.events() if event["event"] == "user"]
    assert said["text"] == f"it is {MASK}"
    assert said["parse_data"]["intent"]["name"] == "check_status"


async def test_a_case_that_was_opened_comes_with_its_handle_and_needs_no_understanding(
    make_agent: Callable[[str], Agent], sqlite_url: str
):
    agent = make_agent(sqlite_url)
    message = read_message(json.dumps(body(message="show my complaint", case="a1b2")).encode())
    await handle_once(agent, message)

    tracker = await agent.tracker_store.retrieve("ann")
    said = next(event for event in reversed(tracker.events) if event.type_name == "user")
    assert said.metadata["case"] == "a1b2"
    assert said.parse_data["intent"] == {"name": "check_status", "confidence": 1.0}
