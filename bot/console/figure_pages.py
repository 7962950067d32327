"""The page of figures, and each figure as CSV."""

from __future__ import annotations

import asyncio
import csv
import io

from aiohttp import web

from bot.console.figures import WEEKS, figures
from bot.console.guard import note
from bot.console.keys import CASEWORK, INDEX
from bot.console.rendering import render


async def figures_page(request: web.Request) -> web.Response:
    """`GET /staff/figures`: plots, each with its table."""
    await asyncio.to_thread(request.app[INDEX].refresh, most=1)
    shown = await asyncio.to_thread(figures, request.app[CASEWORK])
    return render(request, "figures.html", {"figures": shown, "weeks": WEEKS})


async def figure_csv(request: web.Request) -> web.Response:
    """`GET /staff/figures/{name}.csv`: the numbers of one figure; what is kept back is kept back here too."""
    shown = {each.name: each for each in await asyncio.to_thread(figures, request.app[CASEWORK])}
    figure = shown.get(request.match_info["name"])
    if figure is None:
        raise web.HTTPNotFound
    await note(request, "figures.exported", None, figure=figure.name)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([figure.title, figure.of])
    writer.writerows([bar.label, bar.shown if bar.number is None else bar.number] for bar in figure.bars)
    headers = {"Content-Disposition": f'attachment; filename="{figure.name}.csv"'}
    return web.Response(text=text.getvalue(), content_type="text/csv", charset="utf-8", headers=headers)
