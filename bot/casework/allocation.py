"""Allocation: a person who is not connected to the complaint handles it (clause S7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.casework.changes import add_event, move
from bot.casework.commands import storable, words
from bot.casework.connections import ComplainedOf, Member, Named
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import Connected, InvalidCommand, NotNow, UnknownStaff
from bot.casework.models import Complaint, EventKind, Person, Role
from bot.casework.register import around, as_registered, members
from bot.casework.staff_models import ConnectionCheck, StaffMember, StaffRole, Verdict
from bot.casework.states import OPEN, State, Trigger
from bot.casework.telling import HANDLER_NAMED, tell

_MAY_HANDLE = {
    "local_resolution": (StaffRole.MANAGER, StaffRole.INVESTIGATOR),
    "dps_investigation": (StaffRole.INVESTIGATOR,),
}


@dataclass(frozen=True)
class Declaration:
    """What the person to be allocated says of themselves: no connection, or which one."""

    is_connected: bool
    words: str


@dataclass(frozen=True)
class Candidate:
    """Somebody whose role fits; `refused_because` is empty if nothing of the register speaks against them."""

    number: str
    name: str
    rank: str
    unit: str
    station: str | None
    refused_because: tuple[str, ...]


@dataclass(frozen=True)
class OfficerKnown:
    """Who an officer complained of turned out to be, as far as it is known."""

    name: str | None = None
    shoulder_number: str | None = None
    rank: str | None = None
    unit: str | None = None


class Allocation:
    """What an allocator does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def name_officer(self, reference: str, officer: OfficerKnown, by: By) -> None:
        """Note who is complained of; by the number they are found in the register. Raises `InvalidCommand`."""
        if not any((officer.name, officer.shoulder_number, officer.unit)):
            raise InvalidCommand("say the name, the shoulder number or the unit of the officer")
        officer = OfficerKnown(*(storable(part) if part else None for part in astuple(officer)))
        with self._desk.changing(reference, by) as change:
            known = _find(change.session, officer.shoulder_number) if officer.shoulder_number else None
            change.complaint.persons.append(
                Person(
                    role=Role.OFFICER,
                    name=officer.name or (known.name if known else None),
                    shoulder_number=known.shoulder_number if known else officer.shoulder_number,
                    rank=officer.rank or (known.rank if known else None),
                    unit=officer.unit or (known.unit if known else None),
                    staff_member_id=known.id if known else None,
                )
            )
            found = "in_register" if known else "not_in_register"
            add_event(change.complaint, EventKind.OFFICER, "name_officer", None, found, change.occasion)

    def candidates(self, reference: str, *, station: str | None = None) -> tuple[Candidate, ...]:
        """Those whose role fits the handling, of one station if asked for; who may be allocated first, then by name."""
        with self._desk.reading(reference) as (session, complaint):
            register = members(session)
            complained_of = _complained_of(complaint, register)
            query = sa.select(StaffMember).where(StaffMember.active, StaffMember.role.in_(_roles(complaint)))
            if station is not None:
                query = query.where(StaffMember.station == station)
            found = [
                Candidate(
                    row.shoulder_number,
                    row.name,
                    row.rank,
                    row.unit,
                    row.station,
                    complained_of.connections(register[row.shoulder_number]),
                )
                for row in session.scalars(query)
            ]
            return tuple(sorted(found, key=lambda each: (bool(each.refused_because), each.name, each.number)))

    def connected(self, reference: str, number: str) -> tuple[str, ...]:
        """Why the person with this number is connected with a complaint; empty if nothing shows (S7)."""
        with self._desk.reading(reference) as (session, complaint):
            register = around(session, number)
            return _connections(_complained_of(complaint, register), register, number)

    def connected_with(self, references: Collection[str], number: str) -> set[str]:
        """Those of these complaints with which the person with this number is connected."""
        query = sa.select(Complaint).where(Complaint.reference.in_(references))
        with self._desk.sessions() as session:
            register = around(session, number)
            return {
                each.reference
                for each in session.scalars(query.options(selectinload(Complaint.persons)))
                if _connections(_complained_of(each, register), register, number)
            }

    def connected_by_words(self, accounts: Sequence[str], number: str) -> list[tuple[str, ...]]:
        """As `connected`, for each account by what was said alone: also where no complaint has come of it."""
        with self._desk.sessions() as session:
            register = around(session, number)
        return [_connections(ComplainedOf((), (), account, register), register, number) for account in accounts]

    def allocate(self, reference: str, number: str, declaration: Declaration, by: By) -> State:
        """Give a complaint to the person with this number, who declares; also later, to somebody else.

        Every attempt is kept. Raises `Connected` if the register, the complaint or they themselves show a connection,
        `UnknownStaff`, `InvalidCommand` if their role does not fit, `NotNow` before the assessment and at the end.
        """
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if complaint.state not in OPEN - {State.RECORDED, State.AWAITING_CONFIRMATION, State.CALLBACK_DUE}:
                raise NotNow(f"a complaint that is {complaint.state} is not allocated; it is assessed first")
            staff = _find(change.session, number)
            if staff is None or not staff.active:
                raise UnknownStaff(f"Nobody who serves now has the number {number}: look in the staff register.")
            if staff.role not in _roles(complaint):
                raise InvalidCommand(f"{staff.name} is registered as {staff.role}, which does not fit this complaint")
            register = members(change.session)
            reasons = _complained_of(complaint, register).connections(register[staff.shoulder_number])
            verdict = _check(change, staff, reasons, declaration)
            if verdict is Verdict.ALLOCATED:
                _hand_over(change, staff)
        if verdict is not Verdict.ALLOCATED:
            raise Connected(staff.name, reasons or ("they declare a connection themselves",))
        return complaint.state


