"""How a question is worded: in the person's own words where there are some, and never a leading or prying quotation."""

from __future__ import annotations

import pytest

from bot.intake.wording import Wording, wording_of
from tests.unit.intake.conftest import ON

FORCE = {"what_happened": "He pushed me over in Acton", "account_signals": ["force_used"]}


@pytest.mark.parametrize(
    ("question", "facts", "wording"),
    [
        ("injury", {**FORCE, "complainant_role": "affected"}, Wording("quoted_you", "He pushed me over in Acton")),
        ("injury", FORCE, Wording("quoted", "He pushed me over in Acton")),
        ("injury", {**FORCE, "grounds_established": ["serious_sexual_offence"]}, Wording()),
        ("injury", {"what_happened": "x", "complainant_role": "affected"}, Wording("you")),
        (
            "injury",
            {**FORCE, "account_signals": ["force_used", "hurt"]},
            Wording("quoted_hurt", "He pushed me over in Acton"),
        ),
        ("injury", {"what_happened": "They stopped him in Acton", "account_signals": ["force_used"]}, Wording()),
        ("officers", {"what_happened": "x", "complainant_role": "behalf"}, Wording("another")),
        (
            "officers",
            {"what_happened": "two officers came", "account_signals": ["deceased"]},
            Wording("quoted_another", "two officers"),
        ),
        ("desired_outcome", {"what_happened": "x", "account_signals": ["deceased"]}, Wording("bereaved")),
        ("desired_outcome", FORCE, Wording()),
        ("complained_before", {"what_happened": "x", "fault": "maybe_repeat"}, Wording("maybe_repeat")),
        ("incident_date", {"what_happened": "a few weeks ago a PC was rude"}, Wording("quoted", "a few weeks ago")),
        ("incident_date", {"what_happened": "a PC was rude"}, Wording("together")),
        ("incident_date", {"what_happened": "a PC was rude", "incident_location": "Acton"}, Wording()),
        ("incident_date", {"what_happened": "a PC was rude", "declined": ["incident_location"]}, Wording()),
        ("delay_reason", {"what_happened": "x", "incident_date": "2023"}, Wording("quoted", "in 2023")),
        ("delay_reason", {"what_happened": "x", "incident_date": "2024-03-05"}, Wording("quoted", "on 5 March 2024")),
        ("officers", {"what_happened": "two officers were rude"}, Wording("quoted", "two officers")),
        ("officers", {"what_happened": "two officers were rude", "fault": "again"}, Wording("again")),
        (
            "what_happened",
            {"what_happened": "he swore", "fault": "account_short"},
            Wording("account_short", "he swore"),
        ),
        ("incident_date", {"fault": "changing_incident_date"}, Wording("changing")),
        ("ready", {"waiting": "distress"}, Wording("distress")),
        ("confirm_stop", {"stopping": "start_over"}, Wording("start_over")),
        (
            "referral_grounds",
            {"what_happened": "He hit me and broke my jaw", "fault": "grounds_differ"},
            Wording("grounds_differ_quoted", "broke my jaw"),
        ),
        ("referral_grounds", {"what_happened": "x", "fault": "grounds_differ"}, Wording("grounds_differ")),
        (None, FORCE, Wording()),
    ],
)
def test_the_wording_follows_from_what_was_told(question, facts, wording):
    assert wording_of(question, facts, ON) == wording
