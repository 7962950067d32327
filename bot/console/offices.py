"""The administrators' page of accounts, and the auditors' page of the log."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
from aiohttp import web

from bot.console.accounts import AccountError, plain_name
from bot.console.guard import note, user
from bot.console.keys import ACCOUNTS, AUDIT, CASEWORK, FORM
from bot.console.models import AuditEntry
from bot.console.rendering import render
from bot.console.roles import PERMISSIONS, Role
from bot.gateway.keys import SETTINGS

PAGE = 100


async def staff_page(request: web.Request) -> web.Response:
    """`GET /staff/accounts`."""
    return await _staff(request)


async def staff_change(request: web.Request) -> web.Response:
    """`POST /staff/accounts`: make an account or a new link, change a role, close an account (`do`)."""
    who, form, accounts = user(request), request[FORM], request.app[ACCOUNTS]
    name, number, do = form.get("name", ""), form.get("number"), form.get("do")
    try:
        role = Role(form.get("role", Role.REVIEWER))
    except ValueError:
        return await _staff(request, error="Choose one of the roles.")
    if do != "add" and plain_name(name) == who.name:
        return await _staff(request, error="Your own account has to be changed by another administrator.")
    try:
        if do == "add":
            token = await asyncio.to_thread(accounts.add, name, role, who.name, number=number)
            return await _staff(request, link=link_of(request.app[SETTINGS].web_address, token))
        if do == "link":
            token = await asyncio.to_thread(accounts.new_link, name, who.name)
            return await _staff(request, link=link_of(request.app[SETTINGS].web_address, token))
        if do == "role":
            await asyncio.to_thread(accounts.change_role, name, role, who.name, number=number)
        elif do == "disable":
            await asyncio.to_thread(accounts.disable, name, who.name)
        else:
            raise web.HTTPBadRequest
    except AccountError as error:
        return await _staff(request, error=str(error))
    done = "role" if do == "role" else "disabled"
    raise web.HTTPSeeOther(str(request.app.router["staff"].url_for().with_query(done=done)))


async def audit_page(request: web.Request) -> web.Response:
    """`GET /staff/audit?actor=&action=&subject=&before=`: the log, the latest first, by pages of one hundred."""
    query = sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(PAGE + 1)
    filters = {name: request.query.get(name, "").strip() for name in ("actor", "action", "subject")}
    for name, wanted in filters.items():
        if wanted:
            query = query.where(getattr(AuditEntry, name) == wanted)
    before = request.query.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        query = query.where(AuditEntry.sequence < int(before))

    def read() -> list[AuditEntry]:
        with request.app[CASEWORK].desk.sessions() as session:
            return list(session.scalars(query))

    entries = await asyncio.to_thread(read)
    looked = {name: wanted for name, wanted in filters.items() if wanted}
    await note(request, "audit.looked", None, filters=looked)
    older = entries[PAGE - 1].sequence if len(entries) > PAGE else None
    return render(
        request, "audit.html", {"entries": entries[:PAGE], "filters": filters, "older": older, "verified": None}
    )


async def audit_verify(request: web.Request) -> web.Response:
    """`POST /staff/audit/verify`: whether the log is whole."""
    verified = await asyncio.to_thread(request.app[AUDIT].verify)
    await note(request, "audit.verified", None, faults=len(verified.faults))
    filters = {"actor": "", "action": "", "subject": ""}
    return render(request, "audit.html", {"entries": [], "filters": filters, "older": None, "verified": verified})


def link_of(address: str, token: str) -> str:
    """A one-time link; what stands after the `#` is not sent to any server."""
    return f"{address.rstrip('/')}/staff/join#{token}"


async def _staff(request: web.Request, *, link: str | None = None, error: str | None = None) -> web.Response:
    accounts = await asyncio.to_thread(request.app[ACCOUNTS].all)
    context = {"accounts": accounts, "roles": list(Role), "table": PERMISSIONS, "link": link, "error": error}
    return render(request, "staff.html", context, status=400 if error else 200)
