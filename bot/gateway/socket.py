"""The WebSocket of the chat: what the person sends is stored before it is acknowledged, what is stored is shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from sqlalchemy.exc import SQLAlchemyError

from bot.database import DatabaseError
from bot.gateway import words
from bot.gateway.conversation import Talk
from bot.gateway.keys import CATALOGUES, METRICS, SOCKETS, STORE, TALKS
from bot.gateway.limits import FRAME_LIMIT
from bot.gateway.messages import Chose, Here, Refused, Said, Shares, parse_frame
from bot.gateway.sessions import opened_by, require_own_origin, token_hash_of
from bot.gateway.store import PAGE, ChatStore, Opened
from bot.gateway.taking import take

log = structlog.get_logger(__name__)

HEARTBEAT = 25.0
"""Seconds between pings: shorter than the idle time-out of common proxies."""
LOOK_EVERY = 30.0
"""Seconds without news after which it is looked whether the session has ended, here or through another gateway."""
SEEN_EVERY = 20.0
"""Seconds within which a sign of life changes nothing, so that a flood of them costs nothing."""
ENDED = 4001
"""The code with which a socket is closed whose session has ended; the page then clears itself."""
GOODBYE_WITHIN = 3.0
"""Seconds that a browser has to answer a goodbye; a dead one must not hold up the end of the process."""


async def chat_socket(request: web.Request) -> web.StreamResponse:
    """`GET /chat/socket?after=N&lang=cy`: lines after number N, then new ones as they come; messages the other way."""
    require_own_origin(request)
    opened = await opened_by(request, request.app[STORE])
    if opened is None:
        raise web.HTTPUnauthorized(text="This address needs a chat session.")
    # No compression: its length would tell an eavesdropper about secrets beside words of his choice.
    socket = web.WebSocketResponse(
        timeout=GOODBYE_WITHIN, heartbeat=HEARTBEAT, max_msg_size=FRAME_LIMIT, compress=False
    )
    await socket.prepare(request)
    try:
        with request.app[TALKS].follow(opened.conversation_id) as (talk, news):
            await _serve(Visit(request, socket, talk, str(token_hash_of(request))), news)
    except Refused as refusal:
        await socket.send_json(refusal.as_frame(_words(request)["refused"]))
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    return socket


@dataclass
class Visit:
    """One page that follows a talk: its request, its socket, and the hash of its session."""

    request: web.Request
    socket: web.WebSocketResponse
    talk: Talk
    token_hash: str
    seen_at: float = field(default_factory=time.monotonic)

    @property
    def store(self) -> ChatStore:
        """The store of the application."""
        return self.request.app[STORE]

    async def use(self) -> Opened | None:
        """What the session opens, as a use of it."""
        self.seen_at = time.monotonic()
        return await asyncio.to_thread(self.store.use, self.token_hash)


async def _serve(visit: Visit, news: asyncio.Event) -> None:
    """Show and listen at once; whichever ends ends the other. Without a database the browser is asked to come again."""
    open_sockets, socket = visit.request.app[SOCKETS], visit.socket
    open_sockets[socket] = visit.token_hash
    showing = asyncio.create_task(_show(visit, news))
    listening = asyncio.create_task(_listen(visit))
    try:
        done, _ = await asyncio.wait({showing, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except (DatabaseError, SQLAlchemyError) as error:
        log.error("chat.store_failed", conversation=visit.talk.id, error=type(error).__name__)
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
    except ConnectionError:
        pass  # the browser has gone; what was stored is shown when it comes back
    finally:
        open_sockets.pop(socket, None)
        showing.cancel()
        await socket.close()  # ends the listening too, after what it is storing
        await asyncio.gather(showing, listening, return_exceptions=True)


async def _show(visit: Visit, news: asyncio.Event) -> None:
    """Send every line after the browser's last, in order, read from the store alone; then what else it should know."""
    socket, talk, store = visit.socket, visit.talk, visit.store
    shown = _after(visit.request)
    mood = None
    is_ready = False
    while not socket.closed:
        if not await _is_told(news):
            if not await asyncio.to_thread(store.is_open, visit.token_hash):
                await socket.close(code=ENDED)
                return
            await socket.send_json({"type": "beat"})  # a page cannot see pings, nor that its network fell silent
        feeling = talk.mood  # taken before the lines are read: no line may come after "idle" that it waited for
        while lines := await asyncio.to_thread(store.lines_after, talk.id, shown):
            for line in lines:
                await socket.send_json(line.as_frame())
            shown = lines[-1].seq
            if len(lines) < PAGE:
                break
        if not is_ready:
            await _greet(visit)
            is_ready = True
        if feeling != mood:
            await socket.send_json(feeling.as_frame(_words(visit.request)["status"]))
            mood = feeling


async def _is_told(news: asyncio.Event) -> bool:
    """Wait for news; False if there was none for so long that it is time to look whether the session is still good."""
    try:
        async with asyncio.timeout(LOOK_EVERY):
            await news.wait()
    except TimeoutError:
        return False
    news.clear()
    return True


async def _greet(visit: Visit) -> None:
    """Say that all earlier lines are shown, how long the session lasts without use, and what was not sent last time."""
    opened = await visit.use()
    if opened is not None:
        draft = await asyncio.to_thread(visit.store.draft_of, visit.talk.id)
        await visit.socket.send_json({"type": "ready", **_lasting(visit, is_shared=opened.is_shared), "draft": draft})


def _lasting(visit: Visit, *, is_shared: bool) -> dict[str, object]:
    limit = visit.store.idle.limit(is_shared=is_shared)
    return {"shared": is_shared, "idle_after": int(limit.total_seconds())}


async def _listen(visit: Visit) -> None:
    async for frame in visit.socket:
        if frame.type is not WSMsgType.TEXT:
            break
        try:
            await _take(visit, frame.data)
        except Refused as refusal:
            visit.request.app[METRICS].refused.labels(refusal.reason).inc()
            await visit.socket.send_json(refusal.as_frame(_words(visit.request)["refused"]))


async def _take(visit: Visit, data: str) -> None:
    """Do what a frame asks for. Raises `Refused`."""
    match parse_frame(data):
        case Here():
            if time.monotonic() - visit.seen_at > SEEN_EVERY:
                await visit.use()
        case Shares(is_shared):
            await asyncio.to_thread(visit.store.share, visit.token_hash, is_shared=is_shared)
            await visit.socket.send_json({"type": "session", **_lasting(visit, is_shared=is_shared)})
        case Said() | Chose() as message:
            await _keep_message(visit, message)


async def _keep_message(visit: Visit, message: Said | Chose) -> None:
    """Store one message, see that it is delivered, and only then acknowledge it. Raises `Refused`."""
    if await visit.use() is None:
        raise Refused("ended", words.ENDED, message.client_id)
    seq = await take(visit.request.app, visit.talk.id, message)
    await visit.socket.send_json({"type": "ack", "id": message.client_id, "seq": seq})


def _words(request: web.Request) -> Mapping[str, Mapping[str, str]]:
    """What the service itself says, in the language of the page."""
    return request.app[CATALOGUES].of(request).words


def _after(request: web.Request) -> int:
    after = request.query.get("after", "0")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
