"""The one place where the console decides who may do what: sign-in, form token, permission; refusals are logged."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import MultiDict

from bot.console import secrets
from bot.console.accounts import Who
from bot.console.keys import ACCOUNTS, AUDIT, FORM, NEEDS, TOKEN, WHO
from bot.console.models import Stage
from bot.console.roles import Permission, may
from bot.gateway.sessions import is_secure, own_origin

log = structlog.get_logger(__name__)

FORM_LIMIT = 256 * 1024
"""Bytes of a form: the longest text of casework several times over."""
FIELD_LIMIT = 500
HOME = "/staff"


class UnguardedRoute(RuntimeError):
    """A route does not say what it needs: the console does not start."""


def add_route(
    app: web.Application, needs: dict[web.AbstractRoute, Permission], method: str, path: str, handler: Handler,
    permission: Permission, name: str | None = None,
) -> None:  # fmt: skip
    """Connect an address with a handler and the permission that it needs."""
    needs[app.router.add_route(method, path, handler, name=name)] = permission


async def require_needs(app: web.Application) -> None:
    """Signal `on_startup`. Raises `UnguardedRoute`."""
    for route in app.router.routes():
        if route not in app[NEEDS]:
            where = route.resource.canonical if route.resource else route
            raise UnguardedRoute(f"{route.method} {where} does not say which permission it needs")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may, and nobody else."""
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    needs = request.app[NEEDS][request.match_info.route]
    cookie = request.cookies.get(cookie_name(request)) or secrets.new_token()
    browser = request.headers.get("User-Agent", "")
    who = await asyncio.to_thread(request.app[ACCOUNTS].find, cookie, browser)
    if who is None and needs is not Permission.OPEN:
        await asyncio.to_thread(request.app[ACCOUNTS].refuse, cookie, browser)
    request[WHO], request[TOKEN] = who, secrets.form_token(cookie)
    if request.method == "POST":
        request[FORM] = await _read_form(request)
    refusal = await _refusal(request, who, needs)
    if refusal is not None:
        return refusal
    response = await handler(request)
    if who is None and needs is Permission.OPEN and not request.path.startswith(f"{HOME}/static/"):
        _keep_for_the_form(request, response, cookie)
    return response


async def _refusal(request: web.Request, who: Who | None, needs: Permission) -> web.StreamResponse | None:
    """What is answered instead, if this visitor may not. Raises `HTTPForbidden`."""
    if who is None and needs is not Permission.OPEN:
        if request.method != "GET":
            await refused(request, None, "not signed in")
            raise web.HTTPForbidden(text="signed_out")
        return web.HTTPSeeOther(str(request.app.router["sign_in"].url_for().with_query(next=request.path_qs)))
    if request.method == "POST" and not _is_own_form(request):
        await refused(request, who, "form token")
        raise web.HTTPForbidden(text="form")
    if who is None or needs is Permission.OPEN:
        return None
    if who.stage is Stage.ENROLLING:
        if needs is Permission.ENROL:
            return None
        return web.HTTPSeeOther(str(request.app.router["enrol"].url_for()))
    if not may(who.role, needs):
        await refused(request, who, f"needs {needs}")
        raise web.HTTPForbidden(text="role")
    return None


async def refused(request: web.Request, who: Who | None, why: str) -> None:
    """Log that something was refused, by the kind of address: what stands in it may be somebody's name."""
    resource = request.match_info.route.resource
    where = f"{request.method} {resource.canonical if resource else '?'}"
    name = who.name if who else "nobody"
    await asyncio.to_thread(request.app[AUDIT].write, name, "refused", None, why=why, where=where)


def user(request: web.Request) -> Who:
    """Who is signed in. Raises `HTTPForbidden` where nobody is, which the guard does not let come so far."""
    who = request[WHO]
    if who is None:
        raise web.HTTPForbidden(text="signed_out")
    return who


async def note(request: web.Request, action: str, subject: str | None, **detail: Any) -> None:
    """Log what the user looks at or does, before it is shown or done. Raises `DatabaseError`."""
    await asyncio.to_thread(request.app[AUDIT].write, user(request).name, action, subject, **detail)


def cookie_name(request: web.Request) -> str:
    """`__Host-` keeps other hosts of the domain from planting a cookie; browsers accept the prefix over https only."""
    return "__Host-staff" if is_secure(request) else "staff"


def give_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session. `Lax`: who follows a link to a case is still signed in; looking changes nothing."""
    response.set_cookie(cookie_name(request), token, path="/", httponly=True, samesite="Lax", secure=is_secure(request))


def take_session(request: web.Request, response: web.StreamResponse) -> None:
    """Take it away."""
    response.del_cookie(cookie_name(request), path="/", httponly=True, samesite="Lax", secure=is_secure(request))


def _keep_for_the_form(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """A visitor who is not signed in gets a cookie too, so that the sign-in form can have its token."""
    if cookie_name(request) not in response.cookies:
        give_session(request, response, cookie)


def _is_own_form(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and origin != own_origin(request):
        return False
    return hmac.compare_digest(request[FORM].get("token", "").encode(), request[TOKEN].encode())


async def _read_form(request: web.Request) -> MultiDict[str]:
    """The fields of the form. Raises `HTTPRequestEntityTooLarge` or `HTTPBadRequest`."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise web.HTTPRequestEntityTooLarge(FORM_LIMIT, len(body))
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELD_LIMIT)
    except ValueError as error:
        raise web.HTTPBadRequest(text="too many fields") from error
    return MultiDict((name, value.replace("\r\n", "\n")) for name, value in fields)
