"""In another language, also one written from right to left, no word of English is left over and nothing is cut off."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.gateway.catalogue import Catalogue, Catalogues, load_catalogues
from tests.browser.conftest import Gateway
from tests.web.fake_engine import GREETING

ACCENTS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
# Every text node and label of the page that is not in pseudo, but is no word of the bot and no name.
LEFT_OVER = """() => {
  const ANOTHERS = "script, noscript, [lang='en-GB'], [lang='en'], [lang='cy'], .person .words, .choice";
  const own = (text) => text.trim() !== "" && !/^[\\s⟦].*⟧/s.test(text) && !/^[\\s⟧⟦().…:0-9✓]*$/.test(text);
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest(ANOTHERS)) continue;
    if (own(node.textContent)) found.push(node.textContent.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (own(element.getAttribute(name) ?? "")) found.push(element.getAttribute(name));
  return found;
}"""


def pseudo(direction: str) -> Catalogues:
    """A language that is told from English by brackets and accents, and is longer, as most are."""
    catalogues = load_catalogues()

    def changed(value: object) -> object:
        if isinstance(value, dict):
            return {form: changed(text) for form, text in value.items()}
        text = str(value)
        accented = "".join(
            part if part.startswith("{") else part.translate(ACCENTS) for part in re.split(r"({\w*})", text)
        )
        return text and f"⟦{accented}{' ~' * (len(text) // 6)}⟧"

    words = {
        section: {key: changed(text) for key, text in texts.items()}
        for section, texts in catalogues["en"].words.items()
    }
    return Catalogues({**catalogues, "xx": Catalogue("xx", "xx", direction, "⟦Pseudo⟧", words)})


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_the_chat_in_a_language_that_nobody_speaks(page: Page, gateway: Gateway, direction: str) -> None:
    gateway.catalogues = pseudo(direction)
    await gateway.restart()
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto("/chat?lang=xx")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    box = page.locator("#message")
    await box.fill("ask me")
    await box.press("Enter")
    await page.get_by_role("button", name="Yes").click()
    await expect(page.get_by_text("I heard: yes, badly hurt")).to_be_visible()
    await box.fill("a" * 5_001)
    await box.press("Enter")
    await expect(page.locator("#problem")).to_contain_text("⟦")
    assert await page.evaluate(LEFT_OVER) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    edge = await page.locator(".line.bot .words").first.evaluate(
        "words => [getComputedStyle(words).borderLeftWidth, getComputedStyle(words).borderRightWidth]"
    )
    assert edge == (["4px", "0px"] if direction == "ltr" else ["0px", "4px"])


async def test_the_page_changes_language_and_the_talk_stays(page: Page) -> None:
    await page.goto("/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    await page.get_by_label("Your message").fill("They kept my phone")
    await page.get_by_label("Your message").press("Enter")
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    await page.get_by_role("link", name="Cymraeg").click()
    await expect(page.get_by_role("heading", name="Gwneud cwyn am yr heddlu")).to_be_visible()
    answer = page.get_by_text("I heard: They kept my phone")
    await expect(answer).to_be_visible()
    assert await answer.evaluate("element => element.closest('[lang]').lang") == "en-GB"
