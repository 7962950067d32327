"""What a browser may not do, and how it is told."""

from __future__ import annotations

import pytest
from aiohttp import WSMsgType
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.limits import FRAME_LIMIT, TEXT_LIMIT, RateLimiter, clean, for_engine
from bot.gateway.messages import Refused
from tests.web.conftest import Page, StartGateway, origin_of
from tests.web.fake_engine import FakeEngine


@pytest.mark.parametrize("typed", ["/restart", "  /restart", "//restart", "/ /restart", "\u2003/restart"])
async def test_a_slash_never_makes_a_command_and_the_words_still_arrive(
    gateway: TestClient, engine: FakeEngine, typed: str
) -> None:
    page = await Page.open(gateway)
    await page.send(typed)
    await page.next(text="I heard: restart")
    assert engine.texts == ["restart"]
    assert ("person", typed.strip()) in page.lines


async def test_a_slash_alone_is_delivered_as_words(gateway: TestClient, engine: FakeEngine) -> None:
    page = await Page.open(gateway)
    await page.send("/")
    await page.next(text="I heard: (slash)")


@given(st.text())
def test_nothing_that_reaches_the_engine_looks_like_a_command(text: str) -> None:
    words = for_engine(text)
    assert words
    assert not words.strip().startswith("/")


@given(st.text(max_size=200))
def test_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    try:
        cleaned = clean(text, "0" * 16)
    except Refused:
        return
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert cleaned == clean(cleaned, "0" * 16)


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\U000e0041\U000e0042x"])
async def test_characters_that_no_database_takes_do_not_stop_the_talk(gateway: TestClient, text: str) -> None:
    page = await Page.open(gateway)
    await page.send(text)
    await page.next(type="ack")


async def test_five_thousand_characters_are_taken_and_one_more_is_refused_in_plain_words(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.send("\N{GRINNING FACE}" * TEXT_LIMIT)
    await page.next(type="ack")
    client_id = await page.send("a" * (TEXT_LIMIT + 1))
    refusal = await page.next(type="refused")
    assert (refusal["id"], refusal["reason"]) == (client_id, "too_long")
    assert "5,000 characters" in refusal["text"]


async def test_an_empty_message_is_refused(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.send(" \n\t ")
    assert (await page.next(type="refused"))["reason"] == "empty"


async def test_a_frame_beyond_the_limit_ends_the_connection_and_only_that(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.send("a" * FRAME_LIMIT)
    while (message := await page.socket.receive()).type is WSMsgType.TEXT:
        pass
    assert message.data == 1009
    again = await Page.open(gateway)
    await again.send("still here")
    await again.next(text="I heard: still here")


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "[" * 5000,
        '{"type": "message"}',
        '{"type": "message", "id": "short", "text": "a"}',
        '{"type": "message", "id": "0123456789abcdef", "text": 1}',
        '{"type": "choice", "id": "0123456789abcdef", "seq": "1", "button": 0}',
        '{"type": "status", "state": "idle"}',
    ],
)
async def test_a_frame_of_another_kind_is_refused_and_the_talk_goes_on(gateway: TestClient, frame: str) -> None:
    page = await Page.open(gateway)
    await page.socket.send_str(frame)
    assert (await page.next(type="refused"))["reason"] == "unreadable"
    await page.send("still here")
    await page.next(text="I heard: still here")


async def test_who_writes_too_fast_is_told_when_to_go_on_and_nothing_else_is_refused(
    start_gateway: StartGateway, engine: FakeEngine
) -> None:
    page = await Page.open(await start_gateway(message_rate=RateLimiter(burst=3, per_second=0.01)))
    for number in range(3):
        await page.send(f"message {number}")
        await page.next(type="ack")
    client_id = await page.send("one too many")
    refusal = await page.next(type="refused")
    assert (refusal["id"], refusal["reason"]) == (client_id, "too_fast")
    assert refusal["retry_after"] > 0
    assert "faster than I can read" in refusal["text"]


def test_a_bucket_fills_again_with_time_and_forgets_the_least_used_key() -> None:
    now = [0.0]
    limiter = RateLimiter(burst=2, per_second=0.5, keys=2, clock=lambda: now[0])
    assert [limiter.wait("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    now[0] = 2.0
    assert limiter.wait("a") == 0.0
    assert limiter.wait("a") > 0
    limiter.wait("b")
    limiter.wait("c")
    assert limiter.wait("a") == 0.0


async def test_too_many_pages_of_one_talk_are_refused_in_plain_words(gateway: TestClient) -> None:
    pages = [await Page.open(gateway) for _ in range(8)]
    for page in pages:
        await page.next(type="ready")
    ninth = await Page.open(gateway)
    refusal = await ninth.next(type="refused")
    assert "close one of them" in refusal["text"]
    assert ninth.socket.closed or (await ninth.socket.receive()).data == 1008


async def test_many_new_conversations_at_once_are_put_off_in_plain_words(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.gateway.keys import START_RATE

    gateway.app[START_RATE]._burst = 0
    response = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
    assert response.status == 429
    assert int(response.headers["Retry-After"]) >= 1
    assert "wait a few seconds" in (await response.json())["text"]


async def test_one_network_cannot_take_up_all_beginnings_and_sixty_people_behind_one_address_can_begin_at_once(
    start_gateway: StartGateway,
) -> None:
    gateway = await start_gateway(trusted_proxies="127.0.0.0/8")

    async def begin(address: str) -> int:
        gateway.session.cookie_jar.clear()
        headers = {"Origin": origin_of(gateway), "X-Forwarded-For": address}
        return (await gateway.post("/chat/session", headers=headers)).status

    assert [await begin("81.2.69.142") for _ in range(60)] == [200] * 60
    assert [await begin("81.2.69.142") for _ in range(70)].count(429) >= 40
    assert await begin("81.2.69.143") == 200
    assert await begin("2a02:c7f:1::1") == 200


async def test_behind_a_proxy_that_is_not_known_nobody_is_put_off_for_the_others(start_gateway: StartGateway) -> None:
    gateway = await start_gateway()
    for _ in range(150):
        gateway.session.cookie_jar.clear()
        response = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
        assert response.status == 200
