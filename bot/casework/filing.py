"""From the command to the rows: what is written, all together, when a complaint is filed (clauses S4, S6, S10)."""

from __future__ import annotations

from datetime import datetime

from bot.casework.changes import Occasion, link_earlier, move, move_referral
from bot.casework.commands import FileComplaint, listed
from bot.casework.models import Allegation, Complaint, Decision, Message, Person, Role
from bot.casework.states import FILING, Referral, ReferralTrigger

PROGRAM = "program"
ACKNOWLEDGEMENT = "acknowledgement"


def new_complaint(command: FileComplaint, reference: str, now: datetime, earlier: Complaint | None) -> Complaint:
    """A complaint with everything that belongs to it, not yet in a session; `earlier` is the one that it repeats."""
    decision = _proposal(command, now)
    complaint = Complaint(
        reference=reference,
        conversation_id=command.conversation_id,
        number=command.number,
        facts=command.facts,
        route=decision.route,
        handling=decision.handling,
        referral_status=Referral.NOT_REQUIRED,
        incident_date=command.text("incident_date"),
        borough=command.text("borough"),
        received_at=command.received_at,
        created_at=now,
        decisions=[decision],
        allegations=[
            Allegation(category=category, position=position)
            for position, category in enumerate(command.texts("allegations"), start=1)
        ],
        persons=_persons(command),
        messages=_messages(command, reference, now),
    )
    _write_history(complaint, command, now, earlier)
    return complaint


def _write_history(complaint: Complaint, command: FileComplaint, now: datetime, earlier: Complaint | None) -> None:
    decision = complaint.decisions[0]
    move(complaint, FILING[decision.route], Occasion(now, PROGRAM, decision.reason or decision.route))
    if decision.referral:
        grounds = Occasion(now, PROGRAM, ", ".join(decision.referral))
        move_referral(complaint, ReferralTrigger.REQUIRE, grounds, known_at=command.received_at)
    if earlier:
        link_earlier(complaint, earlier, Occasion(now, PROGRAM, "previous_reference"))


def _proposal(command: FileComplaint, now: datetime) -> Decision:
    decision = command.decision
    reasons = decision.get("reasons")
    return Decision(
        made_at=now,
        made_by=PROGRAM,
        route=command.route,
        reason=_optional_text(decision.get("reason")),
        handling=_optional_text(decision.get("handling")),
        referral=listed(decision.get("referral")),
        reasons=reasons if isinstance(reasons, list) else [],
        flags=listed(decision.get("flags")),
        provisional=decision.get("provisional") is True,
    )


def _persons(command: FileComplaint) -> list[Person]:
    """The complainant, named or not; the person spoken for; and the officers as they were described."""
    persons = [
        Person(
            role=Role.COMPLAINANT,
            name=command.text("complainant_name"),
            contact_method=command.text("contact_method"),
            email=command.text("email"),
            phone=command.text("phone"),
            postal_address=command.text("postal_address"),
        )
    ]
    if command.text("on_behalf_of") or command.text("complainant_role") == "behalf":
        affected, consent = command.text("on_behalf_of"), command.yes_or_no("consent_given")
        persons.append(Person(role=Role.AFFECTED, name=affected, consent_given=consent))
    if officers := command.text("officers"):
        persons.append(Person(role=Role.OFFICER, description=officers))
    return persons


def _messages(command: FileComplaint, reference: str, now: datetime) -> list[Message]:
    """The acknowledgement (S4), unless the person chose another way to be reached, or none."""
    email = command.text("email")
    if not email or command.text("contact_method") not in (None, "email"):
        return []
    return [
        Message(
            key=f"{ACKNOWLEDGEMENT}:{reference}",
            template=ACKNOWLEDGEMENT,
            recipient=email,
            payload={"reference": reference},
            created_at=now,
        )
    ]


def _optional_text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
