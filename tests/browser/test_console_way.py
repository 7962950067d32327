"""The whole way of a case in a real browser, from sign-in to close, and a part of it without a mouse."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest_asyncio
import yaml
from playwright.async_api import Browser, Page, expect

from bot.casework.service import Casework
from bot.console.roles import Role
from bot.database import make_engine, make_sessions
from tests.browser.conftest import Gateway, Watch
from tests.browser.staff import Staff
from tests.browser.test_console import faults
from tests.console.conftest import PASSWORD

MOST_STEPS = 150
Fields = dict[str, str | list[str] | bool]


@pytest_asyncio.fixture(loop_scope="session")
async def staff(gateway: Gateway, watch: Watch) -> Staff:
    return await Staff.open(gateway)


async def act(page: Page, title: str, fields: Fields) -> None:
    """Open the form of an action, fill it in by its labels, and send it."""
    form = page.locator("details", has=page.locator("summary").get_by_text(title, exact=True))
    await form.locator("summary").click()
    for label, value in fields.items():
        field = form.locator(label) if label.startswith("#") else form.get_by_label(label, exact=True)
        if value is True:
            await field.check()
        elif await field.evaluate("field => field.localName") == "select":
            await field.select_option(value)  # type: ignore[arg-type]
        else:
            await field.fill(str(value))
    await form.get_by_role("button", name=title, exact=True).click()


async def done(page: Page, title: str, fields: Fields) -> None:
    await act(page, title, fields)
    await expect(page.get_by_role("status")).to_have_text("Done. The history below shows it.")


async def test_a_case_goes_its_whole_way(
    page: Page, browser: Browser, gateway: Gateway, staff: Staff, watch: Watch, tmp_path: Path
) -> None:
    secret = await staff.enrol(page, "a.reed", Role.ASSESSOR)
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Name").fill("a.reed")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).at(staff.clock.now))
    await page.get_by_role("button", name="Sign in").click()

    # Find, tag, correct, review.
    await page.get_by_role("link", name="Conversations").first.click()
    await page.get_by_text("Search and filters").click()
    await page.get_by_label("Words that were said").fill("shoved")
    await page.get_by_label("Intent").select_option("describe_incident")
    await page.get_by_label("Lowest confidence, at most %").fill("50")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.locator("tbody a").click()
    await page.get_by_label("Tag", exact=True).fill("Force")
    await page.get_by_role("button", name="Set the tag").click()
    await expect(page.locator(".tag", has_text="force").first).to_be_visible()
    await page.get_by_text("Inform, 40%").click()
    message = page.locator("li.person", has_text="Inform, 40%")
    await message.get_by_label("It should have been understood as").select_option("prefer_not_to_say")
    await message.get_by_label("Words that it can learn from").fill("my name is not your business")
    await message.get_by_label("What should have been asked then").select_option("contact_method")
    await message.get_by_role("button", name="Keep the correction").click()
    await expect(page.get_by_role("status")).to_contain_text("Your correction is kept.")
    await page.get_by_role("button", name="Mark as reviewed").click()

    # A colleague accepts it and takes the examples along.
    colleague = await (await browser.new_context(base_url=gateway.url)).new_page()
    watch.follow(colleague)
    await staff.enrol(colleague, "b.low", Role.REVIEWER)
    await colleague.goto("/staff/learning")
    await colleague.get_by_role("button", name="Accept prefer not to say").click()
    await colleague.get_by_role("button", name="Accept contact method").click()
    for name in ("Export examples to learn from", "Export dialogue tests"):
        async with colleague.expect_download() as download:
            await colleague.get_by_role("button", name=name).click()
        await (await download.value).save_as(tmp_path / "exported.yml")
        assert "my name is not your business" in (tmp_path / "exported.yml").read_text()
    (case,) = yaml.safe_load((tmp_path / "exported.yml").read_text())
    assert (case["from"], case["turns"][0]["asks"]) == ("complainant_name", "contact_method")
    await colleague.context.close()

    # Assess, refer, allocate.
    await page.goto("/staff/conversations/ada")
    await page.get_by_role("link", name=staff.reference).click()
    await done(page, "Assess", {
        "Gravest category": "C", "Handling": "dps_investigation", "Serious assault": True,
        "Words of the account that show: serious assault": "pushed me to the ground", "Why": "It may have hurt",
    })  # fmt: skip
    await done(page, "The package was sent to the IPCC", {"Why": "By secure mail"})
    await done(page, "The IPCC has decided", {"How it is looked into": "local", "Why": "Their letter"})
    given = {"Do they declare a connection with anybody in it?": "no", "What they declare": "None", "Why": "Has time"}
    await act(page, "Allocate", {"Who": "7005", **given})
    await expect(page.get_by_role("alert")).to_contain_text("cannot handle this complaint")
    assert await faults(page) == []
    await page.goto(staff.address("/staff/cases/{reference}"))
    await done(page, "Allocate", {"Who": "7003", **given})

    # The handler works on it.
    handler = await (await browser.new_context(base_url=gateway.url)).new_page()
    watch.follow(handler)
    await staff.enrol(handler, "c.north", Role.HANDLER, number="7003")
    await handler.goto("/staff/cases")
    await handler.get_by_role("link", name=staff.reference).click()
    reached = {"With whom": "complainant", "How": "phone", "Was anybody reached?": "yes"}
    await done(handler, "First contact", {**reached, "What was said": "Said who I am"})
    await done(handler, "Propose a plan", {
        "What it is about, in their words": "I was pushed", "Steps": "Look at the video | DS North | 2026-04-10",
        "What they want": "An apology"})  # fmt: skip
    await done(handler, "They answered the plan", {"What they say": "agree", "Why": "By phone"})
    await done(handler, "Begin to investigate", {"Why": "The plan is agreed"})
    await done(handler, "Give an update", {"Update": "I have seen the video"})
    await done(handler, "Propose the outcome", {
        "Summary": "We looked at the video", "C Other assault: what was found": "upheld",
        "C Other assault: how they are told": "You were pushed, and that was wrong.",
        "U Incivility, impoliteness, intolerance: what was found": "not_upheld",
        "U Incivility, impoliteness, intolerance: how they are told": "Nobody was rude.",
        "#outcome-actions-C-apology": True, "#outcome-actions-U-explanation": True})  # fmt: skip
    await done(handler, "They answered the outcome", {"What they say": "accept", "Why": "By phone"})
    await done(handler, "Close", {"Does it satisfy them?": "yes", "Why": "All is done"})
    await expect(handler.locator("main .tag").first).to_have_text("Closed")
    assert await faults(handler) == []
    await handler.set_viewport_size({"width": 320, "height": 640})
    assert await handler.evaluate("document.scrollingElement.scrollWidth") == 320
    await handler.context.close()

    shown = Casework(make_sessions(make_engine(gateway.settings["database_url"]))).show(staff.reference)
    assert (shown.state, shown.referral.status) == ("closed", "returned")
    watch.forgive("status of 409")


async def press_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the element with these words has the focus, which must be seen."""
    for _ in range(MOST_STEPS):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        words = await focused.evaluate(
            "e => e.labels?.[0]?.textContent ?? e.getAttribute('aria-label') ?? e.textContent.trim()"
        )
        if words.strip() == name:
            shown = await focused.evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).boxShadow]")
            assert shown != ["none", "none"], f"the focus on “{name}” is not seen"
            return
    raise AssertionError(f"the Tab key does not lead to “{name}”")


