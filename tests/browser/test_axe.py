"""No state of any page has a fault that axe can find: WCAG 2.2 at A and AA, and its best practices."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.conftest import Gateway, Watch
from tests.browser.states import STATES, Stage
from tests.web.fake_engine import FakeEngine

OPTIONS = {"resultTypes": ["violations"], "iframes": True}


@pytest.mark.parametrize("name", STATES)
async def test_axe_finds_nothing(name: str, page: Page, gateway: Gateway, engine: FakeEngine, watch: Watch) -> None:
    await STATES[name](Stage(page, gateway, engine))
    for frame in page.frames[1:]:
        await frame.evaluate(Axe().axe_script)
    found = await Axe().run(page, options=OPTIONS)
    assert [
        (violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found.response["violations"]
    ] == []
    watch.forgive(
        "ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED", "status of 422", "status of 404", "status of 409"
    )


async def test_axe_would_find_something(page: Page) -> None:
    await page.goto("/chat")
    await page.evaluate("document.querySelector('label[for=message]').remove()")
    found = await Axe().run(page, options=OPTIONS)
    assert "label" in {violation["id"] for violation in found.response["violations"]}
