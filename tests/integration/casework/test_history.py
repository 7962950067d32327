"""The history of a complaint: each change is an event that stays, in order, and the state is their sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.errors import AppendOnly, IllegalTransition, InvalidCommand, UnknownReference
from bot.casework.models import Decision, Event, EventKind
from bot.casework.service import Casework
from bot.casework.states import REFERRAL_TRANSITIONS, Referral, ReferralTrigger, State, Trigger, replay
from bot.clock import LONDON
from bot.database import writing

Make = Callable[..., FileComplaint]
NOW = datetime(2026, 3, 29, 9, 0, tzinfo=LONDON)


def test_a_change_is_an_event_with_time_actor_and_reason(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    assert casework.change_state(reference, Trigger.ASSESS, actor="assessor:7", reason="read it") is State.ASSESSED
    complaint = casework.show(reference)
    event = complaint.events[-1]
    assert complaint.state is State.ASSESSED
    assert (event.sequence, event.at, event.actor, event.reason) == (2, NOW, "assessor:7", "read it")
    assert (event.trigger, event.before, event.after) == ("assess", "recorded", "assessed")


def test_an_illegal_step_changes_nothing(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    before = casework.show(reference)
    with pytest.raises(IllegalTransition):
        casework.change_state(reference, Trigger.CLOSE, actor="somebody", reason="done")
    assert casework.show(reference) == before


@pytest.mark.parametrize(("actor", "reason"), [("", "because"), ("somebody", " ")])
def test_nobody_changes_a_complaint_without_a_name_and_a_reason(
    casework: Casework, filing: Make, actor: str, reason: str
) -> None:
    reference = casework.record(filing()).reference
    with pytest.raises(InvalidCommand):
        casework.change_state(reference, Trigger.ASSESS, actor=actor, reason=reason)
    assert len(casework.show(reference).events) == 1


def test_a_complaint_that_does_not_exist_cannot_be_changed(casework: Casework) -> None:
    with pytest.raises(UnknownReference):
        casework.change_state("MPC-7K4D-9XTR-K", Trigger.ASSESS, actor="somebody", reason="read it")


def test_a_referral_keeps_its_dates_beside_the_state(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    by = {"actor": "assessor", "reason": "the X-ray"}
    assert casework.change_referral(reference, ReferralTrigger.REQUIRE, **by) is Referral.DUE
    assert casework.show(reference).referral.due_on == (NOW + timedelta(days=1)).date()
    assert casework.change_referral(reference, ReferralTrigger.SEND, **by) is Referral.SENT
    assert casework.change_referral(reference, ReferralTrigger.RETURN, **by) is Referral.RETURNED
    complaint = casework.show(reference)
    assert complaint.state is State.RECORDED
    assert (complaint.referral.sent_at, complaint.referral.returned_at) == (NOW, NOW)
    assert [event.after for event in complaint.events] == ["recorded", "due", "sent", "returned"]


def test_a_referral_that_is_not_due_cannot_be_sent(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    with pytest.raises(IllegalTransition):
        casework.change_referral(reference, ReferralTrigger.SEND, actor="somebody", reason="ready")


def test_withdrawing_leaves_a_referral_that_is_due_standing(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing(referral=["serious_assault"])).reference
    casework.change_state(reference, Trigger.WITHDRAW, actor="complainant", reason="asked by chat")
    complaint = casework.show(reference)
    assert (complaint.state, complaint.referral.status) == (State.WITHDRAWN, Referral.DUE)


def test_history_is_in_order_even_if_the_clock_goes_back(sessions: sessionmaker[Session], filing: Make) -> None:
    moments: Iterator[datetime] = iter([NOW, NOW - timedelta(hours=1)])
    casework = Casework(sessions, clock=lambda: next(moments))
    reference = casework.record(filing()).reference
    casework.change_state(reference, Trigger.ASSESS, actor="somebody", reason="read it")
    events = casework.show(reference).events
    assert [event.sequence for event in events] == [1, 2]
    assert [event.after for event in events] == ["recorded", "assessed"]
    assert events[1].at < events[0].at


@pytest.mark.parametrize("row", [Event, Decision])
def test_what_is_history_cannot_be_changed_or_removed(
    sessions: sessionmaker[Session], casework: Casework, filing: Make, row: type[Event] | type[Decision]
) -> None:
    casework.record(filing())
    column = "reason"
    with pytest.raises(AppendOnly), writing(sessions) as session:
        setattr(session.scalars(sa.select(row)).one(), column, "another")
    with pytest.raises(AppendOnly), writing(sessions) as session:
        session.delete(session.scalars(sa.select(row)).one())
    with pytest.raises(AppendOnly), writing(sessions) as session:
        session.execute(sa.update(row).values({column: "another"}))
    with pytest.raises(AppendOnly), writing(sessions) as session:
        session.execute(sa.delete(row))
    with sessions() as session:
        assert session.scalars(sa.select(row.reason)).one() == "record"


ROUTES = st.sampled_from(["record", "not_progressed", "callback", "explain"])
STEPS = st.lists(st.sampled_from([*Trigger, *ReferralTrigger]), max_size=25)


@given(route=ROUTES, steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_the_state_is_the_sum_of_the_events(
    casework: Casework, filing: Make, route: str, steps: list[Trigger | ReferralTrigger]
) -> None:
    number = len(casework.list(limit=1_000)) + 1
    reference = casework.record(filing(number, route=route)).reference
    done = 1
    for step in steps:
        change = casework.change_state if isinstance(step, Trigger) else casework.change_referral
        try:
            change(reference, step, actor="somebody", reason="tried")  # type: ignore[arg-type]
            done += 1
        except IllegalTransition:
            continue
    complaint = casework.show(reference)
    assert [event.sequence for event in complaint.events] == list(range(1, done + 1))
    assert complaint.state is replay(Trigger(e.trigger) for e in complaint.events if e.kind is EventKind.STATE)
    standing = Referral.NOT_REQUIRED
    for event in (e for e in complaint.events if e.kind is EventKind.REFERRAL):
        assert event.before == standing
        standing = REFERRAL_TRANSITIONS[standing, ReferralTrigger(event.trigger)]
        assert event.after == standing
    assert complaint.referral.status is standing
