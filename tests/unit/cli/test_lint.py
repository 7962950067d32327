"""`candour lint` with the clock moved: reviews that are far off, near and overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.force import load_explanations
from bot.settings import ROOT

BAIL = load_explanations(ROOT / "data" / "explanations")["bail"]


@pytest.fixture
def lint_on(monkeypatch: pytest.MonkeyPatch):
    """`lint_on(day)` runs the command as if it were that day."""

    def run(day: date):
        monkeypatch.setenv("CANDOUR_CLOCK", f"{day}T09:00:00")
        return CliRunner().invoke(app, ["lint"], catch_exceptions=False)

    return run


def test_on_the_day_of_the_review_there_is_nothing_to_put_right(lint_on) -> None:
    result = lint_on(BAIL.reviewed)

    assert (result.exit_code, result.output) == (0, "Nothing to put right.\n")


def test_a_review_that_comes_near_is_announced_with_its_owner_and_stops_nothing(lint_on) -> None:
    result = lint_on(BAIL.review_due - timedelta(days=30))

    assert result.exit_code == 0
    assert (
        f"warning: data/explanations/bail.yml: review is due on {BAIL.review_due.day} {BAIL.review_due:%B %Y} (in 30 "
        f"days); owner: {BAIL.owner}."
    ) in result.output
    assert "0 to put right" in result.output


def test_a_review_is_not_announced_a_day_too_soon(lint_on) -> None:
    assert "bail.yml" not in lint_on(BAIL.review_due - timedelta(days=31)).output


@pytest.mark.parametrize(("days", "late"), [(0, "today"), (1, "1 day ago"), (45, "45 days ago")])
def test_an_overdue_review_says_which_file_since_when_and_whose(lint_on, days: int, late: str) -> None:
    result = lint_on(BAIL.review_due + timedelta(days=days))

    assert result.exit_code == 1
    assert (
        f"error: data/explanations/bail.yml: review was due on {BAIL.review_due.day} {BAIL.review_due:%B %Y} ({late}); "
        f"owner: {BAIL.owner}."
    ) in result.output
