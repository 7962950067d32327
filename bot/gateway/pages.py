"""The pages of the public edge, the widget's script, and the beginning of a session."""

from __future__ import annotations

import math
from pathlib import Path

import structlog
from aiohttp import web

from bot.gateway import sessions
from bot.gateway.clients import wait_to_begin
from bot.gateway.headers import FRAMED_BY
from bot.gateway.keys import CATALOGUES, EVIDENCE, METRICS, SETTINGS, STORE, TALKS
from bot.gateway.limits import TEXT_LIMIT
from bot.gateway.rendering import render

log = structlog.get_logger(__name__)

STATIC = Path(__file__).parent / "static"
REVALIDATE = "no-cache"  # kept by the browser, but asked about each time: a new release is seen at once


async def demo_page(request: web.Request) -> web.Response:
    """`GET /`: a page as a force might have it, clearly marked as a demonstration, with the widget on it."""
    return render(request, "demo.html")


async def chat_page(request: web.Request) -> web.Response:
    """`GET /chat`: the chat on a page of its own; the widget shows the same page in its frame."""
    settings = request.app[SETTINGS]
    context = {
        "limit": TEXT_LIMIT,
        "is_apart": _is_apart(request),
        "files": request.app[EVIDENCE].rules,
    }
    response = render(request, "chat.html", context)
    response[FRAMED_BY] = settings.embed_origins
    return response


async def widget_script(request: web.Request) -> web.FileResponse:
    """`GET /widget.js`: the one script that a site puts on its pages; the only file that other origins may load."""
    return web.FileResponse(
        STATIC / "widget.js",
        headers={
            "Access-Control-Allow-Origin": "*",  # so that a site may pin it by its hash (`integrity`)
            "Cache-Control": REVALIDATE,
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


async def begin_session(request: web.Request) -> web.Response:
    """`POST /chat/session[?apart]`: find the browser's conversation or begin one, before its socket is opened.

    Answers `{"resumed": bool}`, or 429 with a plain sentence. The socket cannot do this itself: a script is not told
    why a handshake failed, and some browsers drop a handshake's cookie.
    """
    sessions.require_own_origin(request)
    store = request.app[STORE]
    if await sessions.conversation_of(request, store) is not None:
        return web.json_response({"resumed": True})
    if (seconds := wait_to_begin(request)) > 0:
        crowded = request.app[CATALOGUES].of(request).say("refused.crowded")
        retry_after = {"Retry-After": str(math.ceil(seconds))}
        return web.json_response({"text": crowded}, status=429, headers=retry_after)
    response = web.json_response({"resumed": False})
    conversation_id = await sessions.begin(request, response, store, apart="apart" in request.query)
    log.info("chat.begun", conversation=conversation_id)
    request.app[METRICS].conversations.inc()
    request.app[TALKS].wake(conversation_id)
    return response


def _is_apart(request: web.Request) -> bool:
    """Whether the page is shown in a frame on another site."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe" and request.headers.get("Sec-Fetch-Site") == "cross-site"


async def revalidate_files(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: static files may be kept by the browser if it asks whether they have changed."""
    if request.path.startswith("/static/") and response.status in (200, 206, 304):
        response.headers["Cache-Control"] = REVALIDATE
