"""`candour assess`: JSON a line for each account, and bad lines named without losing the good ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app

SHOVE = "On Friday outside Morden station PC 2291 SW shoved me against a fence and called me scum. I was not hurt."


def _assess(*arguments: str, text: str = "") -> tuple[int, list[dict], str]:
    done = CliRunner().invoke(app, ["assess", *arguments], input=text)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.exit_code, lines, done.stderr


def test_one_account_gives_facts_allegations_and_a_decision() -> None:
    code, [answer], _ = _assess("--received", "2026-11-22", text=SHOVE)

    assert code == 0
    assert answer["facts"]["incident_date"] == "2026-11-20"
    assert "2291" in answer["facts"]["officers"]
    assert "C" in [each["category"] for each in answer["allegations"]]
    assert answer["referral_grounds"] == []
    assert answer["decision"]["route"] == "need"
    assert "incident_date" not in answer["decision"]["needs"]


def test_lines_keep_their_ids_and_days(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": SHOVE, "received": "2026-11-22"}, {"id": 7, "text": SHOVE, "received": "2026-12-10"}]
    file = tmp_path / "accounts.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    _, answers, _ = _assess("--jsonl", str(file))

    assert [(a["id"], a["facts"]["incident_date"]) for a in answers] == [("a", "2026-11-20"), ("7", "2026-12-04")]


@pytest.mark.parametrize("bad", ["not json", "[]", '{"id": 1}', '{"text": " "}', '{"text": "x", "received": "soon"}'])
def test_a_bad_line_is_named_and_the_others_are_assessed(bad: str) -> None:
    good = json.dumps({"id": "good", "text": SHOVE})

    code, answers, error = _assess("--jsonl", text=f"{good}\n{bad}\n{good}\n")

    assert code == 1
    assert [a["id"] for a in answers] == ["good", "good"]
    assert "line 2" in error


@pytest.mark.parametrize("arguments", [["missing.txt"], ["--received", "yesterday"], []])
def test_what_cannot_be_read_is_said_plainly(arguments: list[str]) -> None:
    code, answers, error = _assess(*arguments)

    assert (code, answers) == (1, [])
    assert error.strip()
    assert "Traceback" not in error
