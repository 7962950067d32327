"""Assessment: the proposal stands beside the decision, doors are closed by people, and grounds are never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.assessment import Assessed
from bot.casework.commands import FileComplaint
from bot.casework.desk import By
from bot.casework.errors import IllegalTransition, InvalidCommand, NotNow
from bot.casework.models import Message
from bot.casework.service import Casework
from bot.casework.states import Referral, State
from bot.casework.work_models import TaskKind
from tests.integration.casework.walking import DPS, HANDLER, LOCAL

Make = Callable[..., FileComplaint]
ASSESSOR = By("assessor Ray", "read the account and the video log")
GROUND = "serious_assault"


def templates(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return list(session.scalars(sa.select(Message.template).order_by(Message.id)))


def test_the_proposal_and_the_decision_are_both_kept(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing(words={"U": ["rude"]})).reference
    words = {"S": ("walked off",), "C": ("pushed me",)}
    assert casework.assessment.assess(reference, Assessed(("S", "C"), LOCAL, words=words), ASSESSOR) is State.ASSESSED
    shown = casework.show(reference)
    proposal, decision = shown.decisions
    assert (proposal.made_by, proposal.categories, proposal.words) == ("program", ("C", "U"), {"U": ["rude"]})
    assert (proposal.handling, proposal.provisional) == (DPS, True)
    assert (decision.made_by, decision.note) == (ASSESSOR.actor, ASSESSOR.reason)
    assert decision.categories == ("S", "C") == shown.allegations
    assert decision.words == {"S": ["walked off"], "C": ["pushed me"]}
    assert (decision.handling, shown.handling, decision.provisional) == (LOCAL, LOCAL, False)
    assert (shown.events[-1].actor, shown.events[-1].reason) == (ASSESSOR.actor, ASSESSOR.reason)


def test_an_assessor_can_change_their_mind_and_the_state_stays(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    casework.assessment.assess(reference, Assessed(("U",), LOCAL), ASSESSOR)
    assert casework.assessment.assess(reference, Assessed(("C", "U"), DPS), ASSESSOR) is State.ASSESSED
    shown = casework.show(reference)
    assert [decision.handling for decision in shown.decisions] == [DPS, LOCAL, DPS]
    assert shown.allegations == ("C", "U")
    assert [event.trigger for event in shown.events] == ["record", "assess", "reassess"]


def test_a_ground_that_the_assessor_finds_makes_the_referral_due_at_once(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    reference = casework.record(filing()).reference
    found = Assessed(("A",), DPS, (GROUND,), {GROUND: ("broke my wrist",)})
    casework.assessment.assess(reference, found, ASSESSOR)
    referral = casework.show(reference).referral
    assert (referral.status, referral.grounds, str(referral.due_on)) == (Referral.DUE, (GROUND,), "2026-03-30")
    assert templates(sessions) == ["acknowledgement", "referred"]


def test_a_ground_that_was_found_is_not_lost_by_silence(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing(referral=[GROUND])).reference
    with pytest.raises(InvalidCommand, match="say why there is no ground"):
        casework.assessment.assess(reference, Assessed(("C",), DPS), ASSESSOR)
    assert casework.show(reference).state is State.RECORDED
    because = Assessed(("C",), DPS, no_ground_because="the wrist was bruised, not broken, says the hospital")
    casework.assessment.assess(reference, because, ASSESSOR)
    shown = casework.show(reference)
    assert (shown.referral.status, shown.referral.due_on) == (Referral.NOT_REQUIRED, None)
    assert shown.decisions[0].referral == (GROUND,)
    assert "not broken, says the hospital" in str(shown.decision.note)


@pytest.mark.parametrize(
    ("assessed", "problem"),
    [
        (Assessed((), LOCAL), "at least one category"),
        (Assessed(("C", "Ö"), LOCAL), "not Ö"),
        (Assessed(("C",), "elsewhere"), "handling is one of"),
        (Assessed(("C",), DPS, ("rudeness",)), "not rudeness"),
        (Assessed(("C",), DPS, (GROUND,)), "which words of the account serious_assault rests on"),
        (Assessed(("C",), LOCAL, (GROUND,), {GROUND: ("x",)}), "is not resolved locally"),
    ],
)
def test_what_cannot_be_decided_so_changes_nothing(
    casework: Casework, filing: Make, assessed: Assessed, problem: str
) -> None:
    reference = casework.record(filing()).reference
    before = casework.show(reference)
    with pytest.raises(InvalidCommand, match=problem):
        casework.assessment.assess(reference, assessed, ASSESSOR)
    assert casework.show(reference) == before


def test_what_is_closed_is_not_assessed(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    casework.endings.withdraw(reference, HANDLER)
    with pytest.raises(NotNow, match="withdrawn is not assessed"):
        casework.assessment.assess(reference, Assessed(("C",), DPS), ASSESSOR)


@pytest.mark.parametrize("reason", ["out_of_time", "repeat"])
def test_a_person_closes_the_door_and_the_complainant_is_told(
    casework: Casework, filing: Make, sessions: sessionmaker[Session], reason: str
) -> None:
    reference = casework.record(filing(route="not_progressed", reason=reason, handling=None)).reference
    assert casework.assessment.confirm_not_progressed(reference, ASSESSOR) is State.NOT_PROGRESSED
    shown = casework.show(reference)
    assert [(d.made_by, d.provisional, d.reason) for d in shown.decisions] == [
        ("program", True, reason),
        (ASSESSOR.actor, False, reason),
    ]
    assert shown.closed_at is not None
    assert templates(sessions)[-1] == "not_progressed"
    with pytest.raises(IllegalTransition):
        casework.assessment.confirm_not_progressed(reference, ASSESSOR)


def test_a_person_opens_it_again_and_nothing_is_asked_twice(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    command = filing(route="not_progressed", reason="out_of_time", handling=None, facts={"incident_date": "2020-01-01"})
    reference = casework.record(command).reference
    assert casework.assessment.overturn(reference, ASSESSOR) is State.RECORDED
    shown, work = casework.show(reference), casework.work(reference)
    assert (shown.route, shown.handling, shown.facts) == ("record", DPS, command.facts)
    assert [task.kind for task in work.tasks if task.kind is TaskKind.FIRST_CONTACT] == [TaskKind.FIRST_CONTACT]
    assert templates(sessions)[-1] == "recorded_after_all"
    with pytest.raises(NotNow):
        casework.assessment.overturn(reference, ASSESSOR)


def test_a_call_that_helped_explains_and_one_that_did_not_records_without_asking_again(
    casework: Casework, filing: Make
) -> None:
    asked = {"complainant_name": "Ada Obi", "phone": "+442079460123", "callback_time": "after six"}
    first, second = (casework.record(filing(n, route="callback", handling=None, facts=asked)).reference for n in (1, 2))
    queue = casework.callbacks.queue()
    assert [(call.reference, call.phone, call.wanted_at, str(call.due_on), call.attempts) for call in queue] == [
        (reference, "+442079460123", "after six", "2026-03-30", 0) for reference in (first, second)
    ]
    casework.callbacks.attempted(first, "no answer", HANDLER, key="one")
    casework.callbacks.attempted(first, "no answer", HANDLER, key="one")
    assert casework.callbacks.queue()[0].attempts == 1
    assert casework.callbacks.helped(first, "explained the stop; content with it", HANDLER) is State.EXPLAINED
    assert casework.callbacks.not_helped(second, "still unhappy", HANDLER) is State.RECORDED
    assert casework.callbacks.queue() == ()
    facts = casework.show(second).facts
    assert {slot: facts[slot] for slot in asked} == asked
    assert [contact.summary for contact in casework.work(second).contacts] == ["still unhappy"]
    with pytest.raises(NotNow, match="no call is due"):
        casework.callbacks.helped(second, "again", HANDLER)