async def test_a_case_is_assessed_without_a_mouse_in_a_narrow_window(page: Page, staff: Staff) -> None:
    await staff.enrol(page, "a.reed", Role.ASSESSOR)
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(staff.address("/staff"))

    await press_to(page, "Cases")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="To assess")).to_be_visible()
    await press_to(page, staff.reference)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=staff.reference)).to_be_visible()
    await press_to(page, "Assess")
    await page.keyboard.press("Enter")
    await press_to(page, "Handling")
    await page.keyboard.type("Local")
    await press_to(page, "Why")
    await page.keyboard.type("Words only")
    await press_to(page, "Assess")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_have_text("Done. The history below shows it.")
    await expect(page.get_by_text("Local resolution").first).to_be_visible()


async def test_the_ways_in_are_without_fault_and_fit_a_small_window(page: Page, staff: Staff, watch: Watch) -> None:
    async def is_good(name: str) -> None:
        await page.set_viewport_size({"width": 1280, "height": 800})
        assert (name, await faults(page)) == (name, [])
        await page.set_viewport_size({"width": 320, "height": 640})
        assert (name, await page.evaluate("document.scrollingElement.scrollWidth")) == (name, 320)

    await page.goto(staff.address("/staff"))
    await is_good("sign in")
    await page.get_by_label("Name").fill("nobody")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Code").fill("123456")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    await is_good("sign in, refused")
    link = staff.accounts.add("d.west", Role.HANDLER, "test")
    await page.goto(staff.address(f"/staff/join#{link}"))
    await is_good("join")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("The same password again").fill(PASSWORD)
    await page.get_by_role("button", name="Continue").click()
    await is_good("enrol")
    secret = (await page.locator("p > code").inner_text()).replace(" ", "")
    await page.get_by_label("The code that it shows now").fill(pyotp.TOTP(secret).at(staff.clock.now))
    await page.get_by_role("button", name="Finish").click()
    await is_good("recovery codes")
    watch.forgive("status of 4")
