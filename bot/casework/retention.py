"""Retention: what people said is deleted when the policy says so, everywhere it is kept, and that it was is proven.

Of a complaint stays what the force answers for: reference, stages, decisions, outcome and learning, without anybody's
words, names or addresses. Of a talk nothing stays. One transaction deletes, looks again whether anything is left, and
writes the proof; if anything is left, nothing is deleted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.changes import add_event
from bot.casework.clock_models import Deletion
from bot.casework.deadlines import deletion_due_on, london_day
from bot.casework.desk import By, Desk
from bot.casework.models import Complaint, EventKind, Message
from bot.casework.retained import ENGINE_EVENTS, OF_A_COMPLAINT, OF_A_TALK, Rows, blanked
from bot.casework.states import FINAL, Referral, State
from bot.database import UtcDateTime, writing

COMPLAINT_RULE, EXPLAINED_RULE, TALK_RULE = "ended_complaint_months", "explained_months", "talk_days"

_ENDED = FINAL | {State.EXPLAINED}
_WITH_THE_COMMISSION = (Referral.DUE, Referral.SENT)
_TALKS = sa.table("chat_conversation", sa.column("id"), sa.column("created_at", UtcDateTime))
_LINES = sa.table("chat_message", sa.column("conversation_id"), sa.column("created_at", UtcDateTime))
_EVENTS = sa.table(ENGINE_EVENTS, sa.column("sender_id"), sa.column("timestamp"))
_LAST_SAID = sa.func.coalesce(sa.func.max(_LINES.c.created_at, type_=UtcDateTime()), _TALKS.c.created_at)


class NotAllDeleted(RuntimeError):
    """Something was left after the deletion, so it was undone; the message names the table, nothing else."""


@dataclass(frozen=True)
class Deleted:
    """How much was deleted: complaints, talks, and addresses of emails that had gone out."""

    complaints: int
    talks: int
    addresses: int


@dataclass(frozen=True)
class Proof:
    """One proof of deletion, as operators see it."""

    subject: str
    rule: str
    due_on: date
    deleted_at: datetime
    rows: dict[str, int]


class Retention:
    """Deletes what has been kept for as long as the policy says."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._periods = desk.rulebook.retention
        self._talk_parts: tuple[Rows, ...] = ()

    def delete_due(self) -> Deleted:
        """Delete everything that is due by today. Raises `DatabaseError` or `NotAllDeleted`, which undoes no other."""
        with self._desk.sessions() as session:
            self._talk_parts = _present(session)
        complaints = sum(map(self._delete_complaint, self._due_complaints()))
        talks = sum(map(self._delete_talk, self._due_talks()))
        addresses = self._delete_addresses()
        if complaints or talks or addresses:
            self._wipe_files()
        return Deleted(complaints, talks, addresses)

    def hold(self, reference: str, by: By) -> None:
        """Keep a complaint beyond its time, for the reason given, such as an inquest or a claim.

        Raises `NotNow` if its content is gone already.
        """
        with self._desk.changing(reference, by) as change:
            if not change.complaint.is_held:
                change.complaint.is_held = True
                add_event(change.complaint, EventKind.RETENTION, "hold", None, "held", change.occasion)

    def release(self, reference: str, by: By) -> None:
        """Let the time of the policy apply again."""
        with self._desk.changing(reference, by) as change:
            if change.complaint.is_held:
                change.complaint.is_held = False
                add_event(change.complaint, EventKind.RETENTION, "release", "held", "released", change.occasion)

    def proofs(self, *, limit: int = 100) -> tuple[Proof, ...]:
        """What was deleted, the latest first."""
        query = sa.select(Deletion).order_by(Deletion.id.desc()).limit(limit)
        with self._desk.sessions() as session:
            return tuple(
                Proof(row.subject, row.rule, row.due_on, row.deleted_at, row.rows) for row in session.scalars(query)
            )

    @property
    def _today(self) -> date:
        return london_day(self._desk.clock())

    def _due_complaints(self) -> list[int]:
        """Those that ended long enough ago; the database makes a first choice by days, the calendar the last."""
        months = min(self._periods.ended_complaint_months, self._periods.explained_months)
        query = sa.select(Complaint.id, Complaint.state, Complaint.state_since).where(
            *_deletable(), Complaint.state_since < self._desk.clock() - timedelta(days=28 * months)
        )
        with self._desk.sessions() as session:
            return [row.id for row in session.execute(query) if self._due_on(row.state, row.state_since) <= self._today]

    def _due_on(self, state: State, since: datetime) -> date:
        return deletion_due_on(state, since, self._periods)

    def _delete_complaint(self, complaint_id: int) -> bool:
        with writing(self._desk.sessions) as session:
            locked = sa.select(Complaint).where(Complaint.id == complaint_id, *_deletable()).with_for_update()
            complaint = session.scalar(locked)
            if complaint is None or (due_on := self._due_on(complaint.state, complaint.state_since)) > self._today:
                return False  # opened again, or held, a moment ago
            rule = EXPLAINED_RULE if complaint.state is State.EXPLAINED else COMPLAINT_RULE
            reference, talk = complaint.reference, complaint.conversation_id
            rows = _remove(session, OF_A_COMPLAINT, complaint_id)
            for statement in blanked(complaint_id):
                session.connection().execute(statement)  # not through the session, which guards what is history
            gone = (
                sa.update(Complaint).where(Complaint.id == complaint_id).values(content_deleted_at=self._desk.clock())
            )
            session.execute(gone.execution_options(synchronize_session=False))
            if not session.scalar(sa.select(sa.func.count()).where(Complaint.conversation_id == talk)):
                rows += _remove(session, self._talk_parts, talk)
            self._prove(session, reference, rule, due_on, rows)
        return True

    def _due_talks(self) -> list[str]:
        """Talks that led to no complaint and in which nothing was said for long enough, also the engine's own."""
        before = self._desk.clock() - timedelta(days=self._periods.talk_days)
        filed = sa.select(Complaint.conversation_id)
        talks = (
            sa.select(_TALKS.c.id)
            .outerjoin(_LINES, _LINES.c.conversation_id == _TALKS.c.id)
            .where(_TALKS.c.id.not_in(filed))
            .group_by(_TALKS.c.id, _TALKS.c.created_at)
            .having(before > _LAST_SAID)
        )
        alone = (
            sa.select(_EVENTS.c.sender_id)
            .where(_EVENTS.c.sender_id.not_in(filed), _EVENTS.c.sender_id.not_in(sa.select(_TALKS.c.id)))
            .group_by(_EVENTS.c.sender_id)
            .having(sa.func.max(_EVENTS.c.timestamp) < before.timestamp())
        )
        with self._desk.sessions() as session:
            found = list(session.scalars(talks))
            if any(rows.table == ENGINE_EVENTS for rows in self._talk_parts):
                found += session.scalars(alone)
            return found

    def _delete_talk(self, talk: str) -> bool:
        before = self._desk.clock() - timedelta(days=self._periods.talk_days)
        newest = sa.select(sa.func.max(_LINES.c.created_at, type_=UtcDateTime())).where(
            _LINES.c.conversation_id == talk
        )
        with writing(self._desk.sessions) as session:
            # Whoever says something in the talk takes this row first: nothing can be added behind our back.
            session.execute(sa.select(_TALKS.c.id).where(_TALKS.c.id == talk).with_for_update())
            last_said = session.scalar(newest)
            if last_said is not None and last_said >= before:
                return False
            if session.scalar(sa.select(Complaint.id).where(Complaint.conversation_id == talk).limit(1)):
                return False
            rows = _remove(session, self._talk_parts, talk)
            self._prove(session, _digest(talk), TALK_RULE, self._today, rows)
        return True

    def _delete_addresses(self) -> int:
        """Take addresses and what else they hold out of emails that are long done with."""
        before = self._desk.clock() - timedelta(days=self._periods.email_days)
        done = sa.func.coalesce(Message.sent_at, Message.given_up_at, type_=UtcDateTime())
        old = sa.update(Message).where(done < before, Message.recipient != "").returning(Message.id)
        with writing(self._desk.sessions) as session:
            emptied = session.scalars(old.values(recipient="", payload={}, last_error=None))
            return len(emptied.all())

    def _prove(self, session: Session, subject: str, rule: str, due_on: date, rows: Counter[str]) -> None:
        now = self._desk.clock()
        session.add(Deletion(subject=subject, rule=rule, due_on=due_on, deleted_at=now, rows=dict(rows)))

    def _wipe_files(self) -> None:
        """On SQLite, deleted words still stand in the search's parts and in the log until both are emptied."""
        with self._desk.sessions() as session:
            engine = session.get_bind().engine
        if engine.dialect.name == "sqlite":
            with closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("INSERT INTO talk_search (talk_search) VALUES ('optimize')")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _deletable() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Complaint.state.in_(_ENDED),
        Complaint.referral_status.not_in(_WITH_THE_COMMISSION),
        Complaint.content_deleted_at.is_(None),
        Complaint.is_held.is_(False),
    )


def _remove(session: Session, parts: Sequence[Rows], owner: object) -> Counter[str]:
    """Delete rows and look that none is left; gives how many there were of each table. Raises `NotAllDeleted`."""
    removed: Counter[str] = Counter()
    for rows in parts:
        removed[rows.table] += session.scalar(rows.left(owner)) or 0
        session.execute(rows.delete(owner))
    for rows in parts:
        if session.scalar(rows.left(owner)):
            raise NotAllDeleted(rows.table)
    return +removed


def _present(session: Session) -> tuple[Rows, ...]:
    """The tables of a talk, without the engine's where it has never run."""
    has_events = sa.inspect(session.connection()).has_table(ENGINE_EVENTS)
    return tuple(rows for rows in OF_A_TALK if has_events or rows.table != ENGINE_EVENTS)


def _digest(talk: str) -> str:
    """What a deleted talk is called in its proof: who knows its id finds it, and nobody else."""
    return hashlib.sha256(f"talk {talk}".encode()).hexdigest()[:32]
