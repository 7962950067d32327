"""Complaints in every state, brought there by the services of casework as staff and complainants would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from actions import resources
from bot.casework.access import NothingRecorded
from bot.casework.allocation import Declaration
from bot.casework.assessment import Assessed
from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.states import ReferralTrigger
from bot.casework.work_models import Channel, Side
from bot.clock import LONDON

RECEIVED = datetime(2026, 11, 20, 9, tzinfo=LONDON)
STAFF = By("DS North", "as agreed")
OWNER = By("complainant", "by chat")
REGISTER = """name,rank,shoulder_number,unit,station,line_manager,role,active
Bea Stone,Inspector,7002,Walworth Command,walworth,,manager,yes
Cy North,DS,7003,DPS,,,investigator,yes
"""
FACTS = {
    "what_happened": "A constable pushed me to the ground outside the station.",
    "incident_date": "2026-11-14",
    "incident_location": "Brixton Road",
    "borough": "Lambeth",
    "allegations": ["C"],
    "complainant_name": "Ada Obi",
    "contact_method": "email",
    "email": "ada@example.org",
}
CALLED = Made(Side.COMPLAINANT, Channel.PHONE, "Rang, said who I am and what happens next")
PLAN = PlanContent(
    issues=("I was pushed to the ground",),
    steps=(Step("Look at the video of that evening", "DS North", date(2026, 12, 10)),),
    wanted="An apology",
)
FOUND = (Found("C", Conclusion.UPHELD, (Action.APOLOGY,), "You should not have been pushed. We are sorry."),)
Stage = Callable[[Casework, str], Any]


def _assess(handling: str) -> Stage:
    return lambda c, ref: c.assessment.assess(ref, Assessed(("C",), handling, words={"C": ("pushed me",)}), STAFF)


def _allocate(casework: Casework, reference: str) -> None:
    casework.register.import_csv(REGISTER.splitlines())
    number = "7002" if casework.show(reference).handling == "local_resolution" else "7003"
    casework.allocation.allocate(reference, number, Declaration(is_connected=False, words="I know nobody"), STAFF)


DPS, LOCAL = _assess("dps_investigation"), _assess("local_resolution")
CONTACTED: tuple[Stage, ...] = (DPS, _allocate, lambda c, ref: c.contacts.first(ref, CALLED, STAFF))
PLANNED: tuple[Stage, ...] = (*CONTACTED, lambda c, ref: c.plans.propose(ref, PLAN, STAFF))
AGREED: tuple[Stage, ...] = (*PLANNED, lambda c, ref: c.plans.agree(ref, 1, OWNER))
INVESTIGATED: tuple[Stage, ...] = (
    *AGREED,
    lambda c, ref: c.investigation.start(ref, STAFF),
    lambda c, ref: c.investigation.update(ref, "I have seen the video.", STAFF, key="u1"),
)
PROPOSED: tuple[Stage, ...] = (
    *INVESTIGATED,
    lambda c, ref: c.outcomes.propose(ref, "We looked into it.", FOUND, STAFF),
)
LOCALLY: tuple[Stage, ...] = (
    LOCAL,
    _allocate,
    lambda c, ref: c.contacts.first(ref, CALLED, STAFF),
    lambda c, ref: c.plans.propose(ref, PLAN, STAFF),
    lambda c, ref: c.plans.agree(ref, 1, OWNER),
    lambda c, ref: c.resolution.start(ref, "walworth", STAFF),
)
REFERRED = {"referral": ["serious_assault"]}
# How each complaint is decided at first, and what happens to it after that.
COMPLAINTS: dict[str, tuple[dict[str, Any], tuple[Stage, ...]]] = {
    "recorded": ({}, ()),
    "assessed": ({}, (DPS,)),
    "allocated": ({}, (DPS, _allocate)),
    "in_contact": ({}, CONTACTED),
    "plan_proposed": ({}, PLANNED),
    "plan_agreed": ({}, AGREED),
    "resolving": ({"handling": "local_resolution"}, LOCALLY),
    "investigating": ({}, INVESTIGATED),
    "outcome_proposed": ({}, PROPOSED),
    "closed": (
        {},
        (
            *PROPOSED,
            lambda c, ref: c.outcomes.dispute(ref, 1, "Nobody asked my friend", OWNER),
            lambda c, ref: c.endings.close(ref, Satisfied.NOT_SAID, STAFF),
        ),
    ),
    "awaiting_confirmation": ({"route": "not_progressed", "reason": "out_of_time"}, ()),
    "not_progressed": (
        {"route": "not_progressed", "reason": "out_of_time"},
        (lambda c, ref: c.assessment.confirm_not_progressed(ref, STAFF),),
    ),
    "explained": ({"route": "explain"}, ()),
    "callback_due": ({"route": "callback"}, ()),
    "withdrawn": ({}, (lambda c, ref: c.endings.withdraw(ref, OWNER),)),
    "asked": (
        {},
        (
            *CONTACTED,
            lambda c, ref: c.messages.write(ref, "Was it raining?", STAFF, key="q1", is_question=True),
            lambda c, ref: c.messages.write(ref, "Who else was there?", STAFF, key="q2", is_question=True),
        ),
    ),
    "referral_due": (REFERRED, ()),
    "referral_sent": (REFERRED, (lambda c, ref: _refer(c, ref, ReferralTrigger.SEND),)),
    "referral_returned": (
        REFERRED,
        (
            lambda c, ref: _refer(c, ref, ReferralTrigger.SEND),
            lambda c, ref: _refer(c, ref, ReferralTrigger.RETURN),
        ),
    ),
    "anonymous": ({}, ()),
}


def _refer(casework: Casework, reference: str, trigger: ReferralTrigger) -> None:
    casework.change_referral(reference, trigger, actor="DS North", reason="as the rules say")


def file(name: str) -> str:
    """Put a complaint of this table into the database of the actions; gives its reference."""
    decided, stages = COMPLAINTS[name]
    facts = FACTS | ({"contact_method": "none", "email": None} if name == "anonymous" else {})
    decision = {
        "route": "record",
        "reason": "record",
        "handling": "dps_investigation",
        "referral": [],
        "reasons": [],
        "flags": [],
        **decided,
    }
    casework = resources.casework()
    reference = casework.record(FileComplaint(f"earlier-{name}", 1, facts, decision, RECEIVED)).reference
    for stage in stages:
        stage(casework, reference)
    return reference


def opened(name: str, conversation_id: str) -> str:
    """File a complaint of this table, if it is not there, and open it in a talk with its code; gives the handle."""
    access = resources.access()
    try:
        given = access.give_code(f"earlier-{name}", anew=True)
    except NothingRecorded:
        file(name)
        given = access.give_code(f"earlier-{name}")
    handle = access.open_case(given.reference, given.code, conversation_id)
    assert handle is not None
    return handle
