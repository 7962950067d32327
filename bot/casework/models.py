"""The tables of casework: a complaint with its allegations, persons, decisions, history and outgoing messages."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, mapped_column, relationship

from bot.casework.errors import AppendOnly
from bot.casework.states import Referral, State
from bot.database import Base, UtcDateTime

if TYPE_CHECKING:
    from bot.casework.outcome_models import Learning, Outcome, Satisfaction
    from bot.casework.staff_models import ConnectionCheck, StaffMember
    from bot.casework.work_models import CaseMessage, Contact, Plan, ProgressUpdate, ReferralPackage, Task

E = TypeVar("E", bound=StrEnum)
_WAITING = sa.text("sent_at IS NULL AND given_up_at IS NULL")
_OPEN, _ENDED = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")


class Role(StrEnum):
    """What somebody has to do with a complaint."""

    COMPLAINANT = "complainant"
    AFFECTED = "affected"
    OFFICER = "officer"


class EventKind(StrEnum):
    """What an event changed."""

    STATE = "state"
    REFERRAL = "referral"
    LINK = "link"
    ASSESSMENT = "assessment"
    HANDLER = "handler"
    OFFICER = "officer"
    CONTACT = "contact"
    MESSAGE = "message"
    DETAILS = "details"
    PLAN = "plan"
    UPDATE = "update"
    LIAISON = "liaison"
    OUTCOME = "outcome"
    LEARNING = "learning"
    SATISFACTION = "satisfaction"
    ACCESS = "access"
    RETENTION = "retention"
    EVIDENCE = "evidence"


class Source(StrEnum):
    """How a complaint came to the force."""

    CHAT = "chat"
    COMMISSION = "commission"


def enum_column(kind: type[E]) -> sa.Enum:
    """A column for an enumeration that stores its values as text, so that a new value needs no migration."""
    return sa.Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


def complaint_key(*, index: bool = True) -> Mapped[int]:
    """The complaint that a row belongs to; not indexed where a unique constraint already begins with it."""
    return mapped_column(sa.ForeignKey("complaint.id"), index=index)


def _when_created(context: Any) -> datetime:
    created: datetime = context.get_current_parameters()["created_at"]
    return created


class Complaint(Base):
    """One complaint: the facts as they were told, beside the columns that are searched and sorted by."""

    __tablename__ = "complaint"
    # Each queue of the console is read in its order from an index of its own.
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "number"),
        sa.Index("ix_complaint_state", "state", "state_since", "id"),
        sa.Index("ix_complaint_referral_status", "referral_status", "state_since", "id"),
        sa.Index("ix_complaint_open", "state_since", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_complaint_ended", "state_since", "id", sqlite_where=_ENDED, postgresql_where=_ENDED),
        sa.Index("ix_complaint_due_on", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with every change: who acts on an older one than the present is told so (`bot.casework.desk`)."""
    reference: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str]
    number: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    route: Mapped[str]
    handling: Mapped[str | None]
    state: Mapped[State] = mapped_column(enum_column(State))
    referral_status: Mapped[Referral] = mapped_column(enum_column(Referral))
    referral_due_on: Mapped[date | None]
    referral_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referral_returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    incident_date: Mapped[str | None]
    borough: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    repeat_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"), index=True)
    source: Mapped[Source] = mapped_column(enum_column(Source), default=Source.CHAT)
    source_reference: Mapped[str | None] = mapped_column(unique=True)
    """The reference of the body that forwarded it."""
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    handler_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    station: Mapped[str | None] = mapped_column(index=True)
    """The key of the station at which it is resolved (`data/gazetteer/police_stations.yml`)."""
    first_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_update_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the complainant was last told how it stands: the 28 days run from then (S12)."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it ended; only what has ended has it."""
    due_on: Mapped[date | None]
    """The first of the days by which something must be done, kept with every change (`bot.casework.standings`)."""
    is_held: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Kept beyond its time, for the reason that the history tells (`bot.casework.retention`)."""
    content_deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what people said in it was deleted; nothing can be done with it after that."""

    repeat_of: Mapped[Complaint | None] = relationship(remote_side=[id])
    allegations: Mapped[list[Allegation]] = relationship(order_by="Allegation.position", cascade="all, delete-orphan")
    persons: Mapped[list[Person]] = relationship(order_by="Person.id")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.id")
    events: Mapped[list[Event]] = relationship(order_by="Event.sequence")
    messages: Mapped[list[Message]] = relationship(order_by="Message.id")
    handler: Mapped[StaffMember | None] = relationship()
    checks: Mapped[list[ConnectionCheck]] = relationship(order_by="ConnectionCheck.id")
    tasks: Mapped[list[Task]] = relationship(order_by="Task.id")
    contacts: Mapped[list[Contact]] = relationship(order_by="Contact.id")
    letters: Mapped[list[CaseMessage]] = relationship(order_by="CaseMessage.id")
    """The messages between handler and complainant."""
    plans: Mapped[list[Plan]] = relationship(order_by="Plan.number")
    updates: Mapped[list[ProgressUpdate]] = relationship(order_by="ProgressUpdate.id")
    packages: Mapped[list[ReferralPackage]] = relationship(order_by="ReferralPackage.number")
    outcomes: Mapped[list[Outcome]] = relationship(order_by="Outcome.number")
    satisfactions: Mapped[list[Satisfaction]] = relationship(order_by="Satisfaction.id")
    learnings: Mapped[list[Learning]] = relationship(order_by="Learning.number")

    # The version is raised by the desk; here it only guards the row against a change that did not see the last one.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class Allegation(Base):
    """One category that the complaint falls under (contract part 7), the likeliest first."""

    __tablename__ = "allegation"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    category: Mapped[str]
    position: Mapped[int]


