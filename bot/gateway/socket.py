"""The WebSocket of the chat: what the person sends is stored before it is acknowledged, what is stored is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from sqlalchemy.exc import SQLAlchemyError

from bot.database import DatabaseError
from bot.gateway import words
from bot.gateway.conversation import Talk
from bot.gateway.keys import CATALOGUES, MESSAGE_RATE, METRICS, SOCKETS, STORE, TALKS
from bot.gateway.limits import FRAME_LIMIT, clean
from bot.gateway.messages import Chose, Refused, Reply, Said, parse_frame
from bot.gateway.sessions import conversation_of, require_own_origin
from bot.gateway.store import PAGE, ChatStore
from bot.masking import is_only_a_code, masked

log = structlog.get_logger(__name__)

HEARTBEAT = 25.0
"""Seconds between pings: shorter than the idle time-out of common proxies."""
GOODBYE_WITHIN = 3.0
"""Seconds that a browser has to answer a goodbye; a dead one must not hold up the end of the process."""


async def chat_socket(request: web.Request) -> web.StreamResponse:
    """`GET /chat/socket?after=N&lang=cy`: lines after number N, then new ones as they come; messages the other way."""
    require_own_origin(request)
    conversation_id = await conversation_of(request, request.app[STORE])
    if conversation_id is None:
        raise web.HTTPUnauthorized(text="This address needs a chat session.")
    # No compression: its length would tell an eavesdropper about secrets beside words of his choice.
    socket = web.WebSocketResponse(
        timeout=GOODBYE_WITHIN, heartbeat=HEARTBEAT, max_msg_size=FRAME_LIMIT, compress=False
    )
    await socket.prepare(request)
    try:
        with request.app[TALKS].follow(conversation_id) as (talk, news):
            await _serve(request, socket, talk, news)
    except Refused as refusal:
        await socket.send_json(refusal.as_frame(_words(request)["refused"]))
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    return socket


async def _serve(request: web.Request, socket: web.WebSocketResponse, talk: Talk, news: asyncio.Event) -> None:
    """Show and listen at once; whichever ends ends the other. Without a database the browser is asked to come again."""
    open_sockets = request.app[SOCKETS]
    open_sockets.add(socket)
    showing = asyncio.create_task(_show(request, socket, talk, news))
    listening = asyncio.create_task(_listen(request, socket, talk))
    try:
        done, _ = await asyncio.wait({showing, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except (DatabaseError, SQLAlchemyError) as error:
        log.error("chat.store_failed", conversation=talk.id, error=type(error).__name__)
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
    except ConnectionError:
        pass  # the browser has gone; what was stored is shown when it comes back
    finally:
        open_sockets.discard(socket)
        showing.cancel()
        await socket.close()  # ends the listening too, after what it is storing
        await asyncio.gather(showing, listening, return_exceptions=True)


async def _show(request: web.Request, socket: web.WebSocketResponse, talk: Talk, news: asyncio.Event) -> None:
    """Send every line after the browser's last, in order, read from the store alone; then what else it should know."""
    shown = _after(request)
    mood = None
    is_ready = False
    while not socket.closed:
        await news.wait()
        news.clear()
        feeling = talk.mood  # taken before the lines are read: no line may come after "idle" that it waited for
        while lines := await asyncio.to_thread(request.app[STORE].lines_after, talk.id, shown):
            for line in lines:
                await socket.send_json(line.as_frame())
            shown = lines[-1].seq
            if len(lines) < PAGE:
                break
        if not is_ready:
            await socket.send_json({"type": "ready"})
            is_ready = True
        if feeling != mood:
            await socket.send_json(feeling.as_frame(_words(request)["status"]))
            mood = feeling


async def _listen(request: web.Request, socket: web.WebSocketResponse, talk: Talk) -> None:
    async for frame in socket:
        if frame.type is not WSMsgType.TEXT:
            break
        try:
            await _take(request, socket, talk, frame.data)
        except Refused as refusal:
            request.app[METRICS].refused.labels(refusal.reason).inc()
            await socket.send_json(refusal.as_frame(_words(request)["refused"]))


async def _take(request: web.Request, socket: web.WebSocketResponse, talk: Talk, data: str) -> None:
    """Store one message, see that it is delivered, and only then acknowledge it. Raises `Refused`."""
    message = parse_frame(data)
    if (seconds := request.app[MESSAGE_RATE].wait(talk.id)) > 0:
        raise Refused("too_fast", words.TOO_FAST, message.client_id, retry_after=round(seconds, 2))
    store = request.app[STORE]
    match message:
        case Said(client_id, text):
            seq = await asyncio.to_thread(_keep, store, talk.id, client_id, clean(text, client_id))
        case Chose(client_id, of, button):
            seq = await asyncio.to_thread(store.add_choice, talk.id, client_id, of, button)
    request.app[TALKS].wake(talk.id)
    request.app[METRICS].accepted.inc()
    await socket.send_json({"type": "ack", "id": message.client_id, "seq": seq})


def _words(request: web.Request) -> Mapping[str, Mapping[str, str]]:
    """What the service itself says, in the language of the page."""
    return request.app[CATALOGUES].of(request).words


def _keep(store: ChatStore, conversation_id: str, client_id: str, text: str) -> int:
    """Keep what was said, without any code in it; give its number."""
    kept = masked(text)
    if kept == text:
        return store.add_text(conversation_id, client_id, text)
    hint = Reply(words.CODE_REMOVED, custom={"form": "status"})
    return store.add_text(conversation_id, client_id, kept, hint=hint, is_heard=is_only_a_code(kept))


def _after(request: web.Request) -> int:
    after = request.query.get("after", "0")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
