"""The words the rules are written in, and what this force's rulebook says where no file says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

GROUNDS = ("death_or_serious_injury", "serious_assault", "serious_sexual_offence", "serious_corruption")
ROLES = ("affected", "witness", "behalf")
CONTACT_METHODS = ("email", "phone", "post", "none")
CONTACT_SLOTS = {"email": "email", "phone": "phone", "post": "postal_address"}
SIGNPOSTS = ("emergency", "report_crime", "praise", "other_force", "other_body", "lost_property", "noise")
SIGNALS = (
    "force_used", "hurt", "somebody_else", "role_in_doubt", "witness", "child", "aged_16_or_17", "deceased",
    "discrimination", "met_in_doubt", "accusation", "conduct", "serving",
)  # fmt: skip

QUESTION_ORDER = (
    "what_happened", "about_met", "explanation_helpful", "callback_wanted", "referral_grounds", "injury",
    "incident_date", "delay_reason", "incident_location", "borough", "officers", "complained_before",
    "previous_reference", "complainant_role", "on_behalf_of", "consent_given", "desired_outcome", "evidence",
    "support_needs", "complainant_name", "contact_method", "email", "phone", "postal_address", "callback_time",
    "details_confirmed",
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """The time limits of the policy, in the unit that each name ends in."""

    complaint_months: int = 12
    update_days: int = 28
    first_contact_working_days: int = 10
    referral_working_days: int = 1
    video_kept_days: int = 31
    answer_days: int = 28
    confirmation_working_days: int = 5


@dataclass(frozen=True)
class Reminders:
    """How many days before a deadline of each kind staff are reminded of it."""

    first_contact: int = 3
    update: int = 7
    referral: int = 1
    plan_answer: int = 7
    outcome_answer: int = 7
    callback: int = 1
    confirmation: int = 2
    missing_facts: int = 3
    learning: int = 14
    explanation_review: int = 30


@dataclass(frozen=True)
class Retention:
    """How long what people said is kept, in the unit that each name ends in."""

    ended_complaint_months: int = 72
    explained_months: int = 12
    talk_days: int = 30
    email_days: int = 90


@dataclass(frozen=True)
class Category:
    """A kind of allegation; `dps` = if proved it could mean disciplinary or criminal proceedings."""

    name: str
    dps: bool


@dataclass(frozen=True)
class Ground:
    """A ground for referral to the IPCC, as the public reads it and as the policy defines it."""

    label: str
    definition: str


@dataclass(frozen=True)
class Topic:
    """A quick explanation: whether it ends in a signpost, and whether a telephone call could help further."""

    signpost: bool = False
    callback: bool = True


STANDARD_CATEGORIES = {
    "A": Category("Serious non-sexual assault", dps=True),
    "B": Category("Sexual assault", dps=True),
    "C": Category("Other assault", dps=True),
    "D": Category("Oppressive conduct or harassment", dps=True),
    "E": Category("Unlawful or unnecessary arrest or detention", dps=True),
    "F": Category("Discriminatory behaviour", dps=True),
    "G": Category("Irregularity in evidence or perjury", dps=True),
    "H": Category("Corrupt practice", dps=True),
    "J": Category("Mishandling of property", dps=False),
    "K": Category("Breach of PACE Code A (stop and search)", dps=False),
    "L": Category("Breach of PACE Code B (searching premises, seizing property)", dps=False),
    "M": Category("Breach of PACE Code C (detention, treatment, questioning)", dps=False),
    "N": Category("Breach of PACE Code D (identification)", dps=False),
    "P": Category("Breach of PACE Code E (tape recording)", dps=False),
    "Q": Category("Lack of fairness and impartiality", dps=False),
    "R": Category("Other PACE breaches", dps=False),
    "S": Category("Other neglect or failure in duty", dps=False),
    "T": Category("Other irregularity in procedure", dps=False),
    "U": Category("Incivility, impoliteness, intolerance", dps=False),
    "V": Category("Traffic irregularity", dps=False),
    "W": Category("Other", dps=False),
    "X": Category("Improper disclosure of information", dps=True),
    "Y": Category("Other sexual conduct", dps=True),
}

STANDARD_GROUNDS = {
    "death_or_serious_injury": Ground(
        "Somebody died or was seriously hurt",
        "Somebody died, or suffered a fracture, a deep cut or laceration, damage to an internal organ or impairment "
        "of a bodily function, during or after contact with the force, or because it did not act.",
    ),
    "serious_assault": Ground(
        "A serious assault by someone in the police",
        "An assault by somebody serving with the force that caused actual bodily harm or worse: a lost or broken "
        "tooth, loss of consciousness, stitches, extensive bruising, a fracture.",
    ),
    "serious_sexual_offence": Ground(
        "A serious sexual offence",
        "Sexual touching or worse without consent, or sexual activity got by the use of the office.",
    ),
    "serious_corruption": Ground(
        "Serious corruption",
        "Money, favours or sexual favours for using the office, planted or fabricated evidence or other perverting "
        "of justice, selling information, taking seized drugs, money or goods.",
    ),
}

_EXPLANATIONS = (
    "stop_search_record", "stop_and_account", "section_60_search", "vehicle_stop", "officer_identification",
    "property_return", "custody_property", "fixed_penalty", "speeding_notice", "penalty_notice_disorder",
    "seized_vehicle", "court_decision", "no_further_action", "body_worn_video", "personal_information",
    "custody_phone_call", "bail", "forced_entry", "compensation", "response_time", "crime_closed", "filming_police",
    "record_deletion",
)  # fmt: skip
_ELSEWHERE = ("other_force", "other_body", "lost_property", "noise")

STANDARD_TOPICS = {name: Topic() for name in _EXPLANATIONS} | {
    name: Topic(signpost=True, callback=False) for name in _ELSEWHERE
}
