"""Files that people add: taken in parts, known by their content, scanned, kept with the talk; never given out here."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator

import structlog
from aiohttp import BodyPartReader, web
from sqlalchemy.exc import SQLAlchemyError

from bot.casework.evidence import Evidence, EvidenceView, NotAccepted, NotRemovable
from bot.casework.evidence_models import Scan
from bot.casework.vault import Arrived
from bot.database import DatabaseError
from bot.gateway import sessions
from bot.gateway.keys import CATALOGUES, EVIDENCE, METRICS, SCANNER, STORE, UPLOAD_RATE, UPLOADS
from bot.gateway.scanner import Scanner
from bot.masking import masked

log = structlog.get_logger(__name__)

CHUNK = 1 << 16
ENVELOPE = 1 << 16
"""Bytes of a request besides its file."""
SCAN_AGAIN_EVERY = 60.0
"""Seconds after which files that the scanner has not judged are brought to it again."""


class NotTaken(Exception):
    """A file was not taken: `reason` is a key of the words, `status` what it is in HTTP."""

    def __init__(self, reason: str, status: int = 422, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


async def list_files(request: web.Request) -> web.Response:
    """`GET /chat/evidence`: the files of the browser's talk."""
    opened = await sessions.opened_by(request, request.app[STORE])
    files = await asyncio.to_thread(request.app[EVIDENCE].of_talk, opened.conversation_id) if opened else ()
    return web.json_response({"files": [as_json(file) for file in files]})


async def add_file(request: web.Request) -> web.Response:
    """`POST /chat/evidence` with one file as `multipart/form-data`: 201 with what was kept, or why it was not."""
    sessions.require_own_origin(request)
    opened = await sessions.opened_by(request, request.app[STORE])
    try:
        if opened is None:
            raise NotTaken("ended", 401)
        async for part in parts(request):
            kept = await receive(request, part, opened.conversation_id)
            break
        else:
            raise NotTaken("unreadable", 400)
    except NotTaken as error:
        return _refusal(request, error)
    return web.json_response(as_json(kept), status=201)


async def remove_file(request: web.Request) -> web.Response:
    """`POST /chat/evidence/{id}/remove`: 204, or 409 for a file that belongs to a recorded complaint."""
    sessions.require_own_origin(request)
    opened = await sessions.opened_by(request, request.app[STORE])
    try:
        if opened is None:
            raise NotTaken("ended", 401)
        await remove(request, opened.conversation_id, request.match_info["id"])
    except NotTaken as error:
        return _refusal(request, error)
    return web.Response(status=204)


async def parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    """The parts of a form, as they come in. Raises `NotTaken` for what is no such form."""
    if not request.content_type.startswith("multipart/"):
        raise NotTaken("unreadable", 400)
    try:
        reader = await request.multipart()
        while isinstance(part := await reader.next(), BodyPartReader):
            yield part
    except ValueError as error:
        raise NotTaken("unreadable", 400) from error


async def remove(request: web.Request, conversation_id: str, evidence_id: str) -> None:
    """Remove a file of the talk. Raises `NotTaken`."""
    try:
        await asyncio.to_thread(request.app[EVIDENCE].remove, conversation_id, evidence_id)
    except NotRemovable as error:
        raise NotTaken("not_removable", 409) from error


async def receive(request: web.Request, part: BodyPartReader, conversation_id: str) -> EvidenceView:
    """Take one file in, whole or not at all. Raises `NotTaken`."""
    evidence, scanner = request.app[EVIDENCE], request.app[SCANNER]
    if (seconds := request.app[UPLOAD_RATE].wait(conversation_id)) > 0:
        raise NotTaken("too_often", 429, seconds)
    if (request.content_length or 0) > evidence.rules.file_bytes + ENVELOPE:
        raise NotTaken("too_big", 413)
    try:
        async with request.app[UPLOADS]:
            arrived, scan = await _arrive(evidence, scanner, part)
        turn = await asyncio.to_thread(request.app[STORE].last_turn, conversation_id)
        is_settled = not turn or turn[-1].asking is None  # no complaint is being told: it goes with the recorded one
        name = masked(part.filename or "")
        kept = await asyncio.to_thread(evidence.add, conversation_id, name, arrived, scan, to_recorded=is_settled)
    except NotAccepted as error:
        request.app[METRICS].refused.labels(error.reason).inc()
        raise NotTaken(error.reason, 413 if error.reason == "too_big" else 422) from error
    except ConnectionError:
        raise  # the browser has gone, and with it what was there of the file
    except OSError as error:
        log.error("evidence.not_stored", error=type(error).__name__)
        raise NotTaken("no_room", 503) from error
    log.info("evidence.added", conversation=conversation_id, kind=kept.kind, scan=kept.scan)
    return kept


async def _arrive(evidence: Evidence, scanner: Scanner, part: BodyPartReader) -> tuple[Arrived, Scan]:
    with evidence.vault.incoming() as incoming:
        while chunk := await part.read_chunk(CHUNK):
            await asyncio.to_thread(incoming.write, chunk)
            if incoming.size > evidence.rules.file_bytes:
                raise NotAccepted("too_big")
        arrived = await asyncio.to_thread(incoming.finish)
        evidence.accepts(arrived)
        scan = await scanner.scan(incoming.path)
        if scan is Scan.INFECTED:
            log.warning("evidence.infected_refused")
            raise NotAccepted("infected")
        return arrived, scan


def as_json(file: EvidenceView) -> dict[str, object]:
    """What the page is told of a file."""
    return {
        "id": file.id,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "scan": file.scan,
        "recorded": file.is_recorded,
    }


def words(request: web.Request, reason: str) -> str:
    """Why a file was not taken, in the language of the page."""
    evidence: Evidence = request.app[EVIDENCE]
    text = request.app[CATALOGUES].of(request).say(f"evidence.{reason}")
    return text.format(mb=evidence.rules.file_bytes >> 20, files=evidence.rules.files)


def _refusal(request: web.Request, error: NotTaken) -> web.Response:
    headers = {} if error.retry_after is None else {"Retry-After": str(math.ceil(error.retry_after))}
    body = {"reason": error.reason, "text": words(request, error.reason)}
    return web.json_response(body, status=error.status, headers=headers)


@contextlib.asynccontextmanager
async def scanning_again(evidence: Evidence, scanner: Scanner) -> AsyncIterator[None]:
    """While it is open, bring files that the scanner has not judged to it again and again."""
    task = asyncio.create_task(_scan_again(evidence, scanner)) if scanner.is_there else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _scan_again(evidence: Evidence, scanner: Scanner) -> None:
    while True:
        await asyncio.sleep(SCAN_AGAIN_EVERY)
        try:
            await scan_waiting(evidence, scanner)
        except (DatabaseError, SQLAlchemyError) as error:
            log.error("evidence.not_scanned_again", error=type(error).__name__)


async def scan_waiting(evidence: Evidence, scanner: Scanner) -> None:
    """Bring the files that wait to the scanner, as long as it answers."""
    for file in await asyncio.to_thread(evidence.to_scan):
        if not file.path.exists():
            log.error("evidence.lost", file=file.id)
            continue
        scan = await scanner.scan(file.path)
        if scan is Scan.WAITING:
            return
        await asyncio.to_thread(evidence.judged, file.id, scan)
