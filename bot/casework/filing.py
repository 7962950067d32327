"""From the command to the rows: what is written, all together, when a complaint is filed (clauses S4, S6, S10)."""

from __future__ import annotations

from datetime import datetime

from bot.casework import telling
from bot.casework.changes import Occasion, link_earlier, move, move_referral, referral_due_on
from bot.casework.commands import FileComplaint, listed
from bot.casework.desk import PROGRAM
from bot.casework.models import Allegation, Complaint, Decision, Person, Role, Source
from bot.casework.states import FILING, Referral, ReferralTrigger, State
from bot.casework.tasks import require_callback, require_first_contact, require_missing
from bot.casework.telling import tell
from bot.policy.vocabulary import Limits

# What the person is told first: the next step, which is another one for each way that a complaint can begin (S4).
_FIRST_WORD = {
    State.RECORDED: telling.ACKNOWLEDGEMENT,
    State.CALLBACK_DUE: telling.CALLBACK_ARRANGED,
    State.AWAITING_CONFIRMATION: telling.AWAITING_DECISION,
    State.EXPLAINED: telling.EXPLAINED,
}


def new_complaint(
    command: FileComplaint, reference: str, now: datetime, earlier: Complaint | None, limits: Limits
) -> Complaint:
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
        source=command.source,
        source_reference=command.source_reference,
        version=1,
        decisions=[decision],
        allegations=[
            Allegation(category=category, position=position)
            for position, category in enumerate(command.texts("allegations"), start=1)
        ],
        persons=_persons(command),
    )
    _write_history(complaint, command, now, earlier, limits)
    _write_tasks(complaint, Occasion(now, PROGRAM, "filed"), limits)
    return complaint


def _write_tasks(complaint: Complaint, occasion: Occasion, limits: Limits) -> None:
    """The acknowledgement, and the contact that the force owes (S2, S4)."""
    forwarded = complaint.source is Source.COMMISSION and complaint.state is State.RECORDED
    tell(complaint, telling.FORWARDED if forwarded else _FIRST_WORD[complaint.state], occasion)
    if complaint.state is State.RECORDED:
        require_first_contact(complaint, occasion, limits)
        if complaint.source is Source.COMMISSION:  # nobody was asked: what is missing is the handler's to ask
            require_missing(complaint, occasion, limits)
    elif complaint.state is State.CALLBACK_DUE:
        require_callback(complaint, occasion)


def _write_history(
    complaint: Complaint, command: FileComplaint, now: datetime, earlier: Complaint | None, limits: Limits
) -> None:
    decision = complaint.decisions[0]
    move(complaint, FILING[decision.route], Occasion(now, PROGRAM, decision.reason or decision.route))
    if decision.referral:
        grounds = Occasion(now, PROGRAM, ", ".join(decision.referral))
        # A ground is known when the person tells it here, or when what was forwarded comes in.
        due_on = referral_due_on(command.received_at if command.source is Source.CHAT else now, limits)
        move_referral(complaint, ReferralTrigger.REQUIRE, grounds, due_on=due_on)
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
        categories=command.texts("allegations"),
        words=_words(decision.get("words")),
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


def _words(value: object) -> dict[str, list[str]]:
    """The words of the account under each category and ground that they speak for."""
    return {str(code): listed(found) for code, found in value.items()} if isinstance(value, dict) else {}


def _optional_text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
