"""Complaints that may be about the same incident: of the same person, about the same day, place and officers (S14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from bot.casework.connections import is_like, numbers_in
from bot.casework.desk import Desk
from bot.casework.models import Complaint, Person, Role
from bot.casework.states import State
from bot.policy.age import IncidentDate

_DAYS = timedelta(days=3)  # "last Tuesday" may be told as the Wednesday
_SAME_WORDS = 0.6
_SAME_PLACE = 90  # of 100: "Mare Street, Hackney" and "in Mare St Hackney" are near, two streets of one name are not
_SAME_NAME = 90  # of 100: how the person spelt their own name may differ by a letter
_ENOUGH = 2
# What was only explained was never looked into.
_NEVER_TAKEN = frozenset({State.EXPLAINED})


@dataclass(frozen=True)
class Alike:
    """Another complaint, where it stands, and what the two have in common, in plain words; the person is one of it."""

    reference: str
    state: State
    common: tuple[str, ...]


@dataclass(frozen=True)
class _Incident:
    """What two complaints are laid side by side by."""

    day: str | None
    borough: str | None
    place: str
    officers: str
    names: tuple[str, ...]
    words: tuple[str, ...]


class Likeness:
    """Finds earlier complaints that may be about the same incident."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, reference: str) -> tuple[Alike, ...]:
        """Earlier complaints of the same person that have something else in common with this one, the likest first.

        For assessors alone: whom another complaint belongs to is nobody else's business.
        """
        with self._desk.reading(reference) as (session, complaint):
            person = _complainant(complaint)
            if person is None or not (keys := _keys(person.name, person.email, person.phone, person.postal_address)):
                return ()
            this = _of_complaint(complaint)
            others = _of_the_same(session, keys, Complaint.id != complaint.id, complaint.received_at)
            found = [
                Alike(other.reference, other.state, common)
                for other in others
                if (common := _common(this, _of_complaint(other)))
            ]
            return tuple(sorted(found, key=lambda each: -len(each.common)))

    def is_told_before(self, facts: Mapping[str, object], now: datetime) -> bool:
        """Whether a complaint in the making is like one that the same person has made, so that they may be asked.

        The same person: the same address or number and the same name, as far as can be told. Nothing of the earlier
        complaint leaves this room, not even its reference.
        """
        name, email, phone, post = (
            _text(facts, slot) for slot in ("complainant_name", "email", "phone", "postal_address")
        )
        if name is None or not (keys := _keys(name, email, phone, post)):
            return False
        this = _of_facts(facts)
        with self._desk.sessions() as session:
            return any(
                other.state not in _NEVER_TAKEN and _is_named(other, name) and _common(this, _of_complaint(other))
                for other in _of_the_same(session, keys, sa.true(), now)
            )


def _of_the_same(
    session: Session, keys: list[sa.ColumnElement[bool]], besides: sa.ColumnElement[bool], until: datetime
) -> Iterator[Complaint]:
    """The complaints of whoever is known by one of these keys, the newest first."""
    query = sa.select(Complaint).join(
        Person, sa.and_(Person.complaint_id == Complaint.id, Person.role == Role.COMPLAINANT)
    )
    query = query.where(sa.or_(*keys), besides, Complaint.received_at <= until)
    yield from session.scalars(query.order_by(Complaint.received_at.desc()))


def _keys(name: str | None, email: str | None, phone: str | None, post: str | None) -> list[sa.ColumnElement[bool]]:
    """By what the same person is known again: an address or number; a name alone belongs to many."""
    keys: list[sa.ColumnElement[bool]] = []
    if email:
        keys.append(Person.email == email)
    if phone:
        keys.append(Person.phone == phone)
    if name and post:
        keys.append(sa.and_(Person.name == name, Person.postal_address == post))
    return keys


def _is_named(complaint: Complaint, name: str) -> bool:
    person = _complainant(complaint)
    told = " ".join((person.name or "").casefold().split()) if person else ""
    return fuzz.token_sort_ratio(told, " ".join(name.casefold().split())) >= _SAME_NAME


def _of_complaint(complaint: Complaint) -> _Incident:
    known = tuple(person.name for person in complaint.persons if person.role is Role.OFFICER and person.name)
    return _of_facts(complaint.facts, complaint.incident_date, complaint.borough, known)


def _of_facts(
    facts: Mapping[str, object], day: str | None = None, borough: str | None = None, known: tuple[str, ...] = ()
) -> _Incident:
    officers = _text(facts, "officers") or ""
    return _Incident(
        day=day or _text(facts, "incident_date"),
        borough=borough or _text(facts, "borough"),
        place=_plain(_text(facts, "incident_location")),
        officers=officers,
        names=(*_named(officers), *known),
        words=tuple(_plain(_text(facts, "what_happened"))[:2_000].split()),
    )


def _text(facts: Mapping[str, object], slot: str) -> str | None:
    value = facts.get(slot)
    return value if isinstance(value, str) and value.strip() else None


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _common(one: _Incident, other: _Incident) -> tuple[str, ...]:
    """What two complaints of one person have in common; empty if that is too little to be the same incident."""
    signs = {
        "the day": _same_day(one.day, other.day),
        "the place": _same_place(one, other),
        "the officers": _same_officers(one, other),
        "the words": _same_words(one.words, other.words),
    }
    common = tuple(name for name, is_same in signs.items() if is_same)
    return ("the person", *common) if len(common) >= _ENOUGH or "the words" in common else ()


def _same_day(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    first, second = IncidentDate.parse(one), IncidentDate.parse(other)
    return first.first - _DAYS <= second.last and second.first - _DAYS <= first.last


def _same_place(one: _Incident, other: _Incident) -> bool:
    if one.borough and one.borough == other.borough:
        return True
    return bool(one.place and other.place) and fuzz.token_sort_ratio(one.place, other.place) >= _SAME_PLACE


def _same_officers(one: _Incident, other: _Incident) -> bool:
    if numbers_in(one.officers) & numbers_in(other.officers):
        return True
    return any(is_like(name, told) for name in one.names for told in other.names)


def _named(officers: str) -> Iterator[str]:
    """The officers by name, as they were told, one by one."""
    yield from (part.strip() for part in officers.split(";") if any(letter.isupper() for letter in part[2:]))


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _SAME_WORDS and matcher.ratio() >= _SAME_WORDS


def _complainant(complaint: Complaint) -> Person | None:
    return next((person for person in complaint.persons if person.role is Role.COMPLAINANT), None)
