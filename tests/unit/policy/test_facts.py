"""Slots as facts: known, unknown or declined, and nothing that cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import Facts, InvalidFact, decide
from bot.policy.facts import READERS
from bot.policy.vocabulary import QUESTION_ORDER

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def refusal_of(slots: dict[str, object]) -> InvalidFact | None:
    try:
        decide(slots, date(2026, 11, 22))
    except InvalidFact as fault:
        return fault
    return None


@given(st.dictionaries(st.sampled_from([*READERS, "declined", "requested_slot"]), ANYTHING, max_size=6))
def test_nonsense_is_either_read_or_refused_as_an_invalid_fact(slots: dict[str, object]) -> None:
    fault = refusal_of(slots)
    assert fault is None or (fault.slot in {*READERS, "declined"} and str(fault).startswith(fault.slot))


@given(ANYTHING)
def test_what_is_no_mapping_is_refused(value: object) -> None:
    if not isinstance(value, dict):
        with pytest.raises(InvalidFact):
            Facts.from_slots(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("incident_date", "last week"),
        ("about_met", "yes"),
        ("referral_grounds", ["assault"]),
        ("referral_grounds", "serious_assault"),
        ("contact_method", "pigeon"),
        ("complainant_role", "friend"),
        ("allegations", ["I"]),
        ("explain_topic", "the_weather"),
        ("signpost_to", "elsewhere"),
        ("account_signals", ["sad"]),
        ("declined", "email"),
        ("what_happened", 7),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(slot: str, value: object) -> None:
    with pytest.raises(InvalidFact) as raised:
        decide({slot: value}, date(2026, 11, 22))
    assert raised.value.slot == slot


def test_the_three_states_of_a_fact() -> None:
    facts = Facts.from_slots({"officers": "two of them", "evidence": None, "declined": ["email"], "mood": "cross"})
    assert (facts.text("officers"), facts.is_open("officers"), facts.is_declined("officers")) == (
        "two of them",
        False,
        False,
    )
    assert facts.is_open("evidence")
    assert not facts.is_open("email")
    assert facts.is_declined("email")
    assert "mood" not in facts.values


def test_blank_text_is_not_known_but_an_empty_name_of_the_person_affected_means_oneself() -> None:
    facts = Facts.from_slots({"officers": "  ", "on_behalf_of": ""})
    assert facts.is_open("officers")
    assert not facts.is_open("on_behalf_of")


def test_an_empty_list_of_grounds_is_an_answer() -> None:
    assert not Facts.from_slots({"referral_grounds": []}).is_open("referral_grounds")


def test_every_question_fills_a_fact() -> None:
    assert set(QUESTION_ORDER) <= set(READERS)
