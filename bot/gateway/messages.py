"""The words that travel: what the browser may send, what the engine answers, what the transcript holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.gateway import words

CLIENT_ID = re.compile(r"[0-9a-f-]{16,64}")
"""Random ids that the browser gives its messages; the same id is the same message, however often it arrives."""


class Refused(Exception):
    """A message was not taken; `text` tells the person, `retry_after` is set (seconds) if it may be sent again."""

    def __init__(self, reason: str, text: str, client_id: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.client_id = client_id
        self.retry_after = retry_after

    def as_frame(self, words: Mapping[str, str]) -> dict[str, object]:
        """The refusal as the browser receives it; `words` are those of its language, by reason."""
        return {
            "type": "refused",
            "id": self.client_id,
            "reason": self.reason,
            "text": words.get(self.reason, self.text),
            "retry_after": self.retry_after,
        }


@dataclass(frozen=True)
class Said:
    """The person wrote a message."""

    client_id: str
    text: str


@dataclass(frozen=True)
class Chose:
    """The person pressed button number `button` (from 0) of the bot's message `seq`."""

    client_id: str
    seq: int
    button: int


@dataclass(frozen=True)
class Here:
    """The person is there, though they send nothing."""


@dataclass(frozen=True)
class Shares:
    """The person shares the device, or does not."""

    is_shared: bool


def parse_frame(data: str) -> Said | Chose | Here | Shares:
    """Read one frame from the browser. Raises `Refused` (reason `unreadable`) for anything but the known kinds."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        frame = None
    match frame:
        case {"type": "message", "id": str(client_id), "text": str(text)} if CLIENT_ID.fullmatch(client_id):
            return Said(client_id, text)
        case {"type": "choice", "id": str(client_id), "seq": int(seq), "button": int(button)} if CLIENT_ID.fullmatch(
            client_id
        ):
            return Chose(client_id, seq, button)
        case {"type": "here"}:
            return Here()
        case {"type": "shared", "on": bool(is_shared)}:
            return Shares(is_shared)
    raise Refused("unreadable", words.UNREADABLE)


def summary_of(custom: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The lines of a summary: `label`, `value`, what "Change" beside it says; none where a message is no summary."""
    rows = (custom or {}).get("summary")
    return [row for row in rows if isinstance(row, dict) and "change" in row] if isinstance(rows, list) else []


@dataclass(frozen=True)
class Button:
    """An answer that the engine offers: its title is shown, its payload goes back to the engine."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the engine."""

    text: str
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Turn:
    """All that the engine answers to one message; `asking` is the slot that it now asks for."""

    replies: tuple[Reply, ...] = ()
    asking: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of the transcript, as it is shown to the person."""

    seq: int
    author: str
    text: str
    at: datetime
    client_id: str | None = None
    buttons: tuple[str, ...] = ()
    choice_of: int | None = None
    choice: int | None = None
    asking: str | None = None
    custom: Mapping[str, object] | None = field(default=None)

    def as_frame(self) -> dict[str, object]:
        """The line as the browser receives it; empty parts are left out."""
        parts: dict[str, object] = {
            "id": self.client_id,
            "buttons": list(self.buttons),
            "choice_of": self.choice_of,
            "choice": self.choice,
            "asking": self.asking,
            "custom": self.custom,
        }
        return {
            "type": "line",
            "seq": self.seq,
            "author": self.author,
            "text": self.text,
            "at": self.at.isoformat(),
            **{name: value for name, value in parts.items() if value not in (None, [])},
        }
