"""The invented staff: a station's team in every borough, and those of the DPS, as a register to be imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from bot.casework.register import COLUMNS
from bot.casework.stations import Station
from bot.demo.script import Script

INVESTIGATORS, ASSESSORS, CONSTABLES = 14, 4, 4
_FIRST_WARRANT = 200_101


def register_csv(stations: Iterable[Station], script: Script) -> str:
    """A staff register in the form that `candour staff-register import` takes."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    for row in (*_dps(script), *(row for number, each in enumerate(stations) for row in _team(number, each, script))):
        writer.writerow({**row, "active": "yes"})
    return stream.getvalue()


def _dps(script: Script) -> Iterator[dict[str, str]]:
    head = str(_FIRST_WARRANT)
    yield _row(script, "Superintendent", head, "DPS Command", "", "", "officer")
    for number in range(INVESTIGATORS + ASSESSORS):
        role = "investigator" if number < INVESTIGATORS else "assessor"
        unit = f"DPS Team {1 + number % 4}"
        yield _row(script, "DS" if number % 3 else "DI", str(_FIRST_WARRANT + 1 + number), unit, "", head, role)


def _team(place: int, station: Station, script: Script) -> Iterator[dict[str, str]]:
    """A station: who commands it, two inspectors who manage complaints, one of them over the team, and the team."""
    code = f"{chr(65 + place % 26)}{chr(65 + place // 26)}"
    unit, key = f"{station.name} Response", station.key
    chief, sergeant = f"{place + 1}{code}", f"{place + 51}{code}"
    inspectors = [f"{10 * number + place}M{code[0]}" for number in (1, 2)]
    yield _row(script, "Chief Inspector", chief, f"{station.name} Command", key, "", "officer")
    for inspector, office in zip(inspectors, ("Duty Office", "Front Office"), strict=True):
        yield _row(script, "Inspector", inspector, f"{station.name} {office}", key, chief, "manager")
    yield _row(script, "PS", sergeant, unit, key, inspectors[0], "officer")
    for number in range(CONSTABLES):
        yield _row(script, "PC", f"{100 + 10 * place + number}{code}", unit, key, sergeant, "officer")


def _row(script: Script, rank: str, number: str, unit: str, station: str, manager: str, role: str) -> dict[str, str]:
    cells = (script.name(), rank, number, unit, station, manager, role)
    return dict(zip(COLUMNS, cells, strict=False))
