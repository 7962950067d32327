"""The form by which a complaint that the IPCC forwarded on paper or by email is typed in (clause S5)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web

from bot.casework.errors import CaseworkError
from bot.casework.forwarded_rows import FIELDS, MUST, InvalidForwarded, read_row
from bot.clock import LONDON
from bot.console.guard import note
from bot.console.keys import CASEWORK, FORM, READER
from bot.console.rendering import render
from bot.gateway.reader import ReaderAway
from bot.policy.vocabulary import CONTACT_METHODS, GROUNDS, ROLES

LONG = frozenset(
    {"what_happened", "officers", "injury", "desired_outcome", "evidence", "postal_address", "delay_reason"}
)
HINTS: Mapping[str, str] = {
    "reference": "The IPCC's own reference.",
    "received_on": "The day on which the IPCC received it.",
    "incident_date": "Such as 2026-03-14, or 2026-03 or 2026 where only that is known.",
    "referral_grounds": "What the IPCC names. None is a good answer.",
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "complained_before": ("yes", "no"),
    "consent_given": ("yes", "no"),
    "contact_method": CONTACT_METHODS,
    "complainant_role": ROLES,
}
SEVERAL: Mapping[str, tuple[str, ...]] = {"referral_grounds": GROUNDS}
DAYS = frozenset({"received_on"})


async def forwarded_page(request: web.Request) -> web.Response:
    """`GET /staff/cases/forwarded`: the empty form."""
    return _form(request, {}, {})


async def forwarded_take(request: web.Request) -> web.Response:
    """`POST /staff/cases/forwarded`: record it, or find it again by the IPCC's reference; leads to the case."""
    casework = request.app[CASEWORK]
    given = {name: "; ".join(request[FORM].getall(name, [])) for name in FIELDS}
    try:
        forwarded = read_row(given, casework.desk.clock().astimezone(LONDON).date())
        findings = await request.app[READER].read(forwarded.account, forwarded.received_on)
        await note(request, "case.typed_in", None, source=forwarded.reference)
        report = await asyncio.to_thread(casework.forwarded.take, forwarded, findings)
    except InvalidForwarded as error:
        faults = {name: f"{name.replace('_', ' ').capitalize()} {fault}." for name, fault in error.faults.items()}
        return _form(request, given, faults)
    except (ReaderAway, CaseworkError):
        return _form(request, given, {"what_happened": "It could not be taken just now. Send it again in a minute."})
    raise web.HTTPSeeOther(f"/staff/cases/{report.reference}?done=case_changed")


def _form(request: web.Request, given: Mapping[str, str], errors: Mapping[str, str]) -> web.Response:
    kinds = {"long": LONG, "choices": CHOICES, "several": SEVERAL, "days": DAYS}
    context = {"fields": FIELDS, "must": MUST, "hints": HINTS, "given": given, "errors": errors, **kinds}
    return render(request, "forwarded.html", context, status=400 if errors else 200)
