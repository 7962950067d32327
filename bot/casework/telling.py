"""What the complainant is told and when: a row of the outbox, written together with its cause.

A payload holds the reference and nothing of the complaint: a mail can be read by anybody who opens the letterbox.
"""

from __future__ import annotations

from bot.casework.changes import Occasion
from bot.casework.models import Complaint, Message, Role

ACKNOWLEDGEMENT = "acknowledgement"
FORWARDED = "forwarded"
CALLBACK_ARRANGED = "callback_arranged"
AWAITING_DECISION = "awaiting_decision"
EXPLAINED = "explained"
RECORDED_AFTER_ALL = "recorded_after_all"
NOT_PROGRESSED = "not_progressed"
REFERRED = "referred"
REFERRAL_RETURNED = "referral_returned"
REFERRAL_STOOD_DOWN = "referral_stood_down"
HANDLER_NAMED = "handler_named"
MESSAGE_WAITING = "message_waiting"
PLAN_PROPOSED = "plan_proposed"
PLAN_SETTLED = "plan_settled"
WORK_STARTED = "work_started"
UPDATE_WAITING = "update_waiting"
OUTCOME_PROPOSED = "outcome_proposed"
CLOSED = "closed"
WITHDRAWN = "withdrawn"
WITHDRAWN_BUT_REFERRED = "withdrawn_but_referred"
REOPENED = "reopened"
CODE_LINK = "code_link"
CODE_CHANGED = "code_changed"
CONTACT_CHANGED = "contact_changed"

TEMPLATES = (
    ACKNOWLEDGEMENT, FORWARDED, CALLBACK_ARRANGED, AWAITING_DECISION, EXPLAINED, RECORDED_AFTER_ALL, NOT_PROGRESSED,
    REFERRED, REFERRAL_RETURNED, REFERRAL_STOOD_DOWN, HANDLER_NAMED, MESSAGE_WAITING, PLAN_PROPOSED, PLAN_SETTLED,
    WORK_STARTED, UPDATE_WAITING, OUTCOME_PROPOSED, CLOSED, WITHDRAWN, WITHDRAWN_BUT_REFERRED, REOPENED, CODE_LINK,
    CODE_CHANGED, CONTACT_CHANGED,
)  # fmt: skip


def tell(complaint: Complaint, template: str, occasion: Occasion, which: str | int = "") -> None:
    """Write a mail to the complainant into the outbox, unless they chose another way to be reached, or none.

    `which` tells one mail of a template from the next, such as the number of the plan: what has the same is meant once.
    """
    address = email_of(complaint)
    key = ":".join(filter(None, (template, complaint.reference, str(which))))
    if address is None or any(message.key == key for message in complaint.messages):
        return
    complaint.messages.append(
        Message(
            key=key,
            template=template,
            recipient=address,
            payload={"reference": complaint.reference},
            created_at=occasion.at,
        )
    )


def email_of(complaint: Complaint) -> str | None:
    """Where the complainant wants their mails, if they do."""
    person = next((each for each in complaint.persons if each.role is Role.COMPLAINANT), None)
    return person.email if person and person.email and person.contact_method in (None, "email") else None


def can_be_reached(complaint: Complaint) -> bool:
    """Whether the complainant left any way to reach them."""
    person = next((each for each in complaint.persons if each.role is Role.COMPLAINANT), None)
    if person is None or person.contact_method == "none":
        return False
    return any((person.email, person.phone, person.postal_address))
