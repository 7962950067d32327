"""A rulebook made from data: checked when it is made, with errors that name the key, and obeyed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.policy import InvalidRulebook, Rulebook, decide
from bot.policy.questions import QUESTIONS
from bot.policy.vocabulary import GROUNDS, QUESTION_ORDER


def test_the_standard_rulebook_holds_the_contracts_names() -> None:
    rules = Rulebook()
    assert "".join(rules.categories) == "ABCDEFGHJKLMNPQRSTUVWXY"
    assert rules.dps_categories == frozenset("ABCDEFGHXY")
    assert tuple(rules.grounds) == GROUNDS
    assert len(rules.topics) == 27
    assert rules.signpost_topics == {"other_force", "other_body", "lost_property", "noise"}
    assert set(rules.question_order) == set(QUESTIONS)


def test_a_section_left_out_keeps_its_default() -> None:
    assert Rulebook.from_mapping({}) == Rulebook()
    assert Rulebook.from_mapping({"limits": {"update_days": 14}}).limits.complaint_months == 12


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ([], "rulebook"),
        ({"limit": {}}, "rulebook.limit"),
        ({"limits": []}, "rulebook.limits"),
        ({"limits": {"complaint_month": 12}}, "rulebook.limits.complaint_month"),
        ({"limits": {"complaint_months": "12"}}, "rulebook.limits.complaint_months"),
        ({"limits": {"complaint_months": 0}}, "rulebook.limits.complaint_months"),
        ({"limits": {"complaint_months": True}}, "rulebook.limits.complaint_months"),
        ({"categories": {"A": {"name": "", "dps": True}}}, "rulebook.categories.A.name"),
        ({"categories": {"A": {"name": "Assault", "dps": "yes"}}}, "rulebook.categories.A.dps"),
        ({"categories": {"A": {"name": "Assault", "dps": True, "x": 1}}}, "rulebook.categories.A.x"),
        ({"grounds": {"serious_assault": {"label": "a", "definition": "b"}}}, "rulebook.grounds"),
        ({"grounds": {"serious_assault": {"label": "a"}}}, "rulebook.grounds.serious_assault.definition"),
        ({"topics": {"bail": {"signpost": False}}}, "rulebook.topics.bail.callback"),
        ({"question_order": "what_happened"}, "rulebook.question_order"),
        ({"question_order": [*QUESTION_ORDER, "email"]}, "rulebook.question_order"),
        ({"question_order": QUESTION_ORDER[1:]}, "rulebook.question_order"),
        ({"question_order": QUESTION_ORDER[::-1]}, "rulebook.question_order"),
    ],
)
def test_a_fault_is_named_by_its_key(mapping: object, key: str) -> None:
    with pytest.raises(InvalidRulebook) as raised:
        Rulebook.from_mapping(mapping)  # type: ignore[arg-type]
    assert raised.value.key == key
    assert str(raised.value).startswith(f"{key}: ")


def test_another_forces_limits_categories_and_order_are_obeyed() -> None:
    order = ["incident_date", *(slot for slot in QUESTION_ORDER if slot != "incident_date")]
    rules = Rulebook.from_mapping(
        {"limits": {"complaint_months": 24}, "categories": {"U": {"name": "x", "dps": True}}, "question_order": order}
    )
    assert decide({}, date(2026, 11, 22), rules).needs[0] == "incident_date"
    assert "delay_reason" not in decide({"incident_date": "2025-01-01"}, date(2026, 11, 22), rules).needs
    place = {"incident_location": "Soho", "allegations": ["U"]}
    assert "borough" not in decide(place, date(2026, 11, 22), rules).needs
    assert "borough" in decide(place, date(2026, 11, 22)).needs


def test_a_topic_that_no_call_helps_with_goes_on_to_the_complaint() -> None:
    rules = Rulebook.from_mapping({"topics": {"bail": {"signpost": False, "callback": False}}})
    facts = {"explain_topic": "bail", "explanation_helpful": False}
    assert decide(facts, date(2026, 11, 22), rules).needs[0] == "what_happened"
