"""The console over many years: invented crowds are as real ones, and no list or queue reads more than it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.crowd import Crowd
from bot.casework.models import Complaint
from bot.casework.service import Casework
from bot.casework.states import State, Trigger, replay
from bot.console.case_reading import QUEUES, due, queued
from bot.console.list_order import values_of
from bot.console.talk_index import TalkIndex, digest
from bot.console.talk_models import Talk, TalkLabel
from bot.console.talk_search import listed
from bot.database import make_engine, make_sessions

CROWD = Crowd(talks=60, complaints=30, times=3, staff=80)
FILTERS = {
    "from": "2023-05-01", "until": "2024-05-01", "messages_min": "5", "messages_max": "40", "minutes_min": "1",
    "minutes_max": "40", "route": "record", "intent": "faq", "confidence": "60", "fallback": "yes", "slot": "email",
    "safety": "hurt", "abandoned": "evidence", "reviewed": "no", "flagged": "no", "tag": "training", "language": "en",
    "q": "station",
}  # fmt: skip


@pytest.fixture
def crowd(database_url: str) -> Iterator[sessionmaker[Session]]:
    CROWD.fill(database_url)
    engine = make_engine(database_url)
    yield make_sessions(engine)
    engine.dispose()


def plan(session: Session, query: sa.Select) -> str:
    """How the database would answer, if it had so many rows that reading them all is no way."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        for way in ("seqscan", "bitmapscan", "sort"):
            session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
    text = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    rows = session.connection().exec_driver_sql(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN'} {text}")
    return "\n".join(str(row[-1]) for row in rows)


def test_what_is_invented_is_what_the_program_would_have_written(crowd: sessionmaker[Session]) -> None:
    assert TalkIndex(crowd).refresh() == 0
    casework = Casework(crowd, clock=lambda: CROWD.now)
    with crowd() as session:
        before = {talk.id: _told(session, talk) for talk in session.scalars(sa.select(Talk))}
        assert len(before) == CROWD.talks
        for talk in session.scalars(sa.select(Talk)).all():
            digest(session, talk.conversation_id)
        session.expire_all()
        assert {talk.id: _told(session, talk) for talk in session.scalars(sa.select(Talk))} == before
        references = session.scalars(sa.select(Complaint.reference)).all()
        assert sorted(references) == sorted(each for each in session.scalars(sa.select(Talk.reference)) if each)
        assert session.scalar(sa.select(sa.func.count()).where(Complaint.due_on.is_not(None)))
        session.rollback()
    for reference in references:
        shown = casework.show(reference)
        assert replay([Trigger(event.trigger) for event in shown.events if event.kind == "state"]) is shown.state
        assert casework.work(reference).handler or shown.state not in (State.INVESTIGATING, State.RESOLVING)


def test_every_filter_is_answered_in_the_order_of_the_list(crowd: sessionmaker[Session]) -> None:
    with crowd() as session:
        for name, value in FILTERS.items():
            found = plan(session, listed(session, {name: value}).limit(26))
            assert "ix_talk_list" in found, (name, found)
            assert "Sort" not in found, (name, found)
            assert "TEMP B-TREE FOR ORDER" not in found, (name, found)
        if session.get_bind().dialect.name == "sqlite":  # on PostgreSQL the statistics decide
            assert "ix_talk_reference" in plan(session, listed(session, {"reference": "MPC-7K4D-9XTR-K"}))


def test_every_queue_is_read_from_an_index_in_its_order(crowd: sessionmaker[Session]) -> None:
    queries = {name: queued(name) for name in QUEUES} | {"due": due(date(2026, 4, 3))}
    with crowd() as session:
        for name, query in queries.items():
            found = plan(session, query.limit(26))
            assert "ix_complaint_" in found, (name, found)
            assert "Sort" not in found, (name, found)
            assert "TEMP B-TREE" not in found, (name, found)


def test_what_can_be_chosen_is_found_value_by_value(crowd: sessionmaker[Session]) -> None:
    with crowd() as session:
        for kind in ("intent", "slot", "safety", "none such"):
            wanted = session.scalars(sa.select(TalkLabel.value).where(TalkLabel.kind == kind).distinct())
            assert values_of(session, TalkLabel.value, TalkLabel.kind == kind) == sorted(wanted)
        routes = session.scalars(sa.select(Talk.route).where(Talk.route.is_not(None)).distinct())
        assert values_of(session, Talk.route) == sorted(route for route in routes if route)


def _told(session: Session, talk: Talk) -> tuple[object, ...]:
    labels = session.execute(sa.select(TalkLabel.kind, TalkLabel.value).where(TalkLabel.talk_id == talk.id))
    columns = [each.key for each in sa.inspect(Talk).column_attrs]
    return (*(getattr(talk, name) for name in columns), sorted(map(tuple, labels)))
