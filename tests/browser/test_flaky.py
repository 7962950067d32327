"""Two hundred messages over a network that drops, delays and doubles connections: each is handled once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Page, expect

from bot.database import make_engine
from bot.gateway.limits import RateLimiter
from tests.browser.conftest import Gateway, Watch
from tests.browser.flaky import FlakyProxy
from tests.web.fake_engine import GREETING, FakeEngine

MESSAGES = [f"This is sentence number {number}." for number in range(200)]
BROKEN = ("net::ERR_", "WebSocket connection to", "WebSocket is closed")


@pytest_asyncio.fixture(loop_scope="session")
async def proxy(gateway: Gateway, watch: Watch) -> AsyncIterator[FlakyProxy]:
    await gateway.stop()
    gateway.message_rate = RateLimiter(burst=1_000, per_second=100)
    await gateway.start()
    proxy = FlakyProxy(gateway.port)
    await proxy.up()
    watch.own.add(urlsplit(proxy.url).netloc)
    yield proxy
    await proxy.down()


async def test_each_of_two_hundred_messages_is_handled_once_in_order_and_answered(
    proxy: FlakyProxy, page: Page, gateway: Gateway, engine: FakeEngine, watch: Watch
) -> None:
    await page.goto(f"{proxy.url}/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    await proxy.turn_bad()
    box = page.get_by_label("Your message")
    for number, message in enumerate(MESSAGES):
        await box.fill(message)
        await box.press("Enter")
        if number % 10 == 9:  # a person reads now and then; else all would wait in the page and go in one stretch
            await expect(page.locator(".line.bot").nth(number + 1)).to_be_attached(timeout=45_000)
    answers = [GREETING, *(f"I heard: {message}" for message in MESSAGES)]
    await expect(page.locator(".line.bot .words")).to_have_text(answers, timeout=45_000)
    await expect(page.locator(".line.person .words")).to_have_text(MESSAGES)
    await expect(page.get_by_text("Not sent yet")).to_have_count(0)
    assert engine.attempts == ["hello", *MESSAGES]
    assert stored(gateway) == MESSAGES
    assert proxy.did["dropped"] >= 15
    assert proxy.did["doubled"] >= 5
    assert proxy.did["delayed"] >= 100
    watch.forgive(*BROKEN)


async def test_a_network_that_falls_silent_without_a_word_is_noticed_and_the_answer_comes_all_the_same(
    proxy: FlakyProxy, page: Page, engine: FakeEngine, watch: Watch
) -> None:
    await page.clock.install()
    await page.goto(f"{proxy.url}/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    engine.gate.clear()
    await page.get_by_label("Your message").fill("They kept my phone")
    await page.get_by_label("Your message").press("Enter")
    await engine.asked("They kept my phone", 1)
    await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    proxy.fall_silent()
    engine.gate.set()
    await page.clock.run_for(80_000)
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    await proxy.cut()
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    assert engine.attempts == ["hello", "They kept my phone"]
    watch.forgive(*BROKEN)


def stored(gateway: Gateway) -> list[str]:
    """What the person said, as the database has it."""
    database = make_engine(gateway.settings["database_url"])
    with database.connect() as connection:
        rows = connection.execute(sa.text("SELECT text FROM chat_message WHERE author = 'person' ORDER BY seq"))
        texts = [row.text for row in rows]
    database.dispose()
    return texts
