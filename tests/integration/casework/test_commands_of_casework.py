"""The commands that take complaints on: a whole life by the command line, and what is said where it goes wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.cli.main import app
from tests.integration.casework.forwarding import make_csv, make_jsonl
from tests.integration.casework.walking import PERSON, REGISTER

Make = Callable[..., FileComplaint]


@pytest.fixture(autouse=True)
def _settings(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_DATABASE_URL", migrated_url)
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-29T09:00:00")
    monkeypatch.setenv("COLUMNS", "220")


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    assert "Traceback" not in result.output
    return result


def complaint(*words: str) -> dict[str, Any]:
    """What a command of `candour complaints` says in JSON."""
    shown: dict[str, Any] = json.loads(run("complaints", *words, "--json", "--by", "DS Kay").stdout)
    return shown


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(REGISTER, encoding="utf-8")
    run("staff-register", "import", str(path))
    return path


@pytest.mark.usefixtures("register")
def test_a_complaint_is_taken_from_recording_to_closing(casework: Casework, filing: Make) -> None:
    ref = casework.record(filing(facts={"officers": "PC Hale", "incident_location": "Walworth Road, SE17"})).reference
    assessed = complaint(
        "assess", ref, "--category", "U", "--handling", "local_resolution", "--words", "U=told me to shut up",
        "--reason", "read it",
    )  # fmt: skip
    assert (assessed["state"], assessed["decision"]["words"]) == ("assessed", {"U": ["told me to shut up"]})
    refused = run("complaints", "allocate", ref, "7001", "--declaration", "none", code=1)
    assert "Ann Reed cannot handle this complaint: they are in the chain of command of Martin Hale" in refused.stderr
    candidates = json.loads(run("complaints", "candidates", ref, "--json").stdout)
    assert candidates[0]["refused_because"] == []
    stations = json.loads(run("complaints", "nearest", ref, "--json").stdout)
    assert (stations[0]["station"]["key"], stations[0]["managers"][0]["name"]) == ("walworth", "Bea Stone")
    assert complaint("allocate", ref, "7002", "--declaration", "I know nobody")["handler"] == "Bea Stone"
    assert complaint("contact", ref, "Rang and said who I am")["state"] == "in_contact"
    complaint("message", ref, "Who saw it?", "--about", "evidence")
    complaint("fill", ref, "evidence=a neighbour")
    planned = complaint("plan", ref, "--issue", "He was rude", "--step", "Speak with him|Insp Stone|2026-04-10")
    assert planned["events"][-1]["after"] == "version 1"
    assert complaint("agree", ref, "1", "--words", "Good")["state"] == "plan_agreed"
    assert complaint("resolve", ref, "walworth")["state"] == "resolving"
    complaint("contact", ref, "He is sorry", "--side", "officers", "--channel", "meeting")
    complaint("update", ref, "I have spoken with him")
    decided = complaint("outcome", ref, "He should not have said it", "--finding", "U|resolved|apology|He is sorry.")
    assert decided["state"] == "outcome_proposed"
    casework.outcomes.accept(ref, 1, PERSON)
    complaint("learn", ref, "Speak of it in training", "--owner", "Insp Stone", "--due", "2026-06-01")
    complaint("learnt", ref, "1", "It was spoken of")
    assert complaint("close", ref, "--satisfied", "yes")["state"] == "closed"
    assert complaint("reopen", ref, "--reason", "new facts")["state"] == "recorded"
    shown = json.loads(run("complaints", "show", ref, "--json").stdout)
    assert {event["actor"] for event in shown["events"]} >= {"program", "DS Kay"}
    assert shown["work"]["learnings"][0]["what_changed"] == "It was spoken of"
    plain = run("complaints", "show", ref).stdout
    for words in ("chain of command", "Rang and said who I am", "Speak with him", "He is sorry.", "a neighbour"):
        assert words in plain


def test_a_referral_is_shown_sent_returned(casework: Casework, filing: Make, tmp_path: Path) -> None:
    ref = casework.record(filing(referral=["serious_assault"])).reference
    page = tmp_path / "package.html"
    run("complaints", "package", ref, "--html", str(page))
    assert "A constable pushed me to the ground" in page.read_text(encoding="utf-8")
    assert json.loads(run("complaints", "package", ref).stdout)["reference"] == ref
    due = json.loads(run("due", "--json", "--until", "2026-03-31").stdout)
    assert [(each["reference"], each["kind"], each["due_on"]) for each in due] == [(ref, "referral", "2026-03-30")]
    assert complaint("refer", ref, "--reason", "complete")["referral"]["status"] == "sent"
    assert complaint("returned", ref, "local", "--reason", "letter of today")["referral"]["status"] == "returned"
    refused = run("complaints", "stand-down", ref, "--reason", "x", code=1)
    assert "'stand_down' is not possible from 'returned'" in refused.stderr
    withdrawn = run("complaints", "withdraw", ref, "--words", "enough")
    assert "looked at" in withdrawn.stderr


def test_calls_are_listed_and_noted(casework: Casework, filing: Make) -> None:
    facts = {"phone": "+442079460123", "callback_time": "after six"}
    ref = casework.record(filing(route="callback", facts=facts)).reference
    assert "+442079460123" in run("complaints", "callbacks").stdout
    complaint("called", ref, "--summary", "no answer")
    assert complaint("called", ref, "--summary", "did not help", "--not-helped")["state"] == "recorded"
    assert "Nobody waits" in run("complaints", "callbacks").stdout


def test_a_provisional_end_is_confirmed_or_overturned(casework: Casework, filing: Make) -> None:
    one, other = (casework.record(filing(n, route="not_progressed", reason="repeat")).reference for n in (1, 2))
    assert complaint("confirm", one, "--reason", "it is the same")["state"] == "not_progressed"
    assert complaint("overturn", other, "--reason", "it is not")["state"] == "recorded"


def test_who_saw_an_older_version_is_told(casework: Casework, filing: Make) -> None:
    ref = casework.record(filing()).reference
    complaint("officer", ref, "--name", "PC Hale")
    result = run("complaints", "withdraw", ref, "--seen", "1", code=1)
    assert "has changed since you opened it: officer (name_officer) by DS Kay" in result.stderr


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("assess", "REF", "--category", "Ö", "--handling", "local_resolution", "--reason", "x"), "not Ö"),
        (("plan", "REF", "--issue", "x", "--step", "x"), "write WHAT|WHO|DAY"),
        (("plan", "REF", "--issue", "x", "--step", "x|y|soon"), "'soon' is not a day"),
        (("outcome", "REF", "x", "--finding", "U|upheld"), "write CATEGORY|CONCLUSION"),
        (("outcome", "REF", "x", "--finding", "U|perhaps|apology|x"), "conclusions are upheld"),
        (("fill", "REF", "evidence"), "write FACT=VALUE"),
        (("update", "REF", " "), "the update is empty"),
        (("close", "REF", "--satisfied", "yes"), "'close' is not possible from 'recorded'"),
        (("allocate", "REF", "7001", "--declaration", "x"), "it is assessed first"),
        (("show", "MPC-7K4D-9XTR-K"), "There is no complaint"),
    ],
)
def test_what_goes_wrong_is_said_plainly(
    casework: Casework, filing: Make, words: tuple[str, ...], problem: str
) -> None:
    ref = casework.record(filing()).reference
    result = run("complaints", *(ref if word == "REF" else word for word in words), code=1)
    assert problem in result.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_forwarded_complaints_is_taken_in_twice(casework: Casework, tmp_path: Path, form: str) -> None:
    data, expected = (make_csv if form == "csv" else make_jsonl)(40, {5, 17, 30})
    file, report = tmp_path / f"forwarded.{form}", tmp_path / "report.csv"
    file.write_bytes(data)
    first = run("forwarded", "import", str(file), "--report", str(report), code=1)
    assert "37 recorded, 0 here already, 3 broken" in first.stdout
    for line, problem in expected.items():
        assert any(f"line {line}" in said and problem in said for said in first.stdout.splitlines())
    with report.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["what"] for row in rows].count("recorded") == 37
    assert {int(row["line"]) for row in rows if row["what"] == "broken"} == set(expected)
    again = run("forwarded", "import", str(file), "--json", code=1)
    assert "0 recorded, 37 here already, 3 broken" in again.stderr
    assert len([json.loads(line) for line in again.stdout.splitlines()]) == 40
    assert len(casework.list(limit=100)) == 37


def test_a_file_with_a_wrong_heading_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "forwarded.csv"
    file.write_text("name,age\nA,40\n", encoding="utf-8")
    assert "missing: reference" in run("forwarded", "import", str(file), code=1).stderr


def test_the_register_says_what_became_of_each_row(register: Path, tmp_path: Path) -> None:
    assert "0 added, 0 changed, 9 unchanged, 0 refused" in run("staff-register", "import", str(register)).stdout
    broken = tmp_path / "broken.csv"
    broken.write_text(REGISTER.splitlines()[0] + "\n,PC,1,Unit,,,officer,yes\n", encoding="utf-8")
    assert "line 2,  (1): refused, nothing in name" in run("staff-register", "import", str(broken), code=1).stdout
    broken.write_bytes(b"name\xff")
    assert "is not UTF-8 at byte 5" in run("staff-register", "import", str(broken), code=1).stderr
    managers = json.loads(run("staff-register", "list", "--station", "brixton", "--role", "manager", "--json").stdout)
    assert [each["name"] for each in managers] == ["Ann Reed", "Ike Bell", "Val Oduya"]
    assert "Bea Stone" in run("staff-register", "list").stdout


def test_keys_are_made_listed_and_revoked(casework: Casework) -> None:
    key = run("api-key", "add", "ipcc", "--by", "admin").stdout.strip()
    assert casework.api_keys.name_of(key) == "ipcc"
    assert "already" in run("api-key", "add", "ipcc", code=1).stderr
    listed = run("api-key", "list", "--json").stdout
    assert (json.loads(listed)[0]["name"], key in listed) == ("ipcc", False)
    run("api-key", "revoke", "ipcc")
    assert casework.api_keys.name_of(key) is None
    assert "no key called" in run("api-key", "revoke", "ipcc", code=1).stderr
    assert "admin" in run("api-key", "list").stdout


def test_what_is_due_is_listed_the_longest_overdue_first(
    casework: Casework, filing: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = casework.record(filing(referral=["serious_assault"])).reference
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-05-01T09:00:00")

    def kinds(*words: str) -> list[str]:
        found = json.loads(run("due", "--json", *words).stdout)
        return [each["kind"] for each in found if each["reference"] == ref]

    assert kinds("--overdue")[:2] == ["referral", "first_contact"]
    assert ref in run("due").stdout
    casework.endings.withdraw(ref, PERSON)
    assert kinds() == ["referral"]
