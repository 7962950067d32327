"""Codes at the public edge: shown once beside the talk, checked beside the talk, and never part of what is said."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

import structlog
from aiohttp import web

from bot.casework.access import AlreadyGiven, Given, NothingRecorded
from bot.casework.errors import MistypedReference
from bot.casework.references import parse_reference
from bot.codes import MistypedCode, parse_code
from bot.gateway import sessions
from bot.gateway.clients import client_of
from bot.gateway.guesses import Look, NotOpened, T
from bot.gateway.keys import ACCESS, CATALOGUES, CODE_RATE, GUESSES, METRICS, STORE, TALKS, TASKS
from bot.gateway.rendering import render

log = structlog.get_logger(__name__)

# What each reason for a refusal is in HTTP.
STATUS = {
    "unreadable": 400,
    "no_session": 401,
    "wrong": 403,
    "wrong_talk": 403,
    "nothing_recorded": 404,
    "shown_before": 409,
    "reference": 422,
    "code": 422,
    "too_many": 429,
    "too_many_codes": 429,
}
FIELDS = frozenset({"reference", "code"})

Fields = Mapping[str, object]
Handler = Callable[[web.Request], Awaitable[web.Response]]


def says_why(handler: Handler) -> Handler:
    """Give a refusal as JSON: `reason`, `text` for the person, `field` or `retry_after` (seconds) where they help."""

    @wraps(handler)
    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except NotOpened as refusal:
            request.app[METRICS].access.labels(refusal.reason).inc()
            body: dict[str, object] = {"reason": refusal.reason, "text": say(request, refusal.reason)}
            headers = {}
            if refusal.reason in FIELDS:
                body["field"] = refusal.reason
            if refusal.retry_after is not None:
                body["retry_after"] = seconds = math.ceil(refusal.retry_after)
                headers["Retry-After"] = str(seconds)
            return web.json_response(body, status=STATUS[refusal.reason], headers=headers)

    return answer


@says_why
async def open_case(request: web.Request) -> web.Response:
    """`POST /chat/status` with `{"reference", "code"}`: open a complaint in this talk.

    Answers `{"opened": true}`, and the talk goes on with how the complaint stands. 422 names the field that cannot be a
    reference or a code; 403 answers all that opens nothing, whatever is wrong with it; 429 says that it was too often.
    """
    conversation_id = await _own_talk(request)
    await opened(request, conversation_id, await _body(request))
    return web.json_response({"opened": True})


@says_why
async def give_code(request: web.Request) -> web.Response:
    """`POST /chat/code` with `{"kind": "complaint"|"talk", "reference"?, "anew"?}`: show a code, for the only time.

    Answers `{"code"}` and, for a complaint, its `reference`. 404 if nothing was recorded in this talk; 409 if the code
    was shown before, unless `anew` is set, which ends that one.
    """
    conversation_id = await _own_talk(request)
    given = await _body(request)
    if given.get("kind") == "talk":
        return web.json_response({"code": await talk_code(request, conversation_id)})
    shown = await complaint_code(request, conversation_id, given, anew=given.get("anew") is True)
    return web.json_response({"code": shown.code, "reference": shown.reference})


@says_why
async def send_link(request: web.Request) -> web.Response:
    """`POST /chat/code/link` with `{"reference"}`: a mail with a one-time link to a new code, if there is an address.

    It is answered before anything is looked up, so that the answer says nothing about what there is.
    """
    conversation_id = await _own_talk(request)
    link_asked_for(request, conversation_id, await _body(request))
    return web.json_response({"text": say(request, "link_on_its_way")}, status=202)


@says_why
async def resume_talk(request: web.Request) -> web.Response:
    """`POST /chat/resume[?apart]` with `{"code"}`: this browser goes on with the talk that the code opens.

    Answers `{"resumed": true}`, with a session cookie if there was none; the page then shows the talk from its start.
    """
    sessions.require_own_origin(request)
    response = web.json_response({"resumed": True})
    await resumed(request, response, await _body(request))
    return response


async def opened(request: web.Request, conversation_id: str, given: Fields) -> None:
    """Open the complaint that reference and code give in a talk. Raises `NotOpened`."""
    reference, code = _reference(given), _code(given)
    access = request.app[ACCESS]
    handle = await _look(
        request, reference, lambda: asyncio.to_thread(access.open_case, reference, code, conversation_id)
    )
    await asyncio.to_thread(request.app[STORE].add_opened_case, conversation_id, handle)
    request.app[TALKS].wake(conversation_id)
    log.info("case.opened", conversation=conversation_id)


async def complaint_code(request: web.Request, conversation_id: str, given: Fields, *, anew: bool) -> Given:
    """The code of a complaint of this talk. Raises `NotOpened`."""
    _not_too_often(request, conversation_id)
    reference = _reference(given) if given.get("reference") else None
    try:
        shown = await asyncio.to_thread(request.app[ACCESS].give_code, conversation_id, reference, anew=anew)
    except NothingRecorded as error:
        raise NotOpened("nothing_recorded") from error
    except AlreadyGiven as error:
        raise NotOpened("shown_before") from error
    log.info("code.given", conversation=conversation_id)
    return shown


async def talk_code(request: web.Request, conversation_id: str) -> str:
    """A code to carry on with this talk. Raises `NotOpened`."""
    _not_too_often(request, conversation_id)
    return await asyncio.to_thread(request.app[ACCESS].give_talk_code, conversation_id)


def link_asked_for(request: web.Request, conversation_id: str, given: Fields) -> None:
    """See that a link is sent, if there is anybody to send it to, after the answer. Raises `NotOpened`."""
    reference = _reference(given)
    _not_too_often(request, conversation_id, client_of(request))
    task = asyncio.create_task(asyncio.to_thread(request.app[ACCESS].send_link, reference), name="code-link")
    request.app[TASKS].add(task)
    task.add_done_callback(request.app[TASKS].discard)
    task.add_done_callback(_note_failure)


async def resumed(request: web.Request, response: web.Response, given: Fields) -> None:
    """Give the response a session for the talk that a code opens. Raises `NotOpened`."""
    code = _code(given)
    access = request.app[ACCESS]
    try:
        conversation_id = await _look(request, "talk", lambda: asyncio.to_thread(access.talk_of, code))
    except NotOpened as refusal:
        raise NotOpened("wrong_talk") if refusal.reason == "wrong" else refusal from None
    apart = "apart" in request.query
    await sessions.go_on_with(request, response, request.app[STORE], conversation_id, apart=apart)
    log.info("chat.resumed", conversation=conversation_id)


async def link_page(request: web.Request) -> web.Response:
    """`GET /code`: where the link in the mail leads. What opens it stands after the `#`, which no server is told."""
    return render(request, "code.html", {"given": None, "problem": None})


async def use_link(request: web.Request) -> web.Response:
    """`POST /code` with `link` (the link, or what stands after its `#`): a new code, once.

    The link entitles; no cookie is used that the page of another site could misuse. Programs that look into mails
    follow links by `GET`, which shows the page above.
    """
    typed = str((await request.post()).get("link", "")).rpartition("#")[2]
    access = request.app[ACCESS]
    try:
        code = parse_code(typed)
        given: Given | None = await _look(request, "link", lambda: asyncio.to_thread(access.use_link, code))
        problem, status = None, 200
        log.info("code.replaced_by_link")
    except MistypedCode:
        given, problem, status = None, "link_mistyped", 422
    except NotOpened as refusal:
        given, status = None, STATUS[refusal.reason]
        problem = "link_not_good" if refusal.reason == "wrong" else refusal.reason
    return render(request, "code.html", {"given": given, "problem": problem}, status=status)


async def _own_talk(request: web.Request) -> str:
    """The talk of the browser's session. Raises `HTTPForbidden` for other sites, `NotOpened` without a session."""
    sessions.require_own_origin(request)
    conversation_id = await sessions.conversation_of(request, request.app[STORE])
    if conversation_id is None:
        raise NotOpened("no_session")
    return conversation_id


async def _body(request: web.Request) -> Fields:
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:
        raise NotOpened("unreadable") from error
    if not isinstance(body, Mapping):
        raise NotOpened("unreadable")
    return body


def _reference(given: Fields) -> str:
    try:
        return parse_reference(str(given.get("reference") or ""))
    except MistypedReference as error:
        raise NotOpened("reference") from error


def _code(given: Fields) -> str:
    try:
        return parse_code(str(given.get("code") or ""))
    except MistypedCode as error:
        raise NotOpened("code") from error


async def _look(request: web.Request, target: str, look: Look[T]) -> T:
    found = await request.app[GUESSES].look(client_of(request), target, look)
    request.app[METRICS].access.labels("opened").inc()
    return found


def say(request: web.Request, key: str) -> str:
    """The words for a reason, in the language of the page."""
    return request.app[CATALOGUES].of(request).say(f"access.{key}")


def _not_too_often(request: web.Request, *keys: str) -> None:
    if (seconds := max(request.app[CODE_RATE].wait(key) for key in keys)) > 0:
        raise NotOpened("too_many_codes", seconds)


def _note_failure(task: asyncio.Task[bool]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("code.link_failed", error=type(error).__name__)
