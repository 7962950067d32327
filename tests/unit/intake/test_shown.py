"""What the person is asked next and is shown at the end: the next question, the summary and the labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.intake import load_labels, progress
from bot.intake.labels import InvalidLabels
from bot.intake.summary import spoken_date, summary
from bot.policy import Rulebook
from tests.unit.intake.conftest import ON

LABELS = load_labels()


def _lines(**facts: object) -> dict[str, str]:
    return {line.slot: line.value for line in summary(facts, LABELS)}


class TestProgress:
    def test_the_first_question_is_what_happened(self):
        after = progress({}, ON, Rulebook())

        assert after.question == "what_happened"
        assert after.slots["route"] == "need"

    @pytest.mark.parametrize(
        ("facts", "question"),
        [
            ({"fault": "account_short"}, "what_happened"),
            ({"fault": "changing_email"}, "email"),
            ({"stopping": "cancel"}, "confirm_stop"),
            ({"stopping": "cancel", "confirm_stop": True}, None),
        ],
    )
    def test_the_course_of_the_talk_comes_before_the_needs_of_the_policy(self, facts, question):
        account = {"what_happened": "An officer swore at me", "referral_grounds": []}

        assert progress({**account, **facts}, ON, Rulebook()).question == question

    def test_a_matter_for_others_needs_nothing_more(self):
        after = progress({"what_happened": "x", "about_met": False, "signpost_to": "other_force"}, ON, Rulebook())

        assert after.question is None
        assert after.slots["route"] == "signpost"

    def test_who_has_waited_too_long_is_still_asked_how_to_reach_them(self):
        facts = {
            "what_happened": "An officer swore at me",
            "referral_grounds": [],
            "incident_date": "2024-01-01",
            "declined": ["delay_reason", "complained_before"],
        }

        after = progress(facts, ON, Rulebook())

        assert (after.slots["route"], after.question) == ("not_progressed", "contact_method")


class TestSummary:
    def test_only_what_is_known_or_was_declined_is_shown(self):
        assert _lines(complainant_name="Jo", declined=["email"]) == {"complainant_name": "Jo", "email": "Not given"}

    @pytest.mark.parametrize(
        ("facts", "slot", "shown"),
        [
            (
                {"incident_date": "2026-03-14", "incident_time": "about 9pm"},
                "incident_date",
                "14 March 2026, about 9pm",
            ),
            ({"incident_date": "2026-03"}, "incident_date", "March 2026"),
            ({"referral_grounds": []}, "referral_grounds", "None of these"),
            ({"referral_grounds": [], "declined": ["referral_grounds"]}, "referral_grounds", "Not given"),
            ({"grounds_established": ["serious_assault"]}, "referral_grounds", "A serious assault"),
            (
                {"grounds_established": ["serious_assault"], "referral_grounds": []},
                "referral_grounds",
                "A serious assault",
            ),
            ({"contact_method": "none"}, "contact_method", "No contact"),
            ({"complained_before": False}, "complained_before", "No"),
            ({"on_behalf_of": ""}, "on_behalf_of", "You"),
            ({"evidence": "no"}, "evidence", "None"),
            ({"evidence": "no photos, but my friend saw it"}, "evidence", "no photos, but my friend saw it"),
            ({"what_happened": "<b>{lines}</b>\nhe hit me"}, "what_happened", "<b>{lines}</b>\nhe hit me"),
        ],
    )
    def test_values_are_said_in_words(self, facts, slot, shown):
        assert _lines(**facts)[slot] == shown

    def test_a_ground_of_the_persons_own_words_is_never_hidden_by_none_of_these(self):
        shown = _lines(grounds_established=["serious_assault"], referral_grounds=["serious_corruption"])

        assert shown["referral_grounds"] == "A serious assault, Serious corruption"

    def test_a_year_is_said_as_it_is(self):
        assert spoken_date("2025") == "2025"


class TestLabels:
    @pytest.mark.parametrize(("slot", "label"), list(LABELS.names.items()))
    def test_every_label_names_its_own_fact(self, slot, label):
        assert LABELS.named_in(label) == slot
        assert LABELS.named_in(label.lower()) == slot

    def test_every_fact_that_can_be_changed_can_be_asked_for(self):
        assert set(LABELS.names) <= set(Rulebook().question_order)

    @pytest.mark.parametrize(
        ("words", "slot"),
        [
            ("change the date", "incident_date"),
            ("the place is wrong", "incident_location"),
            ("my name", "complainant_name"),
            ("the officer's number is not right", "officers"),
            ("my mother had never been in that street before the day it happened to her", None),
            ("banana", None),
        ],
    )
    def test_a_fact_is_named_by_everyday_words(self, words, slot):
        assert LABELS.named_in(words) == slot

    def test_a_broken_file_says_where_and_what_to_do(self, tmp_path: Path):
        file = tmp_path / "labels.yml"
        file.write_text("facts: {email: {label: Email}}")

        with pytest.raises(InvalidLabels, match=r"labels\.yml.*each fact needs a label"):
            load_labels(file)
