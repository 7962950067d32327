"""The states of a complaint and of its referral to the IPCC, and every step from one to another.

Source: contract part 4; clauses S4 to S14. What a table does not list is not possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.casework.errors import IllegalTransition


class State(StrEnum):
    """Where a complaint stands."""

    RECORDED = "recorded"
    ASSESSED = "assessed"
    ALLOCATED = "allocated"
    IN_CONTACT = "in_contact"
    PLAN_AGREED = "plan_agreed"
    RESOLVING = "resolving"
    INVESTIGATING = "investigating"
    OUTCOME_PROPOSED = "outcome_proposed"
    CLOSED = "closed"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    NOT_PROGRESSED = "not_progressed"
    EXPLAINED = "explained"
    CALLBACK_DUE = "callback_due"
    WITHDRAWN = "withdrawn"


class Trigger(StrEnum):
    """What moves a complaint on."""

    RECORD = "record"
    SET_ASIDE = "set_aside"
    EXPLAIN = "explain"
    REQUEST_CALLBACK = "request_callback"
    CONFIRM = "confirm"
    ASSESS = "assess"
    ALLOCATE = "allocate"
    MAKE_CONTACT = "make_contact"
    AGREE_PLAN = "agree_plan"
    START_RESOLVING = "start_resolving"
    START_INVESTIGATING = "start_investigating"
    PROPOSE_OUTCOME = "propose_outcome"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Referral(StrEnum):
    """Where the referral to the IPCC stands, beside the state (clause S10)."""

    NOT_REQUIRED = "not_required"
    DUE = "due"
    SENT = "sent"
    RETURNED = "returned"


class ReferralTrigger(StrEnum):
    """What moves a referral on."""

    REQUIRE = "require"
    STAND_DOWN = "stand_down"
    SEND = "send"
    RETURN = "return"


FINAL: frozenset[State] = frozenset({State.CLOSED, State.NOT_PROGRESSED, State.WITHDRAWN})
OPEN: frozenset[State] = frozenset(State) - FINAL

# None = before the complaint exists: filing is the first step.
TRANSITIONS: Mapping[tuple[State | None, Trigger], State] = MappingProxyType(
    {
        (None, Trigger.RECORD): State.RECORDED,
        (None, Trigger.SET_ASIDE): State.AWAITING_CONFIRMATION,
        (None, Trigger.EXPLAIN): State.EXPLAINED,
        (None, Trigger.REQUEST_CALLBACK): State.CALLBACK_DUE,
        # Only a person closes a door: the program's "not progressed" waits for an assessor.
        (State.AWAITING_CONFIRMATION, Trigger.CONFIRM): State.NOT_PROGRESSED,
        (State.AWAITING_CONFIRMATION, Trigger.RECORD): State.RECORDED,
        (State.CALLBACK_DUE, Trigger.EXPLAIN): State.EXPLAINED,
        (State.CALLBACK_DUE, Trigger.RECORD): State.RECORDED,
        (State.EXPLAINED, Trigger.RECORD): State.RECORDED,
        (State.RECORDED, Trigger.ASSESS): State.ASSESSED,
        (State.ASSESSED, Trigger.ALLOCATE): State.ALLOCATED,
        (State.ALLOCATED, Trigger.MAKE_CONTACT): State.IN_CONTACT,
        (State.IN_CONTACT, Trigger.AGREE_PLAN): State.PLAN_AGREED,
        (State.PLAN_AGREED, Trigger.START_RESOLVING): State.RESOLVING,
        (State.PLAN_AGREED, Trigger.START_INVESTIGATING): State.INVESTIGATING,
        # Local resolution that turns out to be serious goes to an investigator (S12).
        (State.RESOLVING, Trigger.START_INVESTIGATING): State.INVESTIGATING,
        (State.RESOLVING, Trigger.PROPOSE_OUTCOME): State.OUTCOME_PROPOSED,
        (State.INVESTIGATING, Trigger.PROPOSE_OUTCOME): State.OUTCOME_PROPOSED,
        # The outcome is agreed by the person before it closes (S11); otherwise the work goes on.
        (State.OUTCOME_PROPOSED, Trigger.START_RESOLVING): State.RESOLVING,
        (State.OUTCOME_PROPOSED, Trigger.START_INVESTIGATING): State.INVESTIGATING,
        (State.OUTCOME_PROPOSED, Trigger.CLOSE): State.CLOSED,
        **{(state, Trigger.WITHDRAW): State.WITHDRAWN for state in State if state in OPEN},
        **{(state, Trigger.REOPEN): State.RECORDED for state in State if state in FINAL},
    }
)

REFERRAL_TRANSITIONS: Mapping[tuple[Referral, ReferralTrigger], Referral] = MappingProxyType(
    {
        (Referral.NOT_REQUIRED, ReferralTrigger.REQUIRE): Referral.DUE,
        (Referral.DUE, ReferralTrigger.STAND_DOWN): Referral.NOT_REQUIRED,
        (Referral.DUE, ReferralTrigger.SEND): Referral.SENT,
        (Referral.SENT, ReferralTrigger.RETURN): Referral.RETURNED,
        (Referral.RETURNED, ReferralTrigger.REQUIRE): Referral.DUE,
    }
)

# Which first step the policy's route (contract part 3) takes; the other routes do not end in a complaint.
FILING: Mapping[str, Trigger] = MappingProxyType(
    {
        "record": Trigger.RECORD,
        "not_progressed": Trigger.SET_ASIDE,
        "callback": Trigger.REQUEST_CALLBACK,
        "explain": Trigger.EXPLAIN,
    }
)


def next_state(state: State | None, trigger: Trigger) -> State:
    """The state after this step. Raises `IllegalTransition`."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise IllegalTransition(state, trigger) from None


def next_referral(referral: Referral, trigger: ReferralTrigger) -> Referral:
    """The referral's standing after this step. Raises `IllegalTransition`."""
    try:
        return REFERRAL_TRANSITIONS[referral, trigger]
    except KeyError:
        raise IllegalTransition(referral, trigger) from None


def replay(triggers: Iterable[Trigger]) -> State | None:
    """The state that a history of steps leads to. Raises `IllegalTransition`."""
    state: State | None = None
    for trigger in triggers:
        state = next_state(state, trigger)
    return state
