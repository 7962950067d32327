"""Danger, despair and pauses: help first, nothing lost, and the talk goes on only when the person does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.intake import hear, progress
from bot.policy import Rulebook
from tests.unit.intake.conftest import ON

WAITING = {"what_happened": "PC Hale swore at me", "waiting": "distress", "waiting_at": "complained_before"}
PLEAS = [
    ("I can't go on", "distress", "distress"),
    ("i wnat to kil myself, i want to die", "distress", "distress"),
    ("he is breaking in right now please help", "emergency", "emergency"),
]


def _question(facts):
    return progress(facts, ON, Rulebook()).question


class TestPleas:
    @pytest.mark.parametrize(("words", "intent", "kind"), PLEAS)
    @pytest.mark.parametrize(
        "slot", ["complained_before", "evidence", "complainant_name", "details_confirmed", "email"]
    )
    def test_help_comes_first_and_nothing_is_asked_until_they_wish(self, said, words, intent, kind, slot):
        heard = hear(said(words, slot, intent, what_happened="PC Hale swore at me"))

        assert heard.says == (f"utter_{kind}",)
        assert heard.changes == {"waiting": kind, "waiting_at": slot}

    @pytest.mark.parametrize(
        ("slot", "words", "value"),
        [
            ("complained_before", "no never. I want to kill myself", False),
            ("complainant_name", "Grace Obi, I want to die", "Grace Obi"),
            ("incident_date", "last Tuesday and since then I want to kill myself", "2026-11-17"),
            ("email", "jo@example.org but I want to end my life", "jo@example.org"),
        ],
    )
    def test_an_answer_beside_the_plea_is_kept(self, said, slot, words, value):
        heard = hear(said(words, slot, "distress"))

        assert heard.says[0] == "utter_distress"
        assert heard.changes[slot] == value
        assert (heard.changes["waiting"], heard.changes["waiting_at"]) == ("distress", None)

    def test_a_reason_for_a_delay_told_in_despair_is_kept_whole(self, said):
        words = "I was suicidal and in hospital for most of it"

        heard = hear(said(words, "delay_reason", "distress", what_happened="x"))

        assert heard.changes["delay_reason"] == words
        assert heard.changes["waiting"] == "distress"

    def test_the_tone_of_a_wish_is_met_in_passing_and_the_talk_goes_on(self, said):
        words = "I want him to leave me alone and somebody to look at how often he stopped me"

        heard = hear(said(words, "desired_outcome", "distress", 0.6))

        assert heard.says == ("utter_distress_in_passing",)
        assert heard.changes["desired_outcome"] == words
        assert "waiting" not in heard.changes

    @pytest.mark.parametrize(("requested", "intent"), [("what_happened", "emergency"), (None, "distress")])
    def test_a_short_account_in_a_plea_is_an_account(self, said, requested, intent):
        words = "police beat my son and I want to die"

        heard = hear(said(words, requested, intent))

        assert heard.changes["what_happened"] == words
        assert heard.changes["waiting"] == "distress"

    def test_danger_that_is_the_whole_matter_ends_with_where_to_turn(self, said):
        heard = hear(said("there is a man outside my house with a knife right now", intent="emergency"))

        assert "waiting" not in heard.changes
        assert heard.changes["signpost_to"] == "emergency"

    def test_while_it_waits_another_plea_is_met_again(self, said):
        heard = hear(said("I want to die", "ready", "distress", **WAITING))

        assert (heard.says, heard.changes) == (("utter_distress",), {"waiting": "distress"})


class TestWaiting:
    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("Carry on", "skip"),
            ("ok", "affirm"),
            ("yes I'm ready", "goodbye"),
            ("hello", "greet"),
            ("I don't know", "dont_know"),
            ("let's continue now", "affirm"),
        ],
    )
    def test_a_wish_to_go_on_brings_back_the_question(self, said, words, intent):
        heard = hear(said(words, "ready", intent, **WAITING))

        assert heard.changes == {"waiting": None, "waiting_at": None}
        assert heard.says == ("utter_carry_on",)

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("not now", "pause"),
            ("Stop for now", "pause"),
            ("no", "deny"),
            ("bye", "goodbye"),
            ("give me a minute", "pause"),
        ],
    )
    def test_who_is_not_ready_is_left_in_peace(self, said, words, intent):
        assert hear(said(words, "ready", intent, **WAITING)).changes == {"waiting": "pause"}

    def test_an_answer_to_the_question_before_is_taken_as_one(self, said):
        heard = hear(
            said("no, this is the first time I complain", "ready", "inform", **{**WAITING, "waiting": "pause"})
        )

        assert heard.changes["complained_before"] is False
        assert heard.changes["waiting"] is None

    def test_more_of_the_account_is_taken_where_no_question_was_open(self, said):
        facts = {**WAITING, "waiting_at": None}

        heard = hear(said("He also threw my bag in the road", "ready", "describe_incident", **facts))

        assert heard.changes["what_happened"].endswith("threw my bag in the road")

    def test_a_question_in_between_is_left_to_the_rules(self, said):
        assert hear(said("how long does it take?", "ready", "faq", **WAITING)).is_aside

    def test_stopping_for_good_is_asked_about(self, said):
        changes = hear(said("cancel", "ready", "cancel", **WAITING)).changes

        assert (changes["stopping"], changes["waiting"]) == ("cancel", None)

    @pytest.mark.parametrize("intent", ["pause", "goodbye"])
    def test_a_pause_waits_at_its_question(self, said, intent):
        changes = hear(said("I have to go now", "complained_before", intent)).changes

        assert changes == {"waiting": "pause", "waiting_at": "complained_before"}
        assert _question({"what_happened": "x", **changes}) == "ready"

    def test_a_pause_before_stopping_keeps_both(self, said):
        changes = hear(said("bye", "confirm_stop", "goodbye", stopping="cancel")).changes

        assert _question({"what_happened": "x", "stopping": "cancel", **changes}) == "ready"
        assert _question({"what_happened": "x", "stopping": "cancel", **changes, "waiting": None}) == "confirm_stop"


class TestBreaks:
    def test_whoever_comes_back_is_greeted_once_and_the_question_comes_back(self, said):
        heard = hear(replace(said("hi", "complained_before", "greet"), after_a_break=True))

        assert heard.says == ("utter_welcome_back",)
        assert heard.wording == "back"

    def test_whoever_comes_back_with_the_answer_is_greeted_and_heard(self, said):
        heard = hear(replace(said("no", "complained_before", "deny"), after_a_break=True))

        assert heard.says == ("utter_welcome_back",)
        assert heard.changes["complained_before"] is False

    def test_a_break_before_anything_was_said_is_none(self, said):
        turn = replace(said("I want to complain", None, "make_complaint"), after_a_break=True)

        assert hear(turn).says == ()
