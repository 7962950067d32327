"""Filing a complaint: everything is written together, once, and reads as it was told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.errors import NotFiled, UnknownReference
from bot.casework.models import Message, Role
from bot.casework.references import new_reference, parse_reference
from bot.casework.service import Casework
from bot.casework.states import Referral, State
from bot.policy import decide

Make = Callable[..., FileComplaint]


def messages(sessions: sessionmaker[Session]) -> list[Message]:
    with sessions() as session:
        return list(session.scalars(sa.select(Message)))


def test_a_filed_complaint_reads_as_it_was_told(casework: Casework, filing: Make) -> None:
    command = filing()
    filed = casework.record(command)
    complaint = casework.show(filed.reference)
    assert (filed.created, filed.state) == (True, State.RECORDED)
    assert complaint.facts == command.facts
    assert complaint.state is State.RECORDED
    assert (complaint.incident_date, complaint.borough) == ("2026-03-14", "Lambeth")
    assert complaint.allegations == ("C", "U")
    assert complaint.received_at == command.received_at
    assert complaint.received_at.utcoffset() is not None
    assert complaint.decision.made_by == "program"
    assert complaint.decision.reasons == ({"rule": "record", "clause": "S4", "facts": ["what_happened"]},)
    assert complaint.decision.flags == ("force_used",)
    assert complaint.decision.provisional


def test_what_the_policy_decides_is_what_is_filed(casework: Casework, filing: Make) -> None:
    grounds = ["serious_assault"]
    open_questions = decide({**filing().facts, "grounds_established": grounds}, date(2026, 3, 28)).needs
    told = filing(
        facts={
            "grounds_established": grounds,
            "declined": ["evidence", *(slot for slot in open_questions if slot != "details_confirmed")],
            "details_confirmed": True,
        }
    )
    decision = decide(told.facts, date(2026, 3, 28))
    complaint = casework.show(casework.record(dataclasses.replace(told, decision=decision.as_dict())).reference)
    assert (complaint.route, complaint.handling) == ("record", "dps_investigation")
    assert complaint.referral.grounds == decision.referral == ("serious_assault",)
    assert complaint.decision.flags == decision.flags
    assert [(reason["rule"], reason["clause"]) for reason in complaint.decision.reasons] == [
        (reason.rule, reason.clause) for reason in decision.reasons
    ]


def test_filing_twice_gives_the_same_reference(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    first = casework.record(filing())
    again = casework.record(filing(facts={"what_happened": "told again"}))
    assert (again.reference, again.created) == (first.reference, False)
    assert len(casework.list()) == 1
    assert len(messages(sessions)) == 1
    assert casework.show(first.reference).facts == filing().facts


def test_another_complaint_of_the_same_talk_is_another_complaint(casework: Casework, filing: Make) -> None:
    references = {
        casework.record(filing(number, talk=talk)).reference for number in (1, 2) for talk in ("one", "other")
    }
    assert len(references) == 4


@pytest.mark.parametrize(
    ("route", "reason", "state"),
    [
        ("record", None, State.RECORDED),
        ("not_progressed", "out_of_time", State.AWAITING_CONFIRMATION),
        ("callback", "callback", State.CALLBACK_DUE),
        ("explain", "explain", State.EXPLAINED),
    ],
)
def test_the_route_decides_the_first_state(
    casework: Casework, filing: Make, route: str, reason: str | None, state: State
) -> None:
    filed = casework.record(filing(route=route, reason=reason, handling=None))
    complaint = casework.show(filed.reference)
    assert filed.state is complaint.state is state
    assert (complaint.route, complaint.decision.reason, complaint.handling) == (route, reason, None)
    (event,) = complaint.events
    assert (event.sequence, event.actor, event.before, event.after) == (1, "program", None, state)
    assert event.reason == (reason or route)


def test_grounds_make_the_referral_due_by_the_end_of_the_next_working_day(casework: Casework, filing: Make) -> None:
    grounds = ["serious_assault", "death_or_serious_injury"]
    complaint = casework.show(casework.record(filing(referral=grounds)).reference)
    assert complaint.referral.status is Referral.DUE
    assert complaint.referral.grounds == tuple(grounds)
    assert complaint.referral.due_on == date(2026, 3, 30)  # told on a Saturday
    assert [event.after for event in complaint.events] == ["recorded", "due"]


def test_the_days_of_a_deadline_are_londons(casework: Casework, filing: Make) -> None:
    late = datetime(2026, 6, 14, 23, 30, tzinfo=UTC)  # half past midnight in London, on the 15th
    command = dataclasses.replace(filing(referral=["serious_corruption"]), received_at=late)
    assert casework.show(casework.record(command).reference).referral.due_on == date(2026, 6, 16)


def test_without_grounds_no_referral_is_due(casework: Casework, filing: Make) -> None:
    referral = casework.show(casework.record(filing()).reference).referral
    assert (referral.status, referral.grounds, referral.due_on) == (Referral.NOT_REQUIRED, (), None)


def test_the_persons_are_kept_each_in_their_role(casework: Casework, filing: Make) -> None:
    facts = {"complainant_role": "behalf", "on_behalf_of": "Sam Obi", "consent_given": None}
    persons = casework.show(casework.record(filing(facts=facts)).reference).persons
    complainant, affected, officer = persons
    assert (complainant.role, complainant.name, complainant.email) == (Role.COMPLAINANT, "Ada Obi", "ada@example.org")
    assert (affected.role, affected.name, affected.consent_given) == (Role.AFFECTED, "Sam Obi", None)
    assert (officer.role, officer.description) == (Role.OFFICER, "PC 1234 LX, tall")


def test_an_anonymous_account_of_one_line_is_a_complaint(sessions: sessionmaker[Session], casework: Casework) -> None:
    from bot.clock import now

    command = FileComplaint("talk", 1, {"what_happened": "x"}, {"route": "record"}, now())
    complaint = casework.show(casework.record(command).reference)
    assert [person.name for person in complaint.persons] == [None]
    assert messages(sessions) == []


def test_the_acknowledgement_holds_the_reference_and_nothing_of_the_complaint(
    casework: Casework, filing: Make, sessions: sessionmaker[Session]
) -> None:
    reference = casework.record(filing()).reference
    (message,) = messages(sessions)
    assert (message.template, message.recipient) == ("acknowledgement", "ada@example.org")
    assert message.payload == {"reference": reference}
    assert (message.attempts, message.sent_at) == (0, None)


@pytest.mark.parametrize("method", ["phone", "post", "none"])
def test_nobody_is_mailed_who_chose_another_way(
    casework: Casework, filing: Make, sessions: sessionmaker[Session], method: str
) -> None:
    casework.record(filing(facts={"contact_method": method}))
    assert messages(sessions) == []


def test_a_repeat_is_linked_to_the_complaint_that_it_names(casework: Casework, filing: Make) -> None:
    first = casework.record(filing()).reference
    said = f"it was {first.lower().replace('-', ' ')}, in May"
    second = casework.show(casework.record(filing(2, facts={"previous_reference": said})).reference)
    assert second.repeat_of == first
    assert (second.events[-1].kind, second.events[-1].after) == ("link", first)


@pytest.mark.parametrize("said", ["don't know", "", "MPC-7K4D-9XTR-K", "MPC-7K4D-9XTR-X", None])
def test_a_reference_that_leads_nowhere_links_nothing(casework: Casework, filing: Make, said: str | None) -> None:
    assert casework.show(casework.record(filing(facts={"previous_reference": said})).reference).repeat_of is None


def test_a_reference_that_is_taken_is_drawn_again(
    sessions: sessionmaker[Session], casework: Casework, filing: Make
) -> None:
    taken, fresh = casework.record(filing()).reference, new_reference()
    drawn = iter([taken, taken, fresh])
    assert Casework(sessions, references=lambda: next(drawn)).record(filing(2)).reference == fresh


def test_when_no_reference_is_free_nothing_is_written(
    sessions: sessionmaker[Session], casework: Casework, filing: Make
) -> None:
    taken = casework.record(filing()).reference
    with pytest.raises(NotFiled):
        Casework(sessions, references=lambda: taken).record(filing(2))
    assert len(casework.list()) == 1
    assert len(messages(sessions)) == 1


def test_a_failure_halfway_leaves_nothing_behind(
    sessions: sessionmaker[Session], casework: Casework, filing: Make
) -> None:
    def power_cut(*_: object) -> None:
        raise ConnectionAbortedError

    sa.event.listen(sessions, "after_flush", power_cut)
    with pytest.raises(ConnectionAbortedError):
        casework.record(filing())
    sa.event.remove(sessions, "after_flush", power_cut)
    assert (casework.list(), messages(sessions)) == ((), [])
    assert casework.record(filing()).created


def test_an_account_of_any_length_is_kept_whole(casework: Casework, filing: Make) -> None:
    told = "It went on and on. " * 10_000
    assert (
        casework.show(casework.record(filing(facts={"what_happened": told})).reference).facts["what_happened"] == told
    )


def test_a_complaint_is_found_by_a_reference_that_is_read_out(casework: Casework, filing: Make) -> None:
    reference = casework.record(filing()).reference
    assert casework.show(reference.lower().replace("-", " ")).reference == parse_reference(reference)


def test_a_reference_that_nobody_was_given_is_unknown(casework: Casework) -> None:
    with pytest.raises(UnknownReference) as caught:
        casework.show("mpc 7k4d 9xtr k")
    assert caught.value.reference == "MPC-7K4D-9XTR-K"


def test_the_list_has_the_latest_first_and_can_be_narrowed(casework: Casework, filing: Make) -> None:
    plain = casework.record(filing(1)).reference
    referred = casework.record(filing(2, referral=["serious_corruption"])).reference
    callback = casework.record(filing(3, route="callback")).reference
    assert [line.reference for line in casework.list()] == [callback, referred, plain]
    assert [line.reference for line in casework.list(limit=1)] == [callback]
    assert [line.reference for line in casework.list(state=State.CALLBACK_DUE)] == [callback]
    assert [line.reference for line in casework.list(referral=Referral.DUE)] == [referred]


@pytest.mark.parametrize(
    ("decision", "first_word"),
    [
        ({}, "acknowledgement"),
        ({"route": "callback", "handling": None}, "callback_arranged"),
        ({"route": "not_progressed", "handling": None, "reason": "out_of_time"}, "awaiting_decision"),
        ({"route": "explain", "handling": None}, "explained"),
    ],
)
def test_the_first_email_tells_the_step_that_comes_next(
    casework: Casework, filing: Make, sessions: sessionmaker[Session], decision: dict[str, object], first_word: str
) -> None:
    casework.record(filing(**decision))
    assert [message.template for message in messages(sessions)] == [first_word]
