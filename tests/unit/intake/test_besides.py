"""Several things in one message: each is kept, none is asked for again, and nobody else's address becomes theirs."""

from __future__ import annotations

import pytest

from bot.intake import Turn, hear
from tests.unit.intake.conftest import ON

EXPLAINED = {
    "what_happened": "How do I get my record?",
    "explain_topic": "stop_search_record",
    "explanation_helpful": False,
}
DENIED = {"what_happened": "PC Hale pushed me over", "account_signals": ["force_used"], "referral_grounds": []}


@pytest.mark.parametrize(
    ("requested", "words", "facts"),
    [
        (
            "incident_date",
            "last Tuesday about 9pm outside Brixton tube",
            {"incident_date": "2026-11-17", "incident_location": "outside Brixton tube", "borough": "Lambeth"},
        ),
        ("incident_location", "in Peckham on 3 November", {"incident_date": "2026-11-03", "borough": "Southwark"}),
        (
            "complainant_name",
            "Grace Obi, grace@example.com",
            {"complainant_name": "Grace Obi", "email": "grace@example.com", "contact_method": "email"},
        ),
        (
            "support_needs",
            "no thanks, but call me on 07700 900123, my name is Jo Bloggs",
            {"phone": "+447700900123", "contact_method": "phone", "complainant_name": "Jo Bloggs"},
        ),
        (
            "desired_outcome",
            "I want an apology. I have a video of it on my phone.",
            {"evidence": "I have a video of it on my phone"},
        ),
        ("complained_before", "no and it was at Catford police station on 3 November", {"complained_before": False}),
    ],
)
def test_further_facts_in_an_answer_are_kept(said, requested, words, facts):
    changes = hear(said(words, requested, what_happened="PC Hale swore at me")).changes

    assert {slot: changes.get(slot) for slot in facts} == facts


def test_the_address_of_a_witness_is_not_the_persons_own(said):
    changes = hear(said("my friend Ola saw it, her number is 07700 900456", "evidence")).changes

    assert not {"phone", "contact_method"} & changes.keys()


def test_what_is_known_is_not_overwritten_in_passing(said):
    turn = said("in Peckham on 3 November", "incident_location", incident_date="2026-11-12")

    assert "incident_date" not in hear(turn).changes


def test_that_somebody_complained_before_is_not_read_in_passing(said):
    words = "I complained to the station last year about something else and they were no help"

    assert "complained_before" not in hear(said(words, "delay_reason")).changes


class TestQuestionsBesideAnswers:
    def _turn(self, words: str, slot: str) -> Turn:
        return Turn(words, "faq", 0.9, slot, {"what_happened": "x"}, ON, faq="will_officer_know")

    def test_both_are_heard(self):
        heard = hear(self._turn("No never. Will she find out it was me?", "complained_before"))

        assert heard.says == ("utter_faq/will_officer_know",)
        assert heard.changes["complained_before"] is False

    def test_a_question_alone_is_left_to_the_rules(self):
        assert hear(self._turn("Will she find out it was me?", "complained_before")).is_aside

    def test_words_that_answer_nothing_are_left_to_the_rules_with_the_question(self):
        assert hear(self._turn("Hmm. Will she find out it was me?", "complained_before")).is_aside


class TestAfterAnExplanation:
    def test_what_went_wrong_is_asked_for_where_only_a_question_was_told(self, said):
        assert hear(said("no", "callback_wanted", **EXPLAINED)).changes["fault"] == "unsettled"

    def test_it_is_not_asked_for_where_it_was_told(self, said):
        facts = {**EXPLAINED, "account_signals": ["conduct"]}

        assert hear(said("no", "callback_wanted", **facts)).changes["fault"] is None

    @pytest.mark.parametrize("told", [{"incident_date": "2026-11-20"}, {"incident_location": "Camden"}])
    def test_it_is_not_asked_for_where_the_question_told_when_or_where_it_was(self, said, told):
        assert hear(said("no", "callback_wanted", **EXPLAINED, **told)).changes["fault"] is None


class TestWhereWordsAndAnswerDiffer:
    def test_it_is_asked_once_more_and_the_ground_stays(self, said):
        changes = hear(said("yes he broke my wrist when he pushed me down the stairs", "injury", **DENIED)).changes

        assert changes["fault"] == "grounds_differ"
        assert "death_or_serious_injury" in changes["grounds_established"]

    @pytest.mark.parametrize(
        ("words", "grounds"),
        [("Yes, that is how it was", ["serious_assault"]), ("No, none of these", []), ("banana", []), ("skip", [])],
    )
    def test_whatever_is_answered_it_is_not_asked_again(self, said, words, grounds):
        facts = {
            **DENIED,
            "grounds_established": ["serious_assault"],
            "fault": "grounds_differ",
            "grounds_checked": True,
        }

        heard = hear(said(words, "referral_grounds", **facts))

        assert heard.changes == {"referral_grounds": grounds, "fault": None, "grounds_checked": True}

    def test_who_refused_to_say_is_not_asked_again(self, said):
        facts = {**DENIED, "declined": ["referral_grounds"]}

        changes = hear(said("yes he broke my wrist when he pushed me down the stairs", "injury", **facts)).changes

        assert changes["fault"] is None
