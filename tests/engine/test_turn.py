"""A turn is saved whole or not at all, and its caller is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine import action_server
from bot.engine.turn import ActionFailed, Carrier
from tests.engine.conftest import Program, Talk, engine
from tests.engine.conftest import action_server as new_action_server


@pytest.fixture
def mortal_actions(tmp_path: Path) -> Iterator[Program]:
    """An action server that a test may kill."""
    program = new_action_server(tmp_path, DIE_ONCE=str(tmp_path / "die-once")).start()
    yield program
    program.stop()


@pytest.fixture
def mortal_engine(model: Path, mortal_actions: Program, tmp_path: Path, database_url: str) -> Iterator[Program]:
    """An engine of its own for one test, once on each database."""
    program = engine(tmp_path, model, mortal_actions, database_url).start()
    yield program
    program.stop()


def test_without_the_action_server_nothing_of_a_turn_is_saved_and_the_caller_is_told(
    mortal_engine: Program, mortal_actions: Program
):
    talk = Talk(mortal_engine.url, "ann")
    assert talk.say("I want to complain").json()["slots"]["requested_slot"] == "what"
    before = talk.events()
    mortal_actions.stop()

    told = [talk.say("he pushed me", "m-2"), talk.say_plainly("he pushed me")]

    assert [(answer.status_code, answer.json()) for answer in told] == [(503, {"error": "actions_unavailable"})] * 2
    assert talk.events() == before

    mortal_actions.start()
    answer = talk.say("he pushed me", "m-2").json()

    assert answer["slots"]["requested_slot"] == "where"
    assert talk.heard() == ["I want to complain", "he pushed me"]


def test_a_restart_of_the_action_server_is_not_noticed(served: Program, model: Path, tmp_path: Path):
    actions = new_action_server(tmp_path, DIE_ONCE=str(tmp_path / "die-once")).start()
    program = engine(tmp_path, model, actions, f"sqlite:///{tmp_path / 'talks.db'}").start()
    talk = Talk(program.url, "ann")
    try:
        assert talk.say("look it up").status_code == 200
        actions.stop()
        starting = threading.Thread(target=actions.start)
        threading.Timer(0.1, starting.start).start()

        answers = [talk.say("look it up", "again")]
        while answers[-1].status_code == 503 and len(answers) < 20:
            answers.append(talk.say("look it up", "again"))

        assert answers[-1].json()["messages"][0]["text"] == "True: found."
        assert talk.heard() == ["look it up", "look it up"]
        starting.join()
    finally:
        program.stop()
        actions.stop()


def test_an_action_server_that_dies_while_it_works_loses_and_doubles_nothing(
    mortal_engine: Program, mortal_actions: Program, tmp_path: Path
):
    (tmp_path / "die-once").touch()
    talk = Talk(mortal_engine.url, "ann")

    died = talk.say("look it up, die", "m-1")
    mortal_actions.stop()
    mortal_actions.start()
    answer = talk.say("look it up, die", "m-1")

    assert died.status_code == 503
    assert [message.get("text") for message in answer.json()["messages"]] == ["True: found."]
    assert talk.heard() == ["look it up, die"]


def test_an_action_that_fails_aborts_the_turn(served: Program):
    talk = Talk(served.url, "fails")

    answer = talk.say("look it up, fail")

    assert (answer.status_code, answer.json()) == (503, {"error": "action_failed"})
    assert talk.heard() == []


def test_an_action_that_rejects_is_handled_as_rasa_does(served: Program):
    talk = Talk(served.url, "rejects")

    answer = talk.say("look it up, reject")

    assert answer.status_code == 200
    assert "action_execution_rejected" in [event["event"] for event in talk.events()]


@pytest.fixture
async def answering() -> object:
    """An action server that answers what a test tells it to, and counts."""
    answers: list[tuple[int, str]] = []
    calls: list[dict[str, object]] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append(await request.json())
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        return web.Response(status=status, text=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    yield EndpointConfig(f"http://127.0.0.1:{port}/webhook"), answers, calls
    await runner.cleanup()


async def call(endpoint: EndpointConfig) -> object:
    action = RemoteAction("action_look_up", endpoint)
    tracker = DialogueStateTracker("ann", slots=[])
    try:
        return await action.run(CollectingOutputChannel(), None, tracker, Domain.empty())
    finally:
        await action_server.server_of(endpoint).close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "{}"),
        (404, "{}"),
        (400, "{}"),
        (200, "not json"),
        (200, "[]"),
        (200, "null"),
        (200, '{"events": 7}'),
        (200, '{"events": [{"event": "no_such_event"}], "responses": []}'),
    ],
)
async def test_an_answer_that_is_none_aborts_the_turn(answering, status: int, body: str):
    endpoint, answers, calls = answering
    answers.append((status, body))

    with pytest.raises(Carrier) as caught:
        await call(endpoint)

    assert isinstance(caught.value.aborted, ActionFailed)
    assert len(calls) == 1


async def test_a_server_that_is_away_is_asked_again(answering, monkeypatch: pytest.MonkeyPatch):
    endpoint, answers, calls = answering
    monkeypatch.setattr(action_server, "PAUSES_SECONDS", (0.0, 0.0))
    answers += [(503, "{}"), (502, "{}"), (200, '{"events": [], "responses": []}')]

    assert await call(endpoint) == []
    assert len(calls) == 3


async def test_a_server_that_stays_away_aborts_the_turn(answering, monkeypatch: pytest.MonkeyPatch):
    endpoint, answers, calls = answering
    monkeypatch.setattr(action_server, "PAUSES_SECONDS", (0.0, 0.0))
    answers.append((503, "{}"))

    with pytest.raises(Carrier):
        await call(endpoint)

    assert len(calls) == 3


async def test_the_domain_is_sent_only_to_a_server_that_asks_for_it(answering):
    endpoint, answers, calls = answering
    answers += [(449, "{}"), (200, '{"events": [], "responses": []}')]

    await call(endpoint)

    assert ["domain" in made for made in calls] == [False, True]
    assert calls[0]["domain_digest"] == calls[1]["domain_digest"]


async def test_a_rejection_stays_a_rejection(answering):
    endpoint, answers, _ = answering
    answers.append((400, '{"action_name": "action_look_up", "error": "no"}'))

    with pytest.raises(ActionExecutionRejection):
        await call(endpoint)


def test_the_engine_waits_for_an_action_that_takes_its_time(served: Program):
    started = time.monotonic()

    answer = Talk(served.url, "slow").say("look it up, slow")

    assert answer.status_code == 200
    assert time.monotonic() - started >= 0.5
