"""How long a session lasts, and that nothing of it is good once it has ended."""

from __future__ import annotations

import pytest
from aiohttp import WSMsgType
from aiohttp.test_utils import TestClient

from bot.gateway import socket
from tests.web.conftest import Page, origin_of
from tests.web.fake_engine import GREETING

NINE, LATER = "2026-03-14T09:00:00", "2026-03-14T09:17:00"


async def closed_with(page: Page) -> object:
    """Read to the end of the socket; gives the code of its close."""
    while (message := await page.socket.receive()).type is WSMsgType.TEXT:
        pass
    return message.data


async def share(page: Page) -> None:
    await page.socket.send_json({"type": "shared", "on": True})
    assert await page.next(type="session") == {"type": "session", "shared": True, "idle_after": 900}


async def test_the_page_is_told_how_long_the_session_lasts_without_use(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    ready = await page.next(type="ready")
    assert ready == {"type": "ready", "shared": False, "idle_after": 86_400, "draft": None}
    await share(page)


async def test_a_session_on_a_shared_device_that_nobody_uses_is_closed_by_the_server_too(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "LOOK_EVERY", 0.02)
    monkeypatch.setenv("CANDOUR_CLOCK", NINE)
    page, own = await Page.open(gateway), await Page.open(gateway)
    await page.next(text=GREETING)
    await own.next(type="ready")
    await share(page)
    monkeypatch.setenv("CANDOUR_CLOCK", LATER)
    await own.send("still within the time that the page needs to say so")
    await own.next(type="ack")
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-14T09:36:00")
    assert await closed_with(page) == socket.ENDED
    session = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
    assert await session.json() == {"resumed": False}


async def test_who_is_there_without_sending_anything_keeps_the_session(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(socket, "SEEN_EVERY", 0.0)
    monkeypatch.setenv("CANDOUR_CLOCK", NINE)
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    await share(page)
    monkeypatch.setenv("CANDOUR_CLOCK", LATER)
    await page.socket.send_json({"type": "here"})
    await share(page)  # answered after the sign of life was taken
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-14T09:34:00")
    await page.send("here I am")
    await page.next(text="I heard: here I am")


async def test_a_message_on_an_ended_session_is_refused_in_plain_words(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOUR_CLOCK", NINE)
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-16T09:00:00")
    client_id = await page.send("too late")
    refusal = await page.next(type="refused")
    assert (refusal["id"], refusal["reason"]) == (client_id, "ended")
    assert "What you sent before is kept" in refusal["text"]


async def test_the_end_closes_the_pages_takes_the_cookie_and_keeps_the_draft_without_codes(
    gateway: TestClient,
) -> None:
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    await page.send("ask me")
    await page.next(type="ack")
    cookie = {cookie.key: cookie.value for cookie in gateway.session.cookie_jar}
    response = await gateway.post("/chat/end", headers={"Origin": origin_of(gateway)}, data="And then\x00 he")
    assert response.status == 204
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert await closed_with(page) == socket.ENDED
    assert not list(gateway.session.cookie_jar)
    gateway.session.cookie_jar.update_cookies(cookie)
    session = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
    assert await session.json() == {"resumed": False}


async def test_only_our_own_pages_can_end_a_session(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    assert (await gateway.post("/chat/end", headers={"Origin": "https://evil.example"})).status == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    led = await gateway.get("/leave", headers=headers, allow_redirects=False)
    assert (led.status, led.headers["Location"]) == (303, "https://www.bbc.co.uk/weather")
    assert not led.cookies
    await page.send("still here")
    await page.next(text="I heard: still here")
    led = await gateway.get("/leave", headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False)
    assert await closed_with(page) == socket.ENDED


async def test_a_draft_is_there_when_the_talk_goes_on_and_gone_with_the_next_message(
    gateway: TestClient,
) -> None:
    headers = {"Origin": origin_of(gateway)}
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    code = (await (await gateway.post("/chat/code", headers=headers, json={"kind": "talk"})).json())["code"]
    await gateway.post("/chat/end", headers=headers, data="And then he")
    assert (await gateway.post("/chat/resume", headers=headers, json={"code": code})).status == 200
    page = await Page.open(gateway)
    assert (await page.next(type="ready"))["draft"] == "And then he"
    await page.send("And then he went")
    await page.next(text="I heard: And then he went")
    page = await Page.open(gateway)
    assert (await page.next(type="ready"))["draft"] is None
