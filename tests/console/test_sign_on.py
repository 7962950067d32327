"""A force's own sign-on against a provider of our own: who is let in, in which role, and every proof that is none."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from aiohttp import BasicAuth, CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from sqlalchemy.orm import Session, sessionmaker

from bot.console.accounts import Accounts
from bot.console.app import create_console
from bot.console.models import AuditEntry
from bot.console.roles import Role
from bot.gateway.app import create_app
from bot.settings import InvalidSettings, Settings, load_settings
from tests.console.conftest import Clock, Desk, logged

CLIENT, SECRET = "candour", "a secret of the client"


class LocalProvider:
    """Says yes to whoever comes; `claims` and `key` are what it says and signs with."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.key = self.published = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {"preferred_username": "J.Marsh", "role": "administrator"}
        self.status = 200
        self.issuer = ""
        self._asked: dict[str, dict[str, str]] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._describe)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/keys", self._keys)
        return app

    async def _describe(self, _request: web.Request) -> web.Response:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        known = {name: f"{self.issuer}/{path}" for name, path in paths.items()}
        return web.json_response({"issuer": self.issuer, **known}, status=self.status)

    async def _authorize(self, request: web.Request) -> web.Response:
        code = f"code{len(self._asked)}"
        self._asked[code] = dict(request.query)
        back = urlencode({"code": code, "state": request.query["state"]})
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{back}")

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self._asked.pop(str(form["code"]), None)
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        right = BasicAuth(CLIENT, SECRET).encode()
        if asked is None or asked["code_challenge"] != challenge or request.headers["Authorization"] != right:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(self.clock.now.timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        return web.json_response({"id_token": jwt.encode(header, claims, self.key, algorithms=[self.algorithm])})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response(KeySet([self.published]).as_dict(private=False))


@pytest.fixture
async def provider(clock: Clock) -> AsyncIterator[LocalProvider]:
    provider = LocalProvider(clock)
    server = TestServer(provider.app(), host="127.0.0.1")
    await server.start_server()
    provider.issuer = str(server.make_url("")).rstrip("/")
    yield provider
    await server.close()


Start = Callable[[], Awaitable[Desk]]


@pytest.fixture
async def new_browser(settings: Settings, clock: Clock, provider: LocalProvider) -> AsyncIterator[Start]:
    with_provider = settings.model_copy(
        update=Settings(
            oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET
        ).model_dump(include={"oidc_issuer", "oidc_client_id", "oidc_client_secret"})
    )  # fmt: skip
    server = TestServer(create_app(with_provider, staff=create_console(with_provider, clock=clock)), host="127.0.0.1")
    await server.start_server()
    clients: list[TestClient] = []

    async def start() -> Desk:
        clients.append(TestClient(server, cookie_jar=CookieJar(unsafe=True)))
        return Desk(clients[-1])

    yield start
    for client in clients:
        await client.close()


async def go(desk: Desk, provider: LocalProvider, wanted: str = "") -> str:
    """Follow the way to the provider; gives the path by which it leads back."""
    _, address = await desk.get(f"/staff/sign-on?{urlencode({'next': wanted})}")
    assert address.startswith(f"{provider.issuer}/authorize?")
    async with desk.client.session.get(address, allow_redirects=False) as response:
        back = urlsplit(response.headers["Location"])
    return f"{back.path}?{back.query}"


def last_why(sessions: sessionmaker[Session]) -> Any:
    with sessions() as session:
        row = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert row is not None
    return row.detail.get("why")


async def test_who_has_an_account_is_let_in_with_the_role_that_it_has_here(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, sessions: sessionmaker[Session]
) -> None:
    accounts.add("j.marsh", Role.REVIEWER, "test")
    desk = await new_browser()
    assert "Sign in with your force’s account" in (await desk.get("/staff/sign-in"))[1]

    back = await go(desk, provider, "/staff/learning")
    assert await desk.get(back) == (303, "/staff/learning")

    assert (await desk.get("/staff/learning"))[0] == 200
    assert (await desk.get("/staff/accounts"))[0] == 403  # the provider's word on roles is not asked for
    assert ("j.marsh", "sign_in", "j.marsh") in logged(sessions)


@pytest.mark.parametrize("disabled", [False, True])
async def test_who_has_no_account_in_use_is_not_let_in(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, sessions: sessionmaker[Session], disabled: bool
) -> None:
    if disabled:
        accounts.add("j.marsh", Role.REVIEWER, "test")
        accounts.disable("j.marsh", "test")
    desk = await new_browser()

    status, page = await desk.get(await go(desk, provider))

    assert status == 403
    assert "You have no account here" in page
    assert last_why(sessions) == f"sign-on: {'account disabled' if disabled else 'no such account'}"
    assert (await desk.get("/staff"))[0] == 303


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "another"}, "token: InvalidClaimError"),
        ({"iss": "https://evil.example"}, "token: InvalidClaimError"),
        ({"nonce": "another"}, "token: InvalidClaimError"),
        ({"nonce": None}, "token: MissingClaimError"),
        ({"exp": 1}, "token: ExpiredTokenError"),
        ({"exp": None}, "token: MissingClaimError"),
        ({"preferred_username": None}, "no name"),
        ({"preferred_username": ["j.marsh"]}, "no name"),
    ],
)
async def test_a_token_that_is_not_for_us_and_now_proves_nothing(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, sessions: sessionmaker[Session],
    claims: dict[str, Any], why: str,
) -> None:  # fmt: skip
    accounts.add("j.marsh", Role.REVIEWER, "test")
    provider.claims |= claims
    desk = await new_browser()

    assert (await desk.get(await go(desk, provider)))[0] == 403

    assert last_why(sessions) == f"sign-on: {why}"
    assert (await desk.get("/staff"))[0] == 303


