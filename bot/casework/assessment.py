"""Assessment: what a person decides beside the program's proposal (clauses S6, S10, S13, S14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.casework import telling
from bot.casework.changes import add_event, move, move_referral, referral_due_on
from bot.casework.commands import storable, words
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import InvalidCommand, NotNow
from bot.casework.models import Allegation, Complaint, Decision, EventKind
from bot.casework.states import Referral, ReferralTrigger, State, Trigger
from bot.casework.tasks import require_first_contact, require_missing
from bot.policy import Facts, Rulebook
from bot.policy.situation import Situation
from bot.policy.vocabulary import GROUNDS

HANDLINGS = ("local_resolution", "dps_investigation")
# While one of these holds, the assessor can still change their mind; the state stays.
ASSESSABLE = frozenset(
    {State.RECORDED, State.ASSESSED, State.ALLOCATED, State.IN_CONTACT, State.PLAN_AGREED, State.RESOLVING}
)


@dataclass(frozen=True)
class Assessed:
    """What the assessor finds: categories (the gravest first), handling, grounds, and the words that each rests on.

    `no_ground_because` is the reason why a referral that is due is not one after all.
    """

    categories: tuple[str, ...]
    handling: str
    grounds: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    no_ground_because: str | None = None


class Assessment:
    """What an assessor can do; each decision is kept beside those before it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def assess(self, reference: str, assessed: Assessed, by: By) -> State:
        """Decide nature, seriousness and handling (S6); a new ground makes the referral due at once (S10).

        Raises `InvalidCommand` for what cannot be decided so, `NotNow` where nothing is to be assessed.
        """
        _check(assessed, self._desk.rulebook)
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if complaint.state not in ASSESSABLE:
                raise NotNow(f"a complaint that is {complaint.state} is not assessed")
            self._settle_referral(change, assessed)
            _decide(change, assessed)
            if complaint.state is State.RECORDED:
                move(complaint, Trigger.ASSESS, change.occasion)
            else:
                add_event(complaint, EventKind.ASSESSMENT, "reassess", None, assessed.handling, change.occasion)
            return complaint.state

    def confirm_not_progressed(self, reference: str, by: By) -> State:
        """Close the door that the program had only leant on; the person is told why (S13, S14).

        Raises `IllegalTransition` unless it awaits confirmation.
        """
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            move(complaint, Trigger.CONFIRM, change.occasion)
            complaint.decisions.append(like_last(change, provisional=False))
            telling.tell(complaint, telling.NOT_PROGRESSED, change.occasion, complaint.version)
            return complaint.state

    def overturn(self, reference: str, by: By) -> State:
        """Record a complaint that the program would not have taken further (S13, S14).

        Raises `IllegalTransition` unless it awaits confirmation.
        """
        with self._desk.changing(reference, by) as change:
            if change.complaint.state is not State.AWAITING_CONFIRMATION:
                raise NotNow(f"only what awaits confirmation is overturned; this is {change.complaint.state}")
            record_after_all(change, self._desk.rulebook)
            return change.complaint.state

    def _settle_referral(self, change: Change, assessed: Assessed) -> None:
        complaint, due = change.complaint, change.complaint.referral_status is Referral.DUE
        if assessed.grounds and complaint.referral_status is Referral.NOT_REQUIRED:
            due_on = referral_due_on(change.occasion.at, self._desk.rulebook.limits)
            move_referral(complaint, ReferralTrigger.REQUIRE, change.occasion, due_on=due_on)
            telling.tell(complaint, telling.REFERRED, change.occasion, complaint.version)
        elif due and not assessed.grounds:
            if not assessed.no_ground_because:
                raise InvalidCommand("a referral is due: say why there is no ground for it after all")
            move_referral(complaint, ReferralTrigger.STAND_DOWN, change.occasion)
            telling.tell(complaint, telling.REFERRAL_STOOD_DOWN, change.occasion, complaint.version)


def record_after_all(change: Change, rulebook: Rulebook) -> None:
    """Record what was set aside, explained or to be called about, without asking anything again (S2, S13, S14)."""
    complaint, occasion = change.complaint, change.occasion
    move(complaint, Trigger.RECORD, occasion)
    handling = _proposed_handling(complaint, rulebook)
    complaint.route, complaint.handling = "record", handling
    complaint.decisions.append(like_last(change, route="record", reason="record", handling=handling))
    require_first_contact(complaint, occasion, rulebook.limits)
    require_missing(complaint, occasion, rulebook.limits)
    telling.tell(complaint, telling.RECORDED_AFTER_ALL, occasion, complaint.version)


def _check(assessed: Assessed, rulebook: Rulebook) -> None:
    strange = set(assessed.categories) - set(rulebook.categories)
    if strange or not assessed.categories:
        raise InvalidCommand(f"name at least one category, of {', '.join(rulebook.categories)}{_not(strange)}")
    if strange := set(assessed.grounds) - set(GROUNDS):
        raise InvalidCommand(f"grounds are {', '.join(GROUNDS)}{_not(strange)}")
    if assessed.handling not in HANDLINGS:
        raise InvalidCommand(f"handling is one of {', '.join(HANDLINGS)}")
    if assessed.grounds and assessed.handling != "dps_investigation":
        raise InvalidCommand("what must be referred to the commission is not resolved locally")
    for ground in assessed.grounds:
        if not assessed.words.get(ground):
            raise InvalidCommand(f"say which words of the account {ground} rests on")


def _decide(change: Change, assessed: Assessed) -> None:
    complaint = change.complaint
    note = [change.occasion.reason, assessed.no_ground_because]
    complaint.handling = assessed.handling
    complaint.decisions.append(
        like_last(
            change,
            handling=assessed.handling,
            referral=list(assessed.grounds),
            categories=list(assessed.categories),
            words={storable(code): list(map(storable, found)) for code, found in assessed.words.items()},
            note=storable("; ".join(filter(None, note))),
            provisional=False,
        )
    )
    _reorder(complaint, assessed.categories)


def _reorder(complaint: Complaint, categories: tuple[str, ...]) -> None:
    """Make the allegations those of the assessor; a row that stays keeps its identity."""
    rows = {allegation.category: allegation for allegation in complaint.allegations}
    complaint.allegations = [
        rows.get(category) or Allegation(category=category, position=0) for category in dict.fromkeys(categories)
    ]
    for position, allegation in enumerate(complaint.allegations, start=1):
        allegation.position = position


def like_last(change: Change, **changed: object) -> Decision:
    """A decision of this occasion that differs from the latest in what is named."""
    last = change.complaint.decisions[-1]
    kept = {
        name: getattr(last, name)
        for name in ("route", "reason", "handling", "referral", "reasons", "flags", "categories", "words")
    }
    made = {"made_at": change.occasion.at, "made_by": change.occasion.actor, "provisional": False}
    note = words("the reason", change.occasion.reason)
    return Decision(**{**kept, **made, "note": note, **changed})


def _proposed_handling(complaint: Complaint, rulebook: Rulebook) -> str:
    received = complaint.received_at.date()
    return Situation(Facts.from_slots(complaint.facts), received, rulebook).handling


def _not(strange: set[str]) -> str:
    return f"; not {', '.join(sorted(strange))}" if strange else ""
