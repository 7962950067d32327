"""Opens the case of an address for whoever asks, or says why not: the one way to a case."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.casework.errors import MistypedReference, UnknownReference
from bot.console.case_reading import Case, read_case
from bot.console.guard import refused, user
from bot.console.keys import CASEWORK
from bot.console.sight import why_not_case


async def open_case(request: web.Request) -> Case:
    """The case of the address. Raises `HTTPNotFound`, or `HTTPForbidden` for whoever may not see it."""
    casework, who, reference = request.app[CASEWORK], user(request), request.match_info["reference"]
    try:
        why = await asyncio.to_thread(why_not_case, casework, who, reference)
        if why is not None:
            await refused(request, who, f"{reference}: {why}")
            raise web.HTTPForbidden(text=why)
        return await asyncio.to_thread(read_case, casework, reference)
    except (MistypedReference, UnknownReference) as error:
        await refused(request, who, "no such case")
        raise web.HTTPNotFound from error
