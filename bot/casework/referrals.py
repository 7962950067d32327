"""Referral to the IPCC: what is due and by when, the package that is sent, and what comes back (clause S10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.casework.assessment import like_last
from bot.casework.changes import add_event, move_referral, referral_due_on
from bot.casework.commands import storable, words
from bot.casework.desk import By, Desk
from bot.casework.errors import InvalidCommand
from bot.casework.models import Complaint, EventKind
from bot.casework.package import package_of
from bot.casework.states import Referral, ReferralTrigger
from bot.casework.telling import REFERRAL_RETURNED, REFERRAL_STOOD_DOWN, REFERRED, tell
from bot.casework.work_models import ReferralPackage
from bot.policy.vocabulary import GROUNDS

# How the commission can decide that it is looked into. Source: Police Reform Act 2002, schedule 3, paragraph 15.
MODES = ("independent", "managed", "supervised", "local", "returned")


@dataclass(frozen=True)
class DueReferral:
    """A referral that has still to be sent."""

    reference: str
    grounds: tuple[str, ...]
    due_on: date


class Referrals:
    """What is done to forward a complaint to the commission."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def due(self) -> tuple[DueReferral, ...]:
        """Every referral that has still to be sent, the most urgent first."""
        query = sa.select(Complaint).filter_by(referral_status=Referral.DUE)
        with self._desk.sessions() as session:
            found = session.scalars(query.order_by(Complaint.referral_due_on, Complaint.id))
            return tuple(
                DueReferral(each.reference, tuple(each.decisions[-1].referral), each.referral_due_on)
                for each in found
                if each.referral_due_on is not None
            )

    def package(self, reference: str) -> dict[str, Any]:
        """What would be sent now, JSON-ready: account, grounds with their words, evidence, persons, history."""
        with self._desk.reading(reference) as (session, complaint):
            return package_of(session, complaint, self._desk.rulebook)

    def sent_packages(self, reference: str) -> tuple[dict[str, Any], ...]:
        """What was sent, each as it was sent, the first first."""
        with self._desk.reading(reference) as (_, complaint):
            return tuple(package.content for package in complaint.packages)

    def require(self, reference: str, grounds: Mapping[str, tuple[str, ...]], by: By) -> Referral:
        """Make a referral due for grounds that turned up later, each with the words that it rests on.

        Grounds that were found before stay beside them. Raises `IllegalTransition` or `InvalidCommand`.
        """
        if not grounds or set(grounds) - set(GROUNDS) or not all(grounds.values()):
            raise InvalidCommand(f"name at least one ground and its words, of {', '.join(GROUNDS)}")
        with self._desk.changing(reference, by) as change:
            complaint, last = change.complaint, change.complaint.decisions[-1]
            due_on = referral_due_on(change.occasion.at, self._desk.rulebook.limits)
            move_referral(complaint, ReferralTrigger.REQUIRE, change.occasion, due_on=due_on)
            held = [ground for ground in GROUNDS if ground in grounds or ground in last.referral]
            words_of = {**last.words, **{ground: list(map(storable, found)) for ground, found in grounds.items()}}
            complaint.decisions.append(like_last(change, referral=held, words=words_of))
            return complaint.referral_status

    def send(self, reference: str, by: By) -> Referral:
        """Note that the package is sent, and keep it as it was; the person is told. Raises `IllegalTransition`."""
        with self._desk.changing(reference, by) as change:
            complaint, occasion = change.complaint, change.occasion
            content = package_of(change.session, complaint, self._desk.rulebook)
            move_referral(complaint, ReferralTrigger.SEND, occasion)
            number = len(complaint.packages) + 1
            package = ReferralPackage(number=number, at=occasion.at, by=occasion.actor, content=content)
            complaint.packages.append(package)
            tell(complaint, REFERRED, occasion, number)
            return complaint.referral_status

    def returned(self, reference: str, mode: str, by: By) -> Referral:
        """Note the commission's answer: how the complaint is looked into (`MODES`). Raises `IllegalTransition`."""
        if mode not in MODES:
            raise InvalidCommand(f"the commission's decision is one of {', '.join(MODES)}")
        with self._desk.changing(reference, by) as change:
            move_referral(change.complaint, ReferralTrigger.RETURN, change.occasion)
            add_event(change.complaint, EventKind.REFERRAL, "decide_mode", None, mode, change.occasion)
            tell(change.complaint, REFERRAL_RETURNED, change.occasion, change.complaint.version)
            return change.complaint.referral_status

    def stand_down(self, reference: str, by: By) -> Referral:
        """Decide that there is no ground after all; `by.reason` says why. Raises `IllegalTransition` once sent."""
        words("the reason", by.reason)
        with self._desk.changing(reference, by) as change:
            move_referral(change.complaint, ReferralTrigger.STAND_DOWN, change.occasion)
            tell(change.complaint, REFERRAL_STOOD_DOWN, change.occasion, change.complaint.version)
            return change.complaint.referral_status
