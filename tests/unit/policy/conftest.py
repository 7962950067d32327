"""Facts to start from: a complaint that lacks nothing, and the decision on it with changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.policy import Decision, decide

RECEIVED = date(2026, 11, 22)
COMPLETE: dict[str, object] = {
    "what_happened": "An officer at the front desk swore at me and would not take my statement.",
    "referral_grounds": [],
    "incident_date": "2026-11-10",
    "incident_location": "the front desk in Holborn",
    "borough": "Camden",
    "officers": "a man with a beard",
    "complained_before": False,
    "desired_outcome": "an apology",
    "evidence": "none",
    "support_needs": "none",
    "complainant_name": "Ada Okafor",
    "contact_method": "email",
    "email": "ada@example.org",
    "details_confirmed": True,
    "allegations": ["U"],
}


@pytest.fixture
def complete() -> dict[str, object]:
    return dict(COMPLETE)


@pytest.fixture
def decided() -> Callable[..., Decision]:
    """`decided(slot=value, ...)`: the decision on the complete complaint with those slots changed (None: unknown)."""

    def with_changes(**changes: object) -> Decision:
        return decide({**COMPLETE, **changes}, RECEIVED)

    return with_changes


@pytest.fixture
def decided_on() -> Callable[..., Decision]:
    """`decided_on(slot=value, ...)`: the decision on those slots alone."""

    def alone(**slots: object) -> Decision:
        return decide(slots, RECEIVED)

    return alone
