"""What a person with a browser can rely on: the talk goes on by keyboard, over reloads, outages and small screens."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.gateway.pages import STATIC
from tests.browser.conftest import Gateway, Watch
from tests.web.fake_engine import GREETING, FakeEngine

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


async def open_chat(page: Page) -> Locator:
    """Go to the chat and wait for the greeting; gives the message box."""
    await page.goto("/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    return page.get_by_label("Your message")


async def say(page: Page, text: str) -> None:
    box = page.get_by_label("Your message")
    await box.fill(text)
    await box.press("Enter")


async def transcript(page: Page) -> list[str]:
    """Every line as it is read out: name, `said`, words; without the notes under it."""
    lines = await page.locator(".line").all()
    return [
        f"{await line.locator('.author').text_content()}{await line.locator('.words').text_content()}" for line in lines
    ]


async def test_a_talk_in_the_widget_by_keyboard_only(page: Page, engine: FakeEngine) -> None:
    await page.goto("/")
    launcher = page.get_by_role("button", name="Make a complaint")
    await expect(launcher).to_be_visible()
    while not await launcher.evaluate("element => element.getRootNode().activeElement === element"):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    frame = page.frame_locator("iframe[title='Candour chat']")
    await expect(frame.get_by_text(GREETING)).to_be_visible()
    await expect(frame.get_by_role("heading", name="Make a complaint about the police")).to_be_focused()
    box = frame.get_by_label("Your message")
    while not await box.evaluate("element => element === document.activeElement"):
        await page.keyboard.press("Tab")
    await page.keyboard.type("ask me")
    await page.keyboard.press("Enter")
    answer = frame.get_by_role("button", name="No", exact=True)
    await expect(answer).to_be_visible()
    await expect(box).to_be_focused()
    while not await answer.evaluate("element => element === document.activeElement"):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text("I heard: no, nobody")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(launcher).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text("I heard: no, nobody")).to_be_visible()
    assert engine.texts == ["ask me", "no, nobody"]


async def test_names_are_in_the_text_and_the_log_is_one_that_readers_follow(page: Page) -> None:
    await open_chat(page)
    await say(page, "They kept my phone")
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    assert await transcript(page) == [
        f"Candour said: {GREETING}",
        "You said: They kept my phone",
        "Candour said: I heard: They kept my phone",
    ]
    log = page.get_by_role("log", name="Conversation")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_text("a computer program, not a person")).to_be_visible()
    await expect(page.get_by_role("link", name="call 999")).to_have_attribute("href", "tel:999")


async def test_shift_and_enter_make_a_new_line(page: Page, engine: FakeEngine) -> None:
    box = await open_chat(page)
    await box.press_sequentially("one")
    await box.press("Shift+Enter")
    await box.press_sequentially("two")
    await box.press("Enter")
    await expect(page.get_by_text("I heard: one")).to_be_visible()
    assert engine.texts == ["one\ntwo"]
    await expect(box).to_be_focused()
    await expect(box).to_have_value("")


async def test_buttons_stay_with_the_choice_marked_and_cannot_be_pressed_again(page: Page, engine: FakeEngine) -> None:
    await open_chat(page)
    await say(page, "ask me")
    group = page.get_by_role("group", name="Choose an answer, or write your own")
    await group.get_by_role("button", name="No").click()
    await expect(page.get_by_text("I heard: no, nobody")).to_be_visible()
    chosen = group.get_by_role("button", name="No (chosen)")
    await expect(chosen).to_be_focused()
    await expect(chosen).to_have_attribute("aria-disabled", "true")
    await expect(group.get_by_role("button", name="Yes")).to_have_attribute("aria-disabled", "true")
    await chosen.press("Enter")
    await group.get_by_role("button", name="Yes").dispatch_event("click")
    await say(page, "the end")
    await expect(page.get_by_text("I heard: the end")).to_be_visible()
    assert engine.texts == ["ask me", "no, nobody", "the end"]


async def test_after_a_reload_the_talk_is_there_with_its_choices(page: Page) -> None:
    await open_chat(page)
    await say(page, "ask me")
    await page.get_by_role("button", name="Yes").click()
    await expect(page.get_by_text("I heard: yes, badly hurt")).to_be_visible()
    before = await transcript(page)
    await page.reload()
    await expect(page.get_by_text("I heard: yes, badly hurt")).to_be_visible()
    assert await transcript(page) == before
    await expect(page.get_by_role("button", name="Yes (chosen)")).to_have_attribute("aria-disabled", "true")


async def test_what_is_written_offline_is_kept_and_sent_once_in_order(
    page: Page, context: BrowserContext, engine: FakeEngine, watch: Watch
) -> None:
    await open_chat(page)
    await context.set_offline(True)
    status = page.get_by_role("status").filter(has_text="You are offline")
    await expect(status).to_be_visible()
    for word in ("one", "two", "three"):
        await say(page, word)
    await expect(page.get_by_text("Not sent yet")).to_have_count(3)
    assert engine.texts == []
    await context.set_offline(False)
    await expect(page.get_by_text("I heard: three")).to_be_visible()
    await expect(page.get_by_text("Not sent yet")).to_have_count(0)
    await expect(status).to_have_count(0)
    assert engine.texts == ["one", "two", "three"]
    said = [line for line in await transcript(page) if line.startswith("You")]
    assert said == ["You said: one", "You said: two", "You said: three"]
    watch.forgive("ERR_INTERNET_DISCONNECTED")


async def test_a_gateway_that_dies_in_mid_talk_loses_nothing(
    page: Page, gateway: Gateway, engine: FakeEngine, watch: Watch
) -> None:
    await open_chat(page)
    await engine.down()
    await say(page, "before")
    await expect(page.get_by_text("Your message is safe")).to_be_visible()
    await gateway.stop()
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    await say(page, "meanwhile")
    await engine.up()
    await gateway.start()
    await expect(page.get_by_text("I heard: meanwhile")).to_be_visible(timeout=30_000)
    assert engine.texts == ["before", "meanwhile"]
    assert sum("I heard" in line for line in await transcript(page)) == 2
    watch.forgive("ERR_CONNECTION_REFUSED")


async def test_while_the_engine_is_away_the_person_is_told_plainly_and_answered_later(
    page: Page, engine: FakeEngine
) -> None:
    await open_chat(page)
    await engine.down()
    await say(page, "They kept my phone")
    notice = page.get_by_text("Your message is safe. I'll answer as soon as I can.")
    await expect(notice).to_be_visible()
    await engine.up()
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    await expect(notice).to_have_count(0)


async def test_two_tabs_share_the_talk(page: Page, context: BrowserContext, engine: FakeEngine) -> None:
    await open_chat(page)
    other = await context.new_page()
    await open_chat(other)
    await say(page, "from the first")
    await expect(other.get_by_text("I heard: from the first")).to_be_visible()
    await say(other, "from the second")
    await expect(page.get_by_text("I heard: from the second")).to_be_visible()
    assert await transcript(page) == await transcript(other)
    assert engine.texts == ["from the first", "from the second"]


async def test_too_long_a_message_stays_in_the_box_and_the_counter_says_how_much_is_left(
    page: Page, engine: FakeEngine
) -> None:
    box = await open_chat(page)
    await box.fill("a" * 4_999)
    await expect(page.locator("#counter")).to_have_text("You have 1 character left.")
    await box.fill("a" * 5_002)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_contain_text("2 characters too long")
    await expect(box).to_have_value("a" * 5_002)
    await expect(box).to_be_focused()
    assert engine.texts == []


async def test_markup_is_shown_as_the_text_it_is_and_nothing_of_it_runs(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await open_chat(page)
    await say(page, HOSTILE)
    await expect(page.get_by_text(f"I heard: {HOSTILE}")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text(f"I heard: {HOSTILE}")).to_be_visible()
    assert await page.locator("#log img, #log script").count() == 0
    assert dialogs == []


async def test_the_policy_watch_sees_a_violation(page: Page, watch: Watch) -> None:
    await open_chat(page)
    await page.evaluate("""() => {
        const style = document.createElement("style");
        style.textContent = "body { color: red }";
        document.head.append(style);
    }""")
    await asyncio.sleep(0.2)
    assert any("CSP violation: style-src" in error for error in watch.errors)
    watch.errors.clear()


async def test_lists_and_links_of_the_bot_are_real_ones(page: Page, engine: FakeEngine) -> None:
    text = "You can bring:\n- a photo\n- a letter\n\nMore at https://example.org/help."
    engine.answer = lambda said: [{"text": GREETING if said == "hello" else text}]
    await open_chat(page)
    await say(page, "what can I bring?")
    await expect(page.locator("#log li")).to_have_text(["a photo", "a letter"])
    await expect(page.locator("#log a")).to_have_attribute("href", "https://example.org/help")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)])
async def test_nothing_is_cut_off_or_out_of_reach_on_a_small_screen(page: Page, width: int, height: int) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    box = await open_chat(page)
    await say(page, "ask me")
    await page.get_by_role("button", name="No").click()
    await expect(page.get_by_text("I heard: no, nobody")).to_be_in_viewport()
    await say(page, "w" * 300)
    await expect(page.get_by_text("I heard: www")).to_be_attached()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await box.scroll_into_view_if_needed()
    await expect(box).to_be_in_viewport()
    size = await box.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 16


async def test_forced_colours_and_reduced_motion_are_honoured(page: Page) -> None:
    await page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await open_chat(page)
    await say(page, "ask me")
    choice = page.get_by_role("button", name="Yes")
    await expect(choice).to_be_visible()
    style = await choice.evaluate(
        "element => [getComputedStyle(element).borderTopStyle, getComputedStyle(element).transitionDuration]"
    )
    assert style == ["solid", "0s"]


async def test_who_keeps_no_cookies_is_told_so_and_not_given_talk_after_talk(
    context: BrowserContext, page: Page, engine: FakeEngine, watch: Watch
) -> None:
    async def forget(route):
        response = await route.fetch()
        kept = {name: value for name, value in response.headers.items() if name.lower() != "set-cookie"}
        await context.clear_cookies()
        await route.fulfill(status=response.status, headers=kept, body=await response.body())

    await page.route("**/chat/session", forget)
    await page.goto("/chat")
    await expect(page.get_by_text("Please allow cookies")).to_be_visible()
    assert len(engine.heard) <= 2
    watch.forgive("no valid credentials")


async def test_without_javascript_the_page_leads_to_the_form(browser, gateway: Gateway) -> None:
    context = await browser.new_context(base_url=gateway.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/chat")
    await expect(page.get_by_role("link", name="call 101")).to_be_visible()
    await expect(page.get_by_role("link", name="Use the form", exact=True)).to_be_visible()
    await expect(page.get_by_label("Your message")).to_be_hidden()
    await context.close()


def test_launcher_and_chat_are_small() -> None:
    def size(*names: str) -> int:
        return sum(len(gzip.compress((STATIC / name).read_bytes(), mtime=0)) for name in names)

    chat = [path.name for path in STATIC.iterdir() if path.suffix in {".js", ".css"}]
    chat = [name for name in chat if name not in {"widget.js", "demo.css"}]
    assert size("widget.js") <= 5 * 1024
    assert size(*chat) <= 30 * 1024
