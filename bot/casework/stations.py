"""Where the police stations are, and which is nearest to a place that somebody told, without any map service (S11)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Point = tuple[float, float]

_EARTH_KM = 6371.0
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)(?:\s*\d[A-Z]{2})?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


class InvalidGazetteer(ValueError):
    """A file of places cannot be used; the message names file, key and what is wrong."""


@dataclass(frozen=True)
class Station:
    """A police station."""

    key: str
    name: str
    borough: str
    address: str
    at: Point


@dataclass(frozen=True)
class Distance:
    """A station and how far it is, in kilometres as the crow flies, from the place that `place` names."""

    key: str
    name: str
    address: str
    km: float
    place: str


@dataclass(frozen=True)
class Gazetteer:
    """The stations, and the points of postcode districts and boroughs; `areas` names the borough of a neighbourhood."""

    stations: Mapping[str, Station]
    postcodes: Mapping[str, Point]
    boroughs: Mapping[str, Point]
    areas: Mapping[str, str]

    def nearest(self, facts: Mapping[str, Any], *, most: int = 3) -> tuple[Distance, ...]:
        """The stations nearest to the incident or, if no place is known of it, to where the person lives.

        `facts` as in the contract, part 1. The nearest first; empty if no place in London is told.
        """
        for place, point in self._places(facts):
            found = sorted((distance(station.at, point), key) for key, station in self.stations.items())
            return tuple(
                Distance(key, self.stations[key].name, self.stations[key].address, round(km, 1), place)
                for km, key in found[:most]
            )
        return ()

    def _places(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, Point]]:
        """The places that the facts tell, the most telling first."""
        for slot in ("incident_location", "borough", "postal_address"):
            said = facts.get(slot)
            if isinstance(said, str) and (found := self.locate(said)):
                yield found

    def locate(self, said: str) -> tuple[str, Point] | None:
        """The place that somebody's words name, with its point: by postcode, station, neighbourhood or borough."""
        for match in _POSTCODE.finditer(said):
            if point := self._postcode(match[1].upper()):
                return match[1].upper(), point
        low = f" {_plain(said)} "
        for station in self.stations.values():
            if f" {station.name.casefold()} police " in low:
                return station.name, station.at
        for name in sorted(self.areas, key=len, reverse=True):
            if f" {name} " in low:
                borough = self.areas[name]
                return borough, self.boroughs[borough]
        return None

    def _postcode(self, district: str) -> Point | None:
        """The point of a district; of a part such as SW1A, that of the whole, SW1."""
        return self.postcodes.get(district) or self.postcodes.get(re.sub(r"[A-Z]$", "", district))


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points as the crow flies."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


@cache
def load_gazetteer(folder: Path) -> Gazetteer:
    """Read the places of a folder such as `data/gazetteer`. Raises `InvalidGazetteer`."""
    coordinates = _read(folder / "coordinates.yml")
    boroughs = _points(folder, coordinates, "boroughs")
    areas = {name.casefold(): name for name in boroughs}
    for borough, names in (_read(folder / "districts.yml")).items():
        areas |= {_plain(str(name)): borough for name in names}
    return Gazetteer(_stations(folder, boroughs), _points(folder, coordinates, "postcodes"), boroughs, areas)


def _stations(folder: Path, boroughs: Mapping[str, Point]) -> dict[str, Station]:
    path, stations = folder / "police_stations.yml", {}
    for key, entry in _read(path).items():
        try:
            station = Station(key, entry["name"], entry["borough"], entry["address"], _point(entry["at"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidGazetteer(
                f"{path}: {key}: needs name, borough, address and at: [latitude, longitude]"
            ) from error
        if station.borough not in boroughs:
            raise InvalidGazetteer(f"{path}: {key}: {station.borough!r} is no borough of coordinates.yml")
        stations[key] = station
    return stations


def _points(folder: Path, coordinates: Mapping[str, Any], section: str) -> dict[str, Point]:
    try:
        return {str(name): _point(at) for name, at in (coordinates.get(section) or {}).items()}
    except (TypeError, ValueError) as error:
        raise InvalidGazetteer(f"{folder / 'coordinates.yml'}: {section}: each is [latitude, longitude]") from error


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _point(value: Any) -> Point:
    latitude, longitude = map(float, value)
    return latitude, longitude


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidGazetteer(f"{path}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise InvalidGazetteer(f"{path}: must be a mapping")
    return content
