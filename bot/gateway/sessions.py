"""Whose talk it is: a random cookie, kept by the service as a hash only, and the check where a request comes from."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from aiohttp import web

from bot.gateway.store import ChatStore, Opened

COOKIE = "candour"


def is_secure(request: web.Request) -> bool:
    """Whether the browser speaks https, to this process or to the proxy before it.

    A browser that invents `X-Forwarded-Proto` only makes its own cookie stricter and its own origin check fail.
    """
    return request.secure or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip() == "https"


def own_origin(request: web.Request) -> str:
    """The origin that this request was addressed to, such as `https://complaints.example`."""
    return f"{'https' if is_secure(request) else 'http'}://{request.host}"


def require_own_origin(request: web.Request) -> None:
    """Refuse what a page of another site sends with our cookie. Raises `HTTPForbidden`."""
    if request.headers.get("Origin") != own_origin(request):
        raise web.HTTPForbidden(text="This address answers its own pages only.")


def token_hash_of(request: web.Request) -> str | None:
    """The SHA-256 of the request's cookie, by which the store knows the session."""
    token = request.cookies.get(_cookie_name(request))
    return None if token is None else _hash(token)


async def opened_by(request: web.Request, store: ChatStore) -> Opened | None:
    """What the request's cookie opens."""
    token_hash = token_hash_of(request)
    return None if token_hash is None else await asyncio.to_thread(store.use, token_hash)


def require_own_page(request: web.Request) -> None:
    """Refuse a form that a page of another site sends. Raises `HTTPForbidden`.

    Some browsers say `null` for the origin of a form, some say nothing at all; what they do say must be ours. Besides,
    each form of a session carries a token (`require_form_token`).
    """
    origin, site = request.headers.get("Origin", "null"), request.headers.get("Sec-Fetch-Site", "same-origin")
    if origin not in ("null", own_origin(request)) or site not in ("same-origin", "none"):
        raise web.HTTPForbidden(text="This address answers its own pages only.")


def form_token(request: web.Request) -> str:
    """What the forms of a session carry: it follows from the cookie, which other sites cannot read."""
    token = request.cookies.get(_cookie_name(request), "")
    return hmac.new(token.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def require_form_token(request: web.Request, given: str) -> None:
    """Refuse a form that was not made for this session. Raises `HTTPForbidden`."""
    if not hmac.compare_digest(form_token(request).encode(), given.encode("utf-8", "replace")):
        raise web.HTTPForbidden(text="This address answers its own pages only.")


async def conversation_of(request: web.Request, store: ChatStore) -> str | None:
    """The conversation that the request's cookie opens."""
    opened = await opened_by(request, store)
    return None if opened is None else opened.conversation_id


def take_cookie_away(request: web.Request, response: web.StreamResponse) -> None:
    """Let the browser forget the session, whichever of the two kinds of cookie it has."""
    name, secure = _cookie_name(request), is_secure(request)
    response.del_cookie(name, path="/", httponly=True, samesite="Lax", secure=secure)
    if secure:
        gone = f'{name}=""; Max-Age=0; HttpOnly; Path=/; SameSite=None; Secure; Partitioned'
        response.headers.add("Set-Cookie", gone)


async def begin(request: web.Request, response: web.Response, store: ChatStore, *, apart: bool = False) -> str:
    """Begin a conversation with a new session, give the response its cookie; returns the conversation's id.

    `apart`: the chat is in a frame on another site. Browsers then keep cookies for each such site by itself.
    """
    token = secrets.token_urlsafe(32)
    conversation_id = await asyncio.to_thread(store.start, _hash(token))
    _give_cookie(request, response, token, apart=apart)
    return conversation_id


async def go_on_with(
    request: web.Request, response: web.Response, store: ChatStore, conversation_id: str, *, apart: bool = False
) -> None:
    """Give the browser a new session that opens this conversation; the one it had stays with the other talk."""
    token = secrets.token_urlsafe(32)
    await asyncio.to_thread(store.join, _hash(token), conversation_id)
    _give_cookie(request, response, token, apart=apart)


def _give_cookie(request: web.Request, response: web.Response, token: str, *, apart: bool) -> None:
    secure = is_secure(request)
    if apart and secure:
        # Written by hand: `http.cookies` learns `Partitioned` only in Python 3.14. It needs `SameSite=None`; what that
        # lets through is stopped by the check of the origin.
        cookie = f"{_cookie_name(request)}={token}; HttpOnly; Path=/; SameSite=None; Secure; Partitioned"
        response.headers.add("Set-Cookie", cookie)
        return
    # Lax, not Strict: who follows a link to the chat finds their talk again. No lifetime: it ends with the browser.
    response.set_cookie(_cookie_name(request), token, path="/", httponly=True, samesite="Lax", secure=secure)


def _cookie_name(request: web.Request) -> str:
    """`__Host-` keeps other hosts of the domain from planting a cookie; browsers accept the prefix over https only."""
    return f"__Host-{COOKIE}" if is_secure(request) else COOKIE


def _hash(token: str) -> str:
    """SHA-256 is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
