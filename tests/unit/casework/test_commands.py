"""The filing command: what it refuses, and what it makes fit to be stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.commands import FileComplaint
from bot.casework.errors import InvalidCommand, NotFileable

RECEIVED = datetime(2026, 11, 22, 10, tzinfo=UTC)


def command(**changes: Any) -> FileComplaint:
    return FileComplaint(
        **{
            "conversation_id": "talk",
            "number": 1,
            "facts": {},
            "decision": {"route": "record"},
            "received_at": RECEIVED,
            **changes,
        }
    )


@pytest.mark.parametrize("route", ["signpost", "need", "", None, "other"])
def test_a_route_that_does_not_end_in_a_complaint_cannot_be_filed(route: str | None) -> None:
    with pytest.raises(NotFileable) as caught:
        command(decision={"route": route})
    assert caught.value.route == str(route)


@pytest.mark.parametrize(
    "changes",
    [
        {"conversation_id": ""},
        {"number": 0},
        {"received_at": datetime(2026, 11, 22, 10)},
        {"facts": {"evidence": object()}},
        {"facts": {"number": float("nan")}},
    ],
)
def test_a_command_that_lacks_something_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidCommand):
        command(**changes)


def test_characters_that_no_database_stores_cost_nobody_their_complaint() -> None:
    facts = command(facts={"what_happened": "he said\x00 \ud800", "list": [["\x00"], {"\x00": "\udfff"}]}).facts
    assert facts == {"what_happened": "he said\ufffd \ufffd", "list": [["\ufffd"], {"\ufffd": "\ufffd"}]}


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())))
def test_ordinary_facts_stay_exactly_as_they_were_told(facts: dict[str, object]) -> None:
    if "\x00" not in repr(facts) and "\\x00" not in repr(facts):
        assert command(facts=facts).facts == facts


def test_the_command_is_a_copy_that_later_changes_do_not_reach() -> None:
    facts: dict[str, object] = {"officers": "PC 1"}
    filed = command(facts=facts)
    facts["officers"] = "PC 2"
    assert filed.facts == {"officers": "PC 1"}


def test_facts_of_the_wrong_kind_are_kept_but_not_read() -> None:
    strange = command(facts={"email": 3, "consent_given": "yes", "allegations": "C", "borough": "  "})
    assert strange.text("email") is None
    assert strange.text("borough") is None
    assert strange.yes_or_no("consent_given") is None
    assert strange.texts("allegations") == []
