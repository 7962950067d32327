"""States: the ways of contract part 4 exist, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.errors import IllegalTransition
from bot.casework.states import (
    FILING,
    FINAL,
    OPEN,
    REFERRAL_TRANSITIONS,
    TRANSITIONS,
    Referral,
    ReferralTrigger,
    State,
    Trigger,
    next_referral,
    next_state,
    replay,
)

ASSESSMENT = [Trigger.RECORD, Trigger.ASSESS, Trigger.ALLOCATE, Trigger.MAKE_CONTACT, Trigger.AGREE_PLAN]


@pytest.mark.parametrize("work", [Trigger.START_RESOLVING, Trigger.START_INVESTIGATING])
def test_the_main_way_leads_from_recorded_to_closed(work: Trigger) -> None:
    assert replay([*ASSESSMENT, work, Trigger.PROPOSE_OUTCOME, Trigger.CLOSE]) is State.CLOSED


@pytest.mark.parametrize(
    ("before", "trigger", "after"),
    [
        (State.AWAITING_CONFIRMATION, Trigger.CONFIRM, State.NOT_PROGRESSED),
        (State.AWAITING_CONFIRMATION, Trigger.RECORD, State.RECORDED),
        (State.CALLBACK_DUE, Trigger.RECORD, State.RECORDED),
        (State.CALLBACK_DUE, Trigger.EXPLAIN, State.EXPLAINED),
        (State.EXPLAINED, Trigger.RECORD, State.RECORDED),
        (State.RESOLVING, Trigger.START_INVESTIGATING, State.INVESTIGATING),
        (State.OUTCOME_PROPOSED, Trigger.START_RESOLVING, State.RESOLVING),
    ],
)
def test_the_ways_beside_the_main_one(before: State, trigger: Trigger, after: State) -> None:
    assert next_state(before, trigger) is after


@pytest.mark.parametrize("state", sorted(OPEN))
def test_whoever_complained_can_withdraw_while_it_is_open(state: State) -> None:
    assert next_state(state, Trigger.WITHDRAW) is State.WITHDRAWN


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_has_ended_can_only_be_reopened(state: State) -> None:
    assert {trigger for (before, trigger) in TRANSITIONS if before is state} == {Trigger.REOPEN}
    assert next_state(state, Trigger.REOPEN) is State.RECORDED


def test_nothing_is_closed_for_good_by_filing_it() -> None:
    assert {next_state(None, trigger) for trigger in FILING.values()}.isdisjoint(FINAL)


def test_every_state_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(State)
    assert {before for before, _ in TRANSITIONS} == {None, *State}


def test_an_illegal_step_names_the_state_and_the_trigger() -> None:
    with pytest.raises(IllegalTransition, match="'close' is not possible from 'recorded'") as caught:
        next_state(State.RECORDED, Trigger.CLOSE)
    assert (caught.value.state, caught.value.trigger) == (State.RECORDED, Trigger.CLOSE)


@given(st.sampled_from([None, *State]), st.sampled_from(Trigger))
def test_what_the_table_does_not_list_is_refused(state: State | None, trigger: Trigger) -> None:
    if (state, trigger) in TRANSITIONS:
        assert next_state(state, trigger) is TRANSITIONS[state, trigger]
    else:
        with pytest.raises(IllegalTransition):
            next_state(state, trigger)


def test_a_referral_is_due_then_sent_then_returned() -> None:
    standing = Referral.NOT_REQUIRED
    for trigger in (ReferralTrigger.REQUIRE, ReferralTrigger.SEND, ReferralTrigger.RETURN):
        standing = next_referral(standing, trigger)
    assert standing is Referral.RETURNED


@given(st.sampled_from(Referral), st.sampled_from(ReferralTrigger))
def test_a_referral_takes_only_listed_steps(standing: Referral, trigger: ReferralTrigger) -> None:
    if (standing, trigger) not in REFERRAL_TRANSITIONS:
        with pytest.raises(IllegalTransition):
            next_referral(standing, trigger)


def test_what_was_sent_to_the_ipcc_cannot_be_stood_down() -> None:
    assert (Referral.SENT, ReferralTrigger.STAND_DOWN) not in REFERRAL_TRANSITIONS
