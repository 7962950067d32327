"""Leaving: at once, without a trace on the screen or in the way back; a page that clears itself if nobody is there."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Gateway, Site, Watch
from tests.browser.test_embedding import FRAME, HOST
from tests.browser.test_widget import open_chat, say
from tests.web.fake_engine import GREETING, FakeEngine

SECRET = "They kept my phone"


async def told(page: Page) -> None:
    await open_chat(page)
    await say(page, SECRET)
    await expect(page.get_by_text(f"I heard: {SECRET}")).to_be_visible()


async def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        await page.keyboard.press("ShiftLeft")


async def test_the_button_leads_away_at_once_and_nothing_is_left(
    page: Page, context: BrowserContext, gateway: Gateway, site: Site, engine: FakeEngine
) -> None:
    await page.goto(f"{gateway.url}/")
    await told(page)
    await page.get_by_role("link", name="Exit this page").click()
    await page.wait_for_url(f"{site.url}/weather")
    while await context.cookies():
        await page.wait_for_timeout(20)
    await page.go_back()
    assert page.url == f"{gateway.url}/"  # the chat was taken out of the way back
    await open_chat(page)
    assert await page.get_by_text(SECRET).count() == 0
    assert len({heard.sender for heard in engine.heard}) == 2


async def test_shift_three_times_leads_away_and_says_how_often_is_left(page: Page, site: Site) -> None:
    await told(page)
    await press_shift(page, 1)
    await expect(page.locator("#exit-said")).to_have_text("Shift, press 2 more times to leave this page.")
    await press_shift(page, 1)
    await expect(page.locator("#exit-said")).to_have_text("Shift, press 1 more time to leave this page.")
    await press_shift(page, 1)
    await page.wait_for_url(f"{site.url}/weather")


async def test_capitals_both_shifts_at_once_and_slow_presses_do_not_lead_away(page: Page) -> None:
    await page.clock.install()
    await told(page)
    box = page.get_by_label("Your message")
    for letter in "THEY SAID":
        await box.press(f"Shift+{letter}" if letter != " " else "Space")
    await expect(box).to_have_value("THEY SAID")
    for _ in range(2):
        await page.keyboard.down("ShiftLeft")
        await page.keyboard.down("ShiftRight")
        await page.keyboard.up("ShiftRight")
        await page.keyboard.up("ShiftLeft")
    await expect(page.locator("#exit-said")).to_contain_text("1 more time")
    await page.clock.fast_forward(6_000)
    await expect(page.locator("#exit-said")).to_have_text("Leaving by Shift has timed out.")
    await press_shift(page, 2)
    await page.keyboard.press("a")
    await press_shift(page, 1)
    await expect(page.locator("#exit-said")).to_contain_text("2 more times")
    await expect(box).to_be_visible()


async def test_in_a_frame_the_page_around_leaves(page: Page, gateway: Gateway, site: Site) -> None:
    html = HOST.format(gateway=gateway.url).replace("async>", f'async data-exit="{site.url}/weather">')
    await page.goto(site.add("/contact", html))
    await page.get_by_role("button", name="Make a complaint").click()
    frame = page.frame_locator(FRAME)
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    await frame.get_by_label("Your message").focus()
    await press_shift(page, 3)
    await page.wait_for_url(f"{site.url}/weather")


async def test_who_leaves_gets_away_even_if_the_server_does_not_answer(
    page: Page, gateway: Gateway, site: Site, watch: Watch
) -> None:
    await told(page)
    await gateway.stop()
    await page.get_by_role("link", name="Exit this page").click()
    await page.wait_for_url(f"{site.url}/weather")
    watch.forgive("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET")


async def test_without_javascript_the_link_ends_the_session_and_leads_away(
    browser: Browser, context: BrowserContext, page: Page, gateway: Gateway, site: Site
) -> None:
    await told(page)
    plain = await browser.new_context(
        base_url=gateway.url, java_script_enabled=False, storage_state=await context.storage_state()
    )
    other = await plain.new_page()
    await other.goto("/chat")
    await other.get_by_role("link", name="Exit this page").click()
    await other.wait_for_url(f"{site.url}/weather")
    assert await plain.cookies() == []
    await expect(page.get_by_role("heading", name="This chat is closed on this device")).to_be_visible()
    assert await page.get_by_text(SECRET).count() == 0
    await plain.close()


async def test_leaving_on_one_tab_clears_the_others(page: Page, context: BrowserContext) -> None:
    await told(page)
    other = await context.new_page()
    await open_chat(other)
    await expect(other.get_by_text(SECRET, exact=True)).to_be_visible()
    await page.get_by_role("link", name="Exit this page").click()
    await expect(other.get_by_role("heading", name="This chat is closed on this device")).to_be_focused()
    assert await other.get_by_text(SECRET).count() == 0
    await expect(other.get_by_label("Your message")).to_have_count(0)


async def test_on_a_shared_device_the_page_asks_then_clears_itself_and_keeps_what_was_begun(
    page: Page, context: BrowserContext, gateway: Gateway
) -> None:
    await page.clock.install()
    await told(page)
    headers = {"Origin": gateway.url}
    given = await context.request.post(f"{gateway.url}/chat/code", headers=headers, data={"kind": "talk"})
    code = (await given.json())["code"]
    await page.get_by_text("Options").click()
    await page.get_by_role("button", name="I share this device").click()
    await expect(page.get_by_role("status").filter(has_text="after 15 minutes without use")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_label("Your message").fill("And then he")

    asks = page.get_by_text("Are you still there?")
    await page.clock.fast_forward(12 * 60_000)
    await expect(asks).to_be_hidden()
    await page.clock.fast_forward(70_000)
    await expect(asks).to_be_visible()
    await expect(page.get_by_label("Your message")).to_have_value("And then he")
    await page.keyboard.press("ArrowLeft")
    await expect(asks).to_be_hidden()

    await page.clock.fast_forward(14 * 60_000)
    await expect(asks).to_be_visible()
    async with page.expect_response("**/chat/end"):
        await page.clock.fast_forward(2 * 60_000)
    await expect(page.get_by_role("heading", name="This chat is closed on this device")).to_be_focused()
    await expect(page.get_by_text("What you had begun to write is kept")).to_be_visible()
    assert await page.get_by_text(SECRET).count() == 0
    assert await context.cookies() == []

    await context.request.post(f"{gateway.url}/chat/resume", headers=headers, data={"code": code})
    await open_chat(page)
    await expect(page.get_by_text(f"I heard: {SECRET}")).to_be_visible()
    await expect(page.get_by_label("Your message")).to_have_value("And then he")


async def test_finish_clears_the_page_and_the_next_person_finds_a_new_talk(page: Page) -> None:
    await told(page)
    await page.get_by_text("Options").click()
    async with page.expect_response("**/chat/end"):
        await page.get_by_role("button", name="Finish and clear this page").click()
    await expect(page.get_by_role("heading", name="This chat is closed on this device")).to_be_focused()
    await page.get_by_role("link", name="Go to the start").click()
    await expect(page.get_by_text(GREETING)).to_be_visible()
    assert await page.get_by_text(SECRET).count() == 0


async def test_the_options_close_by_escape_and_the_chat_stays_open(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="Make a complaint").click()
    frame = page.frame_locator(FRAME)
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    summary = frame.locator("#options summary")
    await summary.press("Enter")
    await expect(frame.get_by_role("button", name="I share this device")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(frame.get_by_role("button", name="I share this device")).to_be_hidden()
    await expect(summary).to_be_focused()
    await expect(page.locator(FRAME)).to_be_visible()


@pytest.mark.parametrize("forced", ["none", "active"])
async def test_the_way_out_is_always_in_sight(page: Page, forced: str) -> None:
    await page.emulate_media(forced_colors=forced)  # type: ignore[arg-type]
    await page.set_viewport_size({"width": 320, "height": 568})
    await told(page)
    await expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport(ratio=1)
