"""Complaints for the tests of the edge, filed as the engine's actions would file them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.casework.commands import FileComplaint
from bot.clock import LONDON

DECISION = {"route": "record", "handling": "dps_investigation", "referral": [], "reasons": [], "flags": []}


def filing(conversation_id: str, number: int = 1, **facts: Any) -> FileComplaint:
    """A complaint that was told in a conversation, by somebody with an address."""
    told = {"what_happened": "He shoved me.", "contact_method": "email", "email": "ada@example.org", **facts}
    return FileComplaint(conversation_id, number, told, DECISION, datetime(2026, 3, 14, 10, tzinfo=LONDON))
