"""A copy at any time: from the chat in a new page, in a frame with a way back, to print, and as files."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Gateway, Site
from tests.browser.test_embedding import FRAME, HOST
from tests.browser.test_widget import open_chat, say
from tests.web.fake_engine import GREETING


async def test_a_copy_opens_beside_the_chat_prints_and_saves(page: Page, context: BrowserContext) -> None:
    await open_chat(page)
    await say(page, "They kept my phone")
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    await page.get_by_label("Your message").fill("And then he")
    await page.get_by_text("Options").click()
    async with context.expect_page() as opened:
        await page.get_by_role("link", name="Save or print a copy").click()
    copy = await opened.value
    await expect(copy.get_by_role("listitem").filter(has_text="I heard: They kept my phone")).to_be_visible()
    await expect(page.get_by_label("Your message")).to_have_value("And then he")
    for name, ending in (("Save as a page", "html"), ("Save as text", "txt")):
        async with copy.expect_download() as saved:
            await copy.get_by_role("link", name=name).click()
        assert (await saved.value).suggested_filename == f"copy.{ending}"
        content = (await (await saved.value).path()).read_text(encoding="utf-8")
        assert "They kept my phone" in content
    await copy.evaluate("window.print = () => { window.printed = true; }")
    await copy.get_by_role("button", name="Print").click()
    assert await copy.evaluate("window.printed")
    await copy.emulate_media(media="print")
    await expect(copy.get_by_role("link", name="Save as text")).to_be_hidden()
    await expect(copy.get_by_text("I heard: They kept my phone")).to_be_visible()


async def test_in_a_frame_the_copy_is_shown_there_with_a_way_back_and_a_way_out(
    page: Page, gateway: Gateway, site: Site
) -> None:
    html = HOST.format(gateway=gateway.url).replace("async>", f'async data-exit="{site.url}/weather">')
    await page.goto(site.add("/contact", html))
    await page.get_by_role("button", name="Make a complaint").click()
    frame = page.frame_locator(FRAME)
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    await frame.get_by_text("Options").click()
    await frame.get_by_role("link", name="Save or print a copy").click()
    await expect(frame.get_by_role("heading", name="A copy of what you told us")).to_be_visible()
    await frame.get_by_role("link", name="Back to the chat").click()
    await expect(frame.get_by_role("log")).to_contain_text(GREETING)
    await frame.get_by_text("Options").click()
    await frame.get_by_role("link", name="Save or print a copy").click()
    await frame.get_by_role("link", name="Exit this page").click()
    await page.wait_for_url(f"{site.url}/weather")