def _hand_over(change: Change, staff: StaffMember) -> None:
    complaint, occasion = change.complaint, change.occasion
    before = complaint.handler.shoulder_number if complaint.handler else None
    complaint.handler = staff
    if complaint.state is State.ASSESSED:
        move(complaint, Trigger.ALLOCATE, occasion)
    add_event(complaint, EventKind.HANDLER, "allocate", before, staff.shoulder_number, occasion)
    tell(complaint, HANDLER_NAMED, occasion, complaint.version)


def _check(change: Change, staff: StaffMember, reasons: tuple[str, ...], declaration: Declaration) -> Verdict:
    """Keep what was found and what was declared."""
    text = words("the declaration", declaration.words, most=2_000)
    verdict = Verdict.REFUSED if reasons else Verdict.DECLARED if declaration.is_connected else Verdict.ALLOCATED
    change.complaint.checks.append(
        ConnectionCheck(
            staff_member=staff,
            at=change.occasion.at,
            by=change.occasion.actor,
            verdict=verdict,
            reasons=list(reasons),
            declaration=text,
        )
    )
    if verdict is not Verdict.ALLOCATED:
        number = staff.shoulder_number
        add_event(change.complaint, EventKind.HANDLER, verdict, None, number, change.occasion)
    return verdict


def _connections(complained_of: ComplainedOf, register: dict[str, Member], number: str) -> tuple[str, ...]:
    member = register.get(as_registered(number))
    return complained_of.connections(member) if member else ()


def _complained_of(complaint: Complaint, register: dict[str, Member]) -> ComplainedOf:
    officers = [person for person in complaint.persons if person.role is Role.OFFICER]
    named = [Named(person.name, person.shoulder_number, person.unit) for person in officers]
    descriptions = [person.description for person in officers if person.description]
    return ComplainedOf(named, descriptions, str(complaint.facts.get("what_happened") or ""), register)


def _roles(complaint: Complaint) -> tuple[StaffRole, ...]:
    return _MAY_HANDLE.get(complaint.handling or "", tuple(StaffRole))


def _find(session: Session, number: str) -> StaffMember | None:
    return session.scalar(sa.select(StaffMember).filter_by(shoulder_number=as_registered(number)))