@pytest.mark.parametrize("how", ["another key", "shared secret"])
async def test_a_token_that_another_signed_proves_nothing(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, sessions: sessionmaker[Session], how: str
) -> None:
    accounts.add("j.marsh", Role.REVIEWER, "test")
    if how == "another key":
        provider.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    else:
        provider.key, provider.algorithm = OctKey.import_key(SECRET * 2), "HS256"  # type: ignore[assignment]
    desk = await new_browser()

    assert (await desk.get(await go(desk, provider)))[0] == 403

    assert str(last_why(sessions)).startswith("sign-on: token")


async def test_what_was_begun_in_another_browser_or_long_ago_leads_nowhere(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, clock: Clock, sessions: sessionmaker[Session]
) -> None:
    accounts.add("j.marsh", Role.REVIEWER, "test")
    attacker, victim = await new_browser(), await new_browser()
    theirs = await go(attacker, provider)
    assert (await victim.get(theirs))[0] == 403
    assert last_why(sessions) == "sign-on: not begun here"
    await go(victim, provider)
    assert (await victim.get(theirs))[0] == 403
    assert last_why(sessions) == "sign-on: state"

    clock.go(minutes=11)
    assert (await attacker.get(theirs))[0] == 403
    assert last_why(sessions) == "sign-on: too late"


async def test_a_code_is_good_once_and_nobody_is_led_away(
    new_browser: Start, provider: LocalProvider, accounts: Accounts, sessions: sessionmaker[Session]
) -> None:
    accounts.add("j.marsh", Role.REVIEWER, "test")
    desk = await new_browser()
    back = await go(desk, provider, "//evil.example")

    assert await desk.get(back) == (303, "/staff")
    assert last_why(sessions) == "redirect to another site"
    assert (await desk.get(back))[0] == 403
    asked = dict(parse_qsl(urlsplit((await desk.get("/staff/sign-on"))[1]).query))
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith("/staff/sign-on/back")


async def test_a_provider_that_does_not_answer_is_said_plainly(new_browser: Start, provider: LocalProvider) -> None:
    provider.status = 500

    status, page = await (await new_browser()).get("/staff/sign-on")

    assert status == 503
    assert "does not answer" in page


async def test_without_the_settings_there_is_no_such_way(new_desk: Callable[[], Desk]) -> None:
    desk = new_desk()

    assert "force’s account" not in (await desk.get("/staff/sign-in"))[1]
    assert (await desk.get("/staff/sign-on"))[0] == 404
    assert (await desk.get("/staff/sign-on/back?code=1&state=2"))[0] == 404


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"OIDC_ISSUER": "http://login.police.example"}, "write the issuer"),
        ({"OIDC_ISSUER": "https://login.police.example"}, "go together"),
        ({"OIDC_CLIENT_SECRET": "x"}, "go together"),
    ],
)
def test_settings_that_are_not_safe_or_not_whole_are_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"CANDOUR_{name}", value)

    with pytest.raises(InvalidSettings, match=words):
        load_settings()
