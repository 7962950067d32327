"""The figures of the service: counted from complaints and conversations, with small numbers kept back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.clocks import Clocks
from bot.casework.deadlines import london_day
from bot.casework.models import Allegation, Complaint, Event, EventKind
from bot.casework.outcome_models import Learning, Satisfaction
from bot.casework.service import Casework
from bot.casework.states import State
from bot.clock import LONDON
from bot.console.talk_models import Talk, TalkLabel

WEEKS = 12
SMALLEST = 5
"""Fewer than that could be recognised: such a number is not shown."""


@dataclass(frozen=True)
class Bar:
    """One bar: `number` is missing where it is kept back; `share` is its length, of 100."""

    label: str
    number: float | None
    share: int

    @property
    def shown(self) -> str:
        """The number as it is read."""
        return f"fewer than {SMALLEST}" if self.number is None else f"{self.number:,.10g}"


@dataclass(frozen=True)
class Figure:
    """A plot that is also a table."""

    name: str
    title: str
    of: str
    bars: tuple[Bar, ...]


def figures(casework: Casework) -> tuple[Figure, ...]:
    """All figures, of now."""
    now = casework.desk.clock()
    since = now - timedelta(weeks=WEEKS)
    with casework.desk.sessions() as session:
        return tuple(
            _figure(name, title, of, count(session, since, casework), counts=counts)
            for name, title, of, count, counts in _FIGURES
        )


def _figure(name: str, title: str, of: str, numbers: Mapping[str, float], *, counts: bool) -> Figure:
    most = max(numbers.values(), default=0) or 1
    bars = []
    for label, number in numbers.items():
        kept_back = counts and 0 < number < SMALLEST
        bars.append(Bar(label, None if kept_back else number, 0 if kept_back else round(100 * number / most)))
    return Figure(name, title, of, tuple(bars))


def _by_week(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    monday = since.astimezone(LONDON).date()
    monday -= timedelta(days=monday.weekday())
    weeks = {monday + timedelta(weeks=number): 0.0 for number in range(WEEKS + 1)}
    for received in session.scalars(sa.select(Complaint.received_at).where(Complaint.received_at >= since)):
        day = received.astimezone(LONDON).date()
        week = day - timedelta(days=day.weekday())
        if week in weeks:
            weeks[week] += 1
    return {f"{week:%-d %B %Y}": number for week, number in weeks.items()}


def _by_category(session: Session, since: datetime, casework: Casework) -> dict[str, float]:
    names = {code: f"{code} {each.name}" for code, each in casework.desk.rulebook.categories.items()}
    query = (
        sa.select(Allegation.category, sa.func.count())
        .join(Complaint, Complaint.id == Allegation.complaint_id)
        .where(Complaint.received_at >= since)
        .group_by(Allegation.category)
        .order_by(sa.func.count().desc(), Allegation.category)
    )
    return {names.get(code, code): number for code, number in session.execute(query)}


def _by_state(session: Session, _since: datetime, _casework: Casework) -> dict[str, float]:
    query = sa.select(Complaint.state, sa.func.count()).group_by(Complaint.state)
    found = dict(session.execute(query).tuples().all())
    return {_words(state): found[state] for state in State if state in found}


def _days_to_state(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    """The median of days from receipt until a complaint first came to each state."""
    query = (
        sa.select(Event.complaint_id, Event.after, Event.at, Complaint.received_at)
        .join(Complaint, Complaint.id == Event.complaint_id)
        .where(Event.kind == EventKind.STATE, Complaint.received_at >= since)
        .order_by(Event.sequence)
    )
    days: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for complaint, state, at, received in session.execute(query):
        days[state].setdefault(complaint, (at - received).total_seconds() / 86_400)
    enough = (state for state in State if len(days[state]) >= SMALLEST)
    return {_words(state): round(max(0.0, median(days[state].values())), 1) for state in enough}


def _overdue(_session: Session, _since: datetime, casework: Casework) -> dict[str, float]:
    today = london_day(casework.desk.clock())
    missed = Clocks(casework.desk).due(until=today - timedelta(days=1))
    return {_words(kind): number for kind, number in Counter(each.deadline.kind for each in missed).most_common()}


def _explained(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    """What came of the talks in which a quick explanation was given and the person said whether it helped (S1, S2)."""
    answered = sa.select(TalkLabel.talk_id).where(TalkLabel.kind == "slot", TalkLabel.value == "explanation_helpful")
    query = sa.select(Talk.route, sa.func.count()).where(Talk.started_at >= since, Talk.id.in_(answered))
    found: Counter[str] = Counter()
    for route, number in session.execute(query.group_by(Talk.route)):
        found[_AFTER_EXPLAINING.get(route or "need", "It became a complaint")] += number
    return {words: found[words] for words in (*_AFTER_EXPLAINING.values(), "It became a complaint") if found[words]}


def _learning(session: Session, _since: datetime, casework: Casework) -> dict[str, float]:
    """What is to change because of complaints (S3): done, under way, or later than promised."""
    today = london_day(casework.desk.clock())
    found: Counter[str] = Counter()
    for due_on, done_at in session.execute(sa.select(Learning.due_on, Learning.done_at)):
        found["Done" if done_at else "Under way" if due_on >= today else "Later than promised"] += 1
    return {words: found[words] for words in ("Done", "Under way", "Later than promised") if found[words]}


def _satisfaction(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    query = sa.select(Satisfaction.satisfied, sa.func.count()).where(Satisfaction.at >= since)
    return {_words(word): number for word, number in session.execute(query.group_by(Satisfaction.satisfied))}


def _routes(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    query = sa.select(Talk.route, sa.func.count()).where(Talk.started_at >= since).group_by(Talk.route)
    return {_words(route or "none yet"): number for route, number in session.execute(query.order_by(Talk.route))}


def _abandoned(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    query = sa.select(Talk.abandoned_at).where(Talk.started_at >= since, Talk.abandoned_at.is_not(None))
    return {_words(slot): number for slot, number in Counter(session.scalars(query)).most_common() if slot}


def _not_understood(session: Session, since: datetime, _casework: Casework) -> dict[str, float]:
    query = sa.select(sa.func.count(), sa.func.sum(Talk.messages), sa.func.sum(Talk.fallbacks))
    talks, messages, fallbacks = session.execute(query.where(Talk.started_at >= since)).one()
    if (talks or 0) < SMALLEST or not messages:
        return {}
    return {"Messages not understood": round(100 * fallbacks / messages, 1)}


def _words(code: object) -> str:
    return str(code).replace("_", " ").capitalize()


_Count = Callable[[Session, datetime, Casework], Mapping[str, float]]
_AFTER_EXPLAINING = {
    "explain": "It settled the matter",
    "callback": "A call was wanted",
    "signpost": "It led to another body",
    "need": "Not said yet",
}
_FIGURES: tuple[tuple[str, str, str, _Count, bool], ...] = (
    ("weeks", "Complaints received, by week", "complaints", _by_week, True),
    ("categories", "Complaints received, by category", "complaints", _by_category, True),
    ("states", "Where all complaints stand", "complaints", _by_state, True),
    ("days", "Days from receipt to each stage, in the middle", "days", _days_to_state, False),
    ("overdue", "What is overdue", "deadlines", _overdue, True),
    ("explained", "What came of quick explanations", "conversations", _explained, True),
    ("satisfaction", "Does the outcome satisfy them?", "answers", _satisfaction, True),
    ("learning", "What changes because of complaints", "changes", _learning, True),
    ("routes", "What came of conversations", "conversations", _routes, True),
    ("abandoned", "The question at which people left", "conversations", _abandoned, True),
    ("understood", "How much was not understood", "per cent", _not_understood, False),
)
