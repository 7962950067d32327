"""The staff console in a real browser: the way of a reviewer, every page for axe, at 320 pixels and by keyboard."""

from __future__ import annotations

import pyotp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.console.roles import Role
from tests.browser.conftest import Gateway, Watch
from tests.browser.staff import PAGES, Staff
from tests.browser.test_axe import OPTIONS
from tests.console.conftest import PASSWORD


async def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands, its folded parts open."""
    await page.emulate_media(reduced_motion="reduce")  # a button that is still fading in has no contrast of its own
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = await Axe().run(page, options=OPTIONS)
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found.response["violations"]]


async def test_a_reviewer_signs_in_finds_a_conversation_and_reviews_it_by_keyboard(
    page: Page, gateway: Gateway, watch: Watch
) -> None:
    staff = await Staff.open(gateway)
    secret = await staff.enrol(page, "j.marsh", Role.REVIEWER)
    await page.get_by_role("button", name="Sign out").click()
    assert await faults(page) == []
    await page.get_by_label("Name").fill("J.Marsh")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).at(staff.clock.now))
    await page.keyboard.press("Enter")

    await page.get_by_role("navigation").get_by_role("link", name="Conversations").click()
    await page.get_by_text("Search and filters").click()
    await page.get_by_label("Words that were said").fill("shoving")
    await page.get_by_label("Route").select_option("record")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.locator("tbody a").click()
    await expect(page.locator("mark")).to_contain_text("Hale")
    await expect(page.get_by_text("ada@example.org")).to_have_count(0)

    await page.get_by_text("Describe incident, 80%").click()
    await page.locator("#intent-2").select_option("add_information")
    await page.locator("#example-2").fill("an officer shoved me")
    await page.get_by_role("button", name="Keep the correction").first.click()
    await expect(page.get_by_role("status")).to_contain_text("Your correction is kept.")

    await page.locator("h1").click()
    await page.keyboard.press("r")
    await expect(page.get_by_role("status")).to_have_text("There is no other conversation to review.")
    await page.goto("/staff/conversations/ada")
    await expect(page.get_by_text("Reviewed by j.marsh")).to_be_visible()

    await page.get_by_text("Show personal data").click()
    await page.get_by_label("Why do you need to see it?").fill("to call her back")
    await page.get_by_role("button", name="Show it on this page").click()
    await expect(page.get_by_text("ada@example.org").first).to_be_visible()


@pytest.mark.parametrize("role", PAGES)
async def test_every_page_is_without_fault_and_fits_a_small_window(
    page: Page, gateway: Gateway, watch: Watch, role: Role
) -> None:
    staff = await Staff.open(gateway)
    await staff.enrol(page, "j.marsh", role)
    for name, address in PAGES[role].items():
        await page.set_viewport_size({"width": 1280, "height": 800})
        await page.goto(staff.address(address))
        assert (name, await faults(page)) == (name, [])
        await page.set_viewport_size({"width": 320, "height": 640})
        assert (name, await page.evaluate("document.scrollingElement.scrollWidth")) == (name, 320)
    watch.forgive("status of 404")


async def test_a_conversation_is_printed_without_forms_and_with_personal_data_hidden(
    page: Page, gateway: Gateway, watch: Watch
) -> None:
    staff = await Staff.open(gateway)
    await staff.enrol(page, "j.marsh", Role.REVIEWER)
    await page.goto(staff.address("/staff/conversations/ada"))

    await page.emulate_media(media="print")

    printed = await page.locator("main").inner_text()
    assert "shoved me. I am [name], [email]" in printed
    assert "What is your name?" in printed
    assert await page.locator("form, button, nav, details").locator("visible=true").count() == 0
    assert (await page.pdf()).startswith(b"%PDF")


async def test_what_is_selected_in_a_message_is_marked(page: Page, gateway: Gateway, watch: Watch) -> None:
    staff = await Staff.open(gateway)
    await staff.enrol(page, "j.marsh", Role.REVIEWER)
    await page.goto(staff.address("/staff/conversations/left"))
    message = page.locator("li.person", has_text="they stopped me at the station")
    await message.locator("summary").click()

    await message.locator(".said").dblclick(position={"x": 20, "y": 10})

    await expect(message.get_by_label("The words")).to_have_value("they")
