"""Pages of the console: their templates, what every page knows, and what a failure looks like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from markupsafe import Markup

from bot.clock import LONDON
from bot.console.keys import TOKEN, WHO
from bot.console.roles import Permission, may
from bot.console.words import DONE, FAILURES

log = structlog.get_logger(__name__)

_INITIALS = {"dps": "DPS", "ipcc": "IPCC"}
_OWN_WORDS = {"nlu_fallback": "Not understood"}

NAVIGATION = (
    ("conversations", "Conversations", Permission.READ_TALKS),
    ("learning", "Corrections", Permission.REVIEW_TALKS),
    ("cases", "Cases", Permission.READ_CASES),
    ("figures", "Figures", Permission.READ_FIGURES),
    ("staff", "Staff accounts", Permission.MANAGE_STAFF),
    ("audit", "Audit log", Permission.READ_AUDIT),
)


def set_up(app: web.Application) -> None:
    """Give the application its templates."""
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": moment, "day": day, "said": said}


def render(
    request: web.Request, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> web.Response:
    """The page. Every template knows `who`, `token_field` for forms, `navigation`, and `done`."""
    who = request.get(WHO)
    known = {
        "who": who,
        "token_field": Markup('<input type="hidden" name="token" value="{}">').format(request.get(TOKEN, "")),
        "here": request.path,
        "done": DONE.get(request.query.get("done", "")),
        "may": lambda name: who is not None and may(who.role, Permission(name)),
        "navigation": [
            (str(request.app.router[name].url_for()), words)
            for name, words, needs in NAVIGATION
            if who is not None and may(who.role, needs) and name in request.app.router
        ],
    }
    return aiohttp_jinja2.render_template(template, request, {**known, **(context or {})}, status=status)


@web.middleware
async def plain_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost edge: every failure is a page in plain words, logged by kind and place only."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return failure(request, error.text or "", error.status)
    except Exception as error:  # noqa: BLE001
        resource = request.match_info.route.resource
        log.error("console.failed", error=type(error).__name__, route=resource.canonical if resource else None)
        return failure(request, "", 500)


def failure(request: web.Request, why: str, status: int) -> web.Response:
    """A page that says what went wrong and what to do."""
    title, words = FAILURES.get(why) or FAILURES.get(str(status)) or FAILURES["500"]
    return render(request, "failure.html", {"title": title, "words": words}, status=status)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`, after the gateway's. Forms need their own origin named to be told from others'."""
    response.headers["Referrer-Policy"] = "same-origin"
    is_file = request.path.startswith("/staff/static/") and response.status in (200, 206, 304)
    response.headers["Cache-Control"] = "no-cache" if is_file else "no-store"


def moment(at: datetime | None) -> str:
    """A moment as London's clocks show it."""
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at else "–"


def day(on: date | None) -> str:
    """A day."""
    return f"{on:%-d %B %Y}" if on else "–"


def said(code: object) -> str:
    """A code such as `local_resolution` as words."""
    if str(code) in _OWN_WORDS:
        return _OWN_WORDS[str(code)]
    text = " ".join(_INITIALS.get(word, word) for word in str(code).replace("_", " ").split())
    return text[:1].upper() + text[1:]
