"""What a failure looks like from outside: a page in plain words for people, a short text for programs."""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.gateway.keys import CATALOGUES
from bot.gateway.rendering import render

log = structlog.get_logger(__name__)

_WORDS = {403: "forbidden", 404: "not_found", 405: "not_found"}


@web.middleware
async def plain_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost edge: an unforeseen error is logged by kind and place only, since its text may quote a message."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or not _is_for_a_person(request):
            raise
        page = render(request, "fault.html", {"why": _WORDS.get(error.status, "failed")}, status=error.status)
        page.headers.update({name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers})
        return page
    except Exception as error:  # noqa: BLE001
        resource = request.match_info.route.resource
        log.error("gateway.failed", error=type(error).__name__, route=resource.canonical if resource else None)
        if _is_for_a_person(request):
            return render(request, "fault.html", {"why": "failed"}, status=500)
        return web.Response(status=500, text=request.app[CATALOGUES].of(request).say("fault.failed"))


def _is_for_a_person(request: web.Request) -> bool:
    """Whether the answer is shown as a page; scripts ask for anything or for JSON."""
    return "text/html" in request.headers.get("Accept", "")
