"""Two people acting on one complaint at once: no update is lost, and the second is told in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.errors import CaseworkError, ChangedMeanwhile
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.states import Trigger
from bot.casework.work_models import Channel, Side
from tests.integration.casework.test_at_once import at_the_same_time, in_processes

Make = Callable[..., FileComplaint]
STEPS = (Trigger.ASSESS, Trigger.ALLOCATE, Trigger.MAKE_CONTACT)
PEOPLE = 4

ADD_LEARNING = """
import json, sys
from datetime import date
from bot.casework.desk import By
from bot.casework.errors import ChangedMeanwhile
from bot.casework.service import Casework
from bot.database import make_engine, make_sessions
url, reference, seen = sys.argv[1].split("|")
casework = Casework(make_sessions(make_engine(url)))
casework.show(reference)
print("ready", flush=True)
sys.stdin.readline()
try:
    by = By("somebody", "at the same time", int(seen) if seen else None)
    print(json.dumps([casework.learnings.add(reference, "a change", "an owner", date(2026, 6, 1), by), ""]))
except ChangedMeanwhile as error:
    print(json.dumps([0, str(error)]))
"""


def plan(text: str) -> PlanContent:
    return PlanContent(issues=("It was rough",), steps=(Step(text, "the handler"),))


@pytest.fixture
def reference(casework: Casework, filing: Make) -> str:
    reference = casework.record(filing()).reference
    for step in STEPS:
        casework.change_state(reference, step, actor="somebody", reason="to begin with")
    return reference


def outcome(work: Callable[[int], object], person: int) -> object:
    try:
        return work(person)
    except CaseworkError as error:
        return error


def test_of_those_who_saw_the_same_version_one_acts_and_the_others_are_told(casework: Casework, reference: str) -> None:
    for round_ in range(5):
        seen = casework.show(reference).version

        def propose(person: int, seen: int = seen, round_: int = round_) -> object:
            return casework.plans.propose(reference, plan(f"{round_} by {person}"), By(f"person {person}", "-", seen))

        results = at_the_same_time(PEOPLE, lambda person, propose=propose: outcome(propose, person))  # type: ignore[misc]
        done = [result for result in results if isinstance(result, int)]
        told = [result for result in results if isinstance(result, ChangedMeanwhile)]
        assert (len(done), len(told)) == (1, PEOPLE - 1)
        assert all("has changed since you opened it: plan (propose) by person" in str(error) for error in told)
        assert all("Nothing of yours was saved" in str(error) for error in told)
        assert casework.show(reference).version == seen + 1
    assert [each.number for each in casework.work(reference).plans] == [1, 2, 3, 4, 5]


def test_who_does_not_say_what_they_saw_loses_nothing_either(casework: Casework, reference: str) -> None:
    def note(person: int) -> object:
        for call in range(5):
            made = Made(Side.COMPLAINANT, Channel.PHONE, f"call {call} of {person}")
            casework.contacts.log(reference, made, By(f"person {person}", "called"), key=f"{person}-{call}")
        return None

    before = casework.show(reference).version
    at_the_same_time(PEOPLE, note)
    contacts = casework.work(reference).contacts
    assert {contact.summary for contact in contacts} == {f"call {c} of {p}" for c in range(5) for p in range(PEOPLE)}
    events = casework.show(reference).events
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert casework.show(reference).version == before + 5 * PEOPLE


def test_the_same_call_twice_at_once_is_one(casework: Casework, reference: str) -> None:
    made = Made(Side.COMPLAINANT, Channel.PHONE, "one call")
    at_the_same_time(PEOPLE, lambda _: casework.contacts.log(reference, made, By("somebody", "called"), key="same"))
    assert len(casework.work(reference).contacts) == 1


def test_the_handler_and_the_complainant_at_once_both_get_through_or_are_told(
    casework: Casework, reference: str
) -> None:
    for number in range(1, 6):
        casework.plans.propose(reference, plan("first"), By("handler", "-"))
        latest = 2 * number - 1

        def act(person: int, latest: int = latest) -> object:
            if person:
                return casework.plans.propose(reference, plan("second"), By("handler", "-"))
            return casework.plans.agree(reference, latest, By("complainant", "by chat"))

        results = at_the_same_time(2, lambda person, act=act: outcome(act, person))  # type: ignore[misc]
        assert results[1] == latest + 1
        agreed = casework.work(reference).plans[latest - 1].reply
        # Either the agreement came first and stands, or it met a newer version and the person is told to look again.
        assert (agreed == "agreed") != isinstance(results[0], CaseworkError)


@pytest.mark.parametrize("say", ["", "seen"])
def test_processes_do_as_threads_do(migrated_url: str, casework: Casework, reference: str, say: str) -> None:
    seen = str(casework.show(reference).version) if say else ""
    answers = [json.loads(a) for a in in_processes(3, ADD_LEARNING, f"{migrated_url}|{reference}|{seen}")]
    numbers = sorted(number for number, _ in answers)
    assert numbers == ([0, 0, 1] if say else [1, 2, 3])
    assert sum("has changed since you opened it" in told for _, told in answers) == (2 if say else 0)


def test_a_change_that_fails_halfway_leaves_version_and_history_as_they_were(
    casework: Casework, sessions: sessionmaker[Session], reference: str
) -> None:
    import sqlalchemy as sa

    def power_cut(*_: object) -> None:
        raise ConnectionAbortedError

    before = casework.show(reference)
    sa.event.listen(sessions, "after_flush", power_cut)
    with pytest.raises(ConnectionAbortedError):
        casework.learnings.add(reference, "a change", "an owner", date(2026, 6, 1), By("somebody", "-"))
    sa.event.remove(sessions, "after_flush", power_cut)
    assert casework.show(reference) == before
    assert casework.work(reference).learnings == ()
