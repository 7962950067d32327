"""Putting right in free words: what can be read is changed and read back; what cannot, changes nothing."""

from __future__ import annotations

import pytest

from bot.intake import hear

KNOWN = {
    "what_happened": "PC Hale swore at me",
    "incident_date": "2026-11-12",
    "incident_location": "Lewisham",
    "borough": "Lewisham",
    "officers": "PC Hale, number 318PL",
    "complainant_name": "Sara Kahn",
    "email": "sara@example.org",
    "desired_outcome": "an apology",
    "complained_before": False,
}
EVERYWHERE = ["evidence", "support_needs", "contact_method", "details_confirmed", "postal_address"]


@pytest.mark.parametrize("requested", EVERYWHERE)
@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("sorry, it was the 13th, not the 12th", "incident_date", "2026-11-13"),
        ("it was Croydon actually", "incident_location", "Croydon"),
        ("my name is spelt Khan", "complainant_name", "Sara Khan"),
        ("my surname is spelt K-H-A-N", "complainant_name", "Sara Khan"),
        ("sorry my email is sara.k@example.org", "email", "sara.k@example.org"),
        ("sorry, his number was 319PL not 318PL", "officers", "PC Hale, number 319PL"),
    ],
)
def test_a_fact_is_put_right_at_any_question(said, requested, words, slot, value):
    heard = hear(said(words, requested, "correct_detail", **KNOWN))

    assert heard.changes[slot] == value
    assert heard.says == ("utter_detail_changed",)
    assert slot in heard.put_right


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("change the outcome to an explanation in writing", "desired_outcome", "an explanation in writing"),
        ("the borough should be Camden", "borough", "Camden"),
        ("the date is 3 May", "incident_date", "2026-05-03"),
    ],
)
def test_a_fact_that_is_named_with_its_new_value_is_changed_at_once(said, words, slot, value):
    assert hear(said(words, "evidence", "correct_detail", **KNOWN)).changes[slot] == value


@pytest.mark.parametrize("words", ["the date is wrong", "I need to change the date", "the date isn't right"])
def test_a_fact_that_is_only_named_as_wrong_is_asked_for_and_stays_until_then(said, words):
    changes = hear(said(words, "complained_before", "correct_detail", **KNOWN)).changes

    assert changes == {"fault": "changing_incident_date", "details_confirmed": None}


@pytest.mark.parametrize(
    "words", ["sorry, it was the 45th, not the 12th", "no wait, I got it wrong", "hang on, that's not it"]
)
@pytest.mark.parametrize("requested", ["complained_before", "evidence", "contact_method"])
def test_what_cannot_be_read_changes_nothing_and_says_so(said, requested, words):
    heard = hear(said(words, requested, "correct_detail", **KNOWN))

    assert heard.changes == {}
    assert heard.says == ("utter_correction_unclear",)
    assert not heard.is_aside


def test_a_button_of_the_summary_gives_no_value(said):
    heard = hear(said("Change: Your name", "details_confirmed", "correct_detail", **KNOWN))

    assert heard.changes["fault"] == "changing_complainant_name"
    assert "complainant_name" not in heard.changes


@pytest.mark.parametrize(
    ("requested", "words"),
    [
        ("evidence", "I was there with my name badge on, it was in the office and not hidden"),
        ("desired_outcome", "I want the record put right, it says I was drunk"),
        ("officers", "it was the tall one, not the other"),
    ],
)
def test_an_answer_is_no_correction(said, requested, words):
    heard = hear(said(words, requested, "inform", **{k: v for k, v in KNOWN.items() if k != requested}))

    assert heard.changes[requested] == words
