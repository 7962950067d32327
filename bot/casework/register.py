"""The staff register: who serves where, under whom, and what they do for complaints (clause S7)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.commands import storable
from bot.casework.connections import Member
from bot.casework.desk import Desk
from bot.casework.errors import InvalidCommand
from bot.casework.staff_models import StaffMember, StaffRole
from bot.database import writing
from bot.mailbox import is_mailbox

COLUMNS = ("name", "rank", "shoulder_number", "unit", "station", "line_manager", "role", "active", "email")
_MUST = ("name", "rank", "shoulder_number", "unit", "role")
_YES, _NO = frozenset({"", "yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True)
class RowReport:
    """What became of one row of a file; `line` is the line of the file on which it begins."""

    line: int
    what: Literal["added", "changed", "unchanged", "refused"]
    who: str
    problem: str | None = None


@dataclass(frozen=True)
class StaffView:
    """One line of the register."""

    shoulder_number: str
    name: str
    rank: str
    unit: str
    station: str | None
    line_manager: str | None
    role: StaffRole
    active: bool


class Register:
    """What can be done with the register."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def import_csv(self, lines: Iterable[str], stations: frozenset[str] | None = None) -> tuple[RowReport, ...]:
        """Take in a CSV with the columns of `COLUMNS`, known again by their number; gives what became of each row.

        Sound rows are taken although others are refused; who does not stand in the file stays as they are. `stations`
        are the keys that a station may have, if that is to be checked. Raises `InvalidCommand` for a wrong heading.
        """
        with writing(self._desk.sessions) as session:
            return tuple(_Import(session, stations).run(lines))

    def list(self, *, station: str | None = None, role: StaffRole | None = None) -> tuple[StaffView, ...]:
        """Those who serve now, by name; of a station or role if asked for."""
        query = sa.select(StaffMember).where(StaffMember.active).order_by(StaffMember.name, StaffMember.id)
        if station is not None:
            query = query.where(StaffMember.station == station)
        if role is not None:
            query = query.where(StaffMember.role == role)
        with self._desk.sessions() as session:
            return tuple(map(staff_view, session.scalars(query)))


def _rows(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[Any, Any]]]:
    """The rows with the line on which each ends. Raises `InvalidCommand` for what cannot be taken apart."""
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InvalidCommand(f"after line {reader.line_num}: is not CSV: {error}. Nothing was taken.") from error


def as_registered(number: str) -> str:
    """A shoulder, warrant or pay number as the register holds it: "1190 lx" is 1190LX."""
    return "".join(number.split()).upper()


def members(session: Session) -> dict[str, Member]:
    """Everybody of the register by number, also those who have left: they may be complained of."""
    return _members(session, sa.true())


def around(session: Session, number: str) -> dict[str, Member]:
    """Those of the register through whom the person with this number can be connected with a complaint (S7).

    That is themselves, everybody of their unit, and everybody below them; nobody if the register does not know them.
    """
    person = session.execute(
        sa.select(StaffMember.id, StaffMember.unit).where(StaffMember.shoulder_number == as_registered(number))
    ).one_or_none()
    if person is None:
        return {}
    below = sa.select(StaffMember.id).where(StaffMember.id == person.id).cte("below", recursive=True)
    next_below = sa.select(StaffMember.id).join(below, StaffMember.line_manager_id == below.c.id)
    below = below.union(next_below)  # each once: a circle in the register ends where it began
    return _members(session, sa.or_(StaffMember.unit == person.unit, StaffMember.id.in_(sa.select(below.c.id))))


def _members(session: Session, condition: sa.ColumnElement[bool]) -> dict[str, Member]:
    rows = session.execute(
        sa.select(
            StaffMember.id, StaffMember.shoulder_number, StaffMember.name, StaffMember.unit, StaffMember.line_manager_id
        )
        .where(condition)
        .order_by(StaffMember.id)
    ).all()
    numbers = {row.id: row.shoulder_number for row in rows}
    return {
        row.shoulder_number: Member(row.shoulder_number, row.name, row.unit, numbers.get(row.line_manager_id))
        for row in rows
    }


