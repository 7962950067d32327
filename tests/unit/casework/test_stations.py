"""The nearest station: from the incident's place, else from where the person lives, without a map service (S11)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.casework.stations import Gazetteer, InvalidGazetteer, distance, load_gazetteer
from bot.settings import ROOT

FOLDER = ROOT / "data" / "gazetteer"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(FOLDER)


@pytest.mark.parametrize(
    ("facts", "station", "place"),
    [
        ({"incident_location": "outside Brixton police station"}, "brixton", "Brixton"),
        ({"incident_location": "the flats near E15 4PT"}, "forest_gate", "E15"),
        ({"incident_location": "sw1a 1aa"}, "belgravia", "SW1A"),
        ({"incident_location": "a shop in Peckham"}, "peckham", "Southwark"),
        ({"incident_location": "Richmond upon Thames"}, "twickenham", "Richmond upon Thames"),
        ({"incident_location": "on a bus", "borough": "Hackney"}, "stoke_newington", "Hackney"),
        ({"incident_location": "I do not know", "postal_address": "4 Elm Road, Sutton SM1 2AB"}, "sutton", "SM1"),
        ({"incident_location": "Brixton Road", "postal_address": "4 Elm Road, Sutton SM1 2AB"}, "brixton", "Lambeth"),
    ],
)
def test_the_nearest_station_is_found(gazetteer: Gazetteer, facts: dict[str, str], station: str, place: str) -> None:
    first = gazetteer.nearest(facts)[0]
    assert (first.key, first.place) == (station, place)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"incident_location": None},
        {"incident_location": "in Leeds"},
        {"incident_location": "LS1 4AB"},
        {"borough": 7},
    ],
)
def test_a_place_that_is_not_in_london_has_no_nearest_station(gazetteer: Gazetteer, facts: dict[str, object]) -> None:
    assert gazetteer.nearest(facts) == ()


def test_the_stations_come_nearest_first_and_not_more_than_asked_for(gazetteer: Gazetteer) -> None:
    found = gazetteer.nearest({"incident_location": "CR0 1AA"}, most=5)
    assert len(found) == 5
    assert found[0].key == "croydon"
    assert [each.km for each in found] == sorted(each.km for each in found)


def test_distances_are_those_of_the_globe() -> None:
    charing_cross, heathrow = (51.5074, -0.1278), (51.4700, -0.4543)
    assert distance(charing_cross, heathrow) == pytest.approx(23, abs=0.5)
    assert distance(heathrow, heathrow) == 0


def test_every_borough_and_postcode_district_of_the_gazetteer_has_a_point_that_fits(gazetteer: Gazetteer) -> None:
    districts = yaml.safe_load((FOLDER / "postcodes.yml").read_text(encoding="utf-8"))
    boroughs = yaml.safe_load((FOLDER / "boroughs.yml").read_text(encoding="utf-8"))
    assert set(boroughs) == set(gazetteer.boroughs)
    far = {}
    for borough, codes in districts.items():
        for code in codes:
            found = gazetteer.locate(code)
            assert found is not None, code
            if (km := distance(found[1], gazetteer.boroughs[borough])) > 9:
                far[code] = round(km, 1)
    # At the edges of wide boroughs, as they are: Biggin Hill, Heathrow, Harefield and their like.
    assert far.keys() <= {"TN16", "BR8", "RM4", "UB9", "TW6", "SM7", "HA6", "DA1"}, far


def test_every_station_lies_in_its_borough(gazetteer: Gazetteer) -> None:
    for station in gazetteer.stations.values():
        assert distance(station.at, gazetteer.boroughs[station.borough]) < 8, station.key
        code = gazetteer.locate(station.address)
        assert code is not None
        assert distance(station.at, code[1]) < 3.5, (station.key, code)
    without = set(gazetteer.boroughs) - {station.borough for station in gazetteer.stations.values()}
    assert without == {"City of London"}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("police_stations.yml", "x: {name: X}", "x: needs name, borough, address and at"),
        ("police_stations.yml", "x: {name: X, borough: Y, address: Z, at: [1, 2]}", "'Y' is no borough"),
        ("police_stations.yml", "- x", "must be a mapping"),
        ("coordinates.yml", "boroughs: {X: here}", "each is"),
        ("coordinates.yml", "boroughs: {", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(tmp_path: Path, name: str, text: str, problem: str) -> None:
    for file in ("police_stations.yml", "coordinates.yml", "districts.yml"):
        (tmp_path / file).write_text((FOLDER / file).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidGazetteer, match=problem) as caught:
        load_gazetteer(tmp_path)
    assert name in str(caught.value)
