"""The entry of casework: file a complaint, find it again, and a service for each part of its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload, sessionmaker

from bot import clock as real_clock
from bot.casework.allocation import Allocation
from bot.casework.api_keys import ApiKeys
from bot.casework.assessment import Assessment
from bot.casework.callbacks import Callbacks
from bot.casework.changes import move, move_referral, referral_due_on
from bot.casework.commands import FileComplaint, Filed
from bot.casework.contacts import Contacts
from bot.casework.desk import COMPLAINANT, By, Desk, by_reference, find
from bot.casework.endings import Endings
from bot.casework.errors import NotFiled
from bot.casework.evidence import bind
from bot.casework.filing import new_complaint
from bot.casework.forwarded import ForwardedComplaints
from bot.casework.investigation import Investigation
from bot.casework.learnings import Learnings
from bot.casework.likeness import Likeness
from bot.casework.messages import Messages
from bot.casework.models import Complaint
from bot.casework.outcomes import Outcomes
from bot.casework.plans import Plans
from bot.casework.references import find_reference, new_reference
from bot.casework.referrals import Referrals
from bot.casework.register import Register
from bot.casework.reports import Reports
from bot.casework.resolution import Resolution
from bot.casework.standings import keep_due_on
from bot.casework.states import Referral, ReferralTrigger, State, Trigger
from bot.casework.stations import Gazetteer, load_gazetteer
from bot.casework.views import ComplaintSummary, ComplaintView, summarise, view
from bot.casework.work_views import WorkView, work
from bot.database import writing
from bot.policy import Rulebook
from bot.settings import ROOT

_ATTEMPTS = 8


class Casework:
    """Everything that can be done with complaints; safe to share between threads.

    `sessions` is the session factory of `bot.database`, `clock` gives the present moment (aware), `references` a fresh
    reference (one that is taken is drawn again), `rulebook` the force's rules, `gazetteer` its places.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        clock: Callable[[], datetime] = real_clock.now,
        references: Callable[[], str] = new_reference,
        *,
        rulebook: Rulebook | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self.desk = desk = Desk(sessions, clock, rulebook or Rulebook())
        self._references = references
        self.assessment = Assessment(desk)
        self.likeness = Likeness(desk)
        self.callbacks = Callbacks(desk)
        self.referrals = Referrals(desk)
        self.register = Register(desk)
        self.allocation = Allocation(desk)
        self.contacts = Contacts(desk)
        self.messages = Messages(desk)
        self.plans = Plans(desk)
        self._gazetteer = gazetteer or load_gazetteer(ROOT / "data" / "gazetteer")
        self.resolution = Resolution(desk, self._gazetteer)
        self.investigation = Investigation(desk)
        self.outcomes = Outcomes(desk)
        self.learnings = Learnings(desk)
        self.endings = Endings(desk)
        self.forwarded = ForwardedComplaints(desk, references)
        self.api_keys = ApiKeys(desk)
        self.reports = Reports(desk)

    def stations(self) -> frozenset[str]:
        """The keys of the stations that there are."""
        return frozenset(self._gazetteer.stations)

    def record(self, command: FileComplaint) -> Filed:
        """File a complaint, once: the same conversation and number give the same reference, whoever comes first.

        Raises `NotFiled` if nothing could be written.
        """
        for _ in range(_ATTEMPTS):
            try:
                with writing(self.desk.sessions) as session:
                    return self._filed_before(session, command) or self._file(session, command)
            except IntegrityError:
                # Another process was faster, with this filing or with this reference: look again.
                continue
        raise NotFiled(f"no free reference in {_ATTEMPTS} attempts")

    def change_state(self, reference: str, trigger: Trigger, *, actor: str, reason: str) -> State:
        """Take a complaint one step on and return its new state.

        Raises `IllegalTransition`, `InvalidCommand`, `MistypedReference` or `UnknownReference`.
        """
        with self.desk.changing(reference, By(actor, reason)) as change:
            move(change.complaint, trigger, change.occasion)
            return change.complaint.state

    def change_referral(self, reference: str, trigger: ReferralTrigger, *, actor: str, reason: str) -> Referral:
        """Take the referral of a complaint one step on and return its new standing (clause S10).

        Raises as `change_state` does.
        """
        with self.desk.changing(reference, By(actor, reason)) as change:
            due_on = referral_due_on(change.occasion.at, self.desk.rulebook.limits)
            move_referral(change.complaint, trigger, change.occasion, due_on=due_on)
            return change.complaint.referral_status

    def show(self, reference: str) -> ComplaintView:
        """Everything about one complaint. Raises `MistypedReference` or `UnknownReference`."""
        parts = (Complaint.allegations, Complaint.persons, Complaint.decisions, Complaint.events, Complaint.repeat_of)
        with self.desk.sessions() as session:
            return view(find(session, by_reference(reference).options(*map(selectinload, parts)), reference))

    def work(self, reference: str) -> WorkView:
        """Everything that was done for one complaint. Raises `MistypedReference` or `UnknownReference`."""
        with self.desk.reading(reference) as (_, complaint):
            return work(complaint)

    def list(
        self, *, state: State | None = None, referral: Referral | None = None, limit: int = 100
    ) -> tuple[ComplaintSummary, ...]:
        """Complaints, the latest first; of one state or standing of the referral if asked for."""
        query = sa.select(Complaint).order_by(Complaint.received_at.desc(), Complaint.id.desc()).limit(limit)
        if state is not None:
            query = query.where(Complaint.state == state)
        if referral is not None:
            query = query.where(Complaint.referral_status == referral)
        with self.desk.sessions() as session:
            return tuple(map(summarise, session.scalars(query)))

    def _file(self, session: Session, command: FileComplaint) -> Filed:
        now, earlier = self.desk.clock(), _earlier(session, command)
        complaint = new_complaint(command, self._references(), now, earlier, self.desk.rulebook.limits)
        session.add(complaint)
        session.flush()
        bind(session, complaint, By(COMPLAINANT, "filed"), now)
        keep_due_on(session, complaint, self.desk.rulebook.limits)
        return Filed(complaint.reference, created=True, state=complaint.state)

    @staticmethod
    def _filed_before(session: Session, command: FileComplaint) -> Filed | None:
        same = sa.select(Complaint).filter_by(conversation_id=command.conversation_id, number=command.number)
        complaint = session.scalar(same)
        return Filed(complaint.reference, created=False, state=complaint.state) if complaint else None


def _earlier(session: Session, command: FileComplaint) -> Complaint | None:
    """The complaint that the person says this one repeats, if what they gave leads to one (S14)."""
    reference = find_reference(command.text("previous_reference") or "")
    return session.scalar(by_reference(reference)) if reference else None
