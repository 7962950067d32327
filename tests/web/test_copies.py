"""The copy that people keep holds all that was said and no secret, and shows whatever was written as what it is."""

from __future__ import annotations

from html import unescape

import pytest
from aiohttp.test_utils import TestClient

from bot.codes import new_code
from bot.gateway import store
from tests.web.conftest import Page
from tests.web.fake_engine import GREETING
from tests.web.samples import JPEG
from tests.web.test_uploads import add

COPIES = ("/chat/copy", "/chat/copy.html", "/chat/copy.txt")


@pytest.fixture
async def told(gateway: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A talk with an account, a file and a secret that was typed by mistake; read by small pages."""
    monkeypatch.setattr(store, "PAGE", 2)
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-07-14T22:30:00")
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    await page.send("They kept my phone\n\n- the blue one <b>\n- and the case")
    await page.next(type="ack")
    await add(gateway, "me.jpg", JPEG)
    await page.send("the last word")
    await page.next(text="I heard: the last word")
    return gateway


@pytest.mark.parametrize("address", COPIES)
async def test_everything_that_was_said_is_in_it_with_its_time_and_files(told: TestClient, address: str) -> None:
    response = await told.get(address)
    assert response.status == 200
    text = await response.text()
    for words in (
        GREETING,
        "They kept my phone",
        "the last word",
        "I heard: the last word",
        "me.jpg",
        "14 July 2026, 22:30",
    ):
        assert words in text
    assert "<b>" not in text or address.endswith(".txt")
    assert "the blue one <b>" in unescape(text)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", COPIES[1:])
async def test_a_saved_copy_says_nothing_by_its_name(told: TestClient, address: str) -> None:
    disposition = (await told.get(address)).headers["Content-Disposition"]
    assert disposition == f'attachment; filename="copy.{address.rpartition(".")[2]}"'


@pytest.mark.parametrize("address", COPIES)
async def test_no_secret_code_is_in_it(gateway: TestClient, address: str) -> None:
    code = new_code()
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    await page.send(f"my code is {code}")
    await page.next(type="ack")
    text = await (await gateway.get(address)).text()
    assert "my code is" in text
    assert code not in text
    assert code.replace("-", "") not in text


@pytest.mark.parametrize("address", COPIES)
async def test_who_has_no_talk_is_led_to_the_start(gateway: TestClient, address: str) -> None:
    response = await gateway.get(address, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/complain?lang=en")


async def test_the_page_may_be_shown_in_the_frame_of_the_chat_and_the_files_may_not(told: TestClient) -> None:
    assert "frame-ancestors 'self'" in (await told.get("/chat/copy")).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in (await told.get("/chat/copy.html")).headers["Content-Security-Policy"]
