"""Local resolution: at the nearest station, with a manager there who speaks with both sides (clause S11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bot.casework.changes import move
from bot.casework.contacts import Made, log
from bot.casework.desk import By, Desk
from bot.casework.errors import InvalidCommand, NotNow
from bot.casework.register import StaffView, staff_view
from bot.casework.staff_models import StaffMember, StaffRole
from bot.casework.states import State, Trigger
from bot.casework.stations import Distance, Gazetteer, Station
from bot.casework.telling import WORK_STARTED, tell
from bot.casework.work_models import Side


@dataclass(frozen=True)
class Nearby:
    """A station, how far it is and from where, and the managers there who serve now."""

    station: Distance
    managers: tuple[StaffView, ...]


class Resolution:
    """What a manager at a station does; `gazetteer` knows where the stations are."""

    def __init__(self, desk: Desk, gazetteer: Gazetteer) -> None:
        self._desk = desk
        self._gazetteer = gazetteer

    @property
    def stations(self) -> Mapping[str, Station]:
        """All stations by their keys."""
        return self._gazetteer.stations

    def nearest(self, reference: str, *, most: int = 3) -> tuple[Nearby, ...]:
        """The stations nearest to where it happened or, if that is not known, to where the person lives.

        Empty if neither tells a place in London.
        """
        with self._desk.reading(reference) as (session, complaint):
            found = self._gazetteer.nearest(complaint.facts, most=most)
            by_station: dict[str, list[StaffView]] = {}
            managers = (
                sa.select(StaffMember)
                .where(StaffMember.active, StaffMember.role == StaffRole.MANAGER)
                .where(StaffMember.station.in_([each.key for each in found]))
                .options(selectinload(StaffMember.line_manager))
            )
            for row in session.scalars(managers.order_by(StaffMember.name)):
                by_station.setdefault(row.station or "", []).append(staff_view(row))
            return tuple(Nearby(each, tuple(by_station.get(each.key, ()))) for each in found)

    def start(self, reference: str, station: str, by: By) -> State:
        """Begin to resolve it at a station (its key) once the plan is agreed, or again after an outcome was disputed.

        Raises `IllegalTransition`, `InvalidCommand` for an unknown station, or `NotNow` for a complaint that was
        assessed for investigation.
        """
        if station not in self._gazetteer.stations:
            raise InvalidCommand(f"there is no station {station!r} in data/gazetteer/police_stations.yml")
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if complaint.handling != "local_resolution":
                raise NotNow("this complaint was assessed for investigation: it is not resolved locally")
            move(complaint, Trigger.START_RESOLVING, change.occasion)
            complaint.station = station
            tell(complaint, WORK_STARTED, change.occasion, complaint.version)
            return complaint.state

    def station_name(self, station: str | None) -> str | None:
        """What the station with this key is called."""
        known = self._gazetteer.stations.get(station or "")
        return known.name if known else None

    def liaise(self, reference: str, made: Made, by: By, *, key: str | None = None) -> None:
        """Note what was said with the complainant or with the officers; both sides are heard.

        Raises `NotNow` unless it is being resolved, `InvalidCommand` for a contact with anybody else.
        """
        if made.side not in (Side.COMPLAINANT, Side.OFFICERS):
            raise InvalidCommand("a manager liaises with the complainant and with the officers")
        with self._desk.changing(reference, by) as change:
            if change.complaint.state is not State.RESOLVING:
                raise NotNow(f"this complaint is {change.complaint.state}, not being resolved")
            log(change, made, key)
