"""The end of a session on a device: by "Finish", by "Exit this page", or because nobody was there any more."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

from bot.gateway import sessions
from bot.gateway.keys import SETTINGS, SOCKETS, STORE
from bot.gateway.limits import TEXT_LIMIT, storable
from bot.gateway.socket import ENDED
from bot.masking import masked

log = structlog.get_logger(__name__)

# Not "cookies": that would clear those of every service under the same domain. Ours is taken away by its name.
CLEAR = '"cache", "storage"'
CLEAR_QUICKLY = '"storage"'
"""To empty the cache can take seconds. Who leaves in a hurry must not wait, and no page of ours is ever cached."""


async def end_session(request: web.Request) -> web.Response:
    """`POST /chat/end`: the cookie opens nothing any more, other pages of the session close, traces are cleared.

    The body may be what stands in the message box, as plain text: it is kept for when the talk goes on.
    """
    sessions.require_own_origin(request)
    draft = storable(await request.text())[:TEXT_LIMIT]
    if draft and (opened := await sessions.opened_by(request, request.app[STORE])) is not None:
        await asyncio.to_thread(request.app[STORE].keep_draft, opened.conversation_id, masked(draft))
    response = web.Response(status=204, headers={"Clear-Site-Data": CLEAR})
    await end(request, response)
    return response


async def leave(request: web.Request) -> web.Response:
    """`GET /leave`: "Exit this page" without JavaScript: ends the session and leads to a harmless page.

    A link on another site leads there as well, but ends nothing.
    """
    response = web.Response(
        status=303, headers={"Location": request.app[SETTINGS].exit_url, "Clear-Site-Data": CLEAR_QUICKLY}
    )
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        await end(request, response)
    return response


async def end(request: web.Request, response: web.Response) -> None:
    """End the session of the request, close its pages, and let the browser forget it."""
    sessions.take_cookie_away(request, response)
    token_hash = sessions.token_hash_of(request)
    if token_hash is None:
        return
    await asyncio.to_thread(request.app[STORE].end, token_hash)
    log.info("chat.session_ended")
    sockets = [socket for socket, whose in request.app[SOCKETS].items() if whose == token_hash]
    # Not awaited one by one: a page that no longer answers must not hold up the others, or the person who leaves.
    await asyncio.gather(*(socket.close(code=ENDED, drain=False) for socket in sockets), return_exceptions=True)
