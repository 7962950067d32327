"""The pages of conversations: the list with its filters, the transcript, and what reviewers add to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.orm import Session

from bot.casework.errors import InvalidCommand
from bot.console.correcting import FACTS, QUESTIONS, intents, said_in
from bot.console.guard import note, refused, user
from bot.console.hiding import hider
from bot.console.keys import CASEWORK, CORRECTIONS, FORM, INDEX, REVIEWS
from bot.console.list_order import values_of
from bot.console.rendering import render
from bot.console.sight import closed_talks, why_not_talk
from bot.console.talk_models import Talk, TalkLabel, TalkTag
from bot.console.talk_reading import Reading, as_json, as_text, read_talk
from bot.console.talk_review import NoSuchTalk
from bot.console.talk_search import WORDS, BadFilter, address, find, next_unreviewed, snippet, wanted
from bot.console.transcript import facts

# Facts that are kept as codes, which are shown as words.
_CODES = frozenset({"account_signals", "route", "handling", "referral_grounds", "contact_method", "complainant_role"})
_STEPS = 20
"""Portions read on before a page is shown; the rest comes with the next one, or by `candour conversations index`."""


async def list_page(request: web.Request) -> web.Response:
    """`GET /staff/conversations?...`: the conversations for which all filters of the address hold."""
    filters, casework, who = wanted(request.query), request.app[CASEWORK], user(request)
    await asyncio.to_thread(request.app[INDEX].refresh, most=_STEPS)
    if filters:
        await note(request, "talks.searched", None, filters=filters)

    def read() -> dict[str, Any]:
        with casework.desk.sessions() as session:
            options = _options(session)
            try:
                found = find(session, filters, before=request.query.get("before"))
            except BadFilter as error:
                return options | {"talks": [], "older": None, "errors": {error.name: str(error)}}
            hide = hider([])
            closed = closed_talks(casework, who, found.talks)
            shown = [
                (talk, hide.text(snippet(talk.text, filters[WORDS])) if WORDS in filters else None)
                for talk in found.talks
                if talk.id not in closed
            ]
            return options | {"talks": shown, "older": found.older, "errors": {}}

    context = await asyncio.to_thread(read)
    older = context["older"]
    context |= {
        "filters": filters,
        "query": address(filters),
        "older": address(filters, before=older) if older else None,
        "views": await asyncio.to_thread(request.app[REVIEWS].views, who.account_id),
    }
    return render(request, "talks.html", context, status=400 if context["errors"] else 200)


async def talk_page(request: web.Request) -> web.Response:
    """`GET /staff/conversations/{id}?...`: one conversation, personal data hidden; the filters lead to the next one."""
    reading = await _read(request)
    await note(request, "talk.looked", reading.read.conversation_id)
    return _show(request, reading)


async def unmask(request: web.Request) -> web.Response:
    """`POST /staff/conversations/{id}/unmask`: the same page with personal data, once, for a reason that is logged."""
    reason = request[FORM].get("reason", "").strip()
    if len(reason) < 5:
        return _show(request, await _read(request), errors={"reason": "Say in a few words why you need to see it."})
    reading = await _read(request, unmasked=True)
    await note(request, "talk.unmasked", reading.read.conversation_id, reason=reason[:500])
    return _show(request, reading)


async def export(request: web.Request) -> web.Response:
    """`POST /staff/conversations/{id}/export`: a file of JSON or text; with personal data only for a reason."""
    form = request[FORM]
    unmasked, reason = form.get("unmasked") == "yes", form.get("reason", "").strip()
    if unmasked and len(reason) < 5:
        errors = {"export-reason": "Say in a few words why the file needs personal data."}
        return _show(request, await _read(request), errors=errors)
    reading = await _read(request, unmasked=unmasked)
    kind = "json" if form.get("format") == "json" else "txt"
    talk = reading.read.conversation_id
    await note(request, "talk.exported", talk, format=kind, unmasked=unmasked, reason=reason[:500])
    body = json.dumps(as_json(reading), ensure_ascii=False, indent=2) if kind == "json" else as_text(reading)
    headers = {"Content-Disposition": f'attachment; filename="conversation.{kind}"'}
    content_type = "application/json" if kind == "json" else "text/plain"
    return web.Response(text=body, content_type=content_type, charset="utf-8", headers=headers)


async def next_page(request: web.Request) -> web.Response:
    """`GET /staff/conversations/next?after=&...`: the next one that nobody has reviewed, among those of the filters."""
    filters, after, casework, who = (
        wanted(request.query),
        request.query.get("after"),
        request.app[CASEWORK],
        user(request),
    )
    filters.pop("reviewed", None)

    def look() -> str | None:
        with casework.desk.sessions() as session:
            talk = session.scalar(sa.select(Talk).where(Talk.conversation_id == after)) if after else None
            while (talk := next_unreviewed(session, filters, talk)) is not None:
                if why_not_talk(casework, who, [talk.reference] if talk.reference else [], talk.text) is None:
                    return talk.conversation_id
            return None

    try:
        found = await asyncio.to_thread(look)
    except BadFilter:
        found = None
    if found is None:
        raise web.HTTPSeeOther(str(request.app.router["conversations"].url_for().with_query(done="all_reviewed")))
    raise web.HTTPSeeOther(f"/staff/conversations/{found}?{address(filters)}")


async def change(request: web.Request) -> web.Response:
    """`POST /staff/conversations/{id}`: what a reviewer adds or takes away (`do`)."""
    reading = await _read(request)
    talk, form, by, reviews = reading.read.conversation_id, request[FORM], user(request).name, request.app[REVIEWS]
    do = form.get("do", "")
    changes: dict[str, tuple[str, str, Callable[[], None]]] = {
        "review": ("reviewed", "", lambda: reviews.set_reviewed(talk, by)),
        "unreview": ("unreviewed", "", lambda: reviews.set_reviewed(talk, None)),
        "tag": ("tagged", "tag", lambda: reviews.tag(talk, form.get("tag", ""), by)),
        "untag": ("untagged", "tag", lambda: reviews.untag(talk, form.get("tag", ""))),
        "flag": (
            "flagged",
            "flag-reason",
            lambda: reviews.flag(talk, form.get("reason", ""), by, event_id=_event(form)),
        ),
        "unflag": ("unflagged", "", lambda: reviews.clear_flag(talk, _event(form) or 0)),
        "note": ("noted", "note", lambda: reviews.note(talk, form.get("note", ""), by)),
        "correct": ("corrected", "", lambda: _correct(request, reading)),
    }
    if do not in changes:
        raise web.HTTPBadRequest
    done, field, make = changes[do]
    await note(request, f"talk.{do}", talk)
    try:
        await asyncio.to_thread(make)
    except InvalidCommand as error:
        return _show(request, reading, errors={field or "content": f"{str(error)[:1].upper()}{str(error)[1:]}."})
    if do == "correct" and form.get("then") == "unsure":
        raise web.HTTPSeeOther(f"/staff/learning/unsure?done={done}")
    if do == "review" and form.get("then") == "next":
        raise web.HTTPSeeOther(f"/staff/conversations/next?{address(wanted(request.query), after=talk)}")
    raise web.HTTPSeeOther(f"/staff/conversations/{talk}?{address(wanted(request.query), done=done)}")


async def save_view(request: web.Request) -> web.Response:
    """`POST /staff/conversations/views`: keep the filters under a name, or forget a view."""
    form, who, reviews = request[FORM], user(request), request.app[REVIEWS]
    if view_id := form.get("remove"):
        if view_id.isascii() and view_id.isdigit() and len(view_id) < 10:
            await asyncio.to_thread(reviews.remove_view, who.account_id, int(view_id))
        raise web.HTTPSeeOther("/staff/conversations?done=view_removed")
    query = address(wanted(dict(parse_qsl(form.get("query", "")))))
    try:
        await asyncio.to_thread(reviews.save_view, who.account_id, form.get("name", ""), query)
    except InvalidCommand as error:
        raise web.HTTPBadRequest from error
    raise web.HTTPSeeOther(f"/staff/conversations?{query}&done=view_saved")


async def _read(request: web.Request, *, unmasked: bool = False) -> Reading:
    """The conversation of the address. Raises `HTTPNotFound`, or `HTTPForbidden` for whoever is connected with it."""
    casework, who = request.app[CASEWORK], user(request)
    try:
        reading = await asyncio.to_thread(read_talk, casework, request.match_info["id"], unmasked=unmasked)
    except NoSuchTalk as error:
        await refused(request, who, "no such conversation")
        raise web.HTTPNotFound from error
    why = await asyncio.to_thread(why_not_talk, casework, who, reading.references, reading.account)
    if why is not None:
        await refused(request, who, why)
        raise web.HTTPForbidden(text=why)
    return reading


def _show(request: web.Request, reading: Reading, *, errors: dict[str, str] | None = None) -> web.Response:
    filters = wanted(request.query)
    context = {
        "reading": reading,
        "talk": reading.talk,
        "read": reading.read,
        "hide": reading.hide,
        "facts": facts(reading.read.slots),
        "codes": _CODES,
        "intents": intents(),
        "facts_to_mark": FACTS,
        "questions": QUESTIONS,
        "query": address(filters),
        "errors": errors or {},
    }
    return render(request, "talk.html", context, status=400 if errors else 200)


def _options(session: Session) -> dict[str, Any]:
    """What can be chosen in the filters: what there is."""

    def values(kind: str) -> list[str]:
        return values_of(session, TalkLabel.value, TalkLabel.kind == kind)

    return {
        "routes": values_of(session, Talk.route),
        "intents": values("intent"),
        "slots": values("slot"),
        "signals": values("safety"),
        "questions": values_of(session, Talk.abandoned_at),
        "languages": values_of(session, Talk.language),
        "tags": values_of(session, TalkTag.name),
    }


def _correct(request: web.Request, reading: Reading) -> None:
    form = request[FORM]
    event_id = _event(form)
    said = said_in(form, reading, event_id)
    request.app[CORRECTIONS].add(reading.read.conversation_id, event_id or 0, said, user(request).name)


def _event(form: Any) -> int | None:
    number = form.get("event", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
