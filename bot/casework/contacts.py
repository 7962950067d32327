"""Contact with the complainant and the other side: the log, the first contact, details that change (S4, S8, S11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.casework.changes import add_event, move
from bot.casework.commands import words
from bot.casework.contact_details import BadContact, email_address, phone_number
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import InvalidCommand
from bot.casework.models import EventKind, Role
from bot.casework.states import State, Trigger
from bot.casework.tasks import finish, missing
from bot.casework.telling import CONTACT_CHANGED, tell
from bot.casework.work_models import Channel, Contact, Side, TaskKind
from bot.policy import Facts, InvalidFact
from bot.policy.vocabulary import CONTACT_METHODS, CONTACT_SLOTS


@dataclass(frozen=True)
class Made:
    """A contact: with which side, by which way, what was said, and whether anybody was reached."""

    side: Side
    channel: Channel
    summary: str
    reached: bool = True


class Contacts:
    """What the handler can do to be in touch."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def first(self, reference: str, made: Made, by: By) -> State:
        """Get in touch for the first time: introduce oneself, clarify, answer, tell the next steps (S4, S8).

        An attempt that reached nobody is logged, and the complaint waits for the next. Raises `InvalidCommand` for a
        contact with anybody but the complainant, `IllegalTransition` unless the complaint is allocated.
        """
        if made.side is not Side.COMPLAINANT:
            raise InvalidCommand("the first contact is with the complainant")
        with self._desk.changing(reference, by) as change:
            if made.reached:
                move(change.complaint, Trigger.MAKE_CONTACT, change.occasion)
                change.complaint.first_contact_at = change.complaint.last_update_at = change.occasion.at
                finish(change.complaint, TaskKind.FIRST_CONTACT, change.occasion)
            log(change, made, None)
            return change.complaint.state

    def go_on_without(self, reference: str, by: By) -> State:
        """Work on a complaint whose complainant cannot be reached, or not any more; the reason says how that is known.

        Raises `IllegalTransition` unless the complaint is allocated.
        """
        with self._desk.changing(reference, by) as change:
            move(change.complaint, Trigger.MAKE_CONTACT, change.occasion)
            finish(change.complaint, TaskKind.FIRST_CONTACT, change.occasion)
            return change.complaint.state

    def log(self, reference: str, made: Made, by: By, *, key: str | None = None) -> None:
        """Note a contact or an attempt; the same `key` is noted once."""
        with self._desk.changing(reference, by) as change:
            log(change, made, key)

    def missing(self, reference: str) -> tuple[str, ...]:
        """The facts that the handler may still clarify, in the order of asking (S8)."""
        with self._desk.reading(reference) as (_, complaint):
            return missing(complaint)

    def fill(self, reference: str, facts: Mapping[str, object], by: By) -> tuple[str, ...]:
        """Add facts that were missing, as they were told; gives those that still are.

        What the complainant said themselves is not overwritten. Raises `InvalidCommand` for a fact that is not missing.
        """
        told = _told(facts)
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if known := set(facts) - set(missing(complaint)):
                raise InvalidCommand(f"not missing in this complaint: {', '.join(sorted(known))}")
            for slot in told:
                finish(complaint, TaskKind.MISSING_FACT, change.occasion, slot)
            complaint.facts = {**complaint.facts, **told}
            complaint.incident_date = complaint.facts.get("incident_date")
            complaint.borough = complaint.facts.get("borough")
            after = ", ".join(sorted(told))
            add_event(complaint, EventKind.DETAILS, "fill", None, after, change.occasion)
            return missing(complaint)

    def change_details(self, reference: str, method: str, where: str | None, by: By) -> None:
        """Reach the complainant another way from now on: `method` as in the facts, `where` the address or number.

        What they said when they complained stays in the facts. Raises `InvalidCommand`.
        """
        if method not in CONTACT_METHODS:
            raise InvalidCommand(f"the way of contact is one of {', '.join(CONTACT_METHODS)}")
        slot = CONTACT_SLOTS.get(method)
        address = _checked(method, words(f"the {method}", where, most=1_000)) if slot else None
        with self._desk.changing(reference, by) as change:
            person = next(each for each in change.complaint.persons if each.role is Role.COMPLAINANT)
            before = person.contact_method
            # To the old address: whoever is the owner hears of it, whoever has made the change.
            tell(change.complaint, CONTACT_CHANGED, change.occasion, change.complaint.version)
            person.contact_method = method
            if slot:
                setattr(person, slot, address)
            add_event(change.complaint, EventKind.DETAILS, "change_details", before, method, change.occasion)


def _told(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts that the policy can read, fit to be stored. Raises `InvalidCommand`."""
    told = {slot: words(slot, value) if isinstance(value, str) else value for slot, value in facts.items()}
    try:
        Facts.from_slots(told)
    except InvalidFact as error:
        raise InvalidCommand(f"{error.slot} {error.problem}") from error
    return told


def _checked(method: str, where: str) -> str:
    """An address or number in its usual form. Raises `InvalidCommand`."""
    check = {"email": email_address, "phone": phone_number}.get(method)
    try:
        return check(where) if check else where
    except BadContact as error:
        raise InvalidCommand(f"the {method} {error}") from error


def log(change: Change, made: Made, key: str | None) -> None:
    """Write a contact into the log, once for each key."""
    complaint = change.complaint
    key = key or f"{complaint.version}"
    if any(contact.key == key for contact in complaint.contacts):
        return
    summary = words("what was said", made.summary)
    complaint.contacts.append(
        Contact(
            key=key,
            at=change.occasion.at,
            by=change.occasion.actor,
            side=made.side,
            channel=made.channel,
            reached=made.reached,
            summary=summary,
        )
    )
    outcome = "reached" if made.reached else "not_reached"
    kind = EventKind.CONTACT if made.side is Side.COMPLAINANT else EventKind.LIAISON
    add_event(complaint, kind, made.channel, made.side, outcome, change.occasion)
