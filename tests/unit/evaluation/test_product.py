"""A running product is spoken to over Rasa's REST channel; one that does not answer is told of plainly."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.evaluation.errors import Misuse, ProductUnavailable
from bot.evaluation.personas import play
from bot.evaluation.product import START, Product
from tests.unit.evaluation.conftest import PERSONAS, ScriptedAssistant

Server = Any


def _app(assistant: ScriptedAssistant, answer: Any = None) -> web.Application:
    async def say(request: web.Request) -> web.Response:
        body = await request.json()
        texts = assistant.say(body["sender"], body["message"])
        return web.json_response(answer if answer is not None else [{"text": text} for text in texts])

    async def tracker(request: web.Request) -> web.Response:
        assert request.query["include_events"] == "NONE"
        return web.json_response({"slots": assistant.slots(request.match_info["sender"])})

    async def version(request: web.Request) -> web.Response:
        return web.json_response({"version": "3.6.21"})

    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", say)
    app.router.add_get("/conversations/{sender}/tracker", tracker)
    app.router.add_get("/version", version)
    return app


async def test_personas_talk_to_it_as_to_any_assistant(aiohttp_server: Server) -> None:
    server: TestServer = await aiohttp_server(_app(ScriptedAssistant()))
    product = Product(str(server.make_url("/")))

    await asyncio.to_thread(product.check)
    results = await asyncio.to_thread(play, PERSONAS, product)

    assert [talk.outcome_right for talk in results.talks] == [True, False]
    assert results.talks[0].lines == play(PERSONAS, ScriptedAssistant()).talks[0].lines


async def test_buttons_without_text_are_told_as_they_came(aiohttp_server: Server) -> None:
    server: TestServer = await aiohttp_server(_app(ScriptedAssistant(), [{"image": "x.png"}]))

    said = await asyncio.to_thread(Product(str(server.make_url("/"))).say, "me", "hello")

    assert said == ['{"image": "x.png"}']


async def test_an_answer_that_is_no_list_of_messages_is_told(aiohttp_server: Server) -> None:
    server: TestServer = await aiohttp_server(_app(ScriptedAssistant(), {"error": "busy"}))

    with pytest.raises(ProductUnavailable, match="something else than messages"):
        await asyncio.to_thread(Product(str(server.make_url("/"))).say, "me", "hello")


async def test_a_server_that_is_no_rasa_server_is_told(aiohttp_server: Server) -> None:
    server: TestServer = await aiohttp_server(web.Application())

    with pytest.raises(ProductUnavailable, match="answered 404") as told:
        await asyncio.to_thread(Product(str(server.make_url("/"))).check)

    assert START in str(told.value)


def test_where_nobody_answers_it_says_how_to_start_one(unused_tcp_port: int) -> None:
    with pytest.raises(ProductUnavailable, match="did not answer") as told:
        Product(f"http://127.0.0.1:{unused_tcp_port}").check()

    assert START in str(told.value)


@pytest.mark.parametrize("address", ["127.0.0.1:5005", "file:///etc/hosts", "localhost", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Misuse, match="write an address such as"):
        Product(address)
