"""The gateway's only way to the engine: one message in, one turn out, over loopback HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping

import aiohttp

from bot.gateway.messages import Button, Reply, Turn

ANSWER_WITHIN = aiohttp.ClientTimeout(total=60, connect=5)
PROBE_WITHIN = aiohttp.ClientTimeout(total=1)


class EngineAway(Exception):
    """The engine did not take the message, or not to the end; the same message id may be sent again."""


class EngineFailed(EngineAway):
    """The engine was there and failed on this very message; another try is likely to fail as well."""


# What the engine says when it may well take the same message a little later.
PASSING = frozenset({"actions_unavailable", "store_unavailable", "conversation_busy", "turn_aborted"})


class EngineClient:
    """Speaks with the engine's `candour` channel."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._webhook = f"{url}/webhooks/candour/webhook"
        self._http = http

    async def say(self, conversation_id: str, message_id: str, text: str, case: str | None = None) -> Turn:
        """Hand over one message, with the handle of a case that was opened, and give the engine's turn.

        Safe to repeat: the engine knows the `message_id` of what it has handled. Raises `EngineAway` whenever there
        is no whole answer: refused connection, time-out, or a status such as 503 (the action server was away); as
        `EngineFailed` where the fault lies with this message.
        """
        body = {"sender": conversation_id, "message": text, "message_id": message_id}
        if case is not None:
            body["case"] = case
        try:
            async with self._http.post(self._webhook, json=body, timeout=ANSWER_WITHIN) as response:
                if response.status != 200:
                    raise _failure(response.status, await response.read())
                return _turn(await response.json())
        except (aiohttp.ClientError, OSError) as error:
            raise EngineAway(type(error).__name__) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EngineAway("unreadable answer") from error

    async def answers(self) -> bool:
        """Whether the engine answers at all, for the health page."""
        try:
            async with self._http.get(self._url, timeout=PROBE_WITHIN) as response:
                return response.status < 500
        except (aiohttp.ClientError, OSError):
            return False


def _failure(status: int, body: bytes) -> EngineAway:
    """What a status other than 200 means. One that our engine does not give comes from something in its place."""
    try:
        code = json.loads(body)["error"]
    except (KeyError, TypeError, ValueError):
        return EngineAway(f"status {status}")
    return EngineAway(str(code)) if code in PASSING else EngineFailed(f"status {status}, {code}")


def _turn(body: Mapping[str, object]) -> Turn:
    messages = body["messages"]
    slots = body.get("slots") or {}
    if not isinstance(messages, list) or not isinstance(slots, Mapping):
        raise TypeError("messages must be a list, slots an object")
    asking = slots.get("requested_slot")
    return Turn(tuple(_reply(m) for m in messages), None if asking is None else str(asking))


def _reply(message: Mapping[str, object]) -> Reply:
    buttons = message.get("buttons") or []
    custom = message.get("custom") or None
    if not isinstance(buttons, list) or not isinstance(custom, Mapping | None):
        raise TypeError("buttons must be a list, custom an object")
    offered = tuple(Button(str(b["title"]), str(b["payload"])) for b in buttons)
    return Reply(str(message.get("text") or ""), offered, custom)
