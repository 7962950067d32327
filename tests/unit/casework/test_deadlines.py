"""What is due and when: the policy's limits, midnight in London on nights of 23 and 25 hours, what follows a miss."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.casework.deadlines import (
    Deadline,
    Kind,
    Mark,
    Standing,
    deadlines,
    deletion_due_on,
    london_day,
    marks,
    review_deadline,
)
from bot.casework.states import FINAL, Referral, State
from bot.clock import LONDON
from bot.policy.vocabulary import Limits, Reminders, Retention

LIMITS, REMINDERS, RETENTION = Limits(), Reminders(), Retention()
# The nights on which London's clocks change, and around them every moment of two days.
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
]
NEAR_A_CHANGE = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds), st.sampled_from(CHANGES), st.integers(-172800, 172800)
)
MOMENTS = st.one_of(
    NEAR_A_CHANGE,
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)


def at(text: str) -> datetime:
    """A moment of London's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def due(standing: Standing) -> dict[Kind, date]:
    return {deadline.kind: deadline.due_on for deadline in deadlines(standing, LIMITS)}


@given(MOMENTS)
@example(datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC))
@example(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))  # half past midnight on the 25th in London
def test_an_update_is_due_28_days_of_london_after_the_last_one(told_at: datetime) -> None:
    standing = Standing(State.INVESTIGATING, told_at - timedelta(days=90), last_update_at=told_at)

    told_on = told_at.astimezone(LONDON).date()
    assert due(standing)[Kind.UPDATE] == told_on + timedelta(days=28)


@given(MOMENTS)
def test_a_deadline_is_met_until_londons_midnight_and_missed_from_then_on(moment: datetime) -> None:
    deadline = Deadline(Kind.CALLBACK, london_day(moment))

    missed_from = deadline.missed_from
    assert missed_from.astimezone(LONDON).time().isoformat() == "00:00:00"
    just_before = missed_from.astimezone(UTC) - timedelta(microseconds=1)
    assert not deadline.is_overdue(london_day(just_before))
    assert deadline.is_overdue(london_day(missed_from))
    assert moment < missed_from


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_last_day_is_as_long_as_london_makes_it(day: str, hours: int) -> None:
    last_day = date.fromisoformat(day)
    begins = Deadline(Kind.UPDATE, last_day - timedelta(days=1)).missed_from
    ends = Deadline(Kind.UPDATE, last_day).missed_from

    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


@given(MOMENTS, MOMENTS)
def test_whatever_the_person_heard_last_starts_the_clock_anew(recorded_at: datetime, told_at: datetime) -> None:
    standing = Standing(State.RESOLVING, recorded_at, recorded_at=recorded_at, last_update_at=told_at)

    assert due(standing)[Kind.UPDATE] == london_day(max(recorded_at, told_at)) + timedelta(days=28)


def test_a_plan_that_promises_more_updates_is_kept_and_one_that_promises_fewer_changes_nothing() -> None:
    def days(promised: int | None) -> int:
        standing = Standing(State.RESOLVING, at("2026-05-01"), last_update_at=at("2026-05-01"), promised_days=promised)
        return (due(standing)[Kind.UPDATE] - date(2026, 5, 1)).days

    assert [days(promised) for promised in (None, 7, 28, 60)] == [28, 7, 28, 28]


@pytest.mark.parametrize("state", sorted(FINAL | {State.EXPLAINED, State.CALLBACK_DUE, State.AWAITING_CONFIRMATION}))
def test_no_updates_are_owed_where_nothing_is_looked_into(state: State) -> None:
    assert Kind.UPDATE not in due(Standing(state, at("2026-05-01")))


def test_a_referral_that_is_due_stays_due_after_the_person_has_withdrawn() -> None:
    standing = Standing(State.WITHDRAWN, at("2026-05-01"), referral=Referral.DUE, referral_due_on=date(2026, 5, 5))

    assert due(standing) == {Kind.REFERRAL: date(2026, 5, 5)}
    assert (
        due(Standing(State.WITHDRAWN, at("2026-05-01"), referral=Referral.SENT, referral_due_on=date(2026, 5, 5))) == {}
    )


def test_a_refusal_is_confirmed_or_opened_within_working_days() -> None:
    # From the Thursday before Easter: Good Friday, Easter Monday and two weekends are not counted.
    standing = Standing(State.AWAITING_CONFIRMATION, at("2026-04-02T23:59:59"))

    assert due(standing) == {Kind.CONFIRMATION: date(2026, 4, 13)}


