"""What is said to each side. A free-text turn is a message that the dialogue answers without an action call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Five messages each, in turn: any five turns in a row hold each of them once, so that windows can be compared.
CANDOUR_TALK = (
    "Hello, good afternoon",
    "How long does it take until somebody has looked into a complaint?",
    "Is this a human or some computer?",
    "And who is it that looks into it, somebody who works with him?",
    "Thank you, that helps me a lot",
)
DEFAULT_TALK = (
    "hello there",
    "I feel great today",
    "are you a bot?",
    "see you later",
    "bye bye",
)


@dataclass(frozen=True)
class FormTalk:
    """How a form is opened, what is answered to the question for each slot, and the slots at which it is done."""

    opening: str
    answers: Mapping[str, str]
    ends_at: frozenset[str] = frozenset()


CANDOUR_FORM = FormTalk(
    opening="I want to make a complaint",
    answers={
        "what_happened": "An officer was rude to me, laughed at my accent and called me a liar in front of my son",
        "about_met": "Yes",
        "explanation_helpful": "No",
        "callback_wanted": "No, I want to complain",
        "referral_grounds": "None of these",
        "injury": "No, I was not hurt",
        "incident_date": "12 days ago",
        "incident_location": "On Mare Street, outside the library",
        "borough": "Hackney",
        "officers": "PC Miller, shoulder number 4411",
        "complained_before": "No",
        "complainant_role": "It happened to me",
        "desired_outcome": "I would like him to say sorry",
        "evidence": "My sister saw it all",
        "support_needs": "No, thank you",
        "complainant_name": "Ada Okafor",
        "contact_method": "By email",
        "email": "ada.okafor@example.org",
    },
    ends_at=frozenset({"details_confirmed"}),
)
DEFAULT_FORM = FormTalk(
    opening="I would like to leave my details",
    answers={
        "name": "Ada Okafor",
        "street": "12 Mare Street, above the library",
        "town": "Hackney",
        "postcode": "E8 1AA",
        "phone": "020 7946 0011",
        "email": "ada.okafor@example.org",
        "day": "Some day next week, not on Friday",
        "time": "About nine in the evening",
        "place": "At my place, the bell is broken",
        "reason": "I would like somebody to say sorry",
    },
)
