"""The pages of learning from review: corrections with their disagreements, the inbox of unsure messages, the files."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.casework.errors import InvalidCommand
from bot.console.correcting import intents
from bot.console.guard import note, user
from bot.console.keys import CASEWORK, CORRECTIONS, FORM, INDEX
from bot.console.lessons import dialogue_tests, training_data
from bot.console.rendering import render
from bot.console.unsure import UNSURE, read_unsure

FILES = {"training": (training_data, "from_review.yml"), "dialogues": (dialogue_tests, "dialogues_from_review.yml")}


async def learning_page(request: web.Request) -> web.Response:
    """`GET /staff/learning`: what reviewers say messages should have been understood as, with their disagreements."""
    return await _show(request)


async def accept(request: web.Request) -> web.Response:
    """`POST /staff/learning`: accept a correction of somebody else."""
    number = request[FORM].get("correction", "")
    await note(request, "correction.accepted", number[:20])
    try:
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise InvalidCommand("there is no such correction")
        await asyncio.to_thread(request.app[CORRECTIONS].accept, int(number), user(request).name)
    except InvalidCommand as error:
        return await _show(request, str(error))
    raise web.HTTPSeeOther("/staff/learning?done=accepted")


async def export(request: web.Request) -> web.Response:
    """`POST /staff/learning/export`: the accepted corrections as examples to train from, or as dialogue tests."""
    kind = request[FORM].get("file", "training")
    if kind not in FILES:
        raise web.HTTPBadRequest
    make, name = FILES[kind]
    await note(request, "corrections.exported", None, file=kind)
    text = make(await asyncio.to_thread(request.app[CORRECTIONS].accepted))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="application/yaml", charset="utf-8", headers=headers)


async def unsure_page(request: web.Request) -> web.Response:
    """`GET /staff/learning/unsure?before=`: single messages that were understood with little confidence."""
    key = request.query.get("before", "")
    before = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None
    await asyncio.to_thread(request.app[INDEX].refresh, most=1)
    await note(request, "messages.listed", None)
    messages, older = await asyncio.to_thread(
        read_unsure, request.app[CASEWORK], request.app[CORRECTIONS], user(request), before=before
    )
    context = {"messages": messages, "older": older, "intents": intents(), "below": round(100 * UNSURE)}
    return render(request, "unsure.html", context)


async def _show(request: web.Request, error: str | None = None) -> web.Response:
    suggestions = await asyncio.to_thread(request.app[CORRECTIONS].suggestions, user(request).name)
    errors = {"content": f"{error[:1].upper()}{error[1:]}."} if error else {}
    return render(
        request, "learning.html", {"suggestions": suggestions, "errors": errors}, status=400 if error else 200
    )