def staff_view(row: StaffMember) -> StaffView:
    """What is shown of somebody of the register."""
    return StaffView(
        shoulder_number=row.shoulder_number,
        name=row.name,
        rank=row.rank,
        unit=row.unit,
        station=row.station,
        line_manager=row.line_manager.shoulder_number if row.line_manager else None,
        role=row.role,
        active=row.active,
    )


class _Import:
    """One import: first everybody, then who manages whom, since a manager may stand further down."""

    def __init__(self, session: Session, stations: frozenset[str] | None) -> None:
        self._session = session
        self._stations = stations
        self._known = {row.shoulder_number: row for row in session.scalars(sa.select(StaffMember))}
        self._seen: dict[str, int] = {}
        self._columns: frozenset[str] = frozenset()

    def run(self, lines: Iterable[str]) -> Iterator[RowReport]:
        """Read, check and write every row."""
        reader = csv.DictReader(lines)
        if missing := set(_MUST) - set(reader.fieldnames or ()):
            raise InvalidCommand(
                f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(sorted(missing))}"
            )
        self._columns = frozenset(reader.fieldnames or ())
        reports: list[RowReport] = []
        managers: list[tuple[int, StaffMember, str]] = []
        for line, row in _rows(reader):
            values = {name: storable(row.get(name) or "").strip() for name in COLUMNS}
            if None in row:
                reports.append(RowReport(line, "refused", values["name"], "has more fields than the first line"))
                continue
            report, member = self._take(line, values)
            reports.append(report)
            if member is not None:
                managers.append((len(reports) - 1, member, as_registered(values["line_manager"])))
        self._session.flush()
        for index, member, manager in managers:
            reports[index] = self._connect(reports[index], member, manager)
        yield from reports

    def _take(self, line: int, values: dict[str, str]) -> tuple[RowReport, StaffMember | None]:
        number = as_registered(values["shoulder_number"])
        who = f"{values['name']} ({number})"
        if problem := self._problem(line, number, values):
            return RowReport(line, "refused", who, problem), None
        member = self._known.get(number)
        fields = {
            "name": values["name"],
            "rank": values["rank"],
            "unit": values["unit"],
            "station": values["station"] or None,
            "role": StaffRole(values["role"].lower()),
            "active": values["active"].lower() in _YES,
        }
        if "email" in self._columns:  # a file without it leaves the addresses as they are
            fields["email"] = values["email"] or None
        if member is None:
            member = self._known[number] = StaffMember(shoulder_number=number, **fields)
            self._session.add(member)
            return RowReport(line, "added", who), member
        changed = {name: value for name, value in fields.items() if getattr(member, name) != value}
        for name, value in changed.items():
            setattr(member, name, value)
        return RowReport(line, "changed" if changed else "unchanged", who), member

    def _problem(self, line: int, number: str, values: dict[str, str]) -> str | None:
        if empty := [name for name in _MUST if not values[name]]:
            return f"nothing in {', '.join(empty)}"
        if number in self._seen:
            return f"the number {number} stands on line {self._seen[number]} already"
        self._seen[number] = line
        if values["role"].lower() not in list(StaffRole):
            return f"the role {values['role']!r} is none of {', '.join(StaffRole)}"
        if values["active"].lower() not in _YES | _NO:
            return f"active is yes or no, not {values['active']!r}"
        if self._stations is not None and values["station"] and values["station"] not in self._stations:
            return f"there is no station {values['station']!r} in data/gazetteer/police_stations.yml"
        return (
            None if not values["email"] or is_mailbox(values["email"]) else f"{values['email']!r} is no email address"
        )

    def _connect(self, report: RowReport, member: StaffMember, manager: str) -> RowReport:
        above = self._known.get(manager) if manager else None
        if manager and above is None:
            return RowReport(report.line, report.what, report.who, f"their line manager {manager} is not known")
        if member.line_manager_id == (above.id if above else None):
            return report
        member.line_manager_id = above.id if above else None
        return RowReport(report.line, "changed" if report.what == "unchanged" else report.what, report.who)
