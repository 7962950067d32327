"""To whom reminders go, what they say, and what is due across all complaints."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.clock_models import DeadlineMark
from bot.casework.clocks import Clocks, Review
from bot.casework.commands import FileComplaint
from bot.casework.deadlines import Kind, Mark
from bot.casework.investigation import write_update
from bot.casework.models import Message
from bot.casework.outcome_models import Satisfied
from bot.casework.service import Casework
from tests.integration.casework.conftest import NOW, filing
from tests.integration.casework.walking import HANDLER, Walk

__all__ = ["filing"]

TEAM = "team@police.test"
NORTH = "cy.north@police.test"


class Force:
    """Casework and its clocks, whose time can be moved."""

    def __init__(self, sessions: sessionmaker[Session], filing: Callable[..., FileComplaint]) -> None:
        self.sessions = sessions
        self.now = NOW
        self.casework = Casework(sessions, clock=lambda: self.now)
        self.clocks = Clocks(
            self.casework.desk, reviews=[Review("bail", "Police bail", date(2026, 6, 1))], staff_mailbox=TEAM
        )
        self.walk = Walk(self.casework, filing)
        row = "Cy North,DS,7003,DPS North,,,investigator,{},{}"
        self.heading = "name,rank,shoulder_number,unit,station,line_manager,role,active,email"
        self.row = row

    def register(self, active: str = "yes", email: str = NORTH) -> str:
        """Change what the register says of the handler; gives what became of the row."""
        (report,) = self.casework.register.import_csv([self.heading, self.row.format(active, email)])
        return report.problem or report.what

    def recipients(self, kind: Kind, mark: Mark) -> list[str]:
        """Who was told."""
        with self.sessions() as session:
            found = session.scalars(sa.select(Message).where(Message.template == mark).order_by(Message.id))
            return [message.recipient for message in found if message.payload["kind"] == kind]


@pytest.fixture
def force(sessions: sessionmaker[Session], filing: Callable[..., FileComplaint]) -> Force:
    return Force(sessions, filing)


def test_a_handler_is_reminded_and_the_team_where_there_is_none(force: Force) -> None:
    force.register()
    force.now = NOW + timedelta(days=40)
    force.clocks.mark()
    assert force.recipients(Kind.FIRST_CONTACT, Mark.OVERDUE) == [TEAM]

    force.walk.at_work()
    force.now += timedelta(days=30)
    force.clocks.mark()
    assert force.recipients(Kind.UPDATE, Mark.OVERDUE) == [TEAM, NORTH]

    # Who has left is told nothing any more.
    assert force.register(active="no") == "changed"
    force.now += timedelta(days=28)
    force.clocks.mark()
    assert force.recipients(Kind.UPDATE, Mark.OVERDUE) == [TEAM, NORTH, TEAM]


def test_a_register_with_a_broken_address_names_it_and_one_without_addresses_keeps_them(force: Force) -> None:
    assert force.register(email="cy north") == "'cy north' is no email address"
    assert force.register() == "changed"
    heading, row = force.heading.removesuffix(",email"), force.row.format("yes", "").removesuffix(",")
    (report,) = force.casework.register.import_csv([heading, row])
    assert report.what == "unchanged"


def test_an_update_that_was_made_in_time_leaves_no_mark_of_the_day_before(force: Force) -> None:
    force.walk.at_work()
    for number in range(5):
        force.now += timedelta(days=20)
        force.clocks.mark()
        force.casework.investigation.update(force.walk.reference, "Nothing new yet.", HANDLER, key=str(number))
        force.clocks.mark()

    assert force.recipients(Kind.UPDATE, Mark.REMINDER) == []


def test_a_reminder_names_the_complaint_the_day_and_what_is_due(force: Force) -> None:
    force.now = NOW + timedelta(days=12)  # 10 April: ten working days, Easter among them, end on the 14th
    force.clocks.mark()
    assert force.recipients(Kind.FIRST_CONTACT, Mark.REMINDER) == []
    force.now += timedelta(days=1)
    force.clocks.mark()

    with force.sessions() as session:
        message = session.scalars(sa.select(Message).where(Message.template == "reminder")).one()
        mark = session.scalars(sa.select(DeadlineMark)).one()
    assert message.payload == {
        "kind": "first_contact", "due_on": "2026-04-14", "part": "", "reference": force.walk.reference,
    }  # fmt: skip
    assert message.created_at == mark.made_at == force.now
    assert message.complaint_id == mark.complaint_id


def test_texts_for_the_public_and_learning_are_reminded_of_too(force: Force) -> None:
    force.walk.outcome_proposed()
    force.casework.outcomes.accept(force.walk.reference, 1, HANDLER)
    force.casework.learnings.add(force.walk.reference, "Remind the team", "Insp Reed", date(2026, 6, 10), HANDLER)
    force.casework.endings.close(force.walk.reference, Satisfied.YES, HANDLER)
    force.now = NOW + timedelta(days=70)  # 7 June

    force.clocks.mark()
    force.clocks.mark()

    with force.sessions() as session:
        marks = {(m.subject, m.kind, m.mark) for m in session.scalars(sa.select(DeadlineMark))}
        parts = [
            message.payload["part"] for message in session.scalars(sa.select(Message)) if "part" in message.payload
        ]
    assert marks == {
        ("bail", Kind.EXPLANATION_REVIEW, Mark.REMINDER),
        ("bail", Kind.EXPLANATION_REVIEW, Mark.OVERDUE),
        (f"{force.walk.reference}/1", Kind.LEARNING, Mark.REMINDER),
    }
    assert sorted(parts) == ["1", "Police bail", "Police bail"]


def test_what_is_due_is_listed_the_longest_overdue_first(force: Force) -> None:
    force.now = NOW + timedelta(days=30)

    due = force.clocks.due()

    assert [(each.deadline.kind, each.overdue) for each in due] == [
        (Kind.FIRST_CONTACT, True),
        (Kind.UPDATE, True),
        (Kind.EXPLANATION_REVIEW, False),
    ]
    assert [each.deadline.kind for each in force.clocks.due(until=date(2026, 4, 14))] == [Kind.FIRST_CONTACT]
    assert force.clocks.mark().overdue == {Kind.FIRST_CONTACT: 1, Kind.UPDATE: 1}


def test_without_a_mailbox_marks_are_written_and_nobody_is_told(force: Force) -> None:
    force.now = NOW + timedelta(days=30)

    Clocks(force.casework.desk).mark()

    with force.sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DeadlineMark)) == 4
        assert session.scalar(sa.select(sa.func.count()).where(Message.template.in_(list(Mark)))) == 0


def test_a_look_waits_for_whoever_holds_the_complaint_and_sees_what_they_did(force: Force) -> None:
    force.walk.at_work()
    force.now = NOW + timedelta(days=30)
    with ThreadPoolExecutor(1) as pool:
        with force.casework.desk.changing(force.walk.reference, HANDLER) as change:
            write_update(change, "Just in time.", "u")
            change.session.flush()
            look = pool.submit(force.clocks.mark)
            with pytest.raises(FutureTimeout):
                look.result(1)
        marked = look.result(30)

    assert marked.overdue == {Kind.UPDATE: 1}  # as it was at the first glance
    assert force.recipients(Kind.UPDATE, Mark.OVERDUE) == []
    assert force.clocks.mark().overdue == {}
