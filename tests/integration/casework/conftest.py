"""Casework with a clock that stands still, and filings for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.clock import LONDON

RECEIVED = datetime(2026, 3, 28, 23, 30, tzinfo=LONDON)
NOW = datetime(2026, 3, 29, 9, 0, tzinfo=LONDON)

FACTS: dict[str, object] = {
    "what_happened": "A constable pushed me to the ground outside the station.\nI said “stop”. 😀",
    "incident_date": "2026-03-14",
    "incident_location": "Brixton Road",
    "borough": "Lambeth",
    "officers": "PC 1234 LX, tall",
    "allegations": ["C", "U"],
    "complained_before": False,
    "complainant_name": "Ada Obi",
    "contact_method": "email",
    "email": "ada@example.org",
    "declined": ["evidence"],
}
DECISION: dict[str, object] = {
    "route": "record",
    "reason": "record",
    "handling": "dps_investigation",
    "referral": [],
    "needs": [],
    "reasons": [{"rule": "record", "clause": "S4", "facts": ["what_happened"]}],
    "flags": ["force_used"],
    "provisional": True,
    "signpost_to": None,
    "asks": [],
}


@pytest.fixture
def casework(sessions: sessionmaker[Session]) -> Casework:
    """Casework whose clock stands still."""
    return Casework(sessions, clock=lambda: NOW)


@pytest.fixture
def filing() -> Callable[..., FileComplaint]:
    """Makes a filing; `facts` and `decision` are added to the usual ones."""

    def make(
        number: int = 1, *, talk: str = "talk", facts: dict[str, Any] | None = None, **decision: Any
    ) -> FileComplaint:
        return FileComplaint(
            conversation_id=talk,
            number=number,
            facts={**FACTS, **(facts or {})},
            decision={**DECISION, **decision},
            received_at=RECEIVED,
        )

    return make
