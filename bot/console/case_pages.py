"""The pages of cases: queues, one case, and every action on it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import MultiDict

from bot.casework.desk import By
from bot.casework.errors import CaseworkError, MistypedReference, UnknownReference
from bot.casework.likeness import Alike
from bot.console.accounts import Who
from bot.console.case_action import Doing
from bot.console.case_actions import ACTIONS
from bot.console.case_forms import Filled
from bot.console.case_reading import (
    DUE,
    Case,
    NoSuchPage,
    counts,
    find_reference,
    queues_of,
    read_due,
    read_queue,
)
from bot.console.guard import note, refused, user
from bot.console.keys import CASEWORK, EVIDENCE, FORM
from bot.console.open_case import open_case
from bot.console.rendering import render
from bot.console.roles import OWN_CASES_ONLY, Permission, may
from bot.console.sight import why_not_case


async def queue_page(request: web.Request) -> web.Response:
    """`GET /staff/cases?queue=&after=`: a queue of this role, the longest waiting first; or what is due first."""
    casework, who = request.app[CASEWORK], user(request)
    queues = queues_of(who)
    first = "open" if who.role in OWN_CASES_ONLY else next(iter(queues))
    name = request.query.get("queue") or first
    if name != DUE and name not in queues:
        raise web.HTTPNotFound
    after = request.query.get("after")
    try:
        if name == DUE:
            lines, after = await asyncio.to_thread(read_due, casework, who, after=after)
        else:
            lines, after = await asyncio.to_thread(read_queue, casework, who, name, after=after)
    except NoSuchPage as error:
        raise web.HTTPNotFound from error
    context = {
        "queue": name,
        "title": "Overdue and due within a week" if name == DUE else queues[name].title,
        "queues": queues,
        "counts": await asyncio.to_thread(counts, casework, who),
        "lines": lines,
        "after": after,
    }
    return render(request, "cases.html", context)


async def find_case(request: web.Request) -> web.Response:
    """`GET /staff/cases/find?reference=`: the case with a reference, as printed or as somebody read it out."""
    told = request.query.get("reference", "")[:100]
    await note(request, "case.searched", None, reference=told)
    try:
        found = await asyncio.to_thread(find_reference, request.app[CASEWORK], told)
    except (MistypedReference, UnknownReference) as error:
        raise web.HTTPNotFound from error
    raise web.HTTPSeeOther(f"/staff/cases/{found}")


async def case_page(request: web.Request) -> web.Response:
    """`GET /staff/cases/{reference}`: one case with what can be done now."""
    case = await open_case(request)
    await note(request, "case.looked", case.complaint.reference)
    return await _show(request, case)


def acting(name: str) -> Handler:
    """The handler of one action: `POST /staff/cases/{reference}/{name}`."""

    async def act(request: web.Request) -> web.Response:
        case, who, form = await open_case(request), user(request), request[FORM]
        action, filled = ACTIONS[name], Filled(form)
        reference = case.complaint.reference
        await note(request, f"case.{name}", reference)
        by = By(who.name, filled.text("reason")[:2_000] or action.title, _seen(form))
        try:
            await asyncio.to_thread(action.do, Doing(request.app[CASEWORK], case, filled, by))
        except CaseworkError as error:
            await refused(request, who, f"{name}: {type(error).__name__}")
            words = str(error)
            shown = await open_case(request)
            return await _show(request, shown, failed=name, error=f"{words[:1].upper()}{words[1:]}", filled=form)
        raise web.HTTPSeeOther(f"/staff/cases/{reference}?done=case_changed#history")

    return act


async def _show(
    request: web.Request,
    case: Case,
    *,
    failed: str | None = None,
    error: str | None = None,
    filled: Mapping[str, str] | None = None,
) -> web.Response:
    casework, who = request.app[CASEWORK], user(request)
    actions = await asyncio.to_thread(_forms, request, case, who)
    context = {
        "case": case,
        "complaint": case.complaint,
        "work": case.work,
        "categories": {code: each.name for code, each in casework.desk.rulebook.categories.items()},
        "actions": actions,
        "files": await asyncio.to_thread(request.app[EVIDENCE].of_complaint, case.complaint.reference),
        "alike": await asyncio.to_thread(_alike, request, case, who),
        "failed": failed,
        "error": error,
        "filled": filled if filled is not None else MultiDict(),
        "key": secrets.token_hex(8),
    }
    return render(request, "case.html", context, status=409 if error else 200)


def _alike(request: web.Request, case: Case, who: Who) -> tuple[Alike, ...]:
    """What an assessor should lay beside it; nobody else learns what else somebody complained of (S14)."""
    casework = request.app[CASEWORK]
    if not may(who.role, Permission.ASSESS):
        return ()
    found = casework.likeness.of(case.complaint.reference)
    return tuple(each for each in found if why_not_case(casework, who, each.reference) is None)


def _forms(request: web.Request, case: Case, who: Who) -> list[tuple[str, str, Any]]:
    """What this role can do with the case now: name, title, fields."""
    casework = request.app[CASEWORK]
    return [
        (name, action.title, action.fields(casework, case))
        for name, action in ACTIONS.items()
        if may(who.role, action.needs) and action.when(case)
    ]


def _seen(form: MultiDict[str]) -> int:
    """The version of the complaint that the form was made for; 0, which none has, if it does not say."""
    number = form.get("seen", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
