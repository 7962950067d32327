"""Accounts: each check by accounts whose reading is plain, and the scores of grounds and categories by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.evaluation import accounts
from bot.evaluation.accounts import Results
from bot.evaluation.scores import Share
from bot.policy import Rulebook
from tests.unit.evaluation.conftest import ACCOUNTS

BOTH = ["death_or_serious_injury", "serious_assault"]


def _read(*rows: dict[str, Any]) -> Results:
    ticks = itertools.count()
    return accounts.evaluate(rows, Rulebook(), lambda: next(ticks) / 100)


def _wrong(**changes: Any) -> list[str]:
    [judgement] = _read({**ACCOUNTS[0], **changes}).judgements
    return [check.name for check in judgement.failed]


def test_an_account_that_is_read_rightly_has_no_fault() -> None:
    assert _wrong() == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"allegations": ["J"]}, ["main_code", "top_3"]),
        ({"allegations": ["J"], "acceptable": ["A"]}, ["top_3"]),
        ({"referral_grounds": [*BOTH, "serious_corruption"]}, ["grounds_found"]),
        ({"referral_grounds": []}, ["no_false_ground"]),
        ({"referral_grounds": [], "grounds_possible": BOTH}, []),
        ({"incident_date": "2026-11-04"}, ["date"]),
        ({"location": "Oxford Street"}, ["location"]),
        ({"location": "Brixton"}, []),
        ({"location": "brixton road, by the tube"}, []),
        ({"borough": "Camden"}, ["borough"]),
        ({"officers": ["4417", "9999"]}, ["officers"]),
        ({"about_met": False}, ["about_met"]),
        ({"on_behalf_of": "my sister"}, ["on_behalf_of"]),
    ],
)
def test_each_check_sees_what_it_is_for(changes: dict[str, Any], wrong: list[str]) -> None:
    assert _wrong(**changes) == wrong


def test_what_the_account_does_not_hold_is_not_checked() -> None:
    nothing = {"incident_date": None, "location": None, "borough": None, "officers": [], "about_met": None}

    [judgement] = _read({**ACCOUNTS[0], **nothing}).judgements

    assert [check.name for check in judgement.checks] == ["main_code", "top_3", "grounds_found"]


def test_a_check_names_the_words_it_rests_on() -> None:
    [judgement] = _read({**ACCOUNTS[0], "referral_grounds": [], "incident_date": "2026-01-01"}).judgements
    grounds, date = judgement.failed

    assert (grounds.expected, grounds.got) == ("none", ", ".join(BOTH))
    assert "serious_assault (certain): " in grounds.words
    assert "broke my arm" in grounds.words
    assert (date.expected, date.got) == ("2026-01-01", "2026-11-03")
    assert "3 November" in date.words


def test_the_shares_count_only_the_accounts_that_a_check_applies_to() -> None:
    results = _read(*ACCOUNTS)

    assert results.check("main_code") == Share(1, 2)
    assert results.check("grounds_found") == Share(1, 1)
    assert results.check("no_false_ground") == Share(1, 1)
    assert results.check("open_asked") == Share(0, 0)
    assert results.check("date") == Share(1, 2)
    assert results.check("about_met") == Share(2, 2)
    assert results.all_checks.of == sum(share.of for share in results.checks.values())


def test_each_ground_is_found_asked_about_or_missed() -> None:
    shoved = {
        **ACCOUNTS[1],
        "text": "A Met officer shoved me to the ground and my shoulder hurts.",
        "referral_grounds": ["serious_assault"],
    }
    results = _read(ACCOUNTS[0], shoved, {**ACCOUNTS[1], "id": "a3", "referral_grounds": ["serious_corruption"]})
    by_name = {ground.ground: ground for ground in results.by_ground}
    assault, corruption = by_name["serious_assault"], by_name["serious_corruption"]

    assert (assault.expected, assault.found, assault.left_open, assault.missed, assault.false) == (2, 1, 1, 0, 0)
    assert assault.recall == 0.5
    assert corruption.found == 0
    assert corruption.left_open + corruption.missed == 1
    assert by_name["serious_sexual_offence"].recall is None


def test_a_ground_found_where_there_is_none_is_false_once() -> None:
    results = _read({**ACCOUNTS[0], "referral_grounds": ["serious_assault"]})

    assert {ground.ground: ground.false for ground in results.by_ground}["death_or_serious_injury"] == 1


def test_a_fair_first_category_is_no_confusion() -> None:
    [judgement] = _read({**ACCOUNTS[0], "allegations": ["C"], "acceptable": ["A"]}).judgements

    assert judgement.codes[0] == "A"
    assert judgement.pair == ("C", "C")
    assert judgement.judged[1] is True


def test_missed_grounds_come_first_among_the_errors() -> None:
    missed = {**ACCOUNTS[1], "id": "a3", "allegations": ["U"], "incident_date": None}
    results = _read(ACCOUNTS[1], {**missed, "referral_grounds": ["serious_corruption"]})

    assert [judgement.row["id"] for judgement in results.errors] == ["a3", "a2"]


def test_the_time_is_that_of_reading() -> None:
    assert _read(*ACCOUNTS).seconds == pytest.approx(0.02)
