"""Working days: weekends and the bank holidays of England as they were, and as they are known to be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.working_days import after_working_days, bank_holidays, is_working_day

# Weekdays on which England had or has a bank holiday. Source: GOV.UK, "UK bank holidays" and its archive.
KNOWN = """
2012-01-02 2012-04-06 2012-04-09 2012-05-07 2012-06-04 2012-06-05 2012-08-27 2012-12-25 2012-12-26
2013-01-01 2013-03-29 2013-04-01 2013-05-06 2013-05-27 2013-08-26 2013-12-25 2013-12-26
2014-01-01 2014-04-18 2014-04-21 2014-05-05 2014-05-26 2014-08-25 2014-12-25 2014-12-26
2015-01-01 2015-04-03 2015-04-06 2015-05-04 2015-05-25 2015-08-31 2015-12-25 2015-12-28
2016-01-01 2016-03-25 2016-03-28 2016-05-02 2016-05-30 2016-08-29 2016-12-26 2016-12-27
2017-01-02 2017-04-14 2017-04-17 2017-05-01 2017-05-29 2017-08-28 2017-12-25 2017-12-26
2018-01-01 2018-03-30 2018-04-02 2018-05-07 2018-05-28 2018-08-27 2018-12-25 2018-12-26
2019-01-01 2019-04-19 2019-04-22 2019-05-06 2019-05-27 2019-08-26 2019-12-25 2019-12-26
2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28
2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28
2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""
# By the rules that hold now: Easter, the first and last Mondays, and what stands in for a weekend.
EXPECTED = """
2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26
2035-01-01 2035-03-23 2035-03-26 2035-05-07 2035-05-28 2035-08-27 2035-12-25 2035-12-26
"""


@pytest.mark.parametrize("line", [line for line in (KNOWN + EXPECTED).splitlines() if line])
def test_bank_holidays_are_those_of_the_year(line: str) -> None:
    days = [date.fromisoformat(day) for day in line.split()]
    assert sorted(bank_holidays(days[0].year)) == days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2014-04-16", 1, "2014-04-17"),  # a Wednesday
        ("2014-04-17", 1, "2014-04-22"),  # Maundy Thursday: Good Friday, a weekend and Easter Monday follow
        ("2014-04-19", 1, "2014-04-22"),  # Easter Saturday
        ("2014-12-24", 1, "2014-12-29"),
        ("2022-09-16", 1, "2022-09-20"),  # the Monday between was the Queen's funeral
        ("2026-03-28", 10, "2026-04-14"),
        ("2026-03-28", 0, "2026-03-28"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, count: int, end: str) -> None:
    assert after_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(st.dates(date(2012, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_so_many_working_days_lie_between(start: date, count: int) -> None:
    end = after_working_days(start, count)
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, days)) == count
    assert is_working_day(end)
