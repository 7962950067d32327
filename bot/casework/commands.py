"""What casework is asked to do: the command to file a complaint, checked and made fit to be stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.casework.errors import InvalidCommand, NotFileable
from bot.casework.models import Source
from bot.casework.states import FILING, State

# PostgreSQL refuses NUL, and UTF-8 has no lone surrogates: neither may cost somebody their complaint.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class FileComplaint:
    """File the complaint that a conversation has led to.

    `number` says which complaint of the conversation it is, from 1; the two together identify the filing. `facts` is
    the facts mapping (contract part 1 and ours), JSON-ready; `decision` the policy's, as from `Decision.as_dict()`;
    `received_at` the aware moment at which the person had told it; `source` and `source_reference` who forwarded it.
    Raises `InvalidCommand`, or `NotFileable` for a route that does not end in a complaint.
    """

    conversation_id: str
    number: int
    facts: Mapping[str, object]
    decision: Mapping[str, object]
    received_at: datetime
    source: Source = Source.CHAT
    source_reference: str | None = None

    def __post_init__(self) -> None:
        """Check what must be there and replace what no database can store."""
        if not self.conversation_id or self.number < 1:
            raise InvalidCommand("a filing needs its conversation and a number from 1")
        if self.received_at.tzinfo is None:
            raise InvalidCommand("received_at needs a time zone")
        if self.route not in FILING:
            raise NotFileable(self.route)
        for name in ("facts", "decision"):
            object.__setattr__(self, name, _storable(name, getattr(self, name)))

    @property
    def route(self) -> str:
        """Where the policy sends the complaint (contract part 3)."""
        return str(self.decision.get("route"))

    def text(self, slot: str) -> str | None:
        """A fact that is text; None if it is missing or empty."""
        value = self.facts.get(slot)
        return value.strip() or None if isinstance(value, str) else None

    def yes_or_no(self, slot: str) -> bool | None:
        """A fact that is a yes or a no; None if it is not known."""
        value = self.facts.get(slot)
        return value if isinstance(value, bool) else None

    def texts(self, slot: str) -> list[str]:
        """A fact that is a list of codes, each once, in its order."""
        return listed(self.facts.get(slot))


@dataclass(frozen=True)
class Filed:
    """What became of a filing: `created` is false if it had been filed before."""

    reference: str
    created: bool
    state: State


def listed(value: object) -> list[str]:
    """The strings of a list or tuple, each once, in their order; empty for anything else."""
    items = value if isinstance(value, list | tuple) else ()
    return list(dict.fromkeys(item for item in items if isinstance(item, str)))


def storable(text: str) -> str:
    """The text with a mark in the place of what no database can store."""
    return _UNSTORABLE.sub("\ufffd", text)


def words(name: str, text: str | None, *, most: int = 20_000) -> str:
    """Somebody's words, fit to be stored. Raises `InvalidCommand`, which calls them `name`, if there are none."""
    cleaned = storable(text or "").strip()
    if not cleaned:
        raise InvalidCommand(f"{name} is empty: write it in a sentence or two")
    if len(cleaned) > most:
        raise InvalidCommand(f"{name} has {len(cleaned):,} characters: keep it to {most:,}")
    return cleaned


def _storable(name: str, mapping: Mapping[str, object]) -> dict[str, object]:
    try:
        text = json.dumps(dict(mapping), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidCommand(f"{name} must be JSON-ready: {error}") from error
    cleaned: dict[str, object] = json.loads(text, object_hook=clean_object)
    return cleaned


def clean_object(mapping: dict[str, object]) -> dict[str, object]:
    """A JSON object with its texts fit to be stored and shown: a hook for `json.loads`."""
    return {storable(key): _clean(value) for key, value in mapping.items()}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    return [_clean(item) for item in value] if isinstance(value, list) else value
