"""What casework shows of complaints: read-only copies that outlive the transaction, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from bot.casework.models import Complaint, Decision, EventKind, Role, Source
from bot.casework.states import Referral, State

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True)
class ReferralView:
    """The referral to the IPCC: its grounds and dates."""

    status: Referral
    grounds: tuple[str, ...]
    due_on: date | None
    sent_at: datetime | None
    returned_at: datetime | None


@dataclass(frozen=True)
class DecisionView:
    """A decision about the way of a complaint, with the rules, clauses and facts that it rests on."""

    route: str
    reason: str | None
    handling: str | None
    referral: tuple[str, ...]
    reasons: tuple[Mapping[str, Any], ...]
    flags: tuple[str, ...]
    categories: tuple[str, ...]
    words: Mapping[str, Any]
    provisional: bool
    note: str | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class PersonView:
    """Somebody whom the complaint concerns."""

    role: Role
    name: str | None
    description: str | None
    contact_method: str | None
    email: str | None
    phone: str | None
    postal_address: str | None
    consent_given: bool | None
    shoulder_number: str | None
    rank: str | None
    unit: str | None


@dataclass(frozen=True)
class EventView:
    """One change, in its place in the history."""

    sequence: int
    at: datetime
    actor: str
    reason: str
    kind: EventKind
    trigger: str
    before: str | None
    after: str


@dataclass(frozen=True)
class ComplaintSummary:
    """One line of a list of complaints; nothing in it tells who complained."""

    reference: str
    state: State
    route: str
    handling: str | None
    referral_status: Referral
    referral_due_on: date | None
    incident_date: str | None
    borough: str | None
    received_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        summary: dict[str, Any] = json_ready(asdict(self))
        return summary


@dataclass(frozen=True)
class ComplaintView:
    """A whole complaint: as told, as decided, and everything that happened to it, in order."""

    reference: str
    version: int
    state: State
    route: str
    handling: str | None
    referral: ReferralView
    repeat_of: str | None
    incident_date: str | None
    borough: str | None
    facts: Mapping[str, Any]
    decision: DecisionView
    decisions: tuple[DecisionView, ...]
    """All that were made, the program's proposal first; `decision` is the latest."""
    allegations: tuple[str, ...]
    persons: tuple[PersonView, ...]
    events: tuple[EventView, ...]
    received_at: datetime
    created_at: datetime
    source: Source
    source_reference: str | None
    handler: str | None
    station: str | None
    state_since: datetime
    first_contact_at: datetime | None
    last_update_at: datetime | None
    closed_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The same, JSON-ready: moments in UTC and dates in ISO 8601."""
        view: dict[str, Any] = json_ready(asdict(self))
        return view


def summarise(complaint: Complaint) -> ComplaintSummary:
    """One line about a loaded complaint."""
    return copy_row(ComplaintSummary, complaint)


def view(complaint: Complaint) -> ComplaintView:
    """All about a complaint whose session is still open; the latest decision is the one that counts."""
    decisions = tuple(map(_decision, complaint.decisions))
    decision = decisions[-1]
    return ComplaintView(
        reference=complaint.reference,
        version=complaint.version,
        state=complaint.state,
        route=complaint.route,
        handling=complaint.handling,
        referral=ReferralView(
            status=complaint.referral_status,
            grounds=decision.referral,
            due_on=complaint.referral_due_on,
            sent_at=complaint.referral_sent_at,
            returned_at=complaint.referral_returned_at,
        ),
        repeat_of=complaint.repeat_of.reference if complaint.repeat_of else None,
        incident_date=complaint.incident_date,
        borough=complaint.borough,
        facts=complaint.facts,
        decision=decision,
        decisions=decisions,
        allegations=tuple(allegation.category for allegation in complaint.allegations),
        persons=tuple(copy_row(PersonView, person) for person in complaint.persons),
        events=tuple(copy_row(EventView, event) for event in complaint.events),
        received_at=complaint.received_at,
        created_at=complaint.created_at,
        source=complaint.source,
        source_reference=complaint.source_reference,
        handler=complaint.handler.name if complaint.handler else None,
        station=complaint.station,
        state_since=complaint.state_since,
        first_contact_at=complaint.first_contact_at,
        last_update_at=complaint.last_update_at,
        closed_at=complaint.closed_at,
    )


def json_ready(value: Any) -> Any:
    """A value with its dates and codes written out and its tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: json_ready(item) for key, item in value.items()}
    return [json_ready(item) for item in value] if isinstance(value, list | tuple) else value


def _decision(row: Decision) -> DecisionView:
    return DecisionView(
        route=row.route,
        reason=row.reason,
        handling=row.handling,
        referral=tuple(row.referral),
        reasons=tuple(row.reasons),
        flags=tuple(row.flags),
        categories=tuple(row.categories),
        words=row.words,
        provisional=row.provisional,
        note=row.note,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def copy_row(kind: type[T], row: object) -> T:
    """A view whose fields are named as the columns are."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
