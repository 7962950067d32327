"""Likeness: an earlier complaint of the same person about the same incident is found for the assessor, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework

Make = Callable[..., FileComplaint]
ELSE: dict[str, object] = {
    "what_happened": "They took my bicycle and nobody knows where it is.",
    "incident_date": "2025-06-01",
    "incident_location": "Harrow",
    "borough": "Harrow",
    "officers": "a woman",
}


def found(casework: Casework, filing: Make, **facts: object) -> list[tuple[str, ...]]:
    casework.record(filing(1))
    later = casework.record(filing(2, talk="another talk", facts=facts)).reference
    return [each.common for each in casework.likeness.of(later)]


def test_the_same_story_told_again_is_found_with_what_is_common(casework: Casework, filing: Make) -> None:
    first = casework.record(filing(1)).reference
    again = casework.record(filing(2)).reference
    (alike,) = casework.likeness.of(again)
    assert (alike.reference, alike.state) == (first, "recorded")
    assert alike.common == ("the person", "the day", "the place", "the officers", "the words")


@pytest.mark.parametrize(
    ("facts", "common"),
    [
        ({**ELSE, "incident_date": "2026-03-16", "borough": "Lambeth"}, ("the person", "the day", "the place")),
        ({**ELSE, "incident_date": "2026-03", "officers": "number 1234 lx"}, ("the person", "the day", "the officers")),
        (
            {**ELSE, "what_happened": "A constable pushed me to the ground outside a station. I said “stop”."},
            ("the person", "the words"),
        ),
    ],
)
def test_two_signs_or_the_words_are_enough(
    casework: Casework, filing: Make, facts: dict[str, object], common: tuple[str, ...]
) -> None:
    assert found(casework, filing, **facts) == [common]


@pytest.mark.parametrize(
    "facts",
    [
        ELSE,
        {**ELSE, "borough": "Lambeth"},
        {"email": "another@example.org"},
        {"email": None, "contact_method": "none"},
    ],
)
def test_another_incident_or_another_person_is_not(casework: Casework, filing: Make, facts: dict[str, object]) -> None:
    assert found(casework, filing, **facts) == []


def test_officers_are_the_same_by_a_name_that_is_like(casework: Casework, filing: Make) -> None:
    casework.record(filing(1, facts={"officers": "PC Hale; tall"}))
    facts = {**ELSE, "incident_date": "2026-03-14", "officers": "PC Hayle"}
    later = casework.record(filing(2, facts=facts)).reference
    assert [each.common for each in casework.likeness.of(later)] == [("the person", "the day", "the officers")]


def test_a_later_complaint_is_not_the_earlier_one(casework: Casework, filing: Make) -> None:
    import dataclasses
    from datetime import timedelta

    command = filing(1)
    first = casework.record(command).reference
    casework.record(dataclasses.replace(filing(2), received_at=command.received_at + timedelta(days=1)))
    assert casework.likeness.of(first) == ()


TOLD: dict[str, object] = {
    "complainant_name": "grace obi",
    "email": "grace@example.org",
    "incident_date": "2026-03-15",
    "borough": "Camden",
    "what_happened": "He was rude to me at the counter and I think he does it to everybody",
}


def is_told_before(casework: Casework, filing: Make, **facts: object) -> bool:
    before = {"complainant_name": "Grace Obi", "email": "grace@example.org", "incident_date": "2026-03-14"}
    command = filing(1, facts={**before, "borough": "Camden"})
    casework.record(command)
    return casework.likeness.is_told_before({**TOLD, **facts}, command.received_at)


def test_who_tells_it_again_may_be_asked(casework: Casework, filing: Make) -> None:
    assert is_told_before(casework, filing)


@pytest.mark.parametrize(
    "facts",
    [
        {"complainant_name": "Kofi Mensah"},
        {"complainant_name": None},
        {"email": "another@example.org"},
        {"email": None},
        {"incident_date": "2025-01-01", "borough": "Harrow"},
    ],
)
def test_who_is_not_proven_the_same_or_tells_of_something_else_is_not(
    casework: Casework, filing: Make, facts: dict[str, object]
) -> None:
    assert not is_told_before(casework, filing, **facts)


def test_a_place_is_the_same_though_it_is_written_otherwise(casework: Casework, filing: Make) -> None:
    place = {"borough": None, "incident_location": "Mare Street, Hackney", "incident_date": "2026-03-14"}
    casework.record(filing(1, facts={**ELSE, **place}))
    facts = {**ELSE, **place, "incident_location": "mare street hackney", "what_happened": "He shouted at me."}
    later = casework.record(filing(2, talk="another talk", facts=facts)).reference

    (alike,) = casework.likeness.of(later)
    assert "the place" in alike.common
