"""How a page is made: a template, in the language of the request, with the words of that language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from bot.gateway.catalogue import QUERY
from bot.gateway.keys import CATALOGUES, SETTINGS

_LINK = re.compile(r"https://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_ITEM = re.compile(r"^[-*•] +")


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
        "embed_origins": " ".join(request.app[SETTINGS].embed_origins),
        "others": [(other, _address_in(request, other.code)) for other in catalogues.values() if other != language],
    }
    response = aiohttp_jinja2.render_template(template, request, {**words, **(context or {})}, status=status)
    response.headers["Content-Language"] = language.tag
    response.headers["Vary"] = "Accept-Language"
    return response


def prose(text: str) -> Markup:
    """Plain text as paragraphs, lists and links, as `static/prose.js` makes them; markup in the text stays text."""
    parts: list[Markup] = []
    for block in re.split(r"\n{2,}", text):
        for is_list, rows in groupby(block.split("\n"), key=lambda row: bool(_ITEM.match(row))):
            lines = [_linked(_ITEM.sub("", row)) for row in rows]
            if is_list:
                parts.append(
                    Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(x) for x in lines))
                )
            else:
                parts.append(Markup("<p>{}</p>").format(Markup("<br>").join(lines)))
    return Markup("").join(parts)


def _linked(text: str) -> Markup:
    made, end = Markup(""), 0
    for link in _LINK.finditer(text):
        made += text[end : link.start()]
        made += Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(link.group())
        end = link.end()
    return made + text[end:]


def _address_in(request: web.Request, code: str) -> str:
    return str(request.rel_url.update_query({QUERY: code}))
