"""What the assessor is told beside the decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.policy import Decision
from bot.policy.flags import FLAGS

LATE = {"incident_date": "2024-01-01", "delay_reason": "I was ill"}

CASES: list[tuple[str, dict[str, object]]] = [
    ("ground_denied_by_answer", {"grounds_established": ["serious_assault"], "referral_grounds": []}),
    ("grounds_not_answered", {"referral_grounds": None, "declined": ["referral_grounds"]}),
    ("ground_possible_unconfirmed", {"grounds_possible": ["serious_assault"]}),
    ("repeat_linked",
     {"referral_grounds": ["serious_assault"], "complained_before": True, "previous_reference": "MP-1"}),
    ("previous_reference_unknown", {"complained_before": True, "declined": ["previous_reference"]}),
    ("age_not_applied", {"referral_grounds": ["serious_assault"], **LATE}),
    ("delay_reason_to_assess", LATE),
    ("date_unknown", {"incident_date": None, "declined": ["incident_date"]}),
    ("date_approximate", {"incident_date": "2026-10"}),
    ("date_in_future", {"incident_date": "2026-12-24"}),
    ("preserve_video", {"incident_date": "2026-10-22"}),
    ("anonymous", {"complainant_name": None, "declined": ["complainant_name"]}),
    ("cannot_be_reached", {"contact_method": "none"}),
    ("cannot_be_reached", {"contact_method": "phone", "declined": ["phone"]}),
    ("consent_outstanding", {"on_behalf_of": "Sam", "declined": ["consent_given"]}),
    ("consent_refused", {"on_behalf_of": "Sam", "consent_given": False}),
    ("complainant_serves", {"account_signals": ["serving"]}),
    ("child_affected", {"account_signals": ["child"]}),
    ("person_died", {"account_signals": ["deceased"]}),
    ("account_missing",
     {"what_happened": None, "declined": ["what_happened"], "complained_before": True, "previous_reference": "MP-1"}),
    ("force_not_confirmed", {"account_signals": ["met_in_doubt"], "declined": ["about_met"]}),
    ("details_not_confirmed", {"details_confirmed": None, "declined": ["details_confirmed"]}),
    ("callback_requested", {"callback_wanted": True, "account_signals": ["conduct"]}),
    ("callback_not_possible", {"callback_wanted": True, "declined": ["phone"]}),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "changes"), CASES, ids=[f"{flag}-{n}" for n, (flag, _) in enumerate(CASES)])
def test_flag(decided: Callable[..., Decision], flag: str, changes: dict[str, object]) -> None:
    assert flag in decided(**changes).flags


def test_every_flag_has_a_case() -> None:
    assert {flag for flag, _ in CASES} == set(FLAGS)


def test_a_plain_complaint_carries_no_flag(decided: Callable[..., Decision]) -> None:
    assert decided(incident_date="2026-10-21").flags == ()
