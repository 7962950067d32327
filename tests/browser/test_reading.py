"""However a device is set, everything can be read and reached: contrast, spacing, zoom, colours, keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, FrameLocator, Locator, Page, expect

from tests.browser.conftest import Gateway, Site, Watch
from tests.browser.script import ACCOUNT, REFERENCE, perform
from tests.browser.states import STATES, Stage
from tests.browser.test_embedding import FRAME, HOST, strictest
from tests.web.fake_engine import GREETING, FakeEngine

TEXT, CONTROL = 4.5, 3.0
"""The least contrast of WCAG 2.2: of text (1.4.3), and of what shows where a control is (1.4.11)."""
PAIRS = {
    ("--ink", "--paper"): TEXT, ("--ink", "--paper-quiet"): TEXT, ("--ink", "--said"): TEXT,
    ("--ink-quiet", "--paper"): TEXT, ("--ink-quiet", "--paper-quiet"): TEXT,
    ("--link", "--paper"): TEXT, ("--link", "--paper-quiet"): TEXT,
    ("--on-brand", "--brand"): TEXT, ("--on-brand", "--brand-dark"): TEXT,
    ("--alert", "--paper"): TEXT, ("--alert", "--paper-quiet"): TEXT, ("--on-alert", "--alert"): TEXT,
    ("#000000", "--focus"): TEXT, ("--brand", "--paper"): CONTROL, ("--brand", "--paper-quiet"): CONTROL,
}  # fmt: skip
SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
"""What WCAG 2.2 (1.4.12) lets everybody set."""
CUT_OFF = """() => [...document.querySelectorAll("button, a, p, label, legend, summary, li, dt, dd, h1, h2")]
  .filter((element) => {
    // Words for ears alone are out of sight in no place of their own.
    if (element.closest(".hidden-words, .skip, .author, [hidden]") || getComputedStyle(element).display === "inline")
      return false;
    return element.scrollWidth > element.clientWidth + 1
      || (getComputedStyle(element).overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
  })
  .map((element) => element.outerHTML.slice(0, 120))"""
ANYWHERE = (
    "talk", "date", "summary", "code", "status-problem", "evidence", "options", "welsh", "closed", "copy",
    "form-question", "form-check", "form-done", "form-code", "form-status", "form-status-problem",
)  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


async def shade(place: Page | Locator, name: str) -> str:
    """The colour of a custom property, as `#rrggbb`."""
    if name.startswith("#"):
        return name
    read = """(root, name) => {
      const value = getComputedStyle(root?.nodeType ? root : document.documentElement).getPropertyValue(name).trim();
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      canvas.fillStyle = value;
      return canvas.fillStyle;
    }"""
    if isinstance(place, Page):
        return str(await place.evaluate(f"(name) => ({read})(null, name)", name))
    return str(await place.evaluate(read, name))


async def test_the_colours_of_the_theme_stand_out_from_one_another(page: Page) -> None:
    await page.goto("/chat")
    measured = {pair: contrast(await shade(page, pair[0]), await shade(page, pair[1])) for pair in PAIRS}
    assert {pair: round(found, 2) for pair, found in measured.items() if found < PAIRS[pair]} == {}


async def test_the_colours_of_the_launcher_do_too_and_a_site_may_set_its_own(
    page: Page, gateway: Gateway, site: Site
) -> None:
    own = "<style>candour-chat { --brand: #5a0d4a; --brand-dark: #3d0932 }</style>"
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url) + own))
    host = page.locator("candour-chat")
    button = page.get_by_role("button", name="Make a complaint")
    assert await shade(host, "--brand") == "#5a0d4a"
    assert await button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(90, 13, 74)"
    await page.locator("style").evaluate("style => style.remove()")
    for one, other in (("--on-brand", "--brand"), ("--on-brand", "--brand-dark"), ("#000000", "--focus")):
        assert contrast(await shade(host, one), await shade(host, other)) >= TEXT


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("name", ANYWHERE)
async def test_wide_text_in_a_narrow_window_cuts_nothing_off(
    name: str, page: Page, gateway: Gateway, engine: FakeEngine, watch: Watch
) -> None:
    await page.set_viewport_size({"width": 320, "height": 900})
    await STATES[name](Stage(page, gateway, engine))
    await page.evaluate(
        "css => { const one = new CSSStyleSheet(); one.replaceSync(css); document.adoptedStyleSheets.push(one); }",
        SPACING,
    )
    assert await page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert await page.evaluate(CUT_OFF) == []
    watch.forgive("status of 4")


async def test_at_400_percent_and_in_forced_colours_a_question_is_answered_to_the_end(
    page: Page, engine: FakeEngine
) -> None:
    """320 by 256 is what 1280 by 1024 leaves at 400 percent."""
    engine.answer = perform
    await page.set_viewport_size({"width": 320, "height": 256})
    await page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await page.goto("/chat")
    await expect(page.locator(".line.bot")).to_have_count(1)
    box = page.get_by_label("Your message")
    await box.fill(ACCOUNT)
    await page.get_by_role("button", name="Send").click()
    choice = page.get_by_role("button", name="None of these")
    await choice.click()
    for name, value in (("Day", "17"), ("Month", "11"), ("Year", "2026")):
        await page.get_by_label(name, exact=True).fill(value)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("17 November 2026")).to_be_visible()
    assert await page.evaluate("document.scrollingElement.scrollWidth") <= 320


async def tab_to(page: Page, frame: FrameLocator, wanted: Locator, *, back: bool = False) -> None:
    await expect(wanted).to_be_visible()
    for _ in range(80):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await wanted.evaluate("element => element.getRootNode().activeElement === element"):
            return
    raise AssertionError("no way there by Tab")


async def test_by_keyboard_alone_from_the_launcher_on_another_site_to_the_reference(
    page: Page, gateway: Gateway, site: Site, engine: FakeEngine
) -> None:
    engine.answer = perform
    await page.goto(site.add("/contact", HOST.format(gateway=gateway.url), strictest(gateway)))
    frame = page.frame_locator(FRAME)
    await tab_to(page, frame, page.get_by_role("button", name="Make a complaint"))
    await page.keyboard.press("Enter")
    await expect(frame.get_by_role("heading", level=1)).to_be_focused()
    box = frame.get_by_label("Your message")
    await tab_to(page, frame, box)
    await page.keyboard.type(ACCOUNT)
    await page.keyboard.press("Enter")
    await tab_to(page, frame, frame.get_by_role("button", name="None of these"), back=True)
    await page.keyboard.press("Enter")
    await tab_to(page, frame, frame.get_by_label("Day", exact=True))
    for value in ("17", "11", "2026"):
        await page.keyboard.type(value)
        await page.keyboard.press("Tab")
    await expect(box).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text("17 November 2026")).to_be_visible()
    await expect(box).to_be_focused()
    await page.keyboard.type("My friend Tom was with me")
    await page.keyboard.press("Enter")
    await tab_to(page, frame, frame.get_by_role("button", name="Yes, that's right"), back=True)
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text(REFERENCE).first).to_be_visible()
    await tab_to(page, frame, frame.get_by_role("button", name="Show my secret code"))
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Make a complaint")).to_be_focused()


async def test_offline_in_mid_sentence_the_sentence_stays_and_is_sent_once(
    page: Page, context: BrowserContext, engine: FakeEngine
) -> None:
    await page.goto("/chat")
    await expect(page.get_by_text(GREETING)).to_be_visible()
    box = page.get_by_label("Your message")
    await box.press_sequentially("They kept ")
    await context.set_offline(True)
    await expect(page.get_by_text("You are offline")).to_be_visible()
    await expect(box).to_be_focused()
    await page.keyboard.type("my phone")
    await context.set_offline(False)
    await expect(page.get_by_text("You are offline")).to_have_count(0)
    await expect(box).to_have_value("They kept my phone")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("I heard: They kept my phone")).to_be_visible()
    assert engine.texts == ["They kept my phone"]
