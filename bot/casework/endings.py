"""How a complaint ends and begins again: closing with the person's word, withdrawal, reopening (S10, S11, S16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.casework import telling
from bot.casework.changes import add_event, move
from bot.casework.commands import words
from bot.casework.desk import COMPLAINANT, By, Change, Desk
from bot.casework.errors import NotNow
from bot.casework.models import EventKind
from bot.casework.outcome_models import OutcomeReply, Satisfaction, Satisfied
from bot.casework.states import Referral, State, Trigger
from bot.casework.tasks import drop_open, require_first_contact
from bot.casework.work_models import Author, CaseMessage, MessageKind

LOCAL = "local_resolution"


@dataclass(frozen=True)
class Withdrawn:
    """What became of a withdrawal; `goes_on`: it was referred, or must be, and is looked at all the same."""

    state: State
    goes_on: bool


class Endings:
    """How complaints end."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def close(self, reference: str, satisfied: Satisfied, by: By, *, text: str | None = None) -> State:
        """Close it, with the person's word on whether it satisfies them (S16); what they said themselves stands.

        A local resolution closes when the person has agreed to the outcome (S11), or has left it unanswered for the
        days of the policy, or cannot be reached; an investigation closes with whatever they said of it.
        Raises `NotNow` before that, `IllegalTransition` without an outcome.
        """
        with self._desk.changing(reference, by) as change:
            self._must_be_settled(change)
            move(change.complaint, Trigger.CLOSE, change.occasion)
            if satisfied is not Satisfied.NOT_SAID or not _has_said(change):
                _note_satisfaction(change, satisfied, text)
            drop_open(change.complaint, change.occasion)
            telling.tell(change.complaint, telling.CLOSED, change.occasion, change.complaint.version)
            return change.complaint.state

    def say_satisfied(self, reference: str, satisfied: Satisfied, by: By, *, text: str | None = None) -> None:
        """The person's word, also after the end; the latest counts and all are kept (S16)."""
        with self._desk.changing(reference, by) as change:
            _note_satisfaction(change, satisfied, text)

    def withdraw(self, reference: str, by: By, *, text: str | None = None) -> Withdrawn:
        """The person takes the complaint back; what must be looked at by the IPCC still is, and they are told so.

        Raises `IllegalTransition` when it has ended before.
        """
        with self._desk.changing(reference, by) as change:
            complaint, occasion = change.complaint, change.occasion
            goes_on = complaint.referral_status is not Referral.NOT_REQUIRED
            move(complaint, Trigger.WITHDRAW, occasion)
            if text:
                _keep_words(change, text)
            drop_open(complaint, occasion)
            template = telling.WITHDRAWN_BUT_REFERRED if goes_on else telling.WITHDRAWN
            telling.tell(complaint, template, occasion, complaint.version)
            return Withdrawn(complaint.state, goes_on)

    def reopen(self, reference: str, by: By) -> State:
        """Take up a complaint again that had ended: it is recorded, and goes the way from there anew.

        Raises `IllegalTransition` while it is open.
        """
        with self._desk.changing(reference, by) as change:
            move(change.complaint, Trigger.REOPEN, change.occasion)
            require_first_contact(change.complaint, change.occasion, self._desk.rulebook.limits)
            telling.tell(change.complaint, telling.REOPENED, change.occasion, change.complaint.version)
            return change.complaint.state

    def _must_be_settled(self, change: Change) -> None:
        complaint = change.complaint
        if complaint.state is not State.OUTCOME_PROPOSED or complaint.handling != LOCAL or not complaint.outcomes:
            return
        outcome, limit = complaint.outcomes[-1], self._desk.rulebook.limits.answer_days
        if outcome.answer is not None:
            if outcome.answer.reply is OutcomeReply.DISPUTED:
                raise NotNow("the complainant does not agree with the outcome: go on resolving it, or investigate")
            return
        waited = change.occasion.at - outcome.at >= timedelta(days=limit)
        if telling.can_be_reached(complaint) and not waited:
            raise NotNow(f"the complainant has {limit} days to agree to the outcome; ask them first")


def _has_said(change: Change) -> bool:
    """Whether the person has said since the outcome was put to them if it satisfies them."""
    complaint = change.complaint
    since = complaint.outcomes[-1].at if complaint.outcomes else complaint.received_at
    return any(each.at >= since and each.satisfied is not Satisfied.NOT_SAID for each in complaint.satisfactions)


def _note_satisfaction(change: Change, satisfied: Satisfied, text: str | None) -> None:
    occasion = change.occasion
    said = words("the words", text) if text else None
    change.complaint.satisfactions.append(
        Satisfaction(at=occasion.at, by=occasion.actor, satisfied=satisfied, words=said)
    )
    add_event(change.complaint, EventKind.SATISFACTION, "say", None, satisfied, occasion)


def _keep_words(change: Change, text: str) -> None:
    """What the person says when they withdraw, beside their other messages."""
    complaint, occasion = change.complaint, change.occasion
    author = Author.COMPLAINANT if occasion.actor == COMPLAINANT else Author.HANDLER
    key = f"withdrawal-{complaint.version}"
    text = words("the reason", text)
    complaint.letters.append(
        CaseMessage(key=key, at=occasion.at, by=occasion.actor, author=author, kind=MessageKind.WITHDRAWAL, text=text)
    )
