"""What is grave is met with care, whatever it answers; and nobody is told that something is kept if it is not."""

from __future__ import annotations

import pytest

from bot.intake import hear
from bot.intake.care import kept_or_heard

TOLD = {"what_happened": "They searched me at Ealing and it was not a normal search", "account_signals": ["conduct"]}
DIFFER = {**TOLD, "referral_grounds": [], "grounds_established": ["serious_corruption"], "fault": "grounds_differ"}


class TestWhatIsGrave:
    @pytest.mark.parametrize(
        ("words", "slot", "response"),
        [
            ("Yes. A serious sexual offence. He put his fingers inside me", "referral_grounds", "sexual"),
            ("A serious sexual offence", "referral_grounds", "sexual"),
            (
                "yes it was a serious assault, he knocked two of my teeth out with his shield",
                "referral_grounds",
                "grave",
            ),
            ("Somebody died or was seriously hurt", "referral_grounds", "grave"),
            ("he broke my wrist when he pushed me and I was in plaster for a month", "injury", "grave"),
        ],
    )
    def test_it_is_met_with_care_wherever_it_is_told(self, said, words, slot, response):
        expected = {"sexual": "utter_account_taken_sexual", "grave": "utter_grave_heard"}[response]

        assert hear(said(words, slot, **TOLD)).says[0] == expected

    def test_it_is_met_so_once(self, said):
        facts = {**TOLD, "grounds_established": ["serious_assault"]}

        assert hear(said("A serious assault", "referral_grounds", **facts)).says == ()

    @pytest.mark.parametrize("words", ["None of these", "Serious corruption"])
    def test_nothing_is_said_of_harm_where_there_is_none(self, said, words):
        assert hear(said(words, "referral_grounds", **TOLD)).says == ()


class TestWordsBesideTheAnswer:
    def test_what_is_told_at_the_gentle_question_stands_in_the_account(self, said):
        words = "Okay. Yes, serious corruption. For two thousand pounds he would lose the papers, and we gave him one"

        changes = hear(said(words, "referral_grounds", **DIFFER)).changes

        assert changes["referral_grounds"] == ["serious_corruption"]
        assert str(changes["what_happened"]).endswith(words)

    def test_a_long_no_is_a_no_and_its_words_are_kept(self, said):
        words = "None of these, he only kept me standing in the rain for an hour and laughed at me with his mates"

        changes = hear(said(words, "referral_grounds", **TOLD)).changes

        assert changes["referral_grounds"] == []
        assert str(changes["what_happened"]).endswith(words)

    def test_a_plain_no_adds_nothing(self, said):
        words = "no, none of those, it was nothing like that"

        assert "what_happened" not in hear(said(words, "referral_grounds", **TOLD)).changes


class TestWhatIsNotKept:
    def test_whoever_is_pointed_elsewhere_is_not_told_that_it_is_kept(self):
        says = ("utter_account_taken", "utter_other_language")

        assert kept_or_heard(says, kept=False) == ("utter_other_language",)
        assert kept_or_heard(says, kept=True) == says

    def test_care_is_said_all_the_same(self):
        assert kept_or_heard(("utter_account_taken_death",), kept=False) == ("utter_heard_death",)


class TestTheLastStep:
    @pytest.mark.parametrize("words", ["can we skip this?", "skip", "next question please"])
    def test_a_wish_to_skip_the_summary_is_told_that_a_yes_is_enough(self, said, words):
        heard = hear(said(words, "details_confirmed", "skip", **TOLD))

        assert (heard.says, heard.changes) == (("utter_last_step",), {})


class TestPleas:
    @pytest.mark.parametrize("slot", ["injury", "delay_reason"])
    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("I can't cope any more and I want to end my life", "distress"),
            ("please help there is a man breaking into my house right now", "emergency"),
        ],
    )
    def test_a_cry_for_help_is_no_answer_about_what_was_suffered(self, said, slot, words, kind):
        heard = hear(said(words, slot, kind, **TOLD))

        assert heard.says == (f"utter_{kind}",)
        assert heard.changes == {"waiting": kind, "waiting_at": slot}

    @pytest.mark.parametrize(
        "words", ["I wanted to kill myself for months after it", "it left me so low, I tried to end my life"]
    )
    def test_what_was_suffered_then_is_an_answer(self, said, words):
        heard = hear(said(words, "delay_reason", "distress", **TOLD))

        assert heard.says[0] == "utter_distress"
        assert heard.changes["delay_reason"] == words

    def test_who_is_in_bits_and_asks_for_a_minute_is_offered_help(self, said):
        heard = hear(said("I'm sorry, I'm in bits, I can't do this, give me a minute", "evidence", "pause", **TOLD))

        assert heard.says == ("utter_distress",)
        assert heard.changes == {"waiting": "distress", "waiting_at": "evidence"}

    def test_who_has_no_time_now_is_only_given_it(self, said):
        heard = hear(said("I can't do this now, I need to stop for today", "evidence", "pause", **TOLD))

        assert heard.says == ()
        assert heard.changes["waiting"] == "pause"
