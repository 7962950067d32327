"""A real Chromium before a real gateway; every page is watched for what it must never do."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from pytest_asyncio import is_async_test

from bot.console.app import create_console
from bot.gateway.app import create_app
from bot.gateway.catalogue import Catalogues
from bot.gateway.conversation import Pace
from bot.gateway.limits import RateLimiter
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
    "--host-resolver-rules=MAP *.example 127.0.0.1",
]
# Reported by the document before any of its scripts runs; a violation in a frame is reported there.
WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP violation: " + event.violatedDirective + " " + event.blockedURI));"""


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder share one loop, so that they can share one browser."""
    for item in items:
        if HERE in item.path.parents and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def https(request: pytest.FixtureRequest) -> ssl.SSLContext | None:
    """The certificate, for tests marked `https`: the gateway and the other site are then on different sites."""
    return request.getfixturevalue("tls") if request.node.get_closest_marker("https") else None


@dataclass
class Gateway:
    """The gateway as a process of its own would be: it can be stopped and started again on the same port."""

    settings: dict[str, Any]
    port: int = 0
    message_rate: RateLimiter | None = None
    tls: ssl.SSLContext | None = None
    catalogues: Catalogues | None = None
    staff_clock: Callable[[], datetime] | None = None
    """With it the staff console is there too, and its codes and sessions go by it."""
    _runner: web.AppRunner | None = None

    async def start(self, **settings: Any) -> None:
        """Start with the settings so far and these; they stay for the next start."""
        self.settings |= settings
        app = create_app(
            Settings(**self.settings),
            pace=Pace(first_wait=0.05, longest_wait=0.2),
            message_rate=self.message_rate,
            catalogues=self.catalogues,
            staff=create_console(Settings(**self.settings), clock=self.staff_clock) if self.staff_clock else None,
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True, ssl_context=self.tls).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def restart(self, **settings: Any) -> None:
        await self.stop()
        await self.start(**settings)

    @property
    def url(self) -> str:
        return f"https://complaints.example:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"


@dataclass
class Site:
    """Somebody else's website, at another origin: pages by their path, each with its own policy."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    port: int = 0
    tls: ssl.SSLContext | None = None
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.tls).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def add(self, path: str, html: str, policy: str = "") -> str:
        """Serve the page; gives its address."""
        self.pages[path] = (html, policy)
        return f"{self.url}{path}"

    @property
    def url(self) -> str:
        return f"https://www.force.example:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    async def _page(self, request: web.Request) -> web.Response:
        html, policy = self.pages.get(request.path, ("", ""))
        headers = {"Content-Security-Policy": policy} if policy else {}
        return web.Response(text=html, content_type="text/html", headers=headers)


@dataclass
class Watch:
    """What the pages of a browser did: errors on the console, requests to other hosts."""

    own: set[str]
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._check(request.url))
        page.on("websocket", lambda socket: self._check(socket.url))

    def forgive(self, *parts: str) -> None:
        """Errors that the test brings about itself: the browser's own report of a connection that failed."""
        self.errors[:] = [error for error in self.errors if not any(part in error for part in parts)]

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and f"{parts.hostname}:{parts.port}" not in self.own:
            self.foreign.append(url)


@pytest_asyncio.fixture(loop_scope="session")
async def engine() -> AsyncIterator[FakeEngine]:
    engine = FakeEngine()
    await engine.up()
    yield engine
    engine.gate.set()
    await engine.down()


@pytest_asyncio.fixture(loop_scope="session")
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    site = Site(tls=https(request))
    await site.start()
    yield site
    await site.stop()


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate of our own making for every host under `.example`, which tests tell the browser to accept."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(
    request: pytest.FixtureRequest, engine: FakeEngine, site: Site, empty_database: Path, tmp_path: Path
) -> AsyncIterator[Gateway]:
    shutil.copy(empty_database, tmp_path / "candour.db")
    settings = {
        "database_url": f"sqlite:///{tmp_path / 'candour.db'}",
        "var_dir": tmp_path,
        "rasa_port": engine.port,
        "embed_origins": site.url,
        "exit_url": site.add("/weather", "<title>Weather</title><p>Sunny"),
    }
    gateway = Gateway(settings, tls=https(request))
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def watch(gateway: Gateway, site: Site) -> AsyncIterator[Watch]:
    """Fails the test if any page had an error on its console, broke the policy or asked another host."""
    watch = Watch({urlsplit(gateway.url).netloc, urlsplit(site.url).netloc})
    yield watch
    assert watch.errors == []
    assert watch.foreign == []


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, gateway: Gateway, watch: Watch) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        base_url=gateway.url, viewport={"width": 1280, "height": 800}, ignore_https_errors=gateway.tls is not None
    )
    await context.add_init_script(WATCH_POLICY)
    context.on("page", watch.follow)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()
