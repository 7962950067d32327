"""Brings a complaint as far as a test needs it, by the services, and with a register of a few people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.casework.allocation import Declaration
from bot.casework.assessment import Assessed
from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.outcome_models import Action, Conclusion
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.work_models import Channel, Side

REGISTER = """name,rank,shoulder_number,unit,station,line_manager,role,active
Martin Hale,PC,1190LX,Lambeth Response,brixton,88LX,officer,yes
Jo Marsh,PS,88LX,Lambeth Response,brixton,7001,officer,yes
Ann Reed,Inspector,7001,Lambeth Command,brixton,7000,manager,yes
Val Oduya,Superintendent,7000,Lambeth Headquarters,brixton,,manager,yes
Ike Bell,Inspector,7004,Brixton Front Office,brixton,,manager,yes
Bea Stone,Inspector,7002,Walworth Command,walworth,,manager,yes
Cy North,DS,7003,DPS North,,,investigator,yes
Flo West,DI,7005,DPS North,,,investigator,yes
Ed Gone,DI,7006,DPS North,,,investigator,no
"""
HANDLER = By("handler", "as the work needs")
PERSON = By("complainant", "by chat")
NO_CONNECTION = Declaration(is_connected=False, words="I know nobody who is named in it.")
PLAN = PlanContent(
    issues=("I was pushed to the ground",),
    steps=(Step("Look at the video of that evening", "the handler", date(2026, 4, 10)),),
    wanted="An apology",
)
FOUND = (
    Found("C", Conclusion.UPHELD, (Action.APOLOGY, Action.MISCONDUCT), "You should not have been pushed."),
    Found("U", Conclusion.NOT_UPHELD, (Action.EXPLANATION,), "The words on the video are not rude."),
)
WORDS = {"C": ("pushed me to the ground",)}
LOCAL, DPS = "local_resolution", "dps_investigation"


class Walk:
    """Takes one complaint along its way; each step gives the walk back."""

    def __init__(self, casework: Casework, filing: Callable[..., FileComplaint], handling: str = DPS, **facts: object):
        self.casework = casework
        self.handling = handling
        casework.register.import_csv(REGISTER.splitlines())
        self.reference = casework.record(filing(facts=facts)).reference

    def assessed(self) -> Walk:
        self.casework.assessment.assess(self.reference, Assessed(("C", "U"), self.handling, words=WORDS), HANDLER)
        return self

    def allocated(self) -> Walk:
        number = "7003" if self.handling == DPS else "7002"
        self.assessed().casework.allocation.allocate(self.reference, number, NO_CONNECTION, HANDLER)
        return self

    def in_contact(self) -> Walk:
        made = Made(Side.COMPLAINANT, Channel.PHONE, "Rang, said who I am and what happens next.")
        self.allocated().casework.contacts.first(self.reference, made, HANDLER)
        return self

    def plan_agreed(self) -> Walk:
        number = self.in_contact().casework.plans.propose(self.reference, PLAN, HANDLER)
        self.casework.plans.agree(self.reference, number, PERSON)
        return self

    def at_work(self) -> Walk:
        self.plan_agreed()
        if self.handling == DPS:
            self.casework.investigation.start(self.reference, HANDLER)
        else:
            self.casework.resolution.start(self.reference, "walworth", HANDLER)
        return self

    def outcome_proposed(self) -> Walk:
        self.at_work().casework.outcomes.propose(self.reference, "We looked into it.", FOUND, HANDLER)
        return self
