"""The ways in and out: sign in, set up an account from its one-time link, sign out, and one's own sessions."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console import secrets
from bot.console.guard import HOME, give_session, refused, take_session, user
from bot.console.keys import ACCOUNTS, FORM, HASHING, PROVIDER
from bot.console.rendering import render
from bot.gateway.clients import client_of
from bot.gateway.guesses import NotOpened
from bot.gateway.keys import GUESSES

_WRONG = "The name, password or code is not right. A code of the authenticator is good once: wait for the next one."
_TOO_MANY = "There were many wrong tries from your network. This one was looked at and is not right. Wait a little."
_NO_LINK = "That link is used up, older than 72 hours, or not complete. Ask an administrator for a new one."


async def home(request: web.Request) -> web.Response:
    """`GET /staff`: what this role can do."""
    return render(request, "home.html")


async def sign_in_page(request: web.Request) -> web.Response:
    """`GET /staff/sign-in?next=`: the form."""
    return _sign_in(request, request.query.get("next", ""))


async def sign_in(request: web.Request) -> web.Response:
    """`POST /staff/sign-in`: name, password and code together, so that nothing is learnt about one of them alone."""
    form = request[FORM]
    name, password, code = (form.get(field, "") for field in ("name", "password", "code"))
    browser = request.headers.get("User-Agent", "")

    async def look() -> str | None:
        async with request.app[HASHING]:
            return await asyncio.to_thread(request.app[ACCOUNTS].sign_in, name, password, code, browser)

    try:
        token = await request.app[GUESSES].look(client_of(request), name.casefold()[:100], look)
    except NotOpened as error:
        words = _TOO_MANY if error.reason == "too_many" else _WRONG
        return _sign_in(request, form.get("next", ""), name=name, error=words, status=403)
    response = web.HTTPSeeOther(await where_to_go(request, form.get("next", "")))
    give_session(request, response, token)
    return response


async def join_page(request: web.Request) -> web.Response:
    """`GET /staff/join#...`: what a one-time link opens; its secret stands after the `#` and is never in an address."""
    return render(request, "join.html", {"errors": {}, "link": ""})


async def join(request: web.Request) -> web.Response:
    """`POST /staff/join`: the owner chooses a password."""
    form = request[FORM]
    link, password = form.get("link", ""), form.get("password", "")
    errors: dict[str, str] = {}
    if password != form.get("again", ""):
        errors["again"] = "The two passwords are not the same."
        return render(request, "join.html", {"errors": errors, "link": link}, status=400)

    async def look() -> str | None:
        async with request.app[HASHING]:
            browser = request.headers.get("User-Agent", "")
            return await asyncio.to_thread(request.app[ACCOUNTS].open_link, link, password, browser)

    try:
        token = await request.app[GUESSES].look(client_of(request), "join", look)
    except secrets.WeakPassword as error:
        errors["password"] = str(error)
    except NotOpened:
        await refused(request, None, "one-time link")
        errors["link"] = _NO_LINK
    else:
        response = web.HTTPSeeOther(str(request.app.router["enrol"].url_for()))
        give_session(request, response, token)
        return response
    return render(request, "join.html", {"errors": errors, "link": link}, status=400)


async def enrol_page(request: web.Request) -> web.Response:
    """`GET /staff/enrol`: the authenticator's picture and secret."""
    return await _enrol(request)


async def enrol(request: web.Request) -> web.Response:
    """`POST /staff/enrol`: the first code; shows the recovery codes, once."""
    who = user(request)
    browser = request.headers.get("User-Agent", "")
    done = await asyncio.to_thread(request.app[ACCOUNTS].enrol, who, request[FORM].get("code", ""), browser)
    if done is None:
        return await _enrol(
            request,
            "That code is not right. Check that the clock of your device is right, and use the code it shows now.",
        )
    token, codes = done
    response = render(request, "recovery.html", {"codes": codes})
    give_session(request, response, token)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """`POST /staff/sign-out`."""
    who = user(request)
    await asyncio.to_thread(request.app[ACCOUNTS].end, who)
    response = web.HTTPSeeOther(str(request.app.router["sign_in"].url_for().with_query(done="signed_out")))
    take_session(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def own_account(request: web.Request) -> web.Response:
    """`GET /staff/account`: where one is signed in."""
    who = user(request)
    sessions = await asyncio.to_thread(request.app[ACCOUNTS].sessions_of, who)
    return render(request, "account.html", {"sessions": sessions})


async def end_session(request: web.Request) -> web.Response:
    """`POST /staff/account/sessions/{id}/end`: sign out another browser. 404 for one that is not theirs."""
    who = user(request)
    if not await asyncio.to_thread(request.app[ACCOUNTS].end, who, int(request.match_info["id"])):
        await refused(request, who, "another's session")
        raise web.HTTPNotFound
    raise web.HTTPSeeOther(str(request.app.router["account"].url_for().with_query(done="session_ended")))


def _sign_in(
    request: web.Request, after: str, *, name: str = "", error: str | None = None, status: int = 200
) -> web.Response:
    context = {"next": after, "name": name, "error": error, "sign_on": request.app[PROVIDER] is not None}
    return render(request, "sign_in.html", context, status=status)


async def _enrol(request: web.Request, error: str | None = None) -> web.Response:
    who = user(request)
    secret = await asyncio.to_thread(request.app[ACCOUNTS].totp_secret, who)
    context = {
        "picture": secrets.totp_picture(secret, who.name),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "error": error,
    }
    return render(request, "enrol.html", context, status=400 if error else 200)


async def where_to_go(request: web.Request, wanted: str) -> str:
    """Where somebody goes once signed in: a page of the console and nowhere else."""
    if not wanted:
        return HOME
    is_ours = wanted == HOME or wanted.startswith((f"{HOME}/", f"{HOME}?"))
    if is_ours and wanted.isprintable() and "\\" not in wanted and "//" not in wanted.partition("?")[0]:
        return wanted
    await refused(request, None, "redirect to another site")
    return HOME
