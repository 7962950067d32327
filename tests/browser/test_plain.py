"""The whole complaint in a browser without JavaScript, by keyboard alone, from the site to the reference."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Gateway, Watch
from tests.web.fake_engine import ANSWERS, GREETING, GROUNDS, HAVE, RIGHT, WHEN, Answer, FakeEngine

TALK: dict[str, Answer] = {
    "hello": ANSWERS["hello"],
    "They kept my phone": [{"text": "Thank you."}, {**GROUNDS, "asking": "referral_grounds"}],
    "no, nobody": [WHEN],
    "14 March 2026": [{"text": "Where did this happen?", "asking": "incident_location"}],
    "Skip": [HAVE, RIGHT],
    "When": [WHEN],
    "15 March 2026": [HAVE, RIGHT],
    "Yes": [
        {"text": "Your complaint is recorded. Your reference number is MPC-7K4D-9XTR-K.", "asking": None},
        {"text": "Somebody will contact you.", "asking": None},
    ],
}


@pytest_asyncio.fixture(loop_scope="session")
async def plain(browser: Browser, gateway: Gateway, watch: Watch, engine: FakeEngine) -> AsyncIterator[Page]:
    engine.answer = TALK.__getitem__
    context = await browser.new_context(base_url=gateway.url, java_script_enabled=False)
    context.on("page", watch.follow)
    yield await context.new_page()
    await context.close()


async def heading(page: Page, text: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(text)


async def tab_to(page: Page, name: str, role: str = "button") -> None:
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    await expect(wanted).to_be_visible()
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await wanted.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"no way to {name} by Tab")


async def test_from_the_site_to_the_reference_without_javascript_by_keyboard(plain: Page, engine: FakeEngine) -> None:
    await plain.goto("/")
    await tab_to(plain, "Start a complaint", "link")
    await plain.keyboard.press("Enter")
    await tab_to(plain, "Use the form", "link")
    await plain.keyboard.press("Enter")
    await tab_to(plain, "Start now")
    await plain.keyboard.press("Enter")
    await expect(plain.get_by_text(GREETING)).to_be_visible()
    await plain.get_by_role("textbox").focus()
    await plain.keyboard.type("They kept my phone")
    await tab_to(plain, "Continue")
    await plain.keyboard.press("Enter")

    await heading(plain, "Serious matters")
    group = plain.get_by_role("group", name="Was anybody badly hurt?")
    await group.get_by_role("radio", name="Yes").focus()
    await plain.keyboard.press("ArrowDown")
    await expect(group.get_by_role("radio", name="No")).to_be_checked()
    await plain.keyboard.press("Enter")

    await heading(plain, "When it happened")
    await plain.get_by_label("Day").focus()
    for part in ("14", "3", "2026"):
        await plain.keyboard.type(part)
        await plain.keyboard.press("Tab")
    await plain.get_by_label("Year").press("Enter")

    await heading(plain, "Where it happened")
    await tab_to(plain, "Skip this question")
    await plain.keyboard.press("Enter")

    await heading(plain, "Check your answers")
    await tab_to(plain, "Change When")
    await plain.keyboard.press("Enter")
    await heading(plain, "When it happened")
    await plain.get_by_label("Day").fill("15")
    await plain.get_by_label("Month").fill("3")
    await plain.get_by_label("Year").fill("2026")
    await plain.get_by_label("Year").press("Enter")
    await heading(plain, "Check your answers")
    await tab_to(plain, "Yes")
    await plain.keyboard.press("Enter")

    await heading(plain, "Your complaint is recorded")
    await expect(plain.locator(".panel")).to_contain_text("MPC-7K4D-9XTR-K")
    assert engine.texts == list(TALK)[1:]
    await plain.reload()
    await expect(plain.locator(".panel")).to_contain_text("MPC-7K4D-9XTR-K")
    assert engine.texts == list(TALK)[1:]


async def test_what_is_wrong_is_told_first_with_a_way_to_it_and_nothing_is_lost(plain: Page, watch: Watch) -> None:
    await plain.goto("/complain")
    await plain.get_by_role("button", name="Start now").click()
    await plain.get_by_role("textbox").fill("They kept my phone")
    await plain.get_by_role("button", name="Continue").click()
    await plain.get_by_role("button", name="Continue").click()
    await expect(plain).to_have_title("Error: Serious matters – Complain – Candour")
    await plain.get_by_role("alert").get_by_role("link", name="Choose an answer").click()
    await expect(plain.get_by_role("radio", name="Yes")).to_be_focused()
    await plain.get_by_role("radio", name="No").click()
    await plain.get_by_role("button", name="Continue").click()
    await plain.get_by_label("Day").fill("31")
    await plain.get_by_label("Month").fill("2")
    await plain.get_by_label("Year").fill("2026")
    await plain.get_by_role("button", name="Continue").click()
    await plain.get_by_role("alert").get_by_role("link", name="There is no such date").click()
    await expect(plain.get_by_label("Day")).to_be_focused()
    await expect(plain.get_by_label("Year")).to_have_value("2026")
    await expect(plain.get_by_label("Day")).to_have_attribute("aria-invalid", "true")
    watch.forgive("status of 422")  # the browser's own report of the page that tells what is wrong


@pytest.mark.parametrize("width", [320, 1280])
async def test_no_step_is_wider_than_the_screen(plain: Page, width: int) -> None:
    await plain.set_viewport_size({"width": width, "height": 640})
    await plain.goto("/complain")
    await plain.get_by_role("button", name="Start now").click()
    for text in ("They kept my phone", "no, nobody", "14 March 2026", "Skip", "Yes"):
        assert await plain.evaluate("document.documentElement.scrollWidth") <= width
        box = plain.get_by_role("textbox").last
        if text == "Yes":
            await plain.get_by_text("Say in your own words").click()
        await box.fill(text)
        await plain.get_by_role("button", name="Send" if text == "Yes" else "Continue").click()
    assert await plain.evaluate("document.documentElement.scrollWidth") <= width
