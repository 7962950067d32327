"""The whole complaint as plain pages, without JavaScript: the same talk as the chat, one step on each page."""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot.gateway import leaving, sessions
from bot.gateway.catalogue import QUERY
from bot.gateway.clients import wait_to_begin
from bot.gateway.keys import CATALOGUES, METRICS, STORE, TALKS
from bot.gateway.limits import TEXT_LIMIT
from bot.gateway.messages import CLIENT_ID, Chose, Refused, Said
from bot.gateway.rendering import render
from bot.gateway.steps import Step, UnclearDate, date_in_words, step_of
from bot.gateway.taking import take

log = structlog.get_logger(__name__)

ANSWER_WITHIN = 15.0
"""Seconds that a page waits for the engine before it says that the answer is kept and will be worked with."""
LOOK_EVERY = 0.1
DATE_BOXES = ("day", "month", "year")
# What is said to the engine for a button that stands on every page.
STEERING = {"skip": "Skip", "back": "Go back"}

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Why a page is shown again: a key of the words, the field to go to, and what was filled in, which stays."""

    key: str
    box: str
    filled: Fields = field(default_factory=dict)
    status: int = 422
    retry_after: float | None = None


async def complain_page(request: web.Request) -> web.Response:
    """`GET /complain`: the start, the present step, or that the answer is on its way."""
    opened = await sessions.opened_by(request, request.app[STORE])
    if opened is None:
        # The cookie that was given a moment ago has not come back.
        return render(request, "complain_start.html", {"kept": "", "needs_cookie": "begun" in request.query})
    return await _show(request, opened.conversation_id)


async def complain(request: web.Request) -> web.Response:
    """`POST /complain`: `do` is `start`, `answer`, `skip`, `back` or `finish`; then the page is shown anew."""
    fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    sessions.require_own_page(request)
    if fields.get("do") == "start":
        return await _start(request, fields)
    opened = await sessions.opened_by(request, request.app[STORE])
    if opened is None:
        context = {"kept": fields.get("text", ""), "needs_cookie": False}
        return render(request, "complain_start.html", context, status=401)
    sessions.require_form_token(request, fields.get("token", ""))
    if fields.get("do") == "finish":
        response = render(request, "complain_ended.html")
        await leaving.end(request, response)
        return response
    try:
        await _answer(request, opened.conversation_id, fields)
    except _Again as again:
        return await _show(request, opened.conversation_id, again.problem)
    return _onwards(request)


class _Again(Exception):
    """The answer could not be taken; the page is shown again with the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


async def _start(request: web.Request, fields: Fields) -> web.Response:
    response = _onwards(request, begun=True)
    conversation_id = await sessions.conversation_of(request, request.app[STORE])
    if conversation_id is None:
        if (seconds := wait_to_begin(request)) > 0:
            return _crowded(request, fields, seconds)
        conversation_id = await sessions.begin(request, response, request.app[STORE])
        log.info("chat.begun", conversation=conversation_id)
        request.app[METRICS].conversations.inc()
    request.app[TALKS].wake(conversation_id)
    if fields.get("text", "").strip():
        # Words that were written on a page whose session had ended.
        try:
            await take(request.app, conversation_id, Said(_client_id(fields), fields["text"]))
        except Refused as refusal:
            log.info("chat.kept_words_refused", reason=refusal.reason)
    return response


async def _answer(request: web.Request, conversation_id: str, fields: Fields) -> None:
    """Take what the form says. Raises `_Again`."""
    if await asyncio.to_thread(request.app[STORE].has_message, conversation_id, fields.get("id", "")):
        return  # the same form once more, by a second press or a reload
    step = await _step(request, conversation_id)
    if fields.get("seq") != str(step.seq):
        raise _Again(Problem("moved_on", "text", fields, status=409))
    message = _message(fields, step)
    try:
        await take(request.app, conversation_id, message)
    except Refused as refusal:
        status = 429 if refusal.reason == "too_fast" else 422
        raise _Again(Problem(refusal.reason, "text", fields, status, refusal.retry_after)) from refusal


def _message(fields: Fields, step: Step) -> Said | Chose:
    """The answer as a message: a button, words, a date in words, or words after one of the others. Raises `_Again`."""
    client_id = _client_id(fields)
    if (steering := STEERING.get(fields.get("do", ""))) is not None:
        return Said(client_id, steering)
    try:
        when = date_in_words(*(fields.get(box, "").strip() for box in DATE_BOXES)) if step.takes_a_date else ""
    except UnclearDate as error:
        raise _Again(Problem(error.reason, error.box, fields)) from error
    text = fields.get("text", "").strip()
    chosen = next((choice for choice in step.choices if choice.value == fields.get("choice")), None)
    row = next((row for row in step.rows if row.value == fields.get("change")), None)
    if row is not None or (chosen is not None and not text):
        seq, _, button = (row.value if row is not None else fields["choice"]).partition(":")
        return Chose(client_id, int(seq), int(button))
    words = ". ".join(part for part in (chosen.title if chosen else "", when, text) if part)
    if not words:
        raise _Again(Problem("choose_or_write" if step.choices else "write", "choice" if step.choices else "text"))
    return Said(client_id, words)


async def _show(request: web.Request, conversation_id: str, problem: Problem | None = None) -> web.Response:
    if not await _is_answered(request, conversation_id):
        waiting = {"kept": problem.filled.get("text", "") if problem else ""}
        return render(request, "complain_waiting.html", waiting, status=202)
    step = await _step(request, conversation_id)
    context: dict[str, object] = {
        "step": step,
        "problem": problem,
        "filled": problem.filled if problem else {},
        "token": sessions.form_token(request),
        "client_id": secrets.token_hex(16),
        "limit": TEXT_LIMIT,
    }
    page = "complain_check.html" if step.rows else "complain_done.html" if step.reference else "complain_step.html"
    response = render(request, page, context, status=problem.status if problem else 200)
    if problem and problem.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(problem.retry_after))
    return response


async def _is_answered(request: web.Request, conversation_id: str) -> bool:
    """Wait until nothing of the talk waits for the engine; False if that takes too long."""
    deadline = time.monotonic() + ANSWER_WITHIN
    while await asyncio.to_thread(request.app[STORE].next_waiting, conversation_id) is not None:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(LOOK_EVERY)
    return True


async def _step(request: web.Request, conversation_id: str) -> Step:
    return step_of(await asyncio.to_thread(request.app[STORE].last_turn, conversation_id))


def _crowded(request: web.Request, fields: Fields, seconds: float) -> web.Response:
    context = {"kept": fields.get("text", ""), "needs_cookie": False, "crowded": True}
    response = render(request, "complain_start.html", context, status=429)
    response.headers["Retry-After"] = str(math.ceil(seconds))
    return response


def _onwards(request: web.Request, *, begun: bool = False) -> web.Response:
    """Show the page by a new request, so that a reload sends nothing twice."""
    language = request.app[CATALOGUES].of(request).code
    address = f"/complain?{QUERY}={language}{'&begun' if begun else ''}"
    return web.Response(status=303, headers={"Location": address})


def _client_id(fields: Fields) -> str:
    """The id of the form, which makes it one message however often it is sent."""
    given = fields.get("id", "")
    return given if CLIENT_ID.fullmatch(given) else secrets.token_hex(16)
