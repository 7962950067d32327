"""The whole life of a complaint, from recording to the last word, by the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.allocation import Declaration
from bot.casework.assessment import Assessed
from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.models import Message
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.states import State
from bot.casework.work_models import Channel, Side
from tests.integration.casework.conftest import NOW

Make = Callable[..., FileComplaint]

REGISTER = """name,rank,shoulder_number,unit,station,line_manager,role,active
Martin Hale,PC,1190LX,Lambeth Response,brixton,88LX,officer,yes
Jo Marsh,PS,88LX,Lambeth Response,brixton,7001,officer,yes
Ann Reed,Inspector,7001,Lambeth Command,brixton,,manager,yes
Bea Stone,Inspector,7002,Walworth Command,walworth,,manager,yes
Cy North,DS,7003,DPS,,,investigator,yes
"""
NO_CONNECTION = Declaration(is_connected=False, words="I know nobody of them")
PLAN = PlanContent(
    issues=("I was pushed to the ground",),
    steps=(Step("Look at the video of that evening", "DS North", date(2026, 4, 10)),),
    wanted="An apology",
)


@pytest.fixture
def clock() -> list:
    return [NOW]


@pytest.fixture
def casework(sessions: sessionmaker[Session], clock: list) -> Casework:
    return Casework(sessions, clock=lambda: clock[0])


def test_an_investigation_from_the_first_word_to_the_last(
    casework: Casework, sessions: sessionmaker[Session], filing: Make, clock: list
) -> None:
    by = By("handler", "as agreed")
    casework.register.import_csv(REGISTER.splitlines())
    reference = casework.record(filing()).reference

    assessed = Assessed(("C", "U"), "dps_investigation", words={"C": ("pushed me to the ground",)})
    assert casework.assessment.assess(reference, assessed, by) is State.ASSESSED
    assert casework.allocation.allocate(reference, "7003", NO_CONNECTION, by) is State.ALLOCATED
    called = Made(Side.COMPLAINANT, Channel.PHONE, "Rang, said who I am and what happens next")
    assert casework.contacts.first(reference, called, by) is State.IN_CONTACT
    number = casework.plans.propose(reference, PLAN, by)
    assert casework.plans.agree(reference, number, By("complainant", "by chat")) is State.PLAN_AGREED
    assert casework.investigation.start(reference, by) is State.INVESTIGATING
    clock[0] = NOW + timedelta(days=27)
    casework.investigation.update(reference, "I have seen the video", by, key="u1")
    casework.investigation.update(reference, "I have seen the video", by, key="u1")
    found = (
        Found("C", Conclusion.UPHELD, (Action.APOLOGY, Action.MISCONDUCT), "You should not have been pushed."),
        Found("U", Conclusion.NOT_UPHELD, (Action.EXPLANATION,), "The words on the video are not rude."),
    )
    outcome = casework.outcomes.propose(reference, "We looked into it", found, by)
    casework.outcomes.accept(reference, outcome, By("complainant", "by chat"))
    casework.learnings.add(reference, "Remind the team of how to move people on", "Insp Reed", date(2026, 6, 1), by)
    assert casework.endings.close(reference, Satisfied.YES, by, text="Thank you") is State.CLOSED

    work, complaint = casework.work(reference), casework.show(reference)
    assert complaint.closed_at == clock[0]
    assert complaint.handler == "Cy North"
    assert [update.text for update in work.updates] == ["I have seen the video"]
    assert work.plan is not None
    assert [event.sequence for event in complaint.events] == list(range(1, len(complaint.events) + 1))
    with sessions() as session:
        templates = list(session.scalars(sa.select(Message.template).order_by(Message.id)))
    assert templates == [
        "acknowledgement",
        "handler_named",
        "plan_proposed",
        "plan_settled",
        "work_started",
        "update_waiting",
        "outcome_proposed",
        "closed",
    ]
