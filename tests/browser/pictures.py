"""Takes a picture of every state, wide and on a phone: `python -m tests.browser.pictures docs/images [state ...]`."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, async_playwright

from bot.database import migrate
from tests.browser.conftest import ARGUMENTS, Gateway
from tests.browser.states import PICTURES, Stage
from tests.conftest import BROWSERS
from tests.web.fake_engine import FakeEngine

SIZES = {"wide": (1280, 800), "phone": (390, 844)}


async def main(target: Path, names: list[str]) -> None:
    """Take the pictures of the named states, or of all."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in names or PICTURES:
            for size, (width, height) in SIZES.items():
                await take(browser, name, width, height, target / f"{name}-{size}.png")
        await browser.close()


async def take(browser: Browser, name: str, width: int, height: int, file: Path) -> None:
    """One picture, from a service and a browser of its own; what scrolls in the window is shown as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        engine, url = FakeEngine(), f"sqlite:///{folder}/candour.db"
        migrate(url)
        await engine.up()
        gateway = Gateway({"database_url": url, "var_dir": Path(folder), "rasa_port": engine.port})
        await gateway.start()
        page = await browser.new_page(viewport={"width": width, "height": height})
        await PICTURES[name](Stage(page, gateway, engine))
        await page.wait_for_timeout(300)
        await page.screenshot(path=file, full_page=not await page.locator("iframe, body.chat").count())
        shrink(file)
        print(file)  # noqa: T201
        await page.close()
        await gateway.stop()
        await engine.down()


def shrink(file: Path) -> None:
    """As few colours as text on a plain ground needs: a third of the size."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
