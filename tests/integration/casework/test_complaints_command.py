"""`candour complaints`: what the command line prints, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.cli.complaints import app

Make = Callable[..., FileComplaint]


@pytest.fixture
def reference(casework: Casework, filing: Make, migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A filed complaint in the database of the settings."""
    monkeypatch.setenv("CANDOUR_DATABASE_URL", migrated_url)
    monkeypatch.setenv("COLUMNS", "200")
    facts = {"desired_outcome": "[bold]an apology[/bold]"}
    return casework.record(filing(referral=["serious_assault"], facts=facts)).reference


def test_show_prints_the_whole_complaint_as_json(reference: str, casework: Casework) -> None:
    result = CliRunner().invoke(app, ["show", reference.lower(), "--json"])
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown == {**casework.show(reference).as_dict(), "work": casework.work(reference).as_dict()}
    assert (shown["reference"], shown["state"], shown["route"]) == (reference, "recorded", "record")
    assert shown["referral"] == {
        "status": "due",
        "grounds": ["serious_assault"],
        "due_on": "2026-03-30",
        "sent_at": None,
        "returned_at": None,
    }
    assert shown["decision"]["reasons"] == [{"rule": "record", "clause": "S4", "facts": ["what_happened"]}]
    assert [event["after"] for event in shown["events"]] == ["recorded", "due"]
    assert shown["facts"]["what_happened"].startswith("A constable")
    assert (shown["received_at"], shown["created_at"]) == ("2026-03-28T23:30:00+00:00", "2026-03-29T08:00:00+00:00")


def test_show_prints_tables_for_people(reference: str) -> None:
    result = CliRunner().invoke(app, ["show", reference])
    assert result.exit_code == 0
    for words in (reference, "A constable pushed me", "S4", "serious_assault", "2026-03-29 09:00"):
        assert words in result.stdout
    assert "[bold]an apology[/bold]" in result.stdout


def test_list_prints_a_line_for_each_complaint(reference: str) -> None:
    as_json = CliRunner().invoke(app, ["list", "--json"])
    assert [line["reference"] for line in json.loads(as_json.stdout)] == [reference]
    assert reference in CliRunner().invoke(app, ["list"]).stdout
    assert json.loads(CliRunner().invoke(app, ["list", "--json", "--state", "closed"]).stdout) == []
    assert "no such complaints" in CliRunner().invoke(app, ["list", "--referral", "sent"]).stdout


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("MPC-7K4D-9XTR-K", "There is no complaint"), ("MPC-7K4D-9XTR-X", "one of its characters"), ("12", "it needs 9")],
)
@pytest.mark.usefixtures("reference")
def test_a_reference_that_leads_nowhere_is_said_plainly(typed: str, answer: str) -> None:
    result = CliRunner().invoke(app, ["show", typed, "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert answer in result.stderr
    assert "Traceback" not in result.stderr
