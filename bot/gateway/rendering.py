"""How a page is made: a template, in the language of the request, with the words of that language."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp_jinja2
from aiohttp import web

from bot.gateway.catalogue import QUERY
from bot.gateway.keys import CATALOGUES, SETTINGS


def render(
    request: web.Request, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> web.Response:
    """The page; templates find the words of its language in `t`, the language in `language`, the rest in `others`."""
    catalogues = request.app[CATALOGUES]
    language = catalogues.of(request)
    words = {
        "t": language.words,
        "language": language,
        "exit_url": request.app[SETTINGS].exit_url,
        "others": [(other, _address_in(request, other.code)) for other in catalogues.values() if other != language],
    }
    response = aiohttp_jinja2.render_template(template, request, {**words, **(context or {})}, status=status)
    response.headers["Content-Language"] = language.tag
    response.headers["Vary"] = "Accept-Language"
    return response


def _address_in(request: web.Request, code: str) -> str:
    return str(request.rel_url.update_query({QUERY: code}))
