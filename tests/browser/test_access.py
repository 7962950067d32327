"""The forms beside the talk in a real browser: a code is shown, typed and used without ever being part of the talk."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
import sqlalchemy as sa
from playwright.async_api import BrowserContext, Page, expect

from bot.casework.access import Access
from bot.casework.code_store import derived_code
from bot.casework.desk import Desk
from bot.casework.service import Casework
from bot.codes import new_code
from bot.database import make_engine, make_sessions
from bot.masking import MASK
from bot.settings import Settings
from tests.browser.conftest import Gateway, Watch
from tests.browser.test_widget import open_chat, say
from tests.web.complaints import filing
from tests.web.fake_engine import GREETING, FakeEngine

SHOWN = re.compile(r"^(\w{4}-){4}\w{4}$")
OFFERS = {
    "recorded": {"text": "Your complaint is recorded.", "custom": {"form": "code"}},
    "status?": {"text": "Use the form.", "custom": {"form": "status"}},
    "pause": {"text": "Take your time.", "custom": {"form": "talk"}},
}


@pytest.fixture
def offers(engine: FakeEngine) -> None:
    usual = engine.answer
    engine.answer = lambda text: [OFFERS[text]] if text in OFFERS else usual(text)


def services(gateway: Gateway) -> tuple[Casework, Access]:
    settings = Settings(**gateway.settings)
    sessions = make_sessions(make_engine(settings.database_url))
    return Casework(sessions), Access(Desk(sessions), settings.keyring())


async def test_the_code_is_shown_beside_the_talk_once_and_opens_the_complaint(
    page: Page, gateway: Gateway, engine: FakeEngine, offers: None
) -> None:
    await open_chat(page)
    casework, _ = services(gateway)
    reference = (await asyncio.to_thread(casework.record, filing(engine.heard[0].sender))).reference
    await say(page, "recorded")
    await page.get_by_role("button", name="Show my secret code").click()
    place = page.locator("form[data-form=code] [data-code]")
    await expect(place).to_have_text(SHOWN)
    code = str(await place.text_content())
    await expect(page.locator("form[data-form=code] [data-reference]")).to_have_text(reference)

    await say(page, "status?")
    await expect(place).to_have_text("")
    await page.get_by_label("Reference, such as").first.fill(reference.lower())
    await page.get_by_label("Secret code", exact=True).fill(f" {code.lower().replace('-', ' ')} ")
    await page.get_by_role("button", name="Open my complaint").click()
    await expect(page.get_by_text("I heard: show my complaint")).to_be_visible()

    assert code not in await page.content()
    assert code not in str(engine.heard)


async def test_a_wrong_code_is_said_at_the_form_and_the_field_that_is_no_code_is_marked(
    page: Page, engine: FakeEngine, offers: None, watch: Watch
) -> None:
    await open_chat(page)
    await say(page, "status?")
    form = page.locator("form[data-form=status]")
    await form.get_by_label("Reference").fill("MPC-7K4D-9XTR-K")
    await form.get_by_label("Secret code").fill("7K4D")
    await form.get_by_label("Secret code").press("Enter")
    await expect(form.get_by_text("That is not a")).to_be_visible()
    await expect(form.locator("[aria-invalid]")).to_be_focused()
    watch.forgive("status of 422")


async def test_the_forms_are_in_the_menu_too_and_are_left_by_keyboard(page: Page, engine: FakeEngine) -> None:
    await open_chat(page)
    for entry, field in (
        ("See where your complaint stands", "Reference"),
        ("Carry on with an earlier chat", "Code for"),
    ):
        await page.locator("#options summary").click()
        await page.get_by_role("button", name=entry).click()
        form = page.locator("#access form:visible")
        await expect(form.get_by_label(field)).to_be_focused()
        await form.get_by_role("button", name="Close").press("Enter")
        await expect(page.locator("#access")).to_be_hidden()
        await expect(page.get_by_label("Your message")).to_be_focused()


async def test_a_code_that_is_sent_as_a_message_does_not_stay_on_the_page(page: Page, engine: FakeEngine) -> None:
    await open_chat(page)
    code = new_code()
    await say(page, f"my code is {code}")
    await expect(page.get_by_text("I took a secret code out of your message")).to_be_visible()
    await expect(page.get_by_text(MASK)).to_be_visible()
    assert code not in await page.content()
    await expect(page.get_by_role("button", name="Open my complaint")).to_be_visible()


async def test_a_talk_is_gone_on_with_on_another_device(
    page: Page, context: BrowserContext, engine: FakeEngine, offers: None
) -> None:
    await open_chat(page)
    await say(page, "They kept my phone")
    await say(page, "pause")
    await page.get_by_role("button", name="Show my code").click()
    place = page.locator("form[data-form=talk] [data-code]")
    await expect(place).to_have_text(SHOWN)
    code = str(await place.text_content())

    await context.clear_cookies()
    other = await context.new_page()
    await other.goto("/status")
    await other.get_by_label("Code for the chat").fill(code)
    await other.get_by_role("button", name="Carry on").click()
    await expect(other.get_by_text("Take your time.")).to_be_visible()
    await other.goto("/chat")
    await expect(other.get_by_text("I heard: They kept my phone")).to_be_visible()
    await expect(other.get_by_text(GREETING)).to_be_visible()


async def test_the_link_of_a_mail_leaves_the_address_and_works_by_the_button_alone(
    page: Page, gateway: Gateway, engine: FakeEngine
) -> None:
    casework, access = services(gateway)
    reference = (await asyncio.to_thread(casework.record, filing("another day"))).reference
    await asyncio.to_thread(access.send_link, reference)
    link = await asyncio.to_thread(_link, gateway)

    await page.goto(f"/code#{link}")
    await expect(page.get_by_label("The link from the email")).to_have_value(link)
    assert "#" not in page.url
    await page.get_by_role("button", name="Show my new code").click()
    await expect(page.get_by_role("heading", name="Your new secret code")).to_be_visible()
    code = str(await page.locator("#code").text_content())
    assert access.open_case(reference, code, "somewhere")


def _link(gateway: Gateway) -> str:
    settings = Settings(**gateway.settings)
    engine = make_engine(settings.database_url)
    with engine.connect() as connection:
        payload = json.loads(
            connection.execute(sa.text("SELECT payload FROM outbox WHERE template = 'code_link'")).scalar_one()
        )
    engine.dispose()
    return derived_code(settings.keyring(), payload["key_id"], payload["nonce"])
