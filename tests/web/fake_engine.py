"""A small engine that speaks the `candour` channel on a real port: scripted answers, outages, memory of what it saw."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

Answer = list[dict[str, object]]
GREETING = "Hello. I can take your complaint about the police. What happened?"
GROUNDS = {
    "text": "Was anybody badly hurt?",
    "buttons": [{"title": "Yes", "payload": "yes, badly hurt"}, {"title": "No", "payload": "no, nobody"}],
}


WHEN = {"text": "When did this happen?", "asking": "incident_date"}
HAVE = {
    "text": "Thank you. Here is what I have:\n\nWhat happened: They kept my phone\nWhen: 14 March 2026",
    "custom": {
        "summary": [
            {
                "slot": "what_happened",
                "label": "What happened",
                "value": "They kept my phone",
                "change": "Change: What",
            },
            {"slot": "incident_date", "label": "When", "value": "14 March 2026", "change": "Change: When"},
        ]
    },
}
RIGHT = {
    "text": "Is this right?",
    "buttons": [{"title": "Yes", "payload": "Yes"}, {"title": "No", "payload": "No"}],
    "asking": "details_confirmed",
}
ANSWERS = {
    "hello": [{"text": GREETING}],
    "ask me": [{"text": "Thank you."}, GROUNDS],
    "ask me when": [WHEN],
    "ask me my name": [{"text": "What name should we use?", "asking": "complainant_name"}],
    "ask me for proof": [{"text": "Is there anything that shows what happened?", "asking": "evidence"}],
    "sum up": [HAVE, RIGHT],
}


def converse(text: str) -> Answer:
    """The usual answers: a greeting, a question for `ask me`, a summary for `sum up`, else an echo.

    A message may carry `asking`, the slot that the turn asks for; the engine tells it beside the messages.
    """
    return ANSWERS.get(text) or [{"text": f"I heard: {text}"}]


@dataclass(frozen=True)
class Heard:
    """One message that the engine handled."""

    sender: str
    message_id: str
    text: str
    case: str | None = None


@dataclass
class FakeEngine:
    """Starts on any free port and keeps it over outages; handles each message id once, as the real channel does."""

    answer: Callable[[str], Answer] = converse
    heard: list[Heard] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    aborts: int = 0
    """How many of the next attempts end as if the action server had died: 503, nothing kept."""
    stumbles_over: str | None = None
    """A text that the engine always fails on, while it takes every other."""
    loses_answers: int = 0
    """How many of the next messages are handled, but the answer never arrives."""
    port: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _answered: dict[str, Answer] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def texts(self) -> list[str]:
        """What the engine handled after the opening, in order."""
        return [heard.text for heard in self.heard if heard.text != "hello"]

    async def up(self) -> None:
        """Answer on the port (the same one as before, if there was one)."""
        app = web.Application()
        app.router.add_post("/webhooks/candour/webhook", self._webhook)
        app.router.add_get("/", lambda _: _hello())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Refuse connections from now on."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def asked(self, text: str, times: int) -> None:
        """Wait until the text has reached the engine so many times, answered or not."""
        while self.attempts.count(text) < times:
            await asyncio.sleep(0.01)

    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.attempts.append(body["message"])
        await self.gate.wait()
        if self.aborts:
            self.aborts -= 1
            return web.json_response({"error": "actions_unavailable"}, status=503)
        if body["message"] == self.stumbles_over:
            return web.json_response({"error": "action_failed"}, status=503)
        message_id = body["message_id"]
        if message_id not in self._answered:
            self.heard.append(Heard(body["sender"], message_id, body["message"], body.get("case")))
            self._answered[message_id] = self.answer(body["message"])
        if self.loses_answers:
            self.loses_answers -= 1
            request.transport and request.transport.close()
        answered = self._answered[message_id]
        asking = next((said["asking"] for said in answered if "asking" in said), "what_happened")
        messages = [{part: value for part, value in said.items() if part != "asking"} for said in answered]
        slots = {"requested_slot": asking, "route": None, "complaint_reference": None}
        return web.json_response({"messages": messages, "slots": slots})


async def _hello() -> web.Response:
    return web.Response(text="Hello")
