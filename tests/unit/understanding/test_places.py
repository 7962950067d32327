"""Places: what an account names as the scene, and the borough that a place lies in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.gazetteer import names
from bot.understanding.places import borough_of, boroughs, find_place


@pytest.mark.parametrize(
    ("text", "said", "borough"),
    [
        ("Two officers stopped me outside Brixton tube.", "outside Brixton tube", "Lambeth"),
        ("I was kept waiting at the front counter of Lewisham police station.", "Lewisham police station", "Lewisham"),
        ("They searched my van on Ilderton Road, South Bermondsey.", "Ilderton Road, South Bermondsey", "Southwark"),
        ("It was near the canal in Ladbroke Grove.", "the canal in Ladbroke Grove", "Kensington and Chelsea"),
        ("They came into our flat in Brockley at dawn", "our flat in Brockley", "Lewisham"),
        ("got pulled over on rye lane last nite", "rye lane", "Southwark"),
        ("arrested in surbiton by two of them", "surbiton", "Kingston upon Thames"),
        ("I was cycling through Covent Garden when he shouted", "Covent Garden", "Westminster"),
        ("it happened in shepherds bush", "shepherds bush", "Hammersmith and Fulham"),
        ("an officer pushed me in the bank in SW9 7AB", "SW9 7AB", "Lambeth"),
        ("he swore at me near kings cross station", "near kings cross station", "Camden"),
        ("stopped me in wembly on sunday", "wembly", "Brent"),
    ],
)
def test_the_scene_is_found_as_said_with_its_borough(text: str, said: str, borough: str) -> None:
    place = find_place(text)
    assert place is not None
    assert said in place.value
    assert place.borough == borough
    assert text[place.start : place.end] == place.words


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("I live in Bow and on Friday I was stopped in Hackney by two officers.", "Hackney"),
        ("He came from Croydon and they arrested him in Tooting.", "Tooting"),
        ("They hit me in Peckham and I was treated at King's College Hospital.", "Peckham"),
        ("I rang Edmonton and then an officer pushed me in Walthamstow", "Walthamstow"),
    ],
)
def test_a_place_only_mentioned_is_not_the_scene(text: str, scene: str) -> None:
    place = find_place(text)
    assert place is not None
    assert scene in place.value


@pytest.mark.parametrize(
    "text",
    [
        "My dog was barking and they laughed.",
        "I was eating a ham sandwich when they came in.",
        "He told me to take a bow.",
        "I do not remember where it was.",
        "The officer was reading a paper at his desk.",
        "PC Richmond was rude to me.",
    ],
)
def test_everyday_words_and_surnames_are_no_places(text: str) -> None:
    assert find_place(text) is None


def test_a_place_outside_london_has_no_borough() -> None:
    place = find_place("The police stopped us in Brighton on Sunday.")
    assert place is not None
    assert (place.borough, place.in_london) == (None, False)


@pytest.mark.parametrize(
    ("text", "borough"),
    [
        ("SW9", "Lambeth"),
        ("e17 4qh", "Waltham Forest"),
        ("barking", "Barking and Dagenham"),
        ("Ham", "Richmond upon Thames"),
        ("lewishm", "Lewisham"),
        ("14 High Street, Croydon", "Croydon"),
        ("Queens Road, Walthamstow", "Waltham Forest"),
        ("near the elephant & castle", "Southwark"),
        ("kensington & chelsea", "Kensington and Chelsea"),
        ("the city of london", "City of London"),
        ("Harrow on the Hill", "Harrow"),
    ],
)
def test_a_place_or_postcode_tells_its_borough(text: str, borough: str) -> None:
    assert borough_of(text) == borough


@pytest.mark.parametrize("text", ["don't know", "at home", "", "M1 2AB", "somewhere near the shops"])
def test_words_that_settle_nothing_give_no_borough(text: str) -> None:
    assert borough_of(text) is None


def test_there_are_thirty_three_boroughs_and_each_place_lies_in_one_of_them() -> None:
    assert len(boroughs()) == 33
    assert all(borough_of(borough) == borough for borough in boroughs())
    assert {place.borough for place in names().values()} <= {*boroughs(), None}


@given(st.text(max_size=300))
def test_any_text_is_read_and_its_words_lie_in_it(text: str) -> None:
    place = find_place(text)
    assert place is None or text[place.start : place.end] == place.words
    assert borough_of(text) in {*boroughs(), None}
