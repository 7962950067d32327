"""Complaints that may be about the same incident: of the same person, about the same day, place and officers (S14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa

from bot.casework.connections import is_like, numbers_in
from bot.casework.desk import Desk
from bot.casework.models import Complaint, Person, Role
from bot.casework.states import State
from bot.policy.age import IncidentDate

_DAYS = timedelta(days=3)  # "last Tuesday" may be told as the Wednesday
_SAME_WORDS = 0.6
_ENOUGH = 2


@dataclass(frozen=True)
class Alike:
    """Another complaint, where it stands, and what the two have in common, in plain words; the person is one of it."""

    reference: str
    state: State
    common: tuple[str, ...]


class Likeness:
    """Finds what an assessor should lay beside a complaint."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, reference: str) -> tuple[Alike, ...]:
        """Earlier complaints of the same person that have something else in common with this one, the likest first.

        For assessors alone: whom another complaint belongs to is nobody else's business.
        """
        with self._desk.reading(reference) as (session, complaint):
            person = _complainant(complaint)
            if person is None or not (keys := _keys(person)):
                return ()
            others = session.scalars(
                sa.select(Complaint)
                .join(Person, sa.and_(Person.complaint_id == Complaint.id, Person.role == Role.COMPLAINANT))
                .where(sa.or_(*keys), Complaint.id != complaint.id, Complaint.received_at <= complaint.received_at)
                .order_by(Complaint.received_at.desc())
            )
            found = [
                Alike(other.reference, other.state, common) for other in others if (common := _common(complaint, other))
            ]
            return tuple(sorted(found, key=lambda each: -len(each.common)))


def _keys(person: Person) -> list[sa.ColumnElement[bool]]:
    """By what the same person is known again: an address or number; a name alone belongs to many."""
    keys = [getattr(Person, slot) == value for slot in ("email", "phone") if (value := getattr(person, slot))]
    if person.name and person.postal_address:
        keys.append(sa.and_(Person.name == person.name, Person.postal_address == person.postal_address))
    return keys


def _common(one: Complaint, other: Complaint) -> tuple[str, ...]:
    """What two complaints of one person have in common; empty if that is too little to be the same incident."""
    signs = {
        "the day": _same_day(one.incident_date, other.incident_date),
        "the place": _same_place(one, other),
        "the officers": _same_officers(one, other),
        "the words": _same_words(one.facts, other.facts),
    }
    common = tuple(name for name, is_same in signs.items() if is_same)
    return ("the person", *common) if len(common) >= _ENOUGH or "the words" in common else ()


def _same_day(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    first, second = IncidentDate.parse(one), IncidentDate.parse(other)
    return first.first - _DAYS <= second.last and second.first - _DAYS <= first.last


def _same_place(one: Complaint, other: Complaint) -> bool:
    if one.borough and one.borough == other.borough:
        return True
    places = [" ".join(str(each.facts.get("incident_location") or "").casefold().split()) for each in (one, other)]
    return bool(places[0]) and places[0] == places[1]


def _same_officers(one: Complaint, other: Complaint) -> bool:
    said = [str(each.facts.get("officers") or "") for each in (one, other)]
    if numbers_in(said[0]) & numbers_in(said[1]):
        return True
    return any(is_like(name, told) for name in _names(one) for told in _names(other))


def _names(complaint: Complaint) -> Iterable[str]:
    """The officers by name, as they were told, one by one."""
    told = str(complaint.facts.get("officers") or "")
    yield from (part.strip() for part in told.split(";") if any(letter.isupper() for letter in part[2:]))
    yield from (person.name for person in complaint.persons if person.role is Role.OFFICER and person.name)


def _same_words(one: dict[str, Any], other: dict[str, Any]) -> bool:
    told = [" ".join(str(facts.get("what_happened") or "").casefold().split())[:2_000] for facts in (one, other)]
    if not all(told):
        return False
    matcher = SequenceMatcher(None, told[0].split(), told[1].split(), autojunk=False)
    return matcher.quick_ratio() >= _SAME_WORDS and matcher.ratio() >= _SAME_WORDS


def _complainant(complaint: Complaint) -> Person | None:
    return next((person for person in complaint.persons if person.role is Role.COMPLAINANT), None)
