"""Complaints that the IPCC's program forwards: `POST /api/forwarded`, with a key, one complaint a request (S5)."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import clock
from bot.casework.errors import CaseworkError
from bot.casework.forwarded import What
from bot.casework.forwarded_rows import InvalidForwarded, read_row
from bot.casework.service import Casework
from bot.database import DatabaseError
from bot.gateway.clients import client_of
from bot.gateway.keys import API_RATE, CASEWORK, READER
from bot.gateway.reader import ReaderAway

log = structlog.get_logger(__name__)

BODY_LIMIT = 1024 * 1024
"""Bytes of a request: an account of 100,000 characters, however they are escaped, and the other fields."""
RETRY_SECONDS = 30
_DESCRIPTION = Path(__file__).parent / "forwarded_api.yml"


class Refusal(Exception):
    """A request that is not taken: its status, what the answer says, and further headers."""

    def __init__(self, status: int, error: str, *, faults: dict[str, str] | None = None, **headers: str) -> None:
        super().__init__(error)
        self.status = status
        self.body: dict[str, Any] = {"error": error} | ({"faults": faults} if faults else {})
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


async def description(_request: web.Request) -> web.Response:
    """`GET /api/openapi.json`: what can be sent, and what comes back."""
    return web.json_response(_description())


async def take(request: web.Request) -> web.Response:
    """`POST /api/forwarded`: record a complaint, or find it again by the sender's reference."""
    try:
        casework = request.app[CASEWORK]
        _slow_down(request, f"client {client_of(request)}")
        sender = await _sender(request, casework)
        _slow_down(request, f"key {sender}")
        return await _take(request, casework, sender)
    except Refusal as refusal:
        return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)
    except (DatabaseError, SQLAlchemyError, ReaderAway) as error:
        log.error("forwarded.not_taken", error=type(error).__name__)
        body = {"error": "The complaint could not be taken just now. Nothing was recorded: send it again."}
        return web.json_response(body, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _slow_down(request: web.Request, who: str) -> None:
    """Let nobody send faster than the force can read, nor try keys. Raises `Refusal`."""
    if wait := request.app[API_RATE].wait(who):
        raise Refusal(429, "Too many requests: wait and send it again.", Retry_After=str(int(wait) + 1))


async def _sender(request: web.Request, casework: Casework) -> str:
    """The name of the key. Raises `Refusal`."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    name = None
    if scheme.lower() == "bearer" and key.strip():
        name = await asyncio.to_thread(casework.api_keys.name_of, key.strip())
    if name is None:
        raise Refusal(401, "Send a key that is good: Authorization: Bearer KEY.", WWW_Authenticate="Bearer")
    return name


async def _take(request: web.Request, casework: Casework, sender: str) -> web.Response:
    try:
        forwarded = read_row(await _body(request), clock.today())
    except InvalidForwarded as error:
        raise Refusal(422, "The complaint was not taken: see the fields.", faults=error.faults) from error
    findings = await request.app[READER].read(forwarded.account, forwarded.received_on)
    try:
        report = await asyncio.to_thread(casework.forwarded.take, forwarded, findings)
        complaint = await asyncio.to_thread(casework.show, str(report.reference))
    except CaseworkError as error:
        log.error("forwarded.not_filed", error=type(error).__name__)
        raise Refusal(503, "The complaint could not be taken just now: send it again.") from error
    log.info("forwarded.taken", sender=sender, what=report.what)
    answer = {
        "reference": complaint.reference,
        "recorded": report.what is What.RECORDED,
        "state": complaint.state,
        "referral": {
            "status": complaint.referral.status,
            "grounds": list(complaint.referral.grounds),
            "due_on": complaint.referral.due_on.isoformat() if complaint.referral.due_on else None,
        },
        "missing": list(await asyncio.to_thread(casework.contacts.missing, complaint.reference)),
    }
    return web.json_response(answer, status=201 if report.what is What.RECORDED else 200)


async def _body(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request. Raises `Refusal`."""
    if request.content_type != "application/json":
        raise Refusal(415, "Send the complaint as application/json.")
    try:
        body = await request.clone(client_max_size=BODY_LIMIT).read()
        value = json.loads(body.decode("utf-8"))
    except web.HTTPRequestEntityTooLarge as error:
        raise Refusal(413, f"A request has at most {BODY_LIMIT:,} bytes.") from error
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "The body is not JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise Refusal(400, "The body must be one JSON object, a complaint.")
    return value


@cache
def _description() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(_DESCRIPTION.read_text(encoding="utf-8"))
    return document
