"""Adding and removing files on a plain page, without JavaScript."""

from __future__ import annotations

import asyncio
import math

from aiohttp import BodyPartReader, web

from bot.gateway import sessions, uploads
from bot.gateway.catalogue import QUERY
from bot.gateway.keys import CATALOGUES, EVIDENCE, STORE
from bot.gateway.rendering import render
from bot.gateway.uploads import NotTaken

FIELD_LIMIT = 256
"""Bytes of a field that is no file."""


async def files_page(request: web.Request) -> web.Response:
    """`GET /complain/files`: the files of the talk, and a form for more."""
    opened = await sessions.opened_by(request, request.app[STORE])
    if opened is None:
        raise _to(request, "/complain")
    return await _show(request, opened.conversation_id)


async def change_files(request: web.Request) -> web.Response:
    """`POST /complain/files` as `multipart/form-data`: the session's token, then `remove` (an id) or files."""
    sessions.require_own_page(request)
    opened = await sessions.opened_by(request, request.app[STORE])
    if opened is None:
        raise _to(request, "/complain")
    problem = None
    try:
        await _change(request, opened.conversation_id)
    except NotTaken as error:
        problem = error
    if problem is None:
        raise _to(request, "/complain/files")
    return await _show(request, opened.conversation_id, problem)


async def _change(request: web.Request, conversation_id: str) -> None:
    """Do what the form says, part by part: files are not read before the token was right. Raises `NotTaken`."""
    is_trusted = False
    async for part in uploads.parts(request):
        if part.name == "token":
            sessions.require_form_token(request, await _text(part))
            is_trusted = True
        elif not is_trusted:
            sessions.require_form_token(request, "")
        elif part.name == "remove":
            await uploads.remove(request, conversation_id, await _text(part))
        elif part.name == "file" and part.filename:
            await uploads.receive(request, part, conversation_id)


async def _text(part: BodyPartReader) -> str:
    return bytes(await part.read_chunk(FIELD_LIMIT)).decode("utf-8", "replace").strip()


async def _show(request: web.Request, conversation_id: str, problem: NotTaken | None = None) -> web.Response:
    evidence = request.app[EVIDENCE]
    context = {
        "files": await asyncio.to_thread(evidence.of_talk, conversation_id),
        "problem": uploads.words(request, problem.reason) if problem else None,
        "token": sessions.form_token(request),
        "hint": uploads.words(request, "hint"),
        "accept": ",".join(sorted(evidence.rules.kinds)),
        "size": lambda n: _size(request, n),
    }
    response = render(request, "complain_files.html", context, status=problem.status if problem else 200)
    if problem and problem.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(problem.retry_after))
    return response


def _size(request: web.Request, size: int) -> str:
    language = request.app[CATALOGUES].of(request)
    if size >= 1 << 20:
        return language.say("evidence.mb").format(n=f"{size / (1 << 20):.1f}")
    return language.say("evidence.kb").format(n=max(1, size >> 10))


def _to(request: web.Request, address: str) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"{address}?{QUERY}={request.app[CATALOGUES].of(request).code}")
