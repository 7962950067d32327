"""Promises of the date reader: British forms, always in the past, the incident's own date among several."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.calendar_days import MONTHS, WEEKDAYS
from bot.understanding.dates import find_dates, incident_date, read_date
from bot.understanding.times import find_time

SUNDAY = date(2026, 11, 22)

IN_AN_ACCOUNT = [
    ("they stopped us last Monday", "2026-11-16"),
    ("it was Wednesday gone", "2026-11-18"),
    ("on Thursday night outside the gym", "2026-11-19"),
    ("on Sunday after church", "2026-11-15"),
    ("thurs nite by the chip shop", "2026-11-19"),
    ("he did it yesturday", "2026-11-21"),
    ("the day before yesterday, teatime", "2026-11-20"),
    ("the night before last", "2026-11-20"),
    ("last night on the estate", "2026-11-21"),
    ("this morning at the lights", "2026-11-22"),
    ("a fortnight ago", "2026-11-08"),
    ("a fortnight ago last Saturday", "2026-11-07"),
    ("a week ago yesterday", "2026-11-14"),
    ("nine days ago", "2026-11-13"),
    ("a week last Monday", "2026-11-09"),
    ("the Saturday before last", "2026-11-14"),
    ("two Mondays ago", "2026-11-09"),
    ("three weeks ago on Tuesday", "2026-11-03"),
    ("Wednesday of last week", "2026-11-11"),
    ("five months ago", "2026-06"),
    ("exactly two years ago today", "2024-11-22"),
    ("three years ago", "2023"),
    ("the 5th of this month", "2026-11-05"),
    ("the 30th of last month", "2026-10-30"),
    ("Monday the 9th", "2026-11-09"),
    ("on the 12th, about six", "2026-11-12"),
    ("9 May", "2026-05-09"),
    ("on 30 December", "2025-12-30"),
    ("Dec 30th", "2025-12-30"),
    ("the first of June 2024", "2024-06-01"),
    ("the twenty-second of September", "2026-09-22"),
    ("7th febuary last year", "2025-02-07"),
    ("Tuesday 6th October 2026", "2026-10-06"),
    ("29 February", "2024-02-29"),
    ("7/8/26", "2026-08-07"),
    ("07.08.2025", "2025-08-07"),
    ("7-8-2025", "2025-08-07"),
    ("2025-08-07", "2025-08-07"),
    ("07/31/2025", "2025-07-31"),
    ("in April 2023", "2023-04"),
    ("June last year", "2025-06"),
    ("last December", "2025-12"),
    ("back in September", "2026-09"),
    ("in the first week of July", "2026-07"),
    ("some time in 2022", "2022"),
    ("Christmas Day", "2025-12-25"),
    ("Halloween", "2026-10-31"),
    ("on Easter Monday", "2026-04-06"),
    ("Good Friday last year", "2025-04-18"),
    ("spring bank holiday", "2026-05-25"),
    ("bank holiday monday in may", "2026-05-25"),
    ("carnival Sunday", "2026-08-30"),
    ("mothers day", "2026-03-15"),
]


@pytest.mark.parametrize(("words", "expected"), IN_AN_ACCOUNT, ids=[words for words, _ in IN_AN_ACCOUNT])
def test_the_words_mean_this_date(words: str, expected: str) -> None:
    assert [found.value for found in find_dates(words, SUNDAY)] == [expected]


@pytest.mark.parametrize(
    "words",
    [
        "in the summer",
        "every Friday",
        "on Mondays",
        "next Thursday",
        "Saturday week",
        "24/7",
        "the 3rd officer",
        "31 June",
        "he may march off",
        "on 1 January 2031",
        "call 07700 900123",
        "platform 9 and 10",
        "a while back",
        "at 06.45",
    ],
)
def test_words_that_name_no_past_day_are_no_date(words: str) -> None:
    assert find_dates(words, SUNDAY) == []


def test_a_date_stands_where_it_says() -> None:
    text = "  Well\u200b, it was\tTeusday nite, I think"

    (found,) = find_dates(text, SUNDAY)

    assert text[found.start : found.end] == found.words == "Teusday nite"


INCIDENTS = [
    ("The officer shoved me on 4 October. I got a letter about it on 20 October.", "2026-10-04"),
    ("My court case is on 15 December. I was arrested on 2 November in Tooting.", "2026-11-02"),
    ("Since my birthday on 1 June nothing went right. Police raided us on 9 July.", "2026-07-09"),
    ("I have lived here since 2011. On 8 August two constables forced the door.", "2026-08-08"),
    ("He searched me on 3 May, 10 May and again on 21 June.", "2026-06-21"),
    ("From 2 March until 30 April 2026 a PC rang my work every day.", "2026-04-30"),
    ("I was in a cell from Friday evening 13 November to Saturday.", "2026-11-13"),
    ("There have been six visits. The latest was on Monday, the first in January.", "2026-11-16"),
    ("Reported the theft in May. What I am complaining about is 6 August, when the sergeant laughed.", "2026-08-06"),
    ("My dad was buried in March, then in September an officer swore at my mum.", "2026-09"),
    ("I'm signed off until January after a PC knocked me down last Friday.", "2026-11-20"),
]


@pytest.mark.parametrize(("account", "expected"), INCIDENTS)
def test_the_incident_is_told_from_what_came_before_and_after(account: str, expected: str) -> None:
    found = incident_date(account, SUNDAY)

    assert found is not None
    assert found.value == expected


@pytest.mark.parametrize(
    "account",
    ["I was born on 4/5/1980.", "My hearing is on 3 March.", "I have waited since August.", "An officer was rude."],
)
def test_a_date_that_is_not_the_incident_is_not_taken_for_it(account: str) -> None:
    assert incident_date(account, SUNDAY) is None


def test_a_weekend_is_asked_about_rather_than_guessed() -> None:
    (found,) = find_dates("at the weekend", SUNDAY)

    assert (found.value, found.confidence < 0.6) == ("2026-11", True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("2022, can't say closer", "2022"),
        ("9/11", "2026-11-09"),
        ("the 17th", "2026-11-17"),
        ("september", "2026-09"),
        ("wed", "2026-11-18"),
        ("it was the 9th not the 8th of November", "2026-11-09"),
        ("2 June 2025, so over a year back", "2025-06-02"),
    ],
)
def test_an_answer_may_be_shorter_than_an_account(answer: str, expected: str) -> None:
    assert read_date(answer, SUNDAY).value == expected


@pytest.mark.parametrize(
    ("answer", "fault"), [("5 May 2031", "date_future"), ("banana", "date_unclear"), ("", "date_unclear")]
)
def test_an_answer_without_a_usable_date_is_a_fault(answer: str, fault: str) -> None:
    answered = read_date(answer, SUNDAY)

    assert (answered.value, answered.fault) == (None, fault)


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(day=DAYS, later=st.integers(0, 900))
def test_every_day_said_in_full_comes_back(day: date, later: int) -> None:
    on = day + timedelta(days=later)
    month, weekday = MONTHS[day.month - 1].capitalize(), WEEKDAYS[day.weekday()].capitalize()

    for words in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year % 100:02}",
        f"{day.day} {month} {day.year}",
        f"the {_ordinal(day.day)} of {month}, {day.year}",
        f"{month} {_ordinal(day.day)} {day.year}",
        f"{weekday} {day.day} {month[:3]} {day.year}",
    ):
        assert [found.value for found in find_dates(f"It was {words} in Leyton.", on)] == [day.isoformat()], words


@given(day=DAYS, later=st.integers(1, 300))
def test_a_day_without_its_year_is_the_last_one(day: date, later: int) -> None:
    on = day + timedelta(days=later)
    month = MONTHS[day.month - 1]

    for words in (f"on {day.day} {month}", f"on the {_ordinal(day.day)} of {month}", f"on {month} {_ordinal(day.day)}"):
        assert [found.value for found in find_dates(words, on)] == [day.isoformat()], words


@given(day=DAYS, later=st.integers(1, 7))
def test_a_weekday_is_the_last_one_before_today(day: date, later: int) -> None:
    (found,) = find_dates(f"last {WEEKDAYS[day.weekday()]}", day + timedelta(days=later))

    assert found.value == day.isoformat()


PIECES = st.sampled_from(
    [
        "on ",
        "the ",
        "3rd",
        "31",
        " of ",
        "last ",
        "week",
        " ago",
        "Tuesday",
        "february",
        "bank holiday",
        " a fortnight ",
        "2027",
        "/",
        "-",
        ".",
        "0",
        "12",
        " year",
        "until ",
        "next ",
        "New Year's Eve",
        "999 years ago",
        "\u200f",
        "İ",
        "٣",
        "²",
        "\n",
    ]
)


@settings(max_examples=200)
@given(text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join)), on=st.dates(date(1995, 1, 1)))
def test_no_text_breaks_the_reader_or_yields_a_date_to_come(text: str, on: date) -> None:
    incident = incident_date(text, on)
    answered = read_date(text, on).value

    for found in find_dates(text, on) + ([incident] if incident else []):
        assert found.value <= on.isoformat()
        assert text[found.start : found.end] == found.words
    assert answered is None or str(answered) <= on.isoformat()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it was about 7pm when they came", "about 7pm"),
        ("came at twenty past ten", "at twenty past ten"),
        ("half six in the evening", "half six in the evening"),
        ("at 21:15 on Friday", "at 21:15"),
        ("Around noon", "Around noon"),
        ("sometime in the early hours", "in the early hours"),
        ("it was tea time", "tea time"),
        ("at around 3 or so", "around 3 or so"),
    ],
)
def test_a_time_is_kept_as_it_was_said(text: str, words: str) -> None:
    assert find_time(text) == words


@pytest.mark.parametrize("text", ["about 6 officers", "it cost £9.50", "20 minutes", "no time at all"])
def test_a_number_is_not_a_time(text: str) -> None:
    assert find_time(text) is None
