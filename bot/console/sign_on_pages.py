"""The ways to a force's own sign-on and back; where none is set there are no such pages."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.entrance import where_to_go
from bot.console.guard import give_session, refused
from bot.console.keys import ACCOUNTS, PROVIDER
from bot.console.single_sign_on import GOOD_FOR, NotProven, Provider, ProviderAway
from bot.gateway.sessions import is_secure, own_origin


async def begin(request: web.Request) -> web.Response:
    """`GET /staff/sign-on?next=`: to the provider."""
    provider = _provider(request)
    back = own_origin(request) + str(request.app.router["sign_on_back"].url_for())
    try:
        begun = await provider.begin(back, request.query.get("next", ""))
    except ProviderAway as error:
        raise web.HTTPServiceUnavailable(text="provider_away") from error
    response = web.HTTPSeeOther(begun.address)
    # `Lax`: the provider leads back by a link, and the browser must still have it.
    response.set_cookie(
        _cookie(request),
        begun.kept,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=is_secure(request),
        max_age=int(GOOD_FOR.total_seconds()),
    )
    return response


async def come_back(request: web.Request) -> web.Response:
    """`GET /staff/sign-on/back?code=&state=`: from the provider; role and rights are those of the account here."""
    provider, browser = _provider(request), request.headers.get("User-Agent", "")
    try:
        name, wanted = await provider.finish(request.cookies.get(_cookie(request), ""), request.query)
    except ProviderAway as error:
        raise web.HTTPServiceUnavailable(text="provider_away") from error
    except NotProven as error:
        await refused(request, None, f"sign-on: {error}")
        raise web.HTTPForbidden(text="not_proven") from error
    token = await asyncio.to_thread(request.app[ACCOUNTS].sign_on, name, browser)
    if token is None:
        raise web.HTTPForbidden(text="no_account")
    response = web.HTTPSeeOther(await where_to_go(request, wanted))
    give_session(request, response, token)
    response.del_cookie(_cookie(request), path="/", httponly=True, samesite="Lax", secure=is_secure(request))
    return response


def _provider(request: web.Request) -> Provider:
    provider = request.app[PROVIDER]
    if provider is None:
        raise web.HTTPNotFound
    return provider


def _cookie(request: web.Request) -> str:
    return "__Host-staff-sign-on" if is_secure(request) else "staff-sign-on"
