"""Twelve calendar months, to the day, over leap years and for dates known in part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.age import IncidentDate, add_months, is_out_of_time


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 11, 22), date(2026, 11, 22)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_twelve_months_later(day: date, later: date) -> None:
    assert add_months(day, 12) == later


def test_other_limits_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2025, 10, 31), 6) == date(2026, 4, 30)
    assert add_months(date(2025, 12, 31), 2) == date(2026, 2, 28)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_the_last_day_in_time_is_in_time_and_the_next_is_not(happened: date) -> None:
    exact = IncidentDate(happened, happened)
    last = add_months(happened, 12)
    assert not is_out_of_time(exact, last, 12)
    assert is_out_of_time(exact, last + timedelta(days=1), 12)
    assert last.year == happened.year + 1
    assert (last.month, last.day) == (happened.month, 28 if (happened.month, happened.day) == (2, 29) else happened.day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-14", date(2026, 3, 14), date(2026, 3, 14)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_partial_dates_span_every_day_they_can_mean(text: str, first: date, last: date) -> None:
    assert IncidentDate.parse(text) == IncidentDate(first, last)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2025-02-29", "0000", "26-03-14", "2026-3-1", "２０２６"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message belongs to the standard library or to us
        IncidentDate.parse(text)


def test_a_date_in_the_far_future_is_not_out_of_time() -> None:
    assert not is_out_of_time(IncidentDate.parse("9999"), date(2026, 11, 22), 12)
