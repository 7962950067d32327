"""What is due for a complaint, and when: the one place that computes it, from how the complaint stands.

A deadline is a day in London: it is met until midnight there, on the days of 23 and 25 hours too. Pure: nothing here
reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.casework.states import Referral, State
from bot.casework.working_days import after_working_days
from bot.clock import LONDON
from bot.policy.age import add_months
from bot.policy.vocabulary import Limits, Reminders, Retention

# While a complaint is in one of these, the person hears of it at least so often (S12); once contact is made the same
# holds for those resolved locally, and before it nobody waits longer than an investigation would make them.
UPDATED = frozenset(
    {
        State.RECORDED,
        State.ASSESSED,
        State.ALLOCATED,
        State.IN_CONTACT,
        State.PLAN_AGREED,
        State.RESOLVING,
        State.INVESTIGATING,
        State.OUTCOME_PROPOSED,
    }
)


class Kind(StrEnum):
    """What is due. The names are those of `Reminders` and of `kinds` in data/mail/letters.yml."""

    FIRST_CONTACT = "first_contact"
    UPDATE = "update"
    REFERRAL = "referral"
    PLAN_ANSWER = "plan_answer"
    OUTCOME_ANSWER = "outcome_answer"
    CALLBACK = "callback"
    CONFIRMATION = "confirmation"
    MISSING_FACTS = "missing_facts"
    LEARNING = "learning"
    EXPLANATION_REVIEW = "explanation_review"


class Mark(StrEnum):
    """What is written about a deadline: once before its last day, and once after it has passed."""

    REMINDER = "reminder"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Standing:
    """How a complaint stands, as far as deadlines follow from it; moments are aware, days are London's.

    The tasks are those not done yet, by kind the earliest due; plan and outcome are the latest, if the complainant has
    not answered them; `promised_days` is how often the plan that is worked by promises an update.
    """

    state: State
    state_since: datetime
    recorded_at: datetime | None = None
    last_update_at: datetime | None = None
    promised_days: int | None = None
    referral: Referral = Referral.NOT_REQUIRED
    referral_due_on: date | None = None
    first_contact_due_on: date | None = None
    callback_due_on: date | None = None
    missing_facts_due_on: date | None = None
    plan_proposed_at: datetime | None = None
    outcome_proposed_at: datetime | None = None
    learning_due_on: Mapping[int, date] | None = None


@dataclass(frozen=True)
class Deadline:
    """Something that must be done by the end of a day; `part` tells two of a kind apart, such as two things learnt.

    `every` is for what is owed again and again: so many days after a deadline was missed the next one runs out.
    """

    kind: Kind
    due_on: date
    part: str = ""
    every: int | None = None

    @property
    def missed_from(self) -> datetime:
        """The moment from which it is overdue: midnight in London after the last day."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), LONDON)

    def is_overdue(self, today: date) -> bool:
        """Whether the last day has passed."""
        return today > self.due_on


def deadlines(standing: Standing, limits: Limits) -> tuple[Deadline, ...]:
    """Everything that is due for a complaint. Source: clauses S2 to S4, S8 to S14."""
    return tuple(_deadlines(standing, limits))


def review_deadline(topic: str, review_due: date) -> Deadline:
    """When a text that the public is shown has to be looked at again (S1)."""
    return Deadline(Kind.EXPLANATION_REVIEW, review_due, topic)


def marks(deadline: Deadline, today: date, reminders: Reminders) -> Iterator[tuple[Mark, date]]:
    """What must have been written about a deadline by that day, each with the last day that it is about.

    After days on which nobody looked, that is also what should have been written then.
    """
    ahead = timedelta(days=getattr(reminders, deadline.kind))
    due_on = deadline.due_on
    while today >= due_on - ahead:
        yield Mark.REMINDER, due_on
        if today > due_on:
            yield Mark.OVERDUE, due_on
        if deadline.every is None or today <= due_on:
            return
        due_on += timedelta(days=deadline.every)


def deletion_due_on(state: State, since: datetime, retention: Retention) -> date:
    """The day on which the personal data of a complaint that has ended, in that state since then, must be gone."""
    months = retention.explained_months if state is State.EXPLAINED else retention.ended_complaint_months
    return add_months(london_day(since), months)


def london_day(moment: datetime) -> date:
    """The day on which a moment falls in London."""
    return moment.astimezone(LONDON).date()


def _deadlines(standing: Standing, limits: Limits) -> Iterator[Deadline]:
    answer = timedelta(days=limits.answer_days)
    if standing.referral is Referral.DUE and standing.referral_due_on:
        yield Deadline(Kind.REFERRAL, standing.referral_due_on)
    if standing.first_contact_due_on:
        yield Deadline(Kind.FIRST_CONTACT, standing.first_contact_due_on)
    if standing.callback_due_on:
        yield Deadline(Kind.CALLBACK, standing.callback_due_on)
    if standing.missing_facts_due_on:
        yield Deadline(Kind.MISSING_FACTS, standing.missing_facts_due_on)
    if standing.state is State.AWAITING_CONFIRMATION:
        since = london_day(standing.state_since)
        yield Deadline(Kind.CONFIRMATION, after_working_days(since, limits.confirmation_working_days))
    if standing.state is State.OUTCOME_PROPOSED and standing.outcome_proposed_at:
        yield Deadline(Kind.OUTCOME_ANSWER, london_day(standing.outcome_proposed_at) + answer)
    if standing.state in UPDATED:
        if standing.plan_proposed_at:
            yield Deadline(Kind.PLAN_ANSWER, london_day(standing.plan_proposed_at) + answer)
        yield _next_update(standing, limits)
    for number, due_on in (standing.learning_due_on or {}).items():
        yield Deadline(Kind.LEARNING, due_on, str(number))


def _next_update(standing: Standing, limits: Limits) -> Deadline:
    """The next update, counted from the last word that the person had: that it is recorded is the first (S12)."""
    days = min(limits.update_days, standing.promised_days or limits.update_days)
    told = [moment for moment in (standing.recorded_at, standing.last_update_at) if moment]
    last = max(told, default=standing.state_since)
    return Deadline(Kind.UPDATE, london_day(last) + timedelta(days=days), every=days)
