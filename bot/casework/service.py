"""The use cases of casework: file a complaint, move it on, find it again; each is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload, sessionmaker

from bot import clock as real_clock
from bot.casework.changes import Occasion, move, move_referral
from bot.casework.commands import FileComplaint, Filed
from bot.casework.errors import NotFiled, UnknownReference
from bot.casework.filing import new_complaint
from bot.casework.models import Complaint
from bot.casework.references import find_reference, new_reference, parse_reference
from bot.casework.states import Referral, ReferralTrigger, State, Trigger
from bot.casework.views import ComplaintSummary, ComplaintView, summarise, view
from bot.database import writing

_ATTEMPTS = 8


class Casework:
    """Everything that can be done with complaints; safe to share between threads.

    `sessions` is the session factory of `bot.database`, `clock` gives the present moment (aware), and `references`
    a fresh reference; one that is taken is drawn again.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        clock: Callable[[], datetime] = real_clock.now,
        references: Callable[[], str] = new_reference,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._references = references

    def record(self, command: FileComplaint) -> Filed:
        """File a complaint, once: the same conversation and number give the same reference, whoever comes first.

        Raises `NotFiled` if nothing could be written.
        """
        for _ in range(_ATTEMPTS):
            try:
                with writing(self._sessions) as session:
                    return self._filed_before(session, command) or self._file(session, command)
            except IntegrityError:
                # Another process was faster, with this filing or with this reference: look again.
                continue
        raise NotFiled(f"no free reference in {_ATTEMPTS} attempts")

    def change_state(self, reference: str, trigger: Trigger, *, actor: str, reason: str) -> State:
        """Take a complaint one step on and return its new state.

        Raises `IllegalTransition`, `InvalidCommand`, `MistypedReference` or `UnknownReference`.
        """
        with self._changing(reference) as complaint:
            move(complaint, trigger, Occasion(self._clock(), actor, reason))
            return complaint.state

    def change_referral(self, reference: str, trigger: ReferralTrigger, *, actor: str, reason: str) -> Referral:
        """Take the referral of a complaint one step on and return its new standing (clause S10).

        Raises as `change_state` does.
        """
        with self._changing(reference) as complaint:
            move_referral(complaint, trigger, Occasion(self._clock(), actor, reason))
            return complaint.referral_status

    def show(self, reference: str) -> ComplaintView:
        """Everything about one complaint. Raises `MistypedReference` or `UnknownReference`."""
        parts = (Complaint.allegations, Complaint.persons, Complaint.decisions, Complaint.events, Complaint.repeat_of)
        with self._sessions() as session:
            return view(_find(session, _by_reference(reference).options(*map(selectinload, parts)), reference))

    def list(
        self, *, state: State | None = None, referral: Referral | None = None, limit: int = 100
    ) -> tuple[ComplaintSummary, ...]:
        """Complaints, the latest first; of one state or standing of the referral if asked for."""
        query = sa.select(Complaint).order_by(Complaint.received_at.desc(), Complaint.id.desc()).limit(limit)
        if state is not None:
            query = query.where(Complaint.state == state)
        if referral is not None:
            query = query.where(Complaint.referral_status == referral)
        with self._sessions() as session:
            return tuple(map(summarise, session.scalars(query)))

    @contextmanager
    def _changing(self, reference: str) -> Iterator[Complaint]:
        """One complaint, locked until the change is written: two changes at once happen one after the other."""
        with writing(self._sessions) as session:
            yield _find(session, _by_reference(reference).with_for_update(), reference)

    def _file(self, session: Session, command: FileComplaint) -> Filed:
        earlier = _earlier(session, command)
        complaint = new_complaint(command, self._references(), self._clock(), earlier)
        session.add(complaint)
        session.flush()
        return Filed(complaint.reference, created=True, state=complaint.state)

    @staticmethod
    def _filed_before(session: Session, command: FileComplaint) -> Filed | None:
        same = sa.select(Complaint).filter_by(conversation_id=command.conversation_id, number=command.number)
        complaint = session.scalar(same)
        return Filed(complaint.reference, created=False, state=complaint.state) if complaint else None


def _by_reference(reference: str) -> sa.Select[Complaint]:
    return sa.select(Complaint).where(Complaint.reference == parse_reference(reference))


def _find(session: Session, query: sa.Select[Complaint], reference: str) -> Complaint:
    complaint = session.scalar(query)
    if complaint is None:
        raise UnknownReference(parse_reference(reference))
    return complaint


def _earlier(session: Session, command: FileComplaint) -> Complaint | None:
    """The complaint that the person says this one repeats, if what they gave leads to one (S14)."""
    reference = find_reference(command.text("previous_reference") or "")
    return session.scalar(_by_reference(reference)) if reference else None
