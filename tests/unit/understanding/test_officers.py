"""Officers and forces: who an account is about, and whose they are."""

from __future__ import annotations

import pytest

from bot.understanding.forces import whose_force
from bot.understanding.officers import find_officers
from bot.understanding.places import find_place


@pytest.mark.parametrize(
    ("text", "officers"),
    [
        ("PC Harlow pushed past me.", ["PC Harlow"]),
        ("I spoke to Sergeant Amy Vance and PS Ogden.", ["Sergeant Amy Vance", "PS Ogden"]),
        ("the one in charge is dc birch he never rings", ["dc birch"]),
        ("pc dunne and pc okafor came round", ["pc dunne", "pc okafor"]),
        ("PC 1234 LX took my keys", ["PC 1234 LX"]),
        ("his shoulder number was 3319PL I think", ["3319PL"]),
        ("one of them had 1190 on his shoulder", ["1190"]),
        ("the number was U6612", ["U6612"]),
        ("A police van, BX17 DFG, was parked across my drive.", ["BX17 DFG"]),
        ("An officer called Daniel Marsh took the statement.", ["Daniel Marsh"]),
        ("Inspector O'Neill's letter was rude", ["Inspector O'Neill"]),
        ("DC Birch. Later DC Birch rang.", ["DC Birch"]),
    ],
)
def test_names_numbers_and_vehicles_are_found_as_said(text: str, officers: list[str]) -> None:
    found = find_officers(text)
    assert len(found) == len(officers)
    assert all(expected in officer.words for expected, officer in zip(officers, found, strict=True))
    assert all(text[officer.start : officer.end] == officer.words for officer in found)


@pytest.mark.parametrize(
    "text",
    [
        "The pc said get out of the car.",
        "officer told me to wait 20 minutes",
        "It was 12 PM and I live at SW9 7AB.",
        "My car, LN19 XYZ, broke down on the A205.",
        "They kept me for 14 hours with 500 ML of water.",
        "A sergeant on the desk laughed.",
    ],
)
def test_ranks_alone_times_and_addresses_name_nobody(text: str) -> None:
    assert find_officers(text) == []


def test_looks_stand_in_where_no_name_or_number_is_told() -> None:
    [officer] = find_officers("There were two officers, one tall with a beard, and both laughed.")
    assert "tall with a beard" in officer.words
    assert find_officers("PC Harlow, tall with a beard, laughed.")[0].words == "PC Harlow"


@pytest.mark.parametrize(
    ("text", "signpost"),
    [
        ("British Transport Police stopped me at Euston. The officer was rude.", "other_force"),
        ("Two Essex Police officers arrested me in Basildon.", "other_force"),
        ("City of London Police took my bike near Bank.", "other_force"),
        ("A security guard at the shopping centre in Ilford threw me out.", "other_body"),
        ("A traffic warden gave me a ticket on Mare Street.", "other_body"),
        ("a council officer came to my flat and was horrible", "other_body"),
        ("The prison officers took my letters.", "other_body"),
        ("an immigration officer shouted at me in Croydon", "other_body"),
        ("the ticket inspector grabbed my arm", "other_body"),
    ],
)
def test_people_of_another_force_or_body_are_not_this_force(text: str, signpost: str) -> None:
    force = whose_force(text, find_place(text))
    assert (force.about_met, force.signpost_to) == (False, signpost)


@pytest.mark.parametrize(
    "text",
    [
        "Police stopped me outside Brixton tube.",
        "The security guard held me, then two police officers came and threw me on the floor.",
        "I called the council and police came and shouted at me.",
        "My cousin is in Essex Police. PC Dale in Brixton was rude.",
        "A Met officer lied about me.",
        "My bailiff's letter is nothing to do with it: your officers broke my door.",
    ],
)
def test_police_in_london_are_this_force_unless_something_says_otherwise(text: str) -> None:
    force = whose_force(text, find_place(text))
    assert (force.about_met, force.in_doubt, force.signpost_to) == (True, False, None)


@pytest.mark.parametrize(
    "text",
    [
        "Officers searched me on the platform at Stratford.",
        "Police stopped me in Brighton.",
        "I am not sure if they were police or security.",
        "A man in a hi-vis vest pushed me off the pavement.",
        "The Met handed me over to Kent Police.",
    ],
)
def test_whose_people_they_were_can_be_in_doubt(text: str) -> None:
    force = whose_force(text, find_place(text))
    assert (force.about_met, force.in_doubt, force.signpost_to) == (None, True, None)
