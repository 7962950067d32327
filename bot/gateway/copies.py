"""The copy that people keep: everything that was said in their talk, to print or save, at any time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot import clock
from bot.casework.evidence import EvidenceView
from bot.gateway import sessions
from bot.gateway.catalogue import QUERY, Catalogue
from bot.gateway.headers import FRAMED_BY
from bot.gateway.keys import CATALOGUES, EVIDENCE, SETTINGS, STORE
from bot.gateway.messages import Line
from bot.gateway.models import PERSON
from bot.gateway.rendering import render

FILE_NAME = "copy"


@dataclass(frozen=True)
class Copy:
    """A talk as it stands: when the copy was made, what was said, and the files that were added."""

    made_on: str
    lines: tuple[Line, ...]
    files: tuple[EvidenceView, ...]


async def copy_page(request: web.Request) -> web.Response:
    """`GET /chat/copy`: the copy as a page that prints well, with ways to save it."""
    response = render(request, "copy.html", {"copy": await _copy(request), "day": _day, "person": PERSON})
    response[FRAMED_BY] = request.app[SETTINGS].embed_origins
    return response


async def copy_to_save(request: web.Request) -> web.Response:
    """`GET /chat/copy.html`: the same as a file, which needs nothing else to be read."""
    response = render(request, "copy_file.html", {"copy": await _copy(request), "day": _day, "person": PERSON})
    return _as_file(response, "html")


async def copy_as_text(request: web.Request) -> web.Response:
    """`GET /chat/copy.txt`: the same as plain text."""
    text = as_text(await _copy(request), request.app[CATALOGUES].of(request))
    return _as_file(web.Response(text=text, content_type="text/plain"), "txt")


def as_text(copy: Copy, language: Catalogue) -> str:
    """The copy as plain text: who said what and when, one after the other."""
    names = {True: language.say("chat.you"), False: language.say("common.brand")}
    parts = [language.say("copies.heading"), language.say("copies.made").format(when=copy.made_on)]
    parts += [f"{names[line.author == PERSON]} ({_day(line)}):\n{line.text}" for line in copy.lines]
    if copy.files:
        files = [f"- {file.name} (SHA-256 {file.sha256})" for file in copy.files]
        parts.append("\n".join([f"{language.say('evidence.files')}:", *files]))
    return "\n\n".join(parts) + "\n"


async def _copy(request: web.Request) -> Copy:
    """The copy of the browser's talk; who has none is led to the start."""
    store = request.app[STORE]
    opened = await sessions.opened_by(request, store)
    if opened is None:
        raise web.HTTPSeeOther(f"/complain?{QUERY}={request.app[CATALOGUES].of(request).code}")
    lines: list[Line] = []
    while page := await asyncio.to_thread(store.lines_after, opened.conversation_id, lines[-1].seq if lines else 0):
        lines += page
    files = await asyncio.to_thread(request.app[EVIDENCE].of_talk, opened.conversation_id)
    return Copy(f"{clock.now().astimezone(clock.LONDON):%d %B %Y, %H:%M}", tuple(lines), files)


def _day(line: Line) -> str:
    """When a line was said, in London."""
    return f"{line.at.astimezone(clock.LONDON):%d %B %Y, %H:%M}"


def _as_file(response: web.Response, ending: str) -> web.Response:
    # The name says nothing of what is in it: downloads are seen by whoever uses the device next.
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.{ending}"'
    return response
