"""The style and scripts of the console."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"


async def static_file(request: web.Request) -> web.FileResponse:
    """`GET /staff/static/{name}`: a file of the one flat folder. 404 for anything else."""
    name = request.match_info["name"]
    if name not in {file.name for file in STATIC.iterdir()}:
        raise web.HTTPNotFound
    return web.FileResponse(STATIC / name)