class Person(Base):
    """Somebody whom the complaint concerns; every detail may be missing, and officers are as they were described."""

    __tablename__ = "person"
    __table_args__ = (sa.Index("ix_person_address", "postal_address", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    role: Mapped[Role] = mapped_column(enum_column(Role))
    name: Mapped[str | None]
    description: Mapped[str | None]
    contact_method: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    postal_address: Mapped[str | None]
    consent_given: Mapped[bool | None]
    shoulder_number: Mapped[str | None]
    rank: Mapped[str | None]
    unit: Mapped[str | None]
    staff_member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    """Who of the register an officer turned out to be."""


class History:
    """What is written once: a row that can be added, never changed or removed through a session."""


class Decision(History, Base):
    """Where a complaint should go and why: the program's proposal first, an assessor's decisions after it (S6)."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str]
    route: Mapped[str]
    reason: Mapped[str | None]
    handling: Mapped[str | None]
    referral: Mapped[list[str]] = mapped_column(sa.JSON)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    flags: Mapped[list[str]] = mapped_column(sa.JSON)
    categories: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    words: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON, default=dict)
    """For each category and ground the words of the account that it rests on."""
    note: Mapped[str | None]
    """Why, in the words of the person who decided."""
    provisional: Mapped[bool]


class Event(History, Base):
    """One change of a complaint; `sequence` is its place in the history, whatever the clock said."""

    __tablename__ = "complaint_event"
    __table_args__ = (sa.UniqueConstraint("complaint_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key(index=False)
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]
    reason: Mapped[str]
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind))
    trigger: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str]


class Message(Base):
    """A message to be sent, written together with its cause; `key` makes sure that it is meant only once."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_waiting", "next_attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int | None] = complaint_key()
    key: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_when_created)
    """Not before then; while an attempt is made, when it counts as lost."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None]


@event.listens_for(History, "before_update", propagate=True)
def _keep_row(mapper: Mapper[Any], _connection: object, row: History) -> None:
    """An answer may be hung on it, in a table of its own; its own columns stay as they are."""
    state = sa.inspect(row)
    if any(state.attrs[column.key].history.has_changes() for column in mapper.column_attrs):
        raise AppendOnly(f"{type(row).__name__} rows are never changed")


@event.listens_for(History, "before_delete", propagate=True)
def _keep_row_there(_mapper: object, _connection: object, row: History) -> None:
    raise AppendOnly(f"{type(row).__name__} rows are never removed")


@event.listens_for(Session, "do_orm_execute")
def _keep_tables(statement: ORMExecuteState) -> None:
    if statement.is_update or statement.is_delete:
        for mapper in statement.all_mappers:
            if issubclass(mapper.class_, History):
                raise AppendOnly(f"{mapper.class_.__name__} rows are never changed or removed")


# A complaint leads to tables that are declared on top of this module: whoever has the one has them all.
from bot.casework import outcome_models, staff_models, work_models  # noqa: E402, F401
