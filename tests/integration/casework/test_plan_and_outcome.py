"""Plan, outcome, learning and ending: versions that are agreed and then fixed, and the person's word on each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.desk import By
from bot.casework.errors import AppendOnly, IllegalTransition, InvalidCommand, NotNow
from bot.casework.models import Message
from bot.casework.outcome_models import Action, Conclusion, Outcome, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.states import Referral, State
from bot.casework.work_models import Plan, PlanReply
from bot.database import writing
from tests.integration.casework.conftest import NOW
from tests.integration.casework.walking import DPS, FOUND, HANDLER, LOCAL, PERSON, PLAN, Walk

Make = Callable[..., FileComplaint]
OTHER = PlanContent(issues=("I was pushed",), steps=(Step("Ask the officer", "the handler"),))


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def casework(sessions: sessionmaker[Session], clock: list[datetime]) -> Casework:
    return Casework(sessions, clock=lambda: clock[0])


def templates(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return list(session.scalars(sa.select(Message.template).order_by(Message.id)))


def test_a_plan_goes_back_and_forth_and_what_is_agreed_stays(casework: Casework, filing: Make) -> None:
    walk, plans = Walk(casework, filing).in_contact(), casework.plans
    assert plans.propose(walk.reference, PLAN, HANDLER) == 1
    assert plans.ask_for_change(walk.reference, 1, "Please ask my brother too", PERSON) is State.IN_CONTACT
    assert plans.propose(walk.reference, OTHER, HANDLER) == 2
    assert plans.agree(walk.reference, 2, PERSON, text="Thank you") is State.PLAN_AGREED
    work = casework.work(walk.reference)
    assert [(p.number, p.reply, p.words) for p in work.plans] == [
        (1, "change_wanted", "Please ask my brother too"),
        (2, "agreed", "Thank you"),
    ]
    assert work.plan is not None
    assert work.plan.content["steps"] == [{"what": "Ask the officer", "who": "the handler", "by": None}]
    with pytest.raises(AppendOnly), writing(casework.desk.sessions) as session:
        session.query(Plan).filter_by(number=2).one().content = {}


def test_the_same_answer_twice_is_one_and_another_is_refused(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    walk = Walk(casework, filing).in_contact()
    number = casework.plans.propose(walk.reference, PLAN, HANDLER)
    casework.plans.agree(walk.reference, number, PERSON)
    events = casework.show(walk.reference).events
    assert casework.plans.agree(walk.reference, number, PERSON) is State.PLAN_AGREED
    assert casework.show(walk.reference).events == events
    with pytest.raises(NotNow, match="answered before: agreed"):
        casework.plans.ask_for_change(walk.reference, number, "No", PERSON)
    assert templates(sessions).count("plan_settled") == 1


def test_an_answer_to_a_version_that_was_replaced_is_told_so(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).in_contact()
    casework.plans.propose(walk.reference, PLAN, HANDLER)
    casework.plans.propose(walk.reference, OTHER, HANDLER)
    with pytest.raises(NotNow, match="version 1 is not the latest plan"):
        casework.plans.agree(walk.reference, 1, PERSON)
    assert casework.work(walk.reference).plan is None


def test_a_later_version_leaves_the_agreed_one_standing_until_it_is_agreed(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).at_work()
    casework.plans.propose(walk.reference, OTHER, HANDLER)
    plan = casework.work(walk.reference).plan
    assert plan is not None
    assert plan.number == 1
    assert casework.plans.agree(walk.reference, 2, PERSON) is State.INVESTIGATING
    plan = casework.work(walk.reference).plan
    assert plan is not None
    assert plan.number == 2


def test_a_plan_is_settled_without_the_person_only_when_no_answer_can_come(
    casework: Casework, filing: Make, clock: list[datetime]
) -> None:
    walk = Walk(casework, filing).in_contact()
    number = casework.plans.propose(walk.reference, PLAN, HANDLER)
    clock[0] = NOW + timedelta(days=27)
    with pytest.raises(NotNow, match="28 days to answer"):
        casework.plans.adopt(walk.reference, number, HANDLER)
    clock[0] = NOW + timedelta(days=28)
    assert casework.plans.adopt(walk.reference, number, HANDLER) is State.PLAN_AGREED
    assert casework.work(walk.reference).plans[0].reply is PlanReply.ADOPTED


def test_who_left_no_address_is_not_waited_for(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, contact_method="none", email=None).allocated()
    casework.contacts.go_on_without(walk.reference, HANDLER)
    number = casework.plans.propose(walk.reference, PLAN, HANDLER)
    assert casework.plans.adopt(walk.reference, number, HANDLER) is State.PLAN_AGREED


@pytest.mark.parametrize(
    "content",
    [
        lambda: PlanContent(issues=(), steps=PLAN.steps),
        lambda: PlanContent(issues=PLAN.issues, steps=()),
        lambda: PlanContent(issues=(" ",), steps=PLAN.steps),
        lambda: PlanContent(issues=PLAN.issues, steps=(Step("x", ""),)),
        lambda: PlanContent(issues=PLAN.issues, steps=PLAN.steps, update_days=29),
    ],
)
def test_what_is_no_plan_is_refused(content: Callable[[], PlanContent]) -> None:
    with pytest.raises(InvalidCommand):
        content()


def test_a_plan_comes_after_the_first_contact(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).allocated()
    with pytest.raises(NotNow, match="after the first contact"):
        casework.plans.propose(walk.reference, PLAN, HANDLER)


def test_every_allegation_has_a_finding_with_words_of_its_own(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).outcome_proposed()
    (outcome,) = casework.work(walk.reference).outcomes
    assert [(f.category, f.conclusion, f.actions, f.words) for f in outcome.findings] == [
        ("C", "upheld", ("apology", "misconduct"), "You should not have been pushed."),
        ("U", "not_upheld", ("explanation",), "The words on the video are not rude."),
    ]
    with pytest.raises(AppendOnly), writing(casework.desk.sessions) as session:
        session.query(Outcome).one().summary = "another"


@pytest.mark.parametrize(
    ("findings", "problem"),
    [
        ((), "look at: C, U"),
        (FOUND[:1], "look at: U"),
        ((*FOUND, Found("S", Conclusion.UPHELD, (Action.APOLOGY,), "x")), "look at: S"),
        ((*FOUND, FOUND[0]), "more than one finding"),
    ],
)
def test_findings_match_the_allegations(
    casework: Casework, filing: Make, findings: tuple[Found, ...], problem: str
) -> None:
    walk = Walk(casework, filing).at_work()
    with pytest.raises(InvalidCommand, match=problem):
        casework.outcomes.propose(walk.reference, "We looked", findings, HANDLER)
    assert casework.show(walk.reference).state is State.INVESTIGATING


@pytest.mark.parametrize(
    "found",
    [
        lambda: Found("C", Conclusion.UPHELD, (), "words"),
        lambda: Found("C", Conclusion.UPHELD, (Action.APOLOGY,), " "),
        lambda: Found("C", Conclusion.UPHELD, (Action.NO_ACTION, Action.APOLOGY), "words"),
    ],
)
def test_a_finding_says_what_follows_in_words(found: Callable[[], Found]) -> None:
    with pytest.raises(InvalidCommand):
        found()


def test_a_disputed_outcome_leads_to_more_work_and_another_outcome(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).outcome_proposed()
    casework.outcomes.dispute(walk.reference, 1, "Nobody asked my brother", PERSON)
    assert casework.investigation.start(walk.reference, HANDLER) is State.INVESTIGATING
    assert casework.outcomes.propose(walk.reference, "We asked him", FOUND, HANDLER) == 2
    with pytest.raises(NotNow, match="outcome 1 is not the latest"):
        casework.outcomes.accept(walk.reference, 1, PERSON)
    casework.outcomes.accept(walk.reference, 2, PERSON, text="Good")
    assert [(o.reply, o.words) for o in casework.work(walk.reference).outcomes] == [
        ("disputed", "Nobody asked my brother"),
        ("accepted", "Good"),
    ]


def test_a_local_resolution_closes_when_the_person_has_agreed(
    casework: Casework, filing: Make, clock: list[datetime]
) -> None:
    walk = Walk(casework, filing, LOCAL).outcome_proposed()
    with pytest.raises(NotNow, match="28 days to agree"):
        casework.endings.close(walk.reference, Satisfied.NOT_SAID, HANDLER)
    casework.outcomes.accept(walk.reference, 1, PERSON)
    assert casework.endings.close(walk.reference, Satisfied.PARTLY, PERSON, text="It took long") is State.CLOSED
    (said,) = casework.work(walk.reference).satisfactions
    assert (said.satisfied, said.words) == ("partly", "It took long")
    assert casework.show(walk.reference).closed_at == NOW


def test_a_local_resolution_that_is_disputed_does_not_close(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL).outcome_proposed()
    casework.outcomes.dispute(walk.reference, 1, "No", PERSON)
    with pytest.raises(NotNow, match="does not agree"):
        casework.endings.close(walk.reference, Satisfied.NO, HANDLER)
    assert casework.resolution.start(walk.reference, "brixton", HANDLER) is State.RESOLVING


def test_a_local_resolution_that_nobody_answers_closes_in_time(
    casework: Casework, filing: Make, clock: list[datetime]
) -> None:
    walk = Walk(casework, filing, LOCAL).outcome_proposed()
    clock[0] = NOW + timedelta(days=28)
    assert casework.endings.close(walk.reference, Satisfied.NOT_SAID, HANDLER) is State.CLOSED


def test_an_investigation_closes_with_a_dispute_on_record(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, DPS).outcome_proposed()
    casework.outcomes.dispute(walk.reference, 1, "No", PERSON)
    assert casework.endings.close(walk.reference, Satisfied.NO, HANDLER) is State.CLOSED
    assert casework.work(walk.reference).outcomes[0].reply == "disputed"


def test_what_was_not_decided_does_not_close(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).at_work()
    with pytest.raises(IllegalTransition):
        casework.endings.close(walk.reference, Satisfied.YES, HANDLER)
    assert casework.work(walk.reference).satisfactions == ()


def test_what_the_person_said_before_the_end_is_not_written_over_by_its_absence(
    casework: Casework, filing: Make
) -> None:
    walk = Walk(casework, filing).outcome_proposed()
    casework.endings.say_satisfied(walk.reference, Satisfied.PARTLY, PERSON)
    casework.endings.close(walk.reference, Satisfied.NOT_SAID, HANDLER)
    assert [s.satisfied for s in casework.work(walk.reference).satisfactions] == ["partly"]
    assert casework.reports.figures().satisfied == {"partly": 1}


def test_the_person_can_say_it_again_later_and_all_of_it_is_kept(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).outcome_proposed()
    casework.endings.close(walk.reference, Satisfied.YES, HANDLER)
    casework.endings.say_satisfied(walk.reference, Satisfied.NO, PERSON, text="It happened again")
    assert [s.satisfied for s in casework.work(walk.reference).satisfactions] == ["yes", "no"]


@pytest.mark.parametrize(
    ("grounds", "goes_on", "template"),
    [([], False, "withdrawn"), (["serious_assault"], True, "withdrawn_but_referred")],
)
def test_what_was_referred_is_looked_at_also_when_it_is_withdrawn_and_the_person_is_told(
    casework: Casework, filing: Make, sessions: sessionmaker[Session], grounds: list[str], goes_on: bool, template: str
) -> None:
    reference = casework.record(filing(referral=grounds)).reference
    withdrawn = casework.endings.withdraw(reference, PERSON, text="I am tired of it")
    assert (withdrawn.state, withdrawn.goes_on) == (State.WITHDRAWN, goes_on)
    assert templates(sessions)[-1] == template
    shown, work = casework.show(reference), casework.work(reference)
    assert shown.referral.status is (Referral.DUE if goes_on else Referral.NOT_REQUIRED)
    assert [(m.author, m.kind, m.text) for m in work.messages] == [("complainant", "withdrawal", "I am tired of it")]
    assert all(task.done_at for task in work.tasks)
    assert "tired" not in str(shown.events)
    if goes_on:
        assert casework.referrals.send(reference, HANDLER) is Referral.SENT
    with pytest.raises(IllegalTransition):
        casework.endings.withdraw(reference, PERSON)


def test_what_ended_can_be_taken_up_again(casework: Casework, filing: Make, sessions: sessionmaker[Session]) -> None:
    walk = Walk(casework, filing).outcome_proposed()
    casework.endings.close(walk.reference, Satisfied.NO, HANDLER)
    assert casework.endings.reopen(walk.reference, By("complainant", "new facts")) is State.RECORDED
    shown, work = casework.show(walk.reference), casework.work(walk.reference)
    assert (shown.closed_at, templates(sessions)[-1]) == (None, "reopened")
    assert [(task.kind, task.done_at) for task in work.tasks] == [("first_contact", None)]
    assert len(work.outcomes) == 1
    with pytest.raises(IllegalTransition):
        casework.endings.reopen(walk.reference, HANDLER)


def test_learning_has_an_owner_a_day_and_an_end_and_is_reported(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    add = casework.learnings.add
    later = add(walk.reference, "Train the night team", "Insp Reed", date(2026, 9, 1), HANDLER)
    sooner = add(walk.reference, "Put up a notice", "Insp Bell", date(2026, 5, 1), HANDLER)
    assert [(each.number, each.owner) for each in casework.learnings.report()] == [
        (sooner, "Insp Bell"),
        (later, "Insp Reed"),
    ]
    for _ in range(2):
        casework.learnings.done(walk.reference, sooner, "The notice hangs by the desk", HANDLER)
    assert [each.number for each in casework.learnings.report(only_open=True)] == [later]
    done = casework.learnings.report()[0]
    assert (done.what_changed, done.done_at, done.reference) == ("The notice hangs by the desk", NOW, walk.reference)
    with pytest.raises(NotNow, match="no learning 7"):
        casework.learnings.done(walk.reference, 7, "x", HANDLER)
    assert [e.trigger for e in casework.show(walk.reference).events if e.kind == "learning"] == ["add", "add", "done"]


def test_keys_are_shown_once_kept_as_hashes_and_can_be_revoked(
    casework: Casework, sessions: sessionmaker[Session]
) -> None:
    from bot.casework.api_keys import ApiKey, KeyNameTaken, UnknownKey

    key = casework.api_keys.add("ipcc", by="admin")
    assert len(key) > 40
    assert casework.api_keys.name_of(key) == "ipcc"
    assert casework.api_keys.name_of(key[:-1]) is None
    with sessions() as session:
        row = session.scalars(sa.select(ApiKey)).one()
        assert key not in str(vars(row))
    with pytest.raises(KeyNameTaken):
        casework.api_keys.add("ipcc", by="admin")
    casework.api_keys.revoke("ipcc")
    assert casework.api_keys.name_of(key) is None
    with pytest.raises(UnknownKey):
        casework.api_keys.revoke("ipcc")
    assert [(each.name, each.revoked_at) for each in casework.api_keys.list()] == [("ipcc", NOW)]
