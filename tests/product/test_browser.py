"""A person in a real browser tells what happened and reads the reference from the page; the command line shows it.

By the chat, and by the form without JavaScript: both make the same complaint.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Frame, Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS
from tests.product.product import Product
from tests.product.test_killing import TALK

# A folder to leave screenshots in, for docs/images.
SCREENSHOTS = os.environ.get("SCREENSHOTS")
PATIENCE = 20_000.0
# Who files by forms is somebody else: the same person would be asked whether it is the same matter.
OTHER = {"Marcus Bell": "Marian Bell", "marcus.bell@example.com": "marian.bell@example.com"}


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, product: Product) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    return page


async def _complain_without_javascript(browser: Browser, address: str) -> str:
    """The same answers by another person as forms; gives the reference on the last page."""
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.goto("/complain")
    await page.get_by_role("button", name="Start now").click()
    for told, answer in TALK:
        text = OTHER.get(told, told)
        radio, button = page.get_by_label(text, exact=True), page.get_by_role("button", name=text, exact=True)
        if await button.count():
            await button.click()
        else:
            if await radio.count():
                await radio.check()
            else:
                await page.get_by_role("textbox").last.fill(text)
            await page.get_by_role("button", name="Continue").click()
        await expect(page.locator("main")).to_contain_text(answer)
    reference = await page.locator(".panel strong").inner_text()
    await context.close()
    return reference


def _of_other(value: object) -> object:
    return OTHER.get(value, value) if isinstance(value, str) else value


async def _picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}-phone.png")
        await page.set_viewport_size({"width": 1280, "height": 900})


async def _say(chat: Frame, text: str, answer: str) -> None:
    """Answer by a button where one says just that, else by typing."""
    button = chat.get_by_role("button", name=text, exact=True).last
    if await button.count() and await button.is_enabled() and await button.get_attribute("aria-disabled") != "true":
        await button.click()
    else:
        await chat.get_by_label("Your message").fill(text)
        await chat.get_by_label("Your message").press("Enter")
    await expect(chat.get_by_role("log")).to_contain_text(answer, timeout=PATIENCE)


async def test_a_person_complains_in_a_browser_and_reads_the_reference(
    product: Product, browser: Browser, page: Page, candour: Callable[..., Any]
) -> None:
    await page.goto(product.address)
    await _picture(page, "site")
    await page.get_by_role("button", name="Make a complaint").click()
    await page.wait_for_selector("iframe")
    chat = page.frames[-1]
    await expect(chat.get_by_role("log")).to_contain_text("I am Candour, a computer program", timeout=PATIENCE)
    await _picture(page, "greeting")

    for number, (text, answer) in enumerate(TALK):
        await _say(chat, text, answer)
        if number == 0:
            await _picture(page, "talk")
        if answer == "Is this right?":
            await expect(chat.get_by_role("button", name="Change When")).to_be_visible()
            await _picture(page, "summary")
    await _picture(page, "recorded")

    log = await chat.get_by_role("log").inner_text()
    found = re.search(r"MPC(-[0-9A-Z]+)+", log)
    assert found, log
    shown = await asyncio.to_thread(candour, "complaints", "show", found.group(), "--json")
    assert shown["state"] == "recorded"
    assert shown["facts"]["incident_date"] == "2026-11-17"
    assert "Brixton" in shown["facts"]["incident_location"]
    assert "1234" in shown["facts"]["officers"]
    assert {reason["clause"] for reason in shown["decision"]["reasons"]} >= {"S4"}
    assert shown["events"], shown
    for asked_for_nothing in (
        "When did this happen",
        "Where did this happen",
        "What do you remember about the officers",
    ):
        assert asked_for_nothing not in log

    by_form = await asyncio.to_thread(
        candour, "complaints", "show", await _complain_without_javascript(browser, product.address), "--json"
    )
    assert by_form["decision"] == shown["decision"]
    assert by_form["facts"] == {slot: _of_other(value) for slot, value in shown["facts"].items()}
    assert by_form["state"] == shown["state"]
