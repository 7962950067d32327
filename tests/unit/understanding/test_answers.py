"""Promises of the answer readers: one for every question, and never a wish, a doubt or a question taken for a fact."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.answers import READERS, Answer, declined, find_correction, looks_like_question, read_yes_no

TODAY = date(2026, 11, 22)

YES = (
    "yes|yeah go on|yep that's the one|ye|yh|Aye, that's right|correct|That's spot on|all good|sure thing|ok"
    "|Okay then|please do|"
    "no problem at all|no worries, go ahead|of course|well yes|erm, yes I think so|I did|I have, yes|she does"
    "|he knows, yes|"
    "looks right to me|everything is correct|you've got it|no, that's right|I suppose so|absolutely|👍|YES!!!|y|It is"
).split("|")
NO = (
    "no|nope, nothing|nah mate|naw|never have|not at all|not really|not yet|of course not|course not|certainly not"
    "|I haven't|"
    "I have not done|I didn't|none whatsoever|neither of them did|nobody has|yeah no|yeah, nah|I don't think so"
    "|not that I know of|"
    "we never did|hell no|that's wrong|it isn't|no thanks|Well, no|👎|n|they don't, no|no way"
).split("|")
NEITHER = (
    "Thursday|maybe|yes and no|it depends|Nora Bell|my notebook|yesterday it rained|right next to the shop|not sure"
    "|I don't know|"
    "I want an apology||...|what happens now?|it was by the canal"
).split("|")


@pytest.mark.parametrize(
    ("text", "meant"), [(t, True) for t in YES] + [(t, False) for t in NO] + [(t, None) for t in NEITHER]
)
def test_yes_and_no_are_told_apart_as_people_say_them(text: str, meant: bool | None) -> None:
    assert read_yes_no(text) is meant


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("haven't a clue", "dont_know"),
        ("sorry, I can't recall", "dont_know"),
        ("i dunno mate", "dont_know"),
        ("couldn't tell you their names", "dont_know"),
        ("no idea what his number was", "dont_know"),
        ("skip this one", "skip"),
        ("pass", "skip"),
        ("next please", "skip"),
        ("can we leave that one blank", "skip"),
        ("that doesn't apply", "skip"),
        ("I'd sooner not say", "prefer_not"),
        ("that's none of your business", "prefer_not"),
        ("I don't want to give it", "prefer_not"),
        ("it's private", "prefer_not"),
        ("not telling you that", "prefer_not"),
    ],
)
def test_a_wish_to_leave_the_question_is_heard(text: str, wish: str) -> None:
    assert declined(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "none",
        "I don't know their names but one had a beard",
        "they would not tell me their names",
        "he passed me by",
        "next to the bakery",
        "a private security firm",
        "my cousin saw it but I don't want to name her",
        "2024, not sure when",
    ],
)
def test_a_message_that_says_more_is_an_answer(text: str) -> None:
    assert declined(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "why are you asking me that?",
        "how long will this take",
        "Can you repeat that",
        "who reads this?",
        "is this confidential?",
        "It was nothing. Do I have to say?",
        "what do you mean",
        "will he get in trouble?",
        "pardon?",
        "did it rain today?",
    ],
)
def test_a_question_back_is_seen(text: str) -> None:
    assert looks_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "When I got home",
        "What happened was he pushed me",
        "about six?",
        "Who knows",
        "I was asked to move",
        "He said 'why?' to me",
    ],
)
def test_an_answer_that_looks_like_a_question_is_none(text: str) -> None:
    assert not looks_like_question(text)


READ = [
    ("about_met", "City of London Police I think", False),
    ("about_met", "It was BTP not the Met", False),
    ("about_met", "The Met, not BTP", True),
    ("about_met", "yeah Metropolitan", True),
    ("about_met", "a bouncer", False),
    ("incident_date", "a week last Thursday", "2026-11-12"),
    ("incident_location", "the park at Burgess", "the park at Burgess"),
    ("officers", "tall bloke, number ended in 44", "tall bloke, number ended in 44"),
    ("injury", "nobody got hurt", "nobody got hurt"),
    ("delay_reason", "no reason really", "no reason really"),
    ("complained_before", "yes, a couple of times", True),
    ("complained_before", "my first one ever", False),
    ("complained_before", "I wrote to them in spring", True),
    ("previous_reference", "I think it's pc/0441/25", "PC/0441/25"),
    ("explanation_helpful", "that makes sense, cheers", True),
    ("explanation_helpful", "so I don't have to complain about it then, great", True),
    ("explanation_helpful", "it makes sense but I'd still like to complain", False),
    ("explanation_helpful", "no I want it recorded", False),
    ("explanation_helpful", "not much use to me", False),
    ("explanation_helpful", "I know more now, thanks", True),
    ("explanation_helpful", "ok that settles it", True),
    ("explanation_helpful", "that settles it", True),
    ("explanation_helpful", "that doesn't settle it", False),
    ("callback_wanted", "please ring me", True),
    ("callback_wanted", "please don't call", False),
    ("callback_wanted", "no need for that", False),
    ("complainant_role", "it was me they stopped", "affected"),
    ("complainant_role", "I only saw it", "witness"),
    ("complainant_role", "for my grandad", "behalf"),
    ("on_behalf_of", "just me", ""),
    ("consent_given", "he asked me to do it", True),
    ("consent_given", "no he hasn't agreed", False),
    ("evidence", "no", "no"),
    ("support_needs", "None, ta", "None, ta"),
    ("contact_method", "text's best", "phone"),
    ("contact_method", "don't phone, email me", "email"),
    ("contact_method", "in writing", "post"),
    ("contact_method", "please leave me alone", "none"),
    ("details_confirmed", "yes nothing to change", True),
    ("details_confirmed", "yes but my surname is wrong", False),
    ("details_confirmed", "nope", False),
]


@pytest.mark.parametrize(
    "text",
    [
        "Tell me more",
        "yes, tell me more",
        "can you explain a bit more?",
        "more please",
        "I'd like more details, thanks",
    ],
)
def test_who_wants_to_hear_more_has_not_said_whether_that_settles_it(text: str) -> None:
    assert READERS["explanation_helpful"](text, TODAY) == Answer(fault="explanation_more")


@pytest.mark.parametrize(("slot", "text", "value"), READ, ids=[f"{slot}: {text}" for slot, text, _ in READ])
def test_the_answer_gives_this_value(slot: str, text: str, value: object) -> None:
    answer = READERS[slot](text, TODAY)

    assert (answer.value, answer.fault, answer.declined) == (value, None, None)


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("none of the four", []),
        ("no nothing so bad as that", []),
        ("the second one", ["serious_assault"]),
        ("2 and 4", ["serious_assault", "serious_corruption"]),
        ("all four", ["death_or_serious_injury", "serious_assault", "serious_sexual_offence", "serious_corruption"]),
        ("yes, a serious injury", ["death_or_serious_injury"]),
        ("corruption. he wanted a bribe", ["serious_corruption"]),
        ("not a sexual offence, but a serious assault, yes", ["serious_assault"]),
        ("No, though an officer broke my wrist with his baton", ["death_or_serious_injury", "serious_assault"]),
        ("no, but my husband passed away of old age in May", []),
    ],
)
def test_grounds_are_read_from_names_numbers_and_plain_words(text: str, grounds: list[str]) -> None:
    assert READERS["referral_grounds"](text, TODAY).value == grounds


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("yes", "grounds_which"),
        ("can I say it in my own words", "question"),
        ("I will say it in my own words", "grounds_in_words"),
        ("it wasn't much. why?", "question"),
        ("well, nothing much", "grounds_unclear"),
        ("hmm", "grounds_unclear"),
    ],
)
def test_an_open_answer_about_grounds_is_never_a_silent_no(text: str, fault: str) -> None:
    answer = READERS["referral_grounds"](text, TODAY)

    assert (answer.value, answer.fault) == (None, fault)


@pytest.mark.parametrize(
    ("slot", "text", "wish"),
    [
        ("complainant_name", "I want to remain anonymous", "prefer_not"),
        ("complainant_name", "no", "prefer_not"),
        ("consent_given", "she has died", "dont_know"),
        ("consent_given", "haven't asked him yet", "dont_know"),
        ("consent_given", "I have not asked yet", "dont_know"),
        ("consent_given", "not asked her", "dont_know"),
        ("on_behalf_of", "I don't know", "dont_know"),
        ("on_behalf_of", "I'd rather not say", "prefer_not"),
        ("complained_before", "not known", "dont_know"),
        ("about_met", "couldn't say", "dont_know"),
        ("phone", "I'd rather not give it", "prefer_not"),
        ("previous_reference", "threw it away, don't have it", "dont_know"),
        ("desired_outcome", "skip", "skip"),
    ],
)
def test_a_refusal_leaves_the_slot_empty(slot: str, text: str, wish: str) -> None:
    answer = READERS[slot](text, TODAY)

    assert (answer.value, answer.fault, answer.declined) == (None, None, wish)


@pytest.mark.parametrize("text", ["MPC-7K4D-9XTR-K", "it's mpc-7k4d-9xtr-k I think", "MPC7K4D9XTRK."])
def test_a_reference_of_ours_is_kept_whole(text: str) -> None:
    value = str(READERS["previous_reference"](text, TODAY).value)

    assert value.replace("-", "") == "MPC7K4D9XTRK"


def test_a_long_remark_that_begins_like_a_question_is_an_answer() -> None:
    assert not looks_like_question("I don't get this whole thing with the officer who pushed my gran last week in Bow")
    assert looks_like_question("I don't get this")


def test_a_way_of_contact_with_its_address_gives_both() -> None:
    answer = READERS["contact_method"]("email, it's Ada@Example.org", TODAY)

    assert (answer.value, answer.extra) == ("email", {"email": "ada@example.org"})


def test_an_answer_about_the_place_gives_its_borough_too() -> None:
    assert READERS["incident_location"]("outside the library in Peckham", TODAY).extra == {"borough": "Southwark"}


@pytest.mark.parametrize("slot", [slot for slot in READERS if slot not in ("what_happened",)])
def test_a_question_is_never_stored_as_an_answer(slot: str) -> None:
    answer = READERS[slot]("Why do you have to know that?", TODAY)

    assert (answer.value, answer.fault) == (None, "question")


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("sorry, it was the 9th, not the 8th", {"incident_date": "2026-07-09"}),
        ("wait, wrong year, it was 8 July 2025", {"incident_date": "2025-07-08"}),
        ("my email has changed to ada.l@example.org", {"email": "ada.l@example.org"}),
        ("it's 07700 900777 not 07700 900778", {"phone": "+447700900777"}),
        ("actually it happened in Peckham", {"incident_location": "Peckham", "borough": "Southwark"}),
        ("my name should be Ada Lowe, not Low", {"complainant_name": "Ada Lowe"}),
        ("I said Tuesday but it was Monday", {"incident_date": "2026-11-16"}),
        ("it was in Peckham", {}),
        ("no, not ever", {}),
        ("sorry, can you say that again?", {}),
        ("hold on, I need a minute", {}),
    ],
)
def test_a_correction_gives_the_new_value_and_never_the_old(text: str, slots: dict[str, object]) -> None:
    assert find_correction(text, TODAY, {"incident_date": "2026-07-08"}) == slots


@given(st.sampled_from(sorted(READERS)), st.text(max_size=200))
def test_whatever_is_said_exactly_one_thing_comes_of_it(slot: str, text: str) -> None:
    answer = READERS[slot](text, TODAY)

    assert [answer.value is not None, answer.fault is not None, answer.declined is not None].count(True) == 1
    assert isinstance(find_correction(text, TODAY), dict)
