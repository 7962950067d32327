"""Promises of the contact reader: found in a sentence, normalised, and what is unfinished said to be so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.contact import (
    find_email,
    find_phone,
    read_address,
    read_email,
    read_phone,
    read_postcode,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Write to Maya.Okoro@Example.COM please", "maya.okoro@example.com"),
        ("<sam@example.net>.", "sam@example.net"),
        ("ruth dot hale at example dot org", "ruth.hale@example.org"),
        ("that's kit.b at example dot co dot uk", "kit.b@example.co.uk"),
        ("j+police@mail.example.org, not the old one", "j+police@mail.example.org"),
        ("d'arcy@example.org", "d'arcy@example.org"),
    ],
)
def test_an_email_address_is_found_and_put_in_lower_case(text: str, address: str) -> None:
    assert read_email(text).value == address


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("maya@example", "email_incomplete"),
        ("maya@", "email_incomplete"),
        ("maya..o@example.org", "email_incomplete"),
        ("it's on gmail", "email_incomplete"),
        ("I was at home", "email_missing"),
        ("", "email_missing"),
    ],
)
def test_an_unfinished_email_address_is_told_from_none(text: str, fault: str) -> None:
    assert read_email(text).fault == fault


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07700 900 512", "+447700900512"),
        ("it's 07700900512, evenings", "+447700900512"),
        ("(020) 7946 0644", "+442079460644"),
        ("+44 (0)7700 900512", "+447700900512"),
        ("0044 7700 900512", "+447700900512"),
        ("0161-496-0777", "+441614960777"),
        ("+353 1 234 5678", "+35312345678"),
        ("after 6 on 07700 900512 or 020 7946 0644", "+447700900512"),
    ],
)
def test_a_telephone_number_is_found_and_made_international(text: str, number: str) -> None:
    assert read_phone(text).value == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [("07700 9005", "phone_incomplete"), ("my number", "phone_missing"), ("ring at 6", "phone_missing")],
)
def test_an_unfinished_number_is_told_from_none(text: str, fault: str) -> None:
    assert read_phone(text).fault == fault


@given(
    st.integers(0, 999), st.sampled_from(["07700900{:03}", "07700 900 {:03}", "07700-900{:03}", "+44 7700 900{:03}"])
)
def test_every_way_of_writing_a_number_gives_the_same(last: int, form: str) -> None:
    assert read_phone(f"Try {form.format(last)}, thanks").value == f"+447700900{last:03}"


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("se22 8hq", "SE22 8HQ", None),
        ("the postcode's e105ab", "E10 5AB", None),
        ("N16", None, "postcode_incomplete"),
        ("don't know it", None, "postcode_missing"),
    ],
)
def test_a_postcode_is_written_as_the_royal_mail_does(text: str, value: str | None, fault: str | None) -> None:
    answer = read_postcode(text)

    assert (answer.value, answer.fault) == (value, fault)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("My address is 9 Larch Road, London E17 4QX", "9 Larch Road, London E17 4QX"),
        ("Flat 2, Beech Court, Penge", "Flat 2, Beech Court, Penge"),
        ("c/o Mrs Lund, 7 The Mews, Barnes", "c/o Mrs Lund, 7 The Mews, Barnes"),
    ],
)
def test_an_address_is_kept_as_typed(text: str, address: str) -> None:
    assert read_address(text).value == address


@pytest.mark.parametrize(
    ("text", "fault"), [("London", "address_missing"), ("E17 4QX", "address_incomplete"), ("no", "address_missing")]
)
def test_what_no_letter_would_reach_is_no_address(text: str, fault: str) -> None:
    assert read_address(text).fault == fault


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (read_email, read_phone, read_postcode, read_address):
        answer = read(text)
        assert (answer.value is None) != (answer.fault is None)
    assert find_email(text) is None or "@" in str(find_email(text))
    assert find_phone(text) is None or str(find_phone(text)).startswith("+")
