"""A real Chromium before a real gateway; every page is watched for what it must never do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.database import migrate
from bot.gateway.app import create_app
from bot.gateway.conversation import Pace
from bot.settings import Settings
from tests.web.fake_engine import FakeEngine

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Reported by the document before any of its scripts runs; a violation in a frame is reported there.
WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP violation: " + event.violatedDirective + " " + event.blockedURI));"""


@dataclass
class Gateway:
    """The gateway as a process of its own would be: it can be stopped and started again on the same port."""

    database_url: str
    engine_port: int
    port: int = 0
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        settings = Settings(database_url=self.database_url, rasa_port=self.engine_port)
        app = create_app(settings, pace=Pace(first_wait=0.05, longest_wait=0.2))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Watch:
    """What the pages of a browser did: errors on the console, requests to other hosts."""

    own: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._check(request.url))
        page.on("websocket", lambda socket: self._check(socket.url))

    def _check(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.own).netloc:
            self.foreign.append(url)


@pytest.fixture
async def engine() -> AsyncIterator[FakeEngine]:
    engine = FakeEngine()
    await engine.up()
    yield engine
    await engine.down()


@pytest.fixture
async def gateway(engine: FakeEngine, sqlite_url: str) -> AsyncIterator[Gateway]:
    await asyncio.to_thread(migrate, sqlite_url)
    gateway = Gateway(sqlite_url, engine.port)
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def watch(gateway: Gateway) -> AsyncIterator[Watch]:
    """Fails the test if any page had an error on its console, broke the policy or asked another host."""
    watch = Watch(gateway.url)
    yield watch
    assert watch.errors == []
    assert watch.foreign == []


@pytest.fixture
async def context(browser: Browser, gateway: Gateway, watch: Watch) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(base_url=gateway.url, viewport={"width": 1280, "height": 800})
    await context.add_init_script(WATCH_POLICY)
    context.on("page", watch.follow)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()
