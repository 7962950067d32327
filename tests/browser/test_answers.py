"""Answers that are more than free text: a date in boxes, the summary as a list, what the browser may fill in."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_widget import open_chat, say
from tests.web.fake_engine import FakeEngine


async def asked_when(page: Page) -> None:
    await open_chat(page)
    await say(page, "ask me when")
    await expect(page.get_by_role("group", name="Date")).to_be_visible()


@pytest.mark.parametrize(
    ("day", "month", "year", "words", "sent"),
    [
        ("14", "3", "2026", "", "14 March 2026"),
        ("", "3", "2026", "", "March 2026"),
        ("", "", "2025", "", "2025"),
        ("14", "03", "2026", "about 9 in the evening", "14 March 2026. about 9 in the evening"),
        ("", "", "", "last Tuesday", "last Tuesday"),
        ("29", "2", "2024", "", "29 February 2024"),
    ],
)
async def test_a_date_can_be_put_in_boxes_or_in_words(
    page: Page, engine: FakeEngine, day: str, month: str, year: str, words: str, sent: str
) -> None:
    await asked_when(page)
    for name, value in {"Day": day, "Month": month, "Year": year}.items():
        await page.get_by_label(name, exact=True).fill(value)
    await page.get_by_label("Your message").fill(words)
    await page.get_by_label("Year", exact=True).press("Enter")
    await expect(page.get_by_text(f"I heard: {sent}", exact=True)).to_be_visible()
    assert engine.texts[-1] == sent
    await expect(page.get_by_role("group", name="Date")).to_be_hidden()


@pytest.mark.parametrize(
    ("day", "month", "year", "wrong", "said"),
    [
        ("14", "", "2026", "Month", "Put in the month"),
        ("14", "3", "", "Year", "Put in the year"),
        ("30", "2", "2026", "Day", "There is no such date"),
        ("1", "13", "2026", "Month", "There is no such date"),
        ("1", "1", "26", "Year", "There is no such date"),
        ("x", "1", "2026", "Day", "There is no such date"),
    ],
)
async def test_what_is_wrong_with_a_date_is_said_at_its_box_and_nothing_is_lost(
    page: Page, engine: FakeEngine, day: str, month: str, year: str, wrong: str, said: str
) -> None:
    await asked_when(page)
    for name, value in {"Day": day, "Month": month, "Year": year}.items():
        await page.get_by_label(name, exact=True).fill(value)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_contain_text(said)
    box = page.get_by_label(wrong, exact=True)
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Day", exact=True)).to_have_value(day)
    assert engine.texts == ["ask me when"]


async def test_the_question_stays_in_sight_when_the_boxes_come_up(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 700})
    await open_chat(page)
    for number in range(4):
        await say(page, f"{number} " + "long words " * 40)
        await expect(page.get_by_text(f"I heard: {number}")).to_be_visible()
    await say(page, "ask me when")
    await expect(page.get_by_role("group", name="Date")).to_be_visible()
    await expect(page.get_by_text("When did this happen?")).to_be_in_viewport(ratio=1)


async def test_the_summary_is_a_list_and_each_line_can_be_changed(page: Page, engine: FakeEngine) -> None:
    await open_chat(page)
    await say(page, "sum up")
    rows = page.locator("dl.summary > div")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1).locator("dt")).to_have_text("When")
    await expect(rows.nth(1).locator("dd").first).to_have_text("14 March 2026")
    assert await page.get_by_text("When: 14 March 2026").count() == 0
    await page.get_by_role("button", name="Change When").click()
    await expect(page.get_by_text("I heard: When")).to_be_visible()
    assert engine.texts == ["sum up", "When"]
    await expect(page.get_by_role("button", name="Change What happened")).to_have_attribute("aria-disabled", "true")
    await page.reload()
    await expect(page.get_by_text("I heard: When")).to_be_visible()
    await expect(page.get_by_role("button", name="Change When")).to_have_attribute("aria-disabled", "true")


async def test_the_browser_may_fill_in_what_is_asked_for_and_nothing_else(page: Page) -> None:
    box = await open_chat(page)
    await expect(box).to_have_attribute("autocomplete", "off")
    await say(page, "ask me my name")
    await expect(box).to_have_attribute("autocomplete", "name")
    await say(page, "Sam Lee")
    await expect(box).to_have_attribute("autocomplete", "off")
