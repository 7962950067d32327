"""The changes of a complaint: each moves it and writes the event that says when, who and why (contract part 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.casework.commands import storable
from bot.casework.errors import InvalidCommand
from bot.casework.models import Complaint, Event, EventKind
from bot.casework.states import FINAL, Referral, ReferralTrigger, Trigger, next_referral, next_state
from bot.casework.working_days import after_working_days
from bot.clock import LONDON
from bot.policy.vocabulary import Limits


@dataclass(frozen=True)
class Occasion:
    """When a change is made, by whom, and why. Raises `InvalidCommand` if one of them is missing."""

    at: datetime
    actor: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse a change that nobody answers for, and what no database could store of it."""
        if self.at.tzinfo is None or not self.actor.strip() or not self.reason.strip():
            raise InvalidCommand("a change needs a moment with its time zone, an actor and a reason")
        object.__setattr__(self, "actor", storable(self.actor))
        object.__setattr__(self, "reason", storable(self.reason))


def referral_due_on(known_at: datetime, limits: Limits) -> date:
    """The last day for a referral, counted from the day in London on which the ground became known (S10)."""
    return after_working_days(known_at.astimezone(LONDON).date(), limits.referral_working_days)


def move(complaint: Complaint, trigger: Trigger, occasion: Occasion) -> None:
    """Take a complaint one step on; a new one has no state before. Raises `IllegalTransition`."""
    before = complaint.state
    complaint.state = next_state(before, trigger)
    complaint.state_since = occasion.at
    complaint.closed_at = occasion.at if complaint.state in FINAL else None
    add_event(complaint, EventKind.STATE, trigger, before, complaint.state, occasion)


def move_referral(
    complaint: Complaint, trigger: ReferralTrigger, occasion: Occasion, *, due_on: date | None = None
) -> None:
    """Take the referral one step on and note its dates; `due_on` is the last day if it is required now.

    Raises `IllegalTransition`.
    """
    before = complaint.referral_status
    complaint.referral_status = next_referral(before, trigger)
    match complaint.referral_status:
        case Referral.DUE:
            complaint.referral_due_on = due_on
            complaint.referral_sent_at = complaint.referral_returned_at = None
        case Referral.SENT:
            complaint.referral_sent_at = occasion.at
        case Referral.RETURNED:
            complaint.referral_returned_at = occasion.at
        case Referral.NOT_REQUIRED:
            complaint.referral_due_on = None
    add_event(complaint, EventKind.REFERRAL, trigger, before, complaint.referral_status, occasion)


def link_earlier(complaint: Complaint, earlier: Complaint, occasion: Occasion) -> None:
    """Note that a complaint repeats an earlier one (S14)."""
    complaint.repeat_of = earlier
    add_event(complaint, EventKind.LINK, "repeat_of", None, earlier.reference, occasion)


def add_event(
    complaint: Complaint, kind: EventKind, trigger: str, before: str | None, after: str, occasion: Occasion
) -> None:
    """Write down a change that is neither of the state nor of the referral; nothing of it may be a person's words."""
    complaint.events.append(
        Event(
            sequence=len(complaint.events) + 1,
            at=occasion.at,
            actor=occasion.actor,
            reason=occasion.reason,
            kind=kind,
            trigger=trigger,
            before=before,
            after=after,
        )
    )
