"""How a message of the person comes in, through the socket or a plain form: limited, checked, kept, then delivered."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.gateway import words
from bot.gateway.keys import MESSAGE_RATE, METRICS, STORE, TALKS
from bot.gateway.limits import clean
from bot.gateway.messages import Chose, Refused, Reply, Said
from bot.gateway.store import ChatStore
from bot.masking import is_only_a_code, masked


async def take(app: web.Application, conversation_id: str, message: Said | Chose) -> int:
    """Keep a message and see that it is delivered; gives its number. Raises `Refused`, then nothing was kept."""
    if (seconds := app[MESSAGE_RATE].wait(conversation_id)) > 0:
        raise Refused("too_fast", words.TOO_FAST, message.client_id, retry_after=round(seconds, 2))
    store = app[STORE]
    match message:
        case Said(client_id, text):
            seq = await asyncio.to_thread(_keep, store, conversation_id, client_id, clean(text, client_id))
        case Chose(client_id, of, button):
            seq = await asyncio.to_thread(store.add_choice, conversation_id, client_id, of, button)
    app[TALKS].wake(conversation_id)
    app[METRICS].accepted.inc()
    return seq


def _keep(store: ChatStore, conversation_id: str, client_id: str, text: str) -> int:
    """Keep what was said, without any code in it; give its number."""
    kept = masked(text)
    if kept == text:
        return store.add_text(conversation_id, client_id, text)
    hint = Reply(words.CODE_REMOVED, custom={"form": "status"})
    return store.add_text(conversation_id, client_id, kept, hint=hint, is_heard=is_only_a_code(kept))
