"""Talks to an engine over HTTP as one client, and times each turn and each parse."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from benchmarks.errors import CannotMeasure
from benchmarks.talks import FormTalk

PATIENCE = aiohttp.ClientTimeout(total=60)
# An answer that is not taken is asked for again; more often than this the answers do not fit the form.
ASKED_AT_MOST = 2


class Client:
    """A client of one engine, on connections that are kept open. Times are in milliseconds."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        self._session = aiohttp.ClientSession(self._url, timeout=PATIENCE)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.close()

    @property
    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is used outside of its `async with`")
        return self._session

    async def say(self, sender: str, text: str) -> float:
        """Send a message and read the whole answer; how long it took. Raises `CannotMeasure` where none comes."""
        start = time.perf_counter()
        message = {"sender": sender, "message": text}
        async with self._opened.post("/webhooks/rest/webhook", json=message) as response:
            said = await response.json(content_type=None)
        took = (time.perf_counter() - start) * 1000
        if response.status != 200 or not isinstance(said, list) or not said:
            raise CannotMeasure(f"{self._url} answered {text!r} with {response.status} {said!r}.")
        return took

    async def parse(self, text: str) -> tuple[Mapping[str, Any], float]:
        """What is understood in a text, and how long it took. Raises `CannotMeasure` where no answer comes."""
        start = time.perf_counter()
        async with self._opened.post("/model/parse", json={"text": text}) as response:
            understood = await response.json(content_type=None)
        took = (time.perf_counter() - start) * 1000
        if response.status != 200 or "intent" not in understood:
            raise CannotMeasure(f"{self._url} answered /model/parse with {response.status} {understood!r}.")
        return understood, took

    async def open_question(self, sender: str) -> str | None:
        """The slot that the form is asking for in this conversation."""
        path = f"/conversations/{sender}/tracker"
        async with self._opened.get(path, params={"include_events": "NONE"}) as response:
            state = await response.json()
        slot = state["slots"].get("requested_slot")
        return None if slot is None else str(slot)

    async def free_turns(self, messages: tuple[str, ...]) -> AsyncIterator[float]:
        """The times of the turns of one new conversation, which says the messages over and over."""
        sender = new_sender()
        for text in itertools.cycle(messages):
            yield await self.say(sender, text)

    async def form_turns(self, talk: FormTalk) -> AsyncIterator[float]:
        """The times of the answers to a form, in one new conversation, until nothing more is asked."""
        sender = new_sender()
        await self.say(sender, talk.opening)
        asked: Counter[str] = Counter()
        while (slot := await self.open_question(sender)) is not None and slot not in talk.ends_at:
            asked[slot] += 1
            if slot not in talk.answers or asked[slot] > ASKED_AT_MOST:
                raise CannotMeasure(f"{self._url} asks for {slot}, to which there is no answer that it takes.")
            yield await self.say(sender, talk.answers[slot])
        if not asked:
            raise CannotMeasure(f"{self._url} asks nothing after {talk.opening!r}.")

    async def turns_a_second(self, messages: tuple[str, ...], talks: int, turns: int) -> float:
        """How many turns the engine answers in a second when several new talks are held at once."""

        async def hold() -> None:
            sender = new_sender()
            for text in itertools.islice(itertools.cycle(messages), turns):
                await self.say(sender, text)

        start = time.perf_counter()
        await asyncio.gather(*(hold() for _ in range(talks)))
        return talks * turns / (time.perf_counter() - start)


def new_sender() -> str:
    """The name of a conversation that nobody has held before."""
    return uuid.uuid4().hex
