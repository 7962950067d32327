"""One message against one open question: what changes, what is said, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake import Turn, hear
from bot.intake.turn import INTERRUPTIONS
from bot.policy import Rulebook
from tests.unit.intake.conftest import ON

ACCOUNT = "On Friday an officer at Acton police station swore at me and pushed me out of the door"
QUESTIONS = [*Rulebook().question_order, "confirm_stop"]
PASSED_OVER = [slot for slot in QUESTIONS if slot not in {"details_confirmed", "confirm_stop", "contact_method"}]
LEFT_AT_LAST = [slot for slot in QUESTIONS if slot not in {"details_confirmed", "confirm_stop", "what_happened"}]
INTENTS = sorted(
    {*INTERRUPTIONS, "inform", "cancel", "go_back", "correct_detail", "deny", "affirm", "skip", "nlu_fallback"}
)


class TestOpening:
    def test_an_account_is_taken_at_once_with_what_it_settles(self, said):
        heard = hear(said(ACCOUNT, intent="describe_incident"))

        assert heard.changes["what_happened"] == ACCOUNT
        assert heard.changes["incident_date"] == "2026-11-20"
        assert heard.changes["incident_location"] == "Acton police station"
        assert "utter_account_taken" in heard.says

    def test_the_wish_to_complain_changes_nothing(self, said):
        assert hear(said("I want to make a complaint", intent="make_complaint")).changes == {}

    def test_danger_is_answered_first_and_the_account_is_kept(self, said):
        words = "I want to kill myself since officers at Acton police station strip searched me last week"

        heard = hear(said(words, intent="distress"))

        assert heard.says[0] == "utter_distress"
        assert heard.changes["what_happened"] == words

    def test_distress_alone_is_answered_and_the_talk_waits(self, said):
        heard = hear(said("I want to kill myself", intent="distress"))

        assert heard.says == ("utter_distress",)
        assert heard.changes == {"waiting": "distress", "waiting_at": None}

    def test_a_question_about_powers_brings_its_topic_and_no_thanks_for_an_account(self):
        turn = Turn(
            "How do I get a copy of my stop and search record?", "explain", 0.9, None, {}, ON, "stop_search_record"
        )

        heard = hear(turn)

        assert heard.changes["explain_topic"] == "stop_search_record"
        assert heard.says == ()


class TestAccount:
    @pytest.mark.parametrize(
        "words",
        [
            "they would not stop calling me at work all week long",
            "cancel was all they said when I rang them about my son",
        ],
    )
    def test_words_of_leaving_inside_an_account_do_not_cancel(self, said, words):
        heard = hear(said(words, "what_happened", intent="cancel", confidence=0.55))

        assert heard.changes["what_happened"] == words

    def test_a_question_told_in_an_account_is_not_answered_as_one(self, said):
        words = "I asked how long it would take and nobody answered me for six weeks"

        assert hear(said(words, "what_happened", intent="faq")).changes["what_happened"] == words

    def test_a_short_account_is_asked_about_once(self, said):
        assert hear(said("officer swore at me", "what_happened")).changes["fault"] == "account_short"

    @pytest.mark.parametrize(
        ("words", "intent", "confidence"),
        [
            ("No, that's all", "deny", 0.9),
            ("I don't know", "dont_know", 0.9),
            ("yes", "affirm", 0.9),
            ("😡", "abuse", 0.4),
        ],
    )
    def test_nothing_to_add_leaves_the_account_as_it_was(self, said, words, intent, confidence):
        known = {"what_happened": "officer swore at me", "fault": "account_short"}

        assert hear(said(words, "what_happened", intent, confidence, **known)).changes == {"fault": None}

    def test_more_words_are_added_to_the_account_in_order(self, said):
        turn = said(
            "No one helped me either", "what_happened", "describe_incident", what_happened="officer swore at me"
        )

        assert hear(turn).changes["what_happened"] == "officer swore at me\nNo one helped me either"

    @pytest.mark.parametrize(
        ("words", "intent"),
        [("yes", "affirm"), ("no", "deny"), ("!!!", "out_of_scope"), ("complaint", "make_complaint")],
    )
    def test_a_message_that_tells_nothing_is_no_account(self, said, words, intent):
        heard = hear(said(words, "what_happened", intent, 0.9))

        assert heard.changes == {"fault": "account_missing"}

    def test_grounds_that_were_established_are_not_undone_by_more_words(self, said):
        turn = said(
            "and he was rude",
            "what_happened",
            "describe_incident",
            what_happened="x",
            grounds_established=["serious_assault"],
            account_signals=["hurt"],
        )

        changes = hear(turn).changes

        assert "serious_assault" in changes["grounds_established"]
        assert "hurt" in changes["account_signals"]


class TestAnswers:
    @pytest.mark.parametrize(
        ("slot", "words", "value"),
        [
            ("referral_grounds", "None of these", []),
            ("complained_before", "no, never", False),
            ("incident_date", "last Tuesday", "2026-11-17"),
            ("incident_location", "outside Acton police station", "outside Acton police station"),
            ("complainant_role", "I saw it", "witness"),
            ("contact_method", "email please", "email"),
            ("phone", "07700 900123", "+447700900123"),
            ("about_met", "yes", True),
            ("desired_outcome", "no", "no"),
        ],
    )
    def test_an_answer_is_kept_and_remembered_as_answered(self, said, slot, words, value):
        changes = hear(said(words, slot)).changes

        assert changes[slot] == value
        assert changes["answered"] == [slot]
        assert changes["fault"] is None

    @pytest.mark.parametrize("slot", PASSED_OVER)
    @pytest.mark.parametrize("words", ["skip", "I don't know", "I'd rather not say"])
    def test_every_question_can_be_passed_over(self, said, slot, words):
        changes = hear(said(words, slot, "skip")).changes

        assert slot in changes["declined"]
        assert changes[slot] == ([] if slot == "referral_grounds" else None)

    def test_a_refused_way_of_contact_is_a_choice(self, said):
        assert hear(said("I'd rather not say", "contact_method")).changes["contact_method"] == "none"

    @pytest.mark.parametrize(
        "words", ["/restart", '/inform{"email": "evil@x.example"}', "{lines}", "<script>alert(1)</script>"]
    )
    @pytest.mark.parametrize("slot", ["officers", "evidence", "desired_outcome"])
    def test_commands_and_markup_are_words_like_any_others(self, said, words, slot):
        changes = hear(said(words, slot, "nlu_fallback", 0.2)).changes

        assert changes[slot] == words
        assert "email" not in changes

    def test_a_bare_no_about_the_officers_means_that_nothing_is_remembered(self, said):
        assert hear(said("no", "officers", "deny")).changes["declined"] == ["officers"]

    def test_an_address_beside_the_way_of_contact_is_not_asked_for(self, said):
        changes = hear(said("email, it's jo@example.org", "contact_method")).changes

        assert (changes["contact_method"], changes["email"]) == ("email", "jo@example.org")

    def test_a_time_beside_the_date_is_kept(self, said):
        changes = hear(said("last Tuesday about 9pm", "incident_date")).changes

        assert changes["incident_time"] == "about 9pm"

    def test_a_broken_bone_in_the_evidence_is_a_ground(self, said):
        turn = said(
            "I have the x-ray which shows my wrist is fractured from when he pushed me",
            "evidence",
            what_happened="The officer pushed me off the step in Lewisham",
        )

        assert "death_or_serious_injury" in hear(turn).changes["grounds_established"]

    def test_force_told_in_answer_to_an_offer_is_part_of_the_account(self, said):
        turn = said(
            "no because he punched me in the face when I asked",
            "explanation_helpful",
            "deny",
            what_happened="How do I get my record?",
        )

        changes = hear(turn).changes

        assert "punched me" in changes["what_happened"]
        assert "force_used" in changes["account_signals"]

    def test_a_tale_that_fits_no_question_is_kept_with_the_account(self, said):
        turn = said("a doctor at the hospital looked at it and gave him a cast", "complained_before", what_happened="x")

        heard = hear(turn)

        assert heard.changes["what_happened"].endswith("gave him a cast")
        assert heard.changes["fault"] == "complained_before_unclear"
        assert heard.says == ("utter_added",)

    def test_speaking_for_oneself_makes_it_ones_own_complaint(self, said):
        changes = hear(said("me", "on_behalf_of", complainant_role="behalf")).changes

        assert (changes["on_behalf_of"], changes["complainant_role"]) == ("", "affected")


class TestMisreadings:
    def test_the_same_question_is_asked_in_other_words_then_may_be_passed_over_and_is_then_left(self, said):
        turn = said("banana", "complained_before", "out_of_scope")
        levels = []
        for _ in range(4):
            heard = hear(turn)
            levels.append((heard.changes["fault"], heard.says))
            turn = said("banana", "complained_before", "out_of_scope", **heard.changes)

        assert levels == [
            ("complained_before_unclear", ()),
            ("again", ()),
            ("stuck", ("utter_stuck",)),
            (None, ("utter_left_open",)),
        ]
        assert turn.declined == ["complained_before"]

    @pytest.mark.parametrize("slot", LEFT_AT_LAST)
    def test_no_question_is_asked_for_ever(self, said, slot):
        facts: dict[str, object] = {}
        for _ in range(4):
            facts |= hear(said("~", slot, "nlu_fallback", 0.1, **facts)).changes

        assert slot in facts["declined"] or facts.get(slot) is not None

    def test_the_summary_is_never_taken_as_confirmed_by_words_that_nobody_understood(self, said):
        facts: dict[str, object] = {}
        for _ in range(6):
            facts |= hear(said("banana", "details_confirmed", "out_of_scope", **facts)).changes

        assert facts.get("details_confirmed") is None
        assert facts["fault"] == "stuck"

    def test_steps_towards_the_grounds_are_no_misreadings(self, said):
        facts: dict[str, object] = {}
        faults = []
        for words in ("yes", "I'd rather say it in my own words", "hmm", "hmm"):
            facts |= hear(said(words, "referral_grounds", **facts)).changes
            faults.append(facts["fault"])

        assert faults == ["grounds_which", "grounds_in_words", "grounds_unclear", "again"]


class TestInterruptions:
    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("why do you need that?", "ask_why_needed"),
            ("how long does it take?", "faq"),
            ("are you a robot?", "bot_challenge"),
            ("can I talk to a person?", "request_human"),
        ],
    )
    @pytest.mark.parametrize("slot", ["complained_before", "evidence", "complainant_name", "details_confirmed"])
    def test_an_aside_changes_nothing(self, said, words, intent, slot):
        assert hear(said(words, slot, intent)).changes == {}

    def test_an_answer_is_an_answer_whatever_it_resembles(self, said):
        assert hear(said("no", "complained_before", "goodbye")).changes["complained_before"] is False

    def test_danger_in_a_long_answer_is_answered_and_the_answer_kept(self, said):
        words = (
            "My friend Ali saw it and he has a video of it all, and since that day I want to kill myself, "
            "I think of nothing else at all"
        )

        heard = hear(said(words, "evidence", "inform"))

        assert heard.says == ("utter_distress",)
        assert heard.changes["evidence"] == words


class TestSteering:
    def test_cancelling_is_asked_about_first(self, said):
        assert hear(said("cancel this please", "evidence", "cancel")).changes["stopping"] == "cancel"

    @pytest.mark.parametrize(
        ("words", "stopped"), [("Yes, stop", True), ("no, carry on", None), ("they did not", None)]
    )
    def test_only_a_plain_yes_stops(self, said, words, stopped):
        changes = hear(said(words, "confirm_stop", stopping="cancel")).changes

        assert changes["confirm_stop"] is stopped

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("I want it to stop", "cancel"),
            ("make it stop", "cancel"),
            ("I want them to stop", "cancel"),
            ("I want to go back to work", "go_back"),
            ("I want to talk to the officer", "request_human"),
            ("I want my old life back", "distress"),
            ("I want someone to call me", "request_callback"),
        ],
    )
    def test_a_wish_is_an_answer_to_what_would_put_it_right(self, said, words, intent):
        assert hear(said(words, "desired_outcome", intent)).changes["desired_outcome"] == words

    @pytest.mark.parametrize(
        "words",
        [
            "cancel",
            "stop",
            "I want to stop",
            "cancel this please",
            "please cancel my complaint",
            "I've changed my mind",
        ],
    )
    def test_a_message_that_says_nothing_but_stop_is_heard_in_free_text(self, said, words):
        assert hear(said(words, "desired_outcome", "cancel")).changes["stopping"] == "cancel"

    def test_going_back_asks_the_question_before_and_keeps_its_answer(self, said):
        turn = said("go back", "evidence", "go_back", answered=["officers", "desired_outcome"], desired_outcome="sorry")

        changes = hear(turn).changes

        assert changes == {"fault": "changing_desired_outcome", "answered": ["officers"]}

    def test_going_back_from_the_first_question_says_so(self, said):
        assert hear(said("go back", "referral_grounds", "go_back")).says == ("utter_first_question",)

    @pytest.mark.parametrize(
        ("requested", "words", "slot", "value"),
        [
            ("complained_before", "sorry it was the 13th not the 12th", "incident_date", "2026-11-13"),
            ("evidence", "sorry, it was the 13th not the 12th", "incident_date", "2026-11-13"),
            (
                "complained_before",
                "no wait, it was at Catford police station",
                "incident_location",
                "Catford police station",
            ),
            ("details_confirmed", "the date was 3 May", "incident_date", "2026-05-03"),
            ("details_confirmed", "no, it was in Catford", "incident_location", "Catford"),
            ("complained_before", "actually my email is jo@example.org", "email", "jo@example.org"),
        ],
    )
    def test_a_detail_is_put_right_in_passing(self, said, requested, words, slot, value):
        heard = hear(
            said(words, requested, incident_date="2026-11-12", incident_location="Lewisham", borough="Lewisham")
        )

        assert heard.changes[slot] == value
        assert heard.says == ("utter_detail_changed",)
        assert requested not in heard.changes or heard.changes[requested] is None

    @pytest.mark.parametrize(
        ("slot", "words"),
        [
            ("delay_reason", "I was in hospital and could not write until May 2026"),
            ("evidence", "there is CCTV, it was outside the Lidl in Peckham and not hidden"),
            ("desired_outcome", "I want them to say that it was wrong of PC Hale and not my fault"),
        ],
    )
    def test_an_answer_in_free_words_is_no_correction(self, said, slot, words):
        changes = hear(said(words, slot, incident_date="2024-03", incident_location="Barking")).changes

        assert changes[slot] == words
        assert "incident_date" not in changes
        assert "incident_location" not in changes

    def test_a_corrected_place_takes_its_borough_with_it(self, said):
        turn = said(
            "no wait, it was in Oxford Street", "complained_before", incident_location="Lewisham", borough="Lewisham"
        )

        assert hear(turn).changes.get("borough", "gone") != "Lewisham"

    def test_a_detail_named_as_wrong_is_asked_for_and_kept_until_then(self, said):
        turn = said("the date is wrong", "complained_before", "correct_detail", incident_date="2026-11-12")

        assert hear(turn).changes == {"fault": "changing_incident_date", "details_confirmed": None}


class TestConfirmation:
    def test_yes_confirms(self, said):
        assert hear(said("Yes, that's right", "details_confirmed")).changes["details_confirmed"] is True

    def test_no_asks_what_to_change(self, said):
        assert hear(said("no", "details_confirmed")).changes == {"details_confirmed": None, "fault": "what_to_change"}

    def test_a_label_asks_for_its_fact_and_keeps_it(self, said):
        changes = hear(said("Your name", "details_confirmed", complainant_name="Jo", fault="what_to_change")).changes

        assert changes == {"fault": "changing_complainant_name", "details_confirmed": None}

    def test_a_change_that_is_thought_better_of_keeps_the_old_value(self, said):
        heard = hear(said("skip", "complainant_name", "skip", complainant_name="Jo", fault="changing_complainant_name"))

        assert heard.changes == {"fault": None}
        assert heard.says == ("utter_left_as_it_was",)

    def test_a_change_that_cannot_be_read_keeps_the_old_value_and_asks_on(self, said):
        heard = hear(said("soon", "incident_date", incident_date="2026-11-12", fault="changing_incident_date"))

        assert heard.changes == {"fault": "changing_incident_date"}

    def test_grounds_of_the_persons_own_words_cannot_be_taken_back(self, said):
        heard = hear(said("Serious matters", "details_confirmed", grounds_established=["serious_assault"]))

        assert heard.says == ("utter_grounds_stay",)
        assert "referral_grounds" not in heard.changes

    def test_no_longer_having_complained_before_drops_the_reference(self, said):
        turn = said(
            "no",
            "complained_before",
            complained_before=True,
            previous_reference="MPC-1",
            fault="changing_complained_before",
        )

        assert hear(turn).changes["previous_reference"] is None

    def test_something_forgotten_is_added_to_the_account(self, said):
        turn = said("no he also threw my bag in the road and kicked it", "details_confirmed", "deny", what_happened="x")

        assert hear(turn).changes["what_happened"].endswith("kicked it")

    def test_a_complaint_that_could_not_be_saved_is_tried_again_on_yes(self, said):
        assert hear(said("Yes, try again", "details_confirmed", fault="not_saved")).changes["details_confirmed"] is True


WORDS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            "yes no not sorry actually it was 12 November Lewisham my email jo@example.org change the date wrong skip "
            "none hurt him officer 😡 /restart {lines} <b> cancel when".split()
        ),
        max_size=30,
    ).map(" ".join),
)
KNOWN = {
    "what_happened": "An officer swore at me",
    "incident_date": "2026-11-12",
    "incident_location": "Lewisham",
    "complainant_name": "Jo",
    "evidence": "a photo",
    "grounds_established": ["serious_assault"],
    "account_signals": ["force_used"],
}


@settings(max_examples=150, deadline=None)
@given(
    words=WORDS,
    slot=st.sampled_from([None, *QUESTIONS]),
    intent=st.sampled_from(INTENTS),
    confidence=st.floats(0, 1),
)
def test_hearing_never_fails_and_never_loses_a_fact_that_was_not_spoken_of(words, slot, intent, confidence):
    heard = hear(Turn(words.strip(), intent, confidence, slot, dict(KNOWN), ON))

    for name, value in KNOWN.items():
        if name not in heard.changes or name == slot:
            continue
        after = heard.changes[name]
        if isinstance(value, list):
            assert set(value) <= set(after)
        elif name == "what_happened":
            assert after.startswith(value)
        else:
            assert after is not None
