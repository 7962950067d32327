"""The chat on other people's pages: one tag, under the strictest policy, no word between frame and page but ours."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Gateway, Site, Watch
from tests.web.fake_engine import GREETING, FakeEngine

FRAME = "iframe[title='Candour chat']"
HOST = """<!doctype html><html lang="en-GB"><title>A police website</title>
<script src="{gateway}/widget.js" async></script><h1>Contact us</h1><p><a href="#more">More</a></p>"""


def strictest(gateway: Gateway) -> str:
    return (
        f"default-src 'none'; script-src {gateway.url}; frame-src {gateway.url}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


async def test_on_another_site_under_the_strictest_policy_a_talk_goes_from_launcher_to_answer(
    page: Page, gateway: Gateway, site: Site, engine: FakeEngine
) -> None:
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url), strictest(gateway)))
    await page.get_by_role("button", name="Make a complaint").click()
    frame = page.frame_locator(FRAME)
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    await expect(frame.get_by_role("heading", level=1)).to_be_focused()
    await frame.get_by_label("Your message").fill("They kept my phone")
    await frame.get_by_label("Your message").press("Enter")
    await expect(frame.get_by_text("I heard: They kept my phone")).to_be_visible()
    assert engine.texts == ["They kept my phone"]
    await frame.get_by_label("Your message").press("Escape")
    await expect(page.get_by_role("button", name="Make a complaint")).to_be_focused()


@pytest.mark.https
async def test_on_another_site_over_https_the_talk_goes_on_after_a_reload(
    page: Page, context: BrowserContext, gateway: Gateway, site: Site, engine: FakeEngine
) -> None:
    """Browsers give a frame on another site no common cookie: it needs one that is kept for that site alone."""
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url), strictest(gateway)))
    frame = page.frame_locator(FRAME)
    for _ in range(2):
        await page.get_by_role("button", name="Make a complaint").click()
        await expect(frame.get_by_text(GREETING)).to_be_visible()
        await frame.get_by_label("Your message").fill("They kept my phone")
        await frame.get_by_label("Your message").press("Enter")
        await expect(frame.get_by_text("I heard: They kept my phone").last).to_be_visible()
        await page.reload()
    assert len({heard.sender for heard in engine.heard}) == 1
    (cookie,) = await context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-candour", True, True)
    assert (cookie["sameSite"], cookie["partitionKey"]) == ("None", "https://force.example")


@pytest.mark.https
async def test_on_its_own_page_over_https_the_cookie_is_kept_from_other_sites(
    page: Page, context: BrowserContext, gateway: Gateway
) -> None:
    await page.goto("/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    (cookie,) = await context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-candour", True, True)
    assert (cookie["sameSite"], cookie.get("partitionKey"), cookie["expires"]) == ("Lax", None, -1)
    assert cookie["domain"] == "complaints.example"


async def test_a_site_that_is_not_named_cannot_show_the_chat(
    page: Page, gateway: Gateway, site: Site, watch: Watch, engine: FakeEngine
) -> None:
    await gateway.restart(embed_origins="")
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url)))
    await page.get_by_role("button", name="Make a complaint").click()
    await expect(page.locator("iframe")).to_be_visible()
    while not any("frame-ancestors" in error for error in watch.errors):
        await page.wait_for_timeout(20)
    assert engine.attempts == []
    watch.forgive("frame-ancestors", "chrome-error://")


async def test_where_the_frame_stays_silent_the_launcher_says_what_else_to_do(
    page: Page, gateway: Gateway, site: Site, watch: Watch
) -> None:
    await page.clock.install()
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url)))
    launcher = page.get_by_role("button", name="Make a complaint")
    await expect(launcher).to_be_visible()
    await gateway.stop()
    await launcher.click()
    await page.clock.fast_forward(16_000)
    await expect(page.get_by_role("alert")).to_contain_text("You can call 101, or use the form.")
    await gateway.start()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.frame_locator(FRAME).get_by_text(GREETING)).to_be_visible()
    await expect(page.get_by_role("alert")).to_be_hidden()
    watch.forgive("ERR_CONNECTION_REFUSED", "chrome-error://")


async def test_the_frame_hears_only_the_page_around_it_and_only_if_it_is_named(
    page: Page, gateway: Gateway, site: Site
) -> None:
    """A page that is not its parent, and a parent of another origin, may say what they like."""
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url)))
    await page.get_by_role("button", name="Make a complaint").click()
    frame = page.frame_locator(FRAME)
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    box = frame.get_by_label("Your message")
    await box.focus()
    inner = page.frames[-1]
    # From the frame itself: the right words from the wrong window.
    await inner.evaluate("window.postMessage('candour:opened', location.origin)")
    # As if from the parent, of an origin that is not named.
    await inner.evaluate(
        "dispatchEvent(new MessageEvent('message',"
        " {data: 'candour:opened', origin: 'https://evil.example', source: parent}))"
    )
    await expect(box).to_be_focused()
    await page.evaluate(
        f"document.querySelector('candour-chat').shadowRoot.querySelector('iframe')"
        f".contentWindow.postMessage('candour:opened', '{gateway.url}')"
    )
    await expect(frame.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(
    ("origin", "source"), [("https://evil.example", "frame"), ("gateway", "window")], ids=["origin", "window"]
)
async def test_the_launcher_hears_only_its_own_frame(
    page: Page, gateway: Gateway, site: Site, origin: str, source: str
) -> None:
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url)))
    await page.get_by_role("button", name="Make a complaint").click()
    await expect(page.frame_locator(FRAME).get_by_text(GREETING)).to_be_visible()
    say = """([word, origin, source]) => {
      const frame = document.querySelector("candour-chat").shadowRoot.querySelector("iframe");
      dispatchEvent(new MessageEvent("message",
        {data: word, origin, source: source === "frame" ? frame.contentWindow : window}));
    }"""
    wrong = gateway.url if origin == "gateway" else origin
    for word in ("candour:close", "candour:exit"):
        await page.evaluate(say, [word, wrong, source])
    await expect(page.locator(FRAME)).to_be_visible()
    assert page.url.endswith("/contact")
    await page.evaluate(say, ["candour:close", gateway.url, "frame"])
    await expect(page.locator(FRAME)).to_be_hidden()


async def test_on_a_small_screen_nothing_behind_the_chat_can_be_reached(
    page: Page, gateway: Gateway, site: Site
) -> None:
    """Nor does the focus leave what the person was writing when the device is turned."""
    await page.set_viewport_size({"width": 390, "height": 700})
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url)))
    await page.get_by_role("button", name="Make a complaint").click()
    box = page.frame_locator(FRAME).get_by_label("Your message")
    await box.fill("They took")
    more = page.get_by_role("link", name="More")
    await more.evaluate("link => link.focus()")
    await expect(more).not_to_be_focused()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(page.locator("candour-chat dialog:not(:modal)")).to_be_visible()
    await expect(box).to_be_focused()
    await page.keyboard.type(" my phone")
    await expect(box).to_have_value("They took my phone")
    await more.evaluate("link => link.focus()")
    await expect(more).to_be_focused()
    await expect(page.frame_locator(FRAME).get_by_text(GREETING)).to_be_visible()


async def test_a_page_of_its_own_is_isolated_from_all_others(page: Page) -> None:
    await page.goto("/chat")
    assert await page.evaluate("crossOriginIsolated") is True
