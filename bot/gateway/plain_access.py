"""Codes on plain pages, without JavaScript: open a complaint, get a new code, carry on with a talk, see a code."""

from __future__ import annotations

import math
from collections.abc import Mapping

import structlog
from aiohttp import web

from bot.gateway import access, sessions
from bot.gateway.catalogue import QUERY
from bot.gateway.clients import wait_to_begin
from bot.gateway.guesses import NotOpened
from bot.gateway.keys import CATALOGUES, METRICS, STORE
from bot.gateway.rendering import render

log = structlog.get_logger(__name__)

FORMS = ("status", "lost_code", "resume")


async def status_page(request: web.Request) -> web.Response:
    """`GET /status`: forms for a reference and a code, for a new code, and for the code of a talk."""
    return _page(request, {})


async def open_status(request: web.Request) -> web.Response:
    """`POST /status`: `do` names the form. What opens leads on to the talk at `/complain`; the rest is said here."""
    fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    sessions.require_own_page(request)
    onwards = web.Response(status=303, headers={"Location": f"/complain?{QUERY}={_language(request)}"})
    try:
        if fields.get("do") == "resume":
            await access.resumed(request, onwards, fields)
            return onwards
        conversation_id = await _talk(request, onwards)
        if fields.get("do") == "lost_code":
            access.link_asked_for(request, conversation_id, fields)
            return _with_cookie_of(onwards, _page(request, {}, said="link_on_its_way"))
        await access.opened(request, conversation_id, fields)
    except NotOpened as refusal:
        request.app[METRICS].access.labels(refusal.reason).inc()
        return _with_cookie_of(onwards, _page(request, fields, refusal))
    return onwards


async def show_code(request: web.Request) -> web.Response:
    """`POST /complain/code`: `kind` is `complaint` or `talk`; shows the code once, or a new one with `anew`."""
    fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    sessions.require_own_page(request)
    conversation_id = await sessions.conversation_of(request, request.app[STORE])
    if conversation_id is None:
        raise web.HTTPUnauthorized
    sessions.require_form_token(request, fields.get("token", ""))
    kind = "talk" if fields.get("kind") == "talk" else "complaint"
    shown, reference, problem, status = None, None, None, 200
    try:
        if kind == "talk":
            shown = await access.talk_code(request, conversation_id)
        else:
            given = await access.complaint_code(request, conversation_id, {}, anew="anew" in fields)
            shown, reference = given.code, given.reference
    except NotOpened as refusal:
        problem, status = refusal.reason, access.STATUS[refusal.reason]
    context = {
        "kind": kind,
        "shown": shown,
        "reference": reference,
        "problem": problem,
        "token": sessions.form_token(request),
    }
    return render(request, "code_shown.html", context, status=status)


async def _talk(request: web.Request, response: web.Response) -> str:
    """The talk of the browser's session, or a new one with a cookie on the response. Raises `NotOpened`."""
    conversation_id = await sessions.conversation_of(request, request.app[STORE])
    if conversation_id is None:
        if (seconds := wait_to_begin(request)) > 0:
            raise NotOpened("too_many_codes", seconds)
        conversation_id = await sessions.begin(request, response, request.app[STORE])
        request.app[METRICS].conversations.inc()
        log.info("chat.begun", conversation=conversation_id)
    return conversation_id


def _page(
    request: web.Request, fields: Mapping[str, str], refusal: NotOpened | None = None, *, said: str | None = None
) -> web.Response:
    """The forms; a reference that was typed stays, a code never does."""
    context = {
        "form": fields.get("do") if fields.get("do") in FORMS else "status",
        "filled": {"reference": fields.get("reference", "")},
        "problem": refusal.reason if refusal else None,
        "field": refusal.reason if refusal and refusal.reason in access.FIELDS else None,
        "said": said,
    }
    status = access.STATUS[refusal.reason] if refusal else 200
    response = render(request, "status.html", context, status=status)
    if refusal and refusal.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(refusal.retry_after))
    return response


def _with_cookie_of(begun: web.Response, page: web.Response) -> web.Response:
    """The page, with the cookie of a session that was begun before it was known what to answer."""
    page.cookies.update(begun.cookies)
    return page


def _language(request: web.Request) -> str:
    return request.app[CATALOGUES].of(request).code
