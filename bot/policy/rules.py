"""The rules by name: what each says and the clause S1–S16 of the force's policy that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Rule:
    """One rule: the clause of the policy text that it carries out, and what it says in a sentence."""

    clause: str
    says: str


@dataclass(frozen=True)
class Reason:
    """A rule that a decision used, its clause, and the slots whose values it rested on."""

    rule: str
    clause: str
    facts: tuple[str, ...] = ()


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "signpost.not_this_force": Rule("S15", "A matter for another body is for that body: the person is told which."),
        "signpost.not_a_complaint": Rule("S15", "What is not a complaint is shown its right place."),
        "explain.settled": Rule("S1", "A quick explanation that settles the matter ends it."),
        "callback.wanted": Rule("S2", "A call from an experienced officer may clear up a misunderstanding."),
        "repeat.same_incident": Rule(
            "S14", "A complaint about the same incident was already received and looked into."
        ),
        "age.out_of_time": Rule("S13", "The incident is over 12 months old and no reason for the delay was given."),
        "record.complaint": Rule("S4", "What needs a closer look is recorded."),
        "referral.ground": Rule("S10", "A ground for referral: recorded, and forwarded to the IPCC."),
        "referral.beats_repeat": Rule(
            "S14", "A ground for referral beats repetition: linked to the earlier complaint."
        ),
        "referral.beats_age": Rule("S13", "A ground for referral beats age."),
        "age.reason_given": Rule("S13", "A reason for the delay was given: recorded, for the assessor to weigh."),
        "age.date_unknown": Rule("S13", "A complaint whose date is not known is not out of time."),
        "handling.dps_investigation": Rule("S12", "Serious complaints go to a DPS investigator."),
        "handling.local_resolution": Rule("S11", "Other complaints are resolved at a local level."),
    }
)


def because(rule: str, *facts: str) -> Reason:
    """The reason that `rule` gives, resting on `facts`."""
    return Reason(rule, RULES[rule].clause, facts)
