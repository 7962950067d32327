"""What is due first stands in the row of each complaint, after every change of many random lives, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.clocks import Clocks
from bot.casework.commands import FileComplaint
from bot.casework.desk import Desk
from bot.casework.models import Complaint
from bot.casework.service import Casework
from bot.casework.standings import standings
from bot.clock import LONDON
from bot.demo.fill import Demo
from bot.demo.lives import WAYS
from bot.policy import Rulebook
from bot.policy.vocabulary import Limits
from tests.integration.casework.conftest import NOW
from tests.integration.casework.walking import HANDLER, Walk


def computed(session: Session, limits: Limits) -> dict[int, object]:
    rows = standings(session, session.scalars(sa.select(Complaint.id)).all())
    found = {row.complaint_id: row.first_due_on(limits) for row in rows}
    return {each: found.get(each) for each in session.scalars(sa.select(Complaint.id))}


def kept(session: Session) -> dict[int, object]:
    return dict(session.execute(sa.select(Complaint.id, Complaint.due_on)).tuples().all())


def test_after_every_change_of_random_lives_the_kept_day_is_the_computed_one(sessions: sessionmaker[Session]) -> None:
    rulebook, seen = Rulebook(), set()

    @sa.event.listens_for(sessions, "before_commit")
    def compare(session: Session) -> None:
        session.flush()
        for complaint in [each for each in session.identity_map.values() if isinstance(each, Complaint)]:
            due = [row.first_due_on(rulebook.limits) for row in standings(session, [complaint.id])]
            assert complaint.due_on == (due[0] if due else None), (complaint.reference, complaint.state)
            seen.add((complaint.state, complaint.due_on is None))

    is_embedded = sessions.kw["bind"].dialect.name == "sqlite"
    demo = Demo(sessions, seed=3, now=datetime(2026, 11, 20, 10, tzinfo=LONDON), rulebook=rulebook)
    demo.fill(len(WAYS) if is_embedded else 12)
    # Every way of life is walked on SQLite; on PostgreSQL, where each commit takes longer, the first twelve.
    assert len(seen) > (13 if is_embedded else 5), "many states, with and without something due"
    with sessions() as session:
        days = kept(session)
        assert days == computed(session, rulebook.limits)
        assert any(days.values())


def test_a_look_at_the_clocks_corrects_the_days_when_the_rules_change(
    sessions: sessionmaker[Session], filing: Callable[..., FileComplaint]
) -> None:
    walk = Walk(Casework(sessions, clock=lambda: NOW), filing).at_work()
    with sessions() as session:
        (before,) = kept(session).values()
    rulebook = Rulebook(limits=replace(Limits(), update_days=14))
    Clocks(Desk(sessions, clock=lambda: NOW, rulebook=rulebook)).mark()
    with sessions() as session:
        (after,) = kept(session).values()
        assert (after, kept(session)) == (before - timedelta(days=14), computed(session, rulebook.limits))  # type: ignore[operator]
    walk.casework.endings.withdraw(walk.reference, HANDLER)
    with sessions() as session:
        assert list(kept(session).values()) == [None]