def test_the_person_has_28_days_to_answer_a_plan_and_an_outcome() -> None:
    put = at("2026-10-24T23:30:00")

    assert due(Standing(State.IN_CONTACT, put, plan_proposed_at=put))[Kind.PLAN_ANSWER] == date(2026, 11, 21)
    proposed = Standing(State.OUTCOME_PROPOSED, put, outcome_proposed_at=put)
    assert due(proposed)[Kind.OUTCOME_ANSWER] == date(2026, 11, 21)
    # Once the work goes on, the outcome is no longer the question.
    assert Kind.OUTCOME_ANSWER not in due(Standing(State.RESOLVING, put, outcome_proposed_at=put))


def test_each_thing_learnt_has_a_day_of_its_own_also_after_the_end() -> None:
    standing = Standing(State.CLOSED, at("2026-05-01"), learning_due_on={1: date(2026, 8, 1), 2: date(2026, 9, 1)})

    assert deadlines(standing, LIMITS) == (
        Deadline(Kind.LEARNING, date(2026, 8, 1), "1"),
        Deadline(Kind.LEARNING, date(2026, 9, 1), "2"),
    )


def test_tasks_are_due_when_they_say() -> None:
    standing = Standing(
        State.RECORDED,
        at("2026-05-01"),
        first_contact_due_on=date(2026, 5, 18),
        missing_facts_due_on=date(2026, 5, 19),
    )

    assert due(standing) == {
        Kind.FIRST_CONTACT: date(2026, 5, 18),
        Kind.MISSING_FACTS: date(2026, 5, 19),
        Kind.UPDATE: date(2026, 5, 29),
    }
    called = Standing(State.CALLBACK_DUE, at("2026-05-01"), callback_due_on=date(2026, 5, 5))
    assert due(called) == {Kind.CALLBACK: date(2026, 5, 5)}


def test_a_reminder_comes_before_the_last_day_and_the_mark_of_a_miss_after_it() -> None:
    last_day = date(2026, 5, 20)
    deadline = Deadline(Kind.FIRST_CONTACT, last_day)  # reminded of three days before

    def written(day: int) -> list[Mark]:
        return [mark for mark, due_on in marks(deadline, date(2026, 5, day), REMINDERS) if due_on == last_day]

    assert written(16) == []
    assert written(17) == written(20) == [Mark.REMINDER]
    assert written(21) == written(31) == [Mark.REMINDER, Mark.OVERDUE]


@given(st.integers(1, 28), st.integers(-40, 400))
def test_every_further_period_without_an_update_is_another_miss(every: int, days: int) -> None:
    first = date(2026, 5, 20)
    today = first + timedelta(days=days)

    written = list(marks(Deadline(Kind.UPDATE, first, every=every), today, REMINDERS))

    last_days = [first + timedelta(days=every * number) for number in range(500)]
    wanted = [(Mark.REMINDER, day) for day in last_days if today >= day - timedelta(days=7)]
    # With a promise of less than a week only the next one after today is reminded of.
    wanted = [(mark, day) for mark, day in wanted if day - timedelta(days=every) < today or day == first]
    wanted += [(Mark.OVERDUE, day) for day in last_days if today > day]
    assert sorted(written) == sorted(wanted)
    assert len(set(written)) == len(written)


@given(st.lists(st.integers(0, 20), max_size=40))
def test_looking_seldom_writes_what_looking_every_day_would_have_written(steps: list[int]) -> None:
    deadline = Deadline(Kind.UPDATE, date(2026, 5, 20), every=28)
    day = date(2026, 5, 1)
    seldom: set[tuple[Mark, date]] = set()
    for step in steps:
        day += timedelta(days=step)
        seldom |= set(marks(deadline, day, REMINDERS))
    daily = {
        mark
        for number in range((day - date(2026, 5, 1)).days + 1)
        for mark in marks(deadline, date(2026, 5, 1) + timedelta(days=number), REMINDERS)
    }

    assert seldom == (daily if steps else set())


def test_a_text_is_looked_at_again_on_its_day() -> None:
    assert review_deadline("bail", date(2027, 5, 22)) == Deadline(Kind.EXPLANATION_REVIEW, date(2027, 5, 22), "bail")


def test_what_ended_is_kept_for_the_years_of_the_policy() -> None:
    assert deletion_due_on(State.CLOSED, at("2020-02-29T12:00"), RETENTION) == date(2026, 2, 28)
    assert deletion_due_on(State.EXPLAINED, at("2026-03-29T00:30"), RETENTION) == date(2027, 3, 29)


def test_there_is_a_reminder_for_every_kind_of_deadline() -> None:
    assert {kind.value for kind in Kind} == set(vars(REMINDERS))
