"""Contact, messages and what is missing: both sides are heard, nothing is noted twice or overwritten (S4, S8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.errors import AppendOnly, IllegalTransition, InvalidCommand, NotNow
from bot.casework.models import Message
from bot.casework.service import Casework
from bot.casework.states import State
from bot.casework.work_models import Channel, ProgressUpdate, Side, TaskKind
from bot.database import writing
from tests.integration.casework.conftest import NOW
from tests.integration.casework.walking import HANDLER, LOCAL, PERSON, Walk

Make = Callable[..., FileComplaint]
CALL = Made(Side.COMPLAINANT, Channel.PHONE, "Rang and said who I am.")


def templates(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return list(session.scalars(sa.select(Message.template).order_by(Message.id)))


def test_recording_sets_the_task_of_the_first_contact_and_the_contact_does_it(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).allocated()
    (task,) = casework.work(walk.reference).tasks
    assert (task.kind, str(task.due_on), task.done_at) == (TaskKind.FIRST_CONTACT, "2026-04-14", None)
    assert casework.contacts.first(walk.reference, CALL, HANDLER) is State.IN_CONTACT
    (task,) = casework.work(walk.reference).tasks
    assert (task.done_at, task.done_by) == (NOW, HANDLER.actor)
    shown = casework.show(walk.reference)
    assert (shown.first_contact_at, shown.last_update_at) == (NOW, NOW)


def test_an_attempt_that_reaches_nobody_is_logged_and_the_task_stays(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).allocated()
    tried = Made(Side.COMPLAINANT, Channel.PHONE, "No answer", reached=False)
    assert casework.contacts.first(walk.reference, tried, HANDLER) is State.ALLOCATED
    work = casework.work(walk.reference)
    assert [(c.reached, c.summary) for c in work.contacts] == [(False, "No answer")]
    assert work.tasks[0].done_at is None


def test_the_first_contact_is_with_the_complainant_and_after_allocation(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    with pytest.raises(InvalidCommand):
        casework.contacts.first(walk.reference, Made(Side.OFFICERS, Channel.PHONE, "x"), HANDLER)
    with pytest.raises(IllegalTransition):
        casework.contacts.first(walk.reference, CALL, HANDLER)
    assert casework.work(walk.reference).contacts == ()


def test_a_complaint_whose_person_cannot_be_reached_goes_on(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, contact_method="none", email=None).allocated()
    assert casework.contacts.go_on_without(walk.reference, HANDLER) is State.IN_CONTACT
    assert casework.show(walk.reference).first_contact_at is None


def test_what_is_missing_is_what_was_not_told_or_not_known(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, incident_location=None, declined=["evidence", "support_needs"], on_behalf_of="Sam")
    assert casework.contacts.missing(walk.reference) == (
        "incident_location",
        "desired_outcome",
        "evidence",
        "consent_given",
        "support_needs",
    )


def test_a_missing_fact_is_filled_once_and_what_was_told_is_not_overwritten(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, incident_location=None)
    left = casework.contacts.fill(walk.reference, {"incident_location": "Acre Lane"}, HANDLER)
    assert "incident_location" not in left
    assert casework.show(walk.reference).facts["incident_location"] == "Acre Lane"
    with pytest.raises(InvalidCommand, match="not missing in this complaint: incident_location, what_happened"):
        casework.contacts.fill(walk.reference, {"incident_location": "Elsewhere", "what_happened": "x"}, HANDLER)
    assert casework.show(walk.reference).facts["incident_location"] == "Acre Lane"


@pytest.mark.parametrize("facts", [{"incident_date": "in March"}, {"desired_outcome": 7}, {"evidence": object()}])
def test_a_fact_that_means_nothing_is_refused(casework: Casework, filing: Make, facts: dict[str, object]) -> None:
    walk = Walk(casework, filing, incident_date=None)
    before = casework.show(walk.reference)
    with pytest.raises(InvalidCommand):
        casework.contacts.fill(walk.reference, facts, HANDLER)
    assert casework.show(walk.reference) == before


def test_messages_go_both_ways_and_an_answer_closes_its_question(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    walk = Walk(casework, filing, incident_location=None)
    ref, messages = walk.reference, casework.messages
    question = messages.write(ref, "Where was it?", HANDLER, key="q", about="incident_location")
    messages.write(ref, "I will ring on Monday.", HANDLER, key="m")
    assert [(m.text, m.about) for m in casework.work(ref).open_questions] == [("Where was it?", "incident_location")]
    messages.receive(ref, "On Acre Lane.", PERSON, key="a", answers=question)
    messages.receive(ref, "And my brother saw it.", PERSON, key="b")
    work = casework.work(ref)
    assert work.open_questions == ()
    assert [(m.author, m.kind) for m in work.messages] == [
        ("handler", "question"),
        ("handler", "message"),
        ("complainant", "answer"),
        ("complainant", "message"),
    ]
    assert templates(sessions) == ["acknowledgement", "message_waiting", "message_waiting"]


def test_the_same_message_twice_is_one(casework: Casework, filing: Make, sessions: sessionmaker[Session]) -> None:
    walk = Walk(casework, filing)
    ids = {casework.messages.write(walk.reference, "Hello", HANDLER, key="same") for _ in range(2)}
    answers = {casework.messages.receive(walk.reference, "Hello", PERSON, key="other") for _ in range(2)}
    version = casework.show(walk.reference).version
    casework.messages.receive(walk.reference, "Hello", PERSON, key="other")
    assert (len(ids), len(answers)) == (1, 1)
    assert len(casework.work(walk.reference).messages) == 2
    assert templates(sessions) == ["acknowledgement", "message_waiting"]
    assert casework.show(walk.reference).version == version


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_a_message_of_nothing_or_too_much_is_refused(casework: Casework, filing: Make, text: str) -> None:
    walk = Walk(casework, filing)
    with pytest.raises(InvalidCommand, match="the message"):
        casework.messages.receive(walk.reference, text, PERSON, key="k")


def test_text_that_no_database_takes_is_made_fit(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    casework.messages.receive(walk.reference, "a\x00b\ud800c 😀", PERSON, key="k")
    assert casework.work(walk.reference).messages[0].text == "a\ufffdb\ufffdc 😀"


def test_an_answer_is_to_a_question_of_the_same_complaint(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    other = casework.record(filing(2)).reference
    question = casework.messages.write(other, "Where?", HANDLER, key="q", is_question=True)
    with pytest.raises(InvalidCommand, match="no such question"):
        casework.messages.receive(walk.reference, "There", PERSON, key="a", answers=question)


def test_information_is_taken_also_at_the_end_but_a_call_is_not_promised_then(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    casework.messages.ask_for_call(walk.reference, "after six", PERSON, key="c")
    casework.endings.withdraw(walk.reference, PERSON)
    casework.messages.receive(walk.reference, "One more thing", PERSON, key="k")
    with pytest.raises(NotNow):
        casework.messages.ask_for_call(walk.reference, "after six", PERSON, key="d")
    assert [m.kind for m in casework.work(walk.reference).messages] == ["call_wanted", "message"]


def test_contact_details_change_and_what_was_told_stays(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing)
    casework.contacts.change_details(walk.reference, "phone", "020 7946 0123", PERSON)
    shown = casework.show(walk.reference)
    person = shown.persons[0]
    assert (person.contact_method, person.phone, person.email) == ("phone", "+442079460123", "ada@example.org")
    assert shown.facts["email"] == "ada@example.org"
    assert (shown.events[-1].before, shown.events[-1].after) == ("email", "phone")
    assert "7946" not in str(shown.events)


@pytest.mark.parametrize(
    ("method", "where"), [("pigeon", "x"), ("email", "nobody"), ("phone", "12"), ("post", " "), ("email", None)]
)
def test_details_by_which_nobody_can_be_reached_are_refused(
    casework: Casework, filing: Make, method: str, where: str | None
) -> None:
    walk = Walk(casework, filing)
    with pytest.raises(InvalidCommand):
        casework.contacts.change_details(walk.reference, method, where, PERSON)
    assert casework.show(walk.reference).persons[0].contact_method == "email"


def test_both_sides_are_heard_in_a_local_resolution(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL).at_work()
    for side, text in (
        (Side.COMPLAINANT, "wants an apology"),
        (Side.OFFICERS, "is sorry"),
        (Side.OFFICERS, "is sorry"),
    ):
        casework.resolution.liaise(walk.reference, Made(side, Channel.MEETING, text), HANDLER, key=text)
    contacts = casework.work(walk.reference).contacts[1:]
    assert [(c.side, c.summary) for c in contacts] == [("complainant", "wants an apology"), ("officers", "is sorry")]
    with pytest.raises(InvalidCommand):
        casework.resolution.liaise(walk.reference, Made(Side.OTHER, Channel.POST, "x"), HANDLER)


def test_liaising_is_for_what_is_being_resolved(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing).at_work()
    with pytest.raises(NotNow):
        casework.resolution.liaise(walk.reference, Made(Side.OFFICERS, Channel.POST, "x"), HANDLER)


def test_the_nearest_station_comes_with_the_managers_there(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL, incident_location="Walworth Road, SE17 1AB")
    near = casework.resolution.nearest(walk.reference)
    assert near[0].station.key == "walworth"
    assert near[0].station.km < 2
    assert [manager.name for manager in near[0].managers] == ["Bea Stone"]
    assert len(near) == 3


@pytest.mark.parametrize(("station", "error"), [("atlantis", InvalidCommand), ("walworth", IllegalTransition)])
def test_a_resolution_begins_at_a_station_and_after_the_plan(
    casework: Casework, filing: Make, station: str, error: type[Exception]
) -> None:
    walk = Walk(casework, filing, LOCAL).in_contact()
    with pytest.raises(error):
        casework.resolution.start(walk.reference, station, HANDLER)


def test_what_was_assessed_for_one_way_does_not_go_the_other(casework: Casework, filing: Make) -> None:
    dps, local = Walk(casework, filing).plan_agreed(), None
    with pytest.raises(NotNow):
        casework.resolution.start(dps.reference, "walworth", HANDLER)
    local = Walk(casework, lambda **kw: filing(2, **kw), LOCAL).plan_agreed()
    with pytest.raises(NotNow):
        casework.investigation.start(local.reference, HANDLER)


def test_a_resolution_that_turns_out_serious_goes_to_an_investigator(casework: Casework, filing: Make) -> None:
    walk = Walk(casework, filing, LOCAL).at_work()
    assert casework.investigation.start(walk.reference, HANDLER) is State.INVESTIGATING
    shown = casework.show(walk.reference)
    assert (shown.handling, [decision.handling for decision in shown.decisions]) == (
        "dps_investigation",
        ["dps_investigation", "local_resolution", "dps_investigation"],
    )


def test_updates_are_kept_in_order_and_each_sets_the_clock_anew(sessions: sessionmaker[Session], filing: Make) -> None:
    moments = [NOW]
    casework = Casework(sessions, clock=lambda: moments[0])
    walk = Walk(casework, filing).at_work()
    for number in range(1, 4):
        moments[0] = NOW + timedelta(days=27 * number)
        for _ in range(2):
            casework.investigation.update(walk.reference, f"Update {number}", HANDLER, key=str(number))
    assert [(u.text, u.at) for u in casework.work(walk.reference).updates] == [
        (f"Update {number}", NOW + timedelta(days=27 * number)) for number in range(1, 4)
    ]
    assert casework.show(walk.reference).last_update_at == moments[0]
    assert templates(sessions).count("update_waiting") == 3
    with pytest.raises(AppendOnly), writing(sessions) as session:
        session.query(ProgressUpdate).first().text = "another"  # type: ignore[union-attr]
    casework.endings.withdraw(walk.reference, PERSON)
    with pytest.raises(NotNow):
        casework.investigation.update(walk.reference, "Late", HANDLER, key="late")
