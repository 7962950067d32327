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
        ("On 5 March 2024 PC Hale hit me in the leg.", ["PC Hale"]),
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


@pytest.mark.parametrize(
    ("text", "officers"),
    [
        ("The sergeant, Kavanagh I believe, slammed the hatch.", ["Kavanagh"]),
        ("the detective, Prosser, kept my phone", ["Prosser"]),
        ("The constable (Imogen Tarr) wrote nothing down.", ["Imogen Tarr"]),
        ("One of the officers, called Mack, laughed.", ["Mack"]),
        ("The officer was a man named Harmer.", ["Harmer"]),
        ("an officer by the name of Dawn took my statement", ["Dawn"]),
        ("Officers 415 NI and 451 dragged me out.", ["415 NI", "451"]),
        ("It was PC\nHalloran who did it.", ["PC\nHalloran"]),
        ("DC Wetherby never rang.", ["DC Wetherby"]),
        ("A man named Harmer sold me the bike.", []),
        ("The officer, I think, was rude. My neighbour is called Sandra.", []),
        ("The inspector told my sister, Naomi, to leave.", []),
        ("The sergeant, a Scot, shouted at my friend, Dean.", []),
        ("The officer, White, shouted.", []),
        ("PC 1190 and 40 others came.", ["PC 1190"]),
    ],
)
def test_a_name_beside_the_word_for_an_officer_is_the_officers(text: str, officers: list[str]) -> None:
    found = find_officers(text)
    assert len(found) == len(officers)
    assert all(expected in officer.words for expected, officer in zip(officers, found, strict=True))
    assert all(text[officer.start : officer.end] == officer.words for officer in found)


@pytest.mark.parametrize(
    ("text", "signpost"),
    [
        ("Hampshire police had our grandson in a cell for nine hours.", "other_force"),
        ("HERTS COPPERS put my lad on the floor.", "other_force"),
        ("The Sussex constable laughed at my stammer.", "other_force"),
        ("It was Thames Valley Police. Their PC called me a liar.", "other_force"),
        ("Kent Police, PC 11874, took my keys in Dartford.", "other_force"),
        ("The prison officers at HMP Wandsworth threw my post away.", "other_body"),
        ("The CPS dropped my case without telling me.", "other_body"),
        ("The guards in Westfield pinned me down and kicked me.", "other_body"),
        ("Security at Tesco emptied my bag in front of everyone.", "other_body"),
        ("Home Office officers came at dawn and took my papers.", "other_body"),
        ("A TfL revenue inspector grabbed my sleeve.", "other_body"),
        ("Bailiffs smashed my lock and swore at me.", "other_body"),
    ],
)
def test_who_did_it_belongs_to_another_force_or_body(text: str, signpost: str) -> None:
    force = whose_force(text, find_place(text))
    assert (force.about_met, force.signpost_to) == (False, signpost)


@pytest.mark.parametrize(
    "text",
    [
        "The bouncers had already let go of me when the police came and threw me on the floor in Camden.",
        "Security at Tesco held me until an officer came, and the officer punched me.",
        "Hampshire police were kind. It was the Met who took my bike in Hackney.",
        "The prison officers were fine, but the constable in Brixton spat at me.",
        "Bailiffs broke my door. The police were the nice ones.",
        "Bailiffs emptied my flat, and the police with them said nothing.",
        "The CPS dropped it because the police lost my statement in Hackney.",
        "DS Marlow left out my photos, so the CPS let him off.",
        "A PC in Kent Road, Lewisham, pushed me.",
    ],
)
def test_where_police_were_there_too_nobody_is_sent_away(text: str) -> None:
    force = whose_force(text, find_place(text))
    assert (force.about_met is not False, force.signpost_to) == (True, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("pc hit me outside the shop, i was jus filming. number was 3381", "3381"),
        ("didnt touch me tho. number 7714", "7714"),
        ("I live at number 3381.", None),
        ("He came from house number 214 and the bus number 4321 was late.", None),
    ],
)
def test_a_number_that_is_nothing_elses_is_an_officers(text: str, number: str | None) -> None:
    found = " ".join(officer.words for officer in find_officers(text))

    assert (number in found) if number else not any(figure in found for figure in ("3381", "214", "4321"))
