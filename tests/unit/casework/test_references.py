"""References: what is printed can be read back, and what is wrong is noticed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.errors import MistypedReference
from bot.casework.references import ALPHABET, find_reference, new_reference, parse_reference

EXAMPLE = "MPC-7K4D-9XTR-K"

references = st.integers(min_value=0).map(lambda seed: new_reference(random.Random(seed).randrange))
places = st.sampled_from([4, 5, 6, 7, 9, 10, 11, 12, 14])


@given(references)
def test_a_new_reference_is_its_own_canonical_form(reference: str) -> None:
    assert parse_reference(reference) == reference
    assert len(reference) == len(EXAMPLE)


@given(references, places, st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_caught(reference: str, place: int, character: str) -> None:
    wrong = reference[:place] + character + reference[place + 1 :]
    if wrong != reference:
        with pytest.raises(MistypedReference):
            parse_reference(wrong)


@given(references, st.integers(0, 10))
def test_any_two_neighbours_that_changed_places_are_caught(reference: str, place: int) -> None:
    bare = reference.replace("-", "")
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    if swapped != bare:
        with pytest.raises(MistypedReference):
            parse_reference(swapped)


@given(references, st.sampled_from(["", " ", "-", " - ", ".", "\u2013", "_", "\u00a0"]), st.booleans())
def test_case_separators_and_prefix_do_not_matter(reference: str, separator: str, prefix: bool) -> None:
    groups = reference.split("-")[0 if prefix else 1 :]
    assert parse_reference(f" {separator.join(groups).lower()} ") == reference


@given(references)
def test_look_alikes_are_read_as_what_they_look_like(reference: str) -> None:
    body = reference[4:].translate(str.maketrans("2568VD", "ZSGBUO"))
    assert parse_reference(body) == reference
    assert parse_reference(body.replace("O", "0")) == reference


def test_no_two_characters_of_the_alphabet_are_one_another_in_a_poor_hand() -> None:
    for group in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert sum(character in ALPHABET for character in group) <= 1, group


def test_a_reference_does_not_tell_how_many_came_before() -> None:
    drawn = [new_reference() for _ in range(2000)]
    assert len(set(drawn)) == len(drawn)
    assert {reference[4] for reference in drawn} == set(ALPHABET)
    assert {reference[12] for reference in drawn} == set(ALPHABET)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MPC",
        "MPC-7K4D-9XTR",
        "MPC-7K4D-9XTR-KK",
        "MPC-7K4D-9XTR-1",
        "XYZ-7K4D-9XTR-K",
        "MPC-7K4D-9XTE-K",
        "😀" * 9,
        "ẞ" * 9,
    ],
)
def test_what_is_no_reference_is_said_to_be_none(text: str) -> None:
    with pytest.raises(MistypedReference, match="References look like"):
        parse_reference(text)


@given(st.text())
def test_any_text_is_either_a_reference_or_mistyped(text: str) -> None:
    try:
        reference = parse_reference(text)
    except MistypedReference:
        return
    assert find_reference(reference) is not None


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        "it was mpc 7k4d 9xtr k, last year",
        "My ref: MPC-7K4D-9XTR-K.",
        "M P C 7 K 4 D 9 X T R K I think",
        "not MPC-7K4D-9XTR-X but MPC-7K4D-9XTR-K",
    ],
)
def test_a_reference_is_found_within_a_sentence(text: str) -> None:
    assert find_reference(text) == EXAMPLE


@pytest.mark.parametrize("text", ["", "I don't have it", "MPC-7K4D-9XTR-X", "MPC-7K4D-9XTR-K7"])
def test_a_sentence_without_a_whole_reference_has_none(text: str) -> None:
    assert find_reference(text) is None
