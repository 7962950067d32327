"""The account as a whole: facts, signals and slots that a person's own words settle."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.account import THRESHOLD, read_account

ON = date(2026, 11, 22)


def test_what_is_said_plainly_need_not_be_asked_again() -> None:
    slots = read_account(
        "PC Harlow swore at me at Lewisham police station on 3 November. I have never complained before. "
        "I would like an apology. My name is Rosa Delmonte and the best way to reach me is rosa.d@example.org.",
        ON,
    ).as_slots()
    assert slots["incident_date"] == "2026-11-03"
    assert "Lewisham police station" in str(slots["incident_location"])
    assert slots["borough"] == "Lewisham"
    assert slots["officers"] == "PC Harlow"
    assert slots["about_met"] is True
    assert slots["complained_before"] is False
    assert slots["desired_outcome"] == "an apology"
    assert slots["complainant_name"] == "Rosa Delmonte"
    assert (slots["contact_method"], slots["email"]) == ("email", "rosa.d@example.org")
    assert slots["complainant_role"] == "affected"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My mum, Rosalind Peake, was pushed over by an officer in Catford.", "Rosalind Peake"),
        ("my son tyrell hes 17 got stopped and searched by police in peckham", "tyrell"),
        ("I am writing on behalf of my brother Jerome, who was arrested in Acton.", "Jerome"),
        ("My brother Leon died in custody.", "Leon"),
        ("We act for Mrs Adaeze Obi, who was detained in Hendon.", "Mrs Adaeze Obi"),
    ],
)
def test_the_person_spoken_for_is_named_as_said(text: str, name: str) -> None:
    slots = read_account(text, ON).as_slots()
    assert (slots.get("complainant_role"), slots.get("on_behalf_of")) == ("behalf", name)
    assert "somebody_else" in slots["account_signals"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("The officer shoved me in Hackney.", "force_used"),
        ("The officer punched me and my lip is split and swollen.", "hurt"),
        ("My daughter was arrested in Ilford.", "somebody_else"),
        ("I saw two officers slam a young man on the pavement in Camberwell. I don't know him.", "witness"),
        ("my son hes 14 was searched by police", "child"),
        ("i'm 15 and the feds searched me in Tottenham", "child"),
        ("My daughter Kim, 17, was pushed by an officer.", "aged_16_or_17"),
        ("My brother died in a police cell.", "deceased"),
        ("He only stopped me because I'm black.", "discrimination"),
        ("Officers searched me on the platform at Euston.", "met_in_doubt"),
        ("The officer was rude and swore at me.", "accusation"),
    ],
)
def test_each_signal_is_heard(text: str, signal: str) -> None:
    assert signal in read_account(text, ON).signals


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Nobody was hurt, the officer was just rude.", "hurt"),
        ("The officer did not push me.", "force_used"),
        ("My husband died last year and the officer was rude about his things.", "deceased"),
        ("The officer pushed me. My mum was at home.", "somebody_else"),
        ("I was stopped by an officer of about 45.", "child"),
        ("my son hes 14 was searched by police at 16 Grove Road", "aged_16_or_17"),
        ("A security guard in Ilford swore at me.", "accusation"),
        ("Somebody smashed my windscreen, can the police come out?", "accusation"),
        ("My moped was stolen, please tell the police.", "accusation"),
        ("A man hit me outside a bar and I want the police to help.", "conduct"),
    ],
)
def test_no_signal_is_heard_where_there_is_none(text: str, signal: str) -> None:
    assert signal not in read_account(text, ON).signals


@pytest.mark.parametrize(
    "text",
    [
        "I saw an officer shove an elderly woman off the kerb. I rang 101 about it on my phone.",
        "I witnessed this in Bow, it happened to a stranger: a policeman kicked a boy.",
    ],
)
def test_who_only_saw_it_is_a_witness(text: str) -> None:
    reading = read_account(text, ON)
    assert reading.facts["complainant_role"].value == "witness"
    assert {"witness", "force_used", "accusation"} <= reading.signals
    assert reading.allegations[0].category == "C"


def test_who_speaks_for_the_dead_is_not_asked_for_whom() -> None:
    slots = read_account("My aunt Bernice died because the police did not come when I rang 999.", ON).as_slots()
    assert (slots["complainant_role"], slots["on_behalf_of"]) == ("behalf", "Bernice")
    assert "deceased" in slots["account_signals"]  # type: ignore[operator]


def test_an_account_of_both_oneself_and_another_leaves_the_role_to_a_question() -> None:
    reading = read_account("They arrested my son and then they pushed me and searched me and I was handcuffed.", ON)
    assert "complainant_role" not in reading.facts
    assert {"somebody_else", "role_in_doubt"} <= reading.signals


def test_another_force_is_signposted_not_accused() -> None:
    reading = read_account("British Transport Police were rude to me at Euston.", ON)
    assert (reading.signpost_to, reading.facts["about_met"].value) == ("other_force", False)


def test_an_earlier_complaint_is_told_with_its_reference() -> None:
    slots = read_account(
        "I complained about him before, complaint reference CM/1234/25, and it goes on.", ON
    ).as_slots()
    assert (slots["complained_before"], slots["previous_reference"]) == (True, "CM/1234/25")


def test_the_injury_is_kept_in_the_words_of_the_person() -> None:
    slots = read_account("The officer threw me down, and my left knee is swollen, so I can't work.", ON).as_slots()
    assert slots["injury"] == "my left knee is swollen"


def test_weak_facts_are_left_to_a_question() -> None:
    reading = read_account("I rang from Bow, then Harrow, and later a sergeant was short with me.", ON)
    weak = [name for name, found in reading.facts.items() if found.confidence < THRESHOLD]
    assert not set(weak) & set(reading.as_slots())


def test_grounds_are_not_answered_on_behalf_of_the_person() -> None:
    slots = read_account("An officer pushed me into the railings and broke my wrist.", ON).as_slots()
    assert slots["grounds_established"] == ["death_or_serious_injury", "serious_assault"]
    assert "referral_grounds" not in slots


def test_the_slots_are_ready_for_json() -> None:
    slots = read_account("PC Harlow broke my arm in Catford on Tuesday at about 9pm.", ON).as_slots()
    assert json.loads(json.dumps(slots)) == slots


def test_curly_quotes_and_capitals_change_nothing() -> None:
    plain = read_account("They didn't come and he broke my arm.", ON)
    curly = read_account("THEY DIDN’T COME AND HE BROKE MY ARM.", ON)
    assert [(g.ground, g.certain) for g in plain.grounds] == [(g.ground, g.certain) for g in curly.grounds]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the officer",
                "broke my arm",
                "in Brixton",
                "PC Harlow",
                "he died",
                "not",
                "my son Tyrell",
                "😀",
                "\u200b",
                "İstanbul",
                ".",
                "£200",
                "on 3 March",
                "rosa@example.org",
                "'",
                "\n",
                "SW9 7AB",
                "<b>",
                "my name is",
                "I want an apology",
                "07700 900123",
            ]
        ),
        max_size=25,
    ).map(" ".join)
    | st.text(max_size=200)
)
def test_any_text_is_read_and_every_span_holds_its_words(text: str) -> None:
    reading = read_account(text, ON)
    for found in (*reading.facts.values(), *reading.grounds):
        assert text[found.start : found.end] == found.words
    json.dumps(reading.as_slots())


def test_very_long_text_is_read() -> None:
    for text in ("the the " * 4000, "😀" * 30_000, "had been " * 3000, "'" * 20_000):
        assert read_account(text, ON).text == text
