"""Files that people added to a complaint, for staff who may see the case: whole, judged, and never shown inline."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote

from aiohttp import web

from bot.casework.evidence import NotReadable
from bot.console.guard import note, refused, user
from bot.console.keys import EVIDENCE
from bot.console.open_case import open_case


async def evidence_file(request: web.Request) -> web.StreamResponse:
    """`GET /staff/cases/{reference}/files/{id}`: one file, to be kept; logged before it goes out.

    It is sent as bytes of no kind, so that no browser opens what somebody sent to the police.
    """
    case = await open_case(request)
    reference, number = case.complaint.reference, request.match_info["id"]
    try:
        file, path = await asyncio.to_thread(request.app[EVIDENCE].open, reference, number)
    except NotReadable as error:
        await refused(request, user(request), f"{reference}: file {error.reason}")
        if error.reason == "unknown":
            raise web.HTTPNotFound from error
        raise web.HTTPForbidden(text=f"file_{error.reason}") from error
    await note(request, "evidence.taken", reference, file=file.id, sha256=file.sha256)
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", file.name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    headers = {"Content-Disposition": disposition, "Content-Type": "application/octet-stream"}
    return web.FileResponse(path, headers=headers)
