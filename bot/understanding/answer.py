"""What came of reading an answer: a value, or a fault to ask about, or the person's wish to leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """Exactly one of three: `value` (which may be empty text, False or []), `fault` (a name) or `declined`.

    `declined` says why the slot stays empty: `dont_know`, `skip` or `prefer_not`.
    `extra` holds slots that the same words answer besides, such as the address in "email, it's jo@example.org".
    """

    value: object = None
    fault: str | None = None
    declined: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
