"""The things that the application carries for its handlers."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.casework.access import Access
from bot.casework.evidence import Evidence
from bot.casework.job_runs import JobRuns
from bot.casework.service import Casework
from bot.gateway.catalogue import Catalogues
from bot.gateway.conversation import Talks
from bot.gateway.engine_client import EngineClient
from bot.gateway.guesses import Guesses
from bot.gateway.limits import RateLimiter
from bot.gateway.metrics import Metrics
from bot.gateway.reader import AccountReader
from bot.gateway.scanner import Scanner
from bot.gateway.store import ChatStore
from bot.settings import Settings

SETTINGS = web.AppKey("settings", Settings)
CATALOGUES = web.AppKey("catalogues", Catalogues)
STORE = web.AppKey("store", ChatStore)
JOBS = web.AppKey("jobs", JobRuns)
"""What the worker has noted of its jobs."""
ENGINE = web.AppKey("engine", EngineClient)
TALKS = web.AppKey("talks", Talks)
SOCKETS: web.AppKey[dict[web.WebSocketResponse, str]] = web.AppKey("sockets", dict)
"""Every open socket, with the hash of its session."""
METRICS = web.AppKey("metrics", Metrics)
MESSAGE_RATE = web.AppKey("message_rate", RateLimiter)
"""How fast one conversation may send."""
START_RATE = web.AppKey("start_rate", RateLimiter)
"""How fast conversations may begin, all together."""
NETWORK_RATE = web.AppKey("network_rate", RateLimiter)
"""How fast conversations may begin from one network, which many people may share."""
ACCESS = web.AppKey("access", Access)
GUESSES = web.AppKey("guesses", Guesses)
CODE_RATE = web.AppKey("code_rate", RateLimiter)
"""How often one conversation, or one client, may ask for codes and links."""
TASKS: web.AppKey[set[asyncio.Task[bool]]] = web.AppKey("tasks", set)
"""What is done after the answer; finished before the application ends."""
EVIDENCE = web.AppKey("evidence", Evidence)
SCANNER = web.AppKey("scanner", Scanner)
UPLOADS = web.AppKey("uploads", asyncio.Semaphore)
"""How many files may come in at once, over all."""
UPLOAD_RATE = web.AppKey("upload_rate", RateLimiter)
"""How fast one conversation may add files."""
CASEWORK = web.AppKey("casework", Casework)
READER = web.AppKey("reader", AccountReader)
API_RATE = web.AppKey("api_rate", RateLimiter)
"""How fast one key may forward complaints."""
