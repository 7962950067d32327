"""Who may do what: every route with every role, forged forms, cookies and headers; and no route without a rule."""

from __future__ import annotations

import re

import pytest
from aiohttp import web
from sqlalchemy.orm import Session, sessionmaker

from bot.console.app import create_console
from bot.console.guard import UnguardedRoute
from bot.console.keys import NEEDS
from bot.console.roles import PERMISSIONS, Permission, Role
from bot.settings import Settings
from tests.console.conftest import NewDesk, SignedIn, logged


def _address(route: web.AbstractRoute) -> str:
    assert route.resource is not None
    canonical = route.resource.canonical
    return "/staff" + re.sub(r"\{[^}]*\}", "1", canonical.removeprefix("/staff"))


def _routes(settings: Settings) -> list[tuple[str, str, Permission]]:
    app = create_console(settings)
    return [(route.method, _address(route), needs) for route, needs in app[NEEDS].items()]


@pytest.mark.parametrize("role", Role)
async def test_every_route_is_open_to_exactly_those_whose_role_has_its_permission(
    signed_in: SignedIn, settings: Settings, sessions: sessionmaker[Session], role: Role
) -> None:
    desk = await signed_in(role)
    _, page = await desk.get("/staff")
    refused = 0
    for method, path, needs in _routes(settings):
        if needs is Permission.OPEN or path == "/staff/sign-out":
            continue
        await desk.get("/staff")
        status, page = await (desk.get(path) if method == "GET" else desk.post(path))
        if needs in PERMISSIONS[role]:
            assert "Your role does not include this" not in page, (method, path)
            assert status != 500, (method, path, page)
        else:
            assert status == 403, (method, path)
            refused += 1
    assert len([entry for entry in logged(sessions) if entry[:2] == (desk.name, "refused")]) >= refused > 0


async def test_nobody_gets_anywhere_without_signing_in(new_desk: NewDesk, settings: Settings) -> None:
    desk = new_desk()
    for method, path, needs in _routes(settings):
        if needs is Permission.OPEN:
            continue
        status, where = await (desk.get(path) if method == "GET" else desk.post(path))
        if method == "GET":
            assert (status, where.partition("?")[0]) == (303, "/staff/sign-in"), path
        else:
            assert status == 403, path


async def test_the_console_does_not_start_with_a_route_that_says_nothing(settings: Settings) -> None:
    app = create_console(settings)
    app.router.add_get("/forgotten", lambda _request: web.Response())

    with pytest.raises(UnguardedRoute, match="/forgotten"):
        await web.AppRunner(app).setup()


@pytest.mark.parametrize("token", ["", "0" * 64, "\u00e9"])
async def test_a_form_without_its_token_changes_nothing(
    signed_in: SignedIn, sessions: sessionmaker[Session], token: str
) -> None:
    desk = await signed_in(Role.REVIEWER)
    desk.token = token

    status, page = await desk.post("/staff/sign-out")

    assert status == 403
    assert "out of date" in page
    assert (await desk.get("/staff"))[0] == 200
    assert logged(sessions)[-1] == ("some.reviewer", "refused", None)


async def test_another_sites_form_changes_nothing_even_with_a_token(signed_in: SignedIn) -> None:
    desk = await signed_in(Role.REVIEWER)

    assert (await desk.post("/staff/sign-out", headers={"Origin": "https://evil.example"}))[0] == 403
    assert (await desk.get("/staff"))[0] == 200


async def test_the_token_of_one_session_is_not_good_in_another(signed_in: SignedIn) -> None:
    one, other = await signed_in(Role.REVIEWER), await signed_in(Role.ASSESSOR)
    one.token = other.token

    assert (await one.post("/staff/sign-out"))[0] == 403


@pytest.mark.parametrize("cookie", ["", "guess", "0" * 64, "a" * 5000])
async def test_a_guessed_cookie_opens_nothing(new_desk: NewDesk, cookie: str) -> None:
    assert (await new_desk().get("/staff", cookies={"staff": cookie}))[0] == 303


async def test_what_browsers_are_told(signed_in: SignedIn) -> None:
    desk = await signed_in(Role.REVIEWER)

    response = await desk.client.get("/staff")

    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    file = await desk.client.get("/staff/static/console.css")
    assert (file.status, file.headers["Cache-Control"]) == (200, "no-cache")
    for path in ("/staff/static/app.py", "/staff/static/..%2fapp.py", "/staff/nothing"):
        assert (await desk.client.get(path)).status == 404


async def test_over_https_the_cookie_is_bound_to_the_host(new_desk: NewDesk) -> None:
    response = await new_desk().client.get("/staff/sign-in", headers={"X-Forwarded-Proto": "https"})

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-staff=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_a_form_that_is_too_long_is_refused_plainly(new_desk: NewDesk) -> None:
    desk = new_desk()
    await desk.get("/staff/sign-in")

    status, page = await desk.post("/staff/sign-in", {"name": "x" * 300_000})

    assert status == 413
    assert "too long" in page
