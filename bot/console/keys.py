"""The things that the console carries for its handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web
from multidict import MultiDict

from bot.casework.evidence import Evidence
from bot.casework.service import Casework
from bot.console.accounts import Accounts, Who
from bot.console.audit import AuditLog
from bot.console.corrections import Corrections
from bot.console.roles import Permission
from bot.console.single_sign_on import Provider
from bot.console.talk_index import TalkIndex
from bot.console.talk_review import Reviews
from bot.gateway.reader import AccountReader

ACCOUNTS = web.AppKey("accounts", Accounts)
AUDIT = web.AppKey("audit", AuditLog)
CASEWORK = web.AppKey("casework", Casework)
NEEDS: web.AppKey[Mapping[web.AbstractRoute, Permission]] = web.AppKey("needs", Mapping)
"""What each route needs; one that does not stand here is refused."""
EVIDENCE = web.AppKey("evidence", Evidence)
INDEX = web.AppKey("index", TalkIndex)
PROVIDER: web.AppKey[Provider | None] = web.AppKey("provider", Provider)
"""A force's own sign-on, where it is set."""
READER = web.AppKey("reader", AccountReader)
CORRECTIONS = web.AppKey("corrections", Corrections)
REVIEWS = web.AppKey("reviews", Reviews)
HASHING = web.AppKey("hashing", asyncio.Semaphore)
"""So many passwords at once: each takes 64 MiB."""

WHO: web.RequestKey[Who | None] = web.RequestKey("who", Who)
FORM: web.RequestKey[MultiDict[str]] = web.RequestKey("form", MultiDict)
TOKEN: web.RequestKey[str] = web.RequestKey("token", str)
"""What the forms of this visitor carry."""
