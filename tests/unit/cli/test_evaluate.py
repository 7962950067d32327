"""`candour evaluate`: a report and a short table, plain words for what is wrong, and gates that stop a release."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.evaluate import choose_model
from bot.cli.main import app
from bot.evaluation.errors import EvaluationError

ACCOUNT = {
    "id": "a1",
    "received": "2026-11-22",
    "text": "On 3 November 2026 in Brixton Road a Met officer, PC 4417 LX, broke my arm with his baton.",
    "allegations": ["A"],
    "acceptable": [],
    "referral_grounds": ["serious_assault", "death_or_serious_injury"],
    "grounds_possible": [],
    "incident_date": "2026-11-03",
    "location": "Brixton Road",
    "borough": "Lambeth",
    "officers": ["4417"],
    "about_met": True,
    "on_behalf_of": None,
}
PERSONA = {"id": "p", "opening": ["Hello"], "answers": {}, "expect": {"route": "record"}}


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    file = tmp_path / "mine.jsonl"
    file.write_text(json.dumps(ACCOUNT) + "\n" + json.dumps({**ACCOUNT, "id": "a2", "allegations": ["J"]}) + "\n")
    return file


@pytest.fixture
def personas(tmp_path: Path) -> Path:
    file = tmp_path / "people.jsonl"
    file.write_text(json.dumps(PERSONA))
    return file


def _evaluate(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], env=environment)


def test_a_report_is_written_and_a_table_printed(accounts: Path, tmp_path: Path) -> None:
    done = _evaluate(accounts, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    assert "50.0%" in done.stdout
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in done.stdout
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    assert figures["checks"]["main_code"]["right"] == 1
    assert "mine.jsonl" in (tmp_path / "out" / "report.md").read_text().replace("\\", "")


def test_reports_land_under_the_folder_that_is_not_shared(accounts: Path, tmp_path: Path) -> None:
    done = _evaluate(accounts, CANDOUR_VAR_DIR=str(tmp_path / "var"))

    assert done.exit_code == 0, done.output
    assert (tmp_path / "var" / "evaluation" / "mine" / "report.html").is_file()


def test_gates_that_are_passed_let_it_end_well(accounts: Path, tmp_path: Path) -> None:
    gates = ["--fail-under", "main_code=0.5", "--fail-under", "grounds_found=1"]

    assert _evaluate(accounts, "--out", tmp_path / "out", *gates).exit_code == 0


def test_each_gate_that_is_not_passed_is_told_and_the_report_is_there(accounts: Path, tmp_path: Path) -> None:
    gates = ["--fail-under", "main_code=0.51", "--fail-under", "open_asked=0.1", "--fail-under", "date=1"]

    done = _evaluate(accounts, "--out", tmp_path / "out", *gates)

    assert done.exit_code == 3
    assert "main_code is 0.5000, lower than 0.51." in done.stderr
    assert "open_asked could not be measured" in done.stderr
    assert "date" not in done.stderr
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fail-under", "colour=1"], "one of these metrics: main_code"),
        (["--fail-under", "main_code=high"], "not a share between 0 and 1"),
        (["--engine", "http://127.0.0.1:5005"], "--engine is for personas"),
    ],
)
def test_misuse_is_told_before_anything_is_run(options: list[str], said: str, accounts: Path, tmp_path: Path) -> None:
    done = _evaluate(accounts, "--out", tmp_path / "out", *options)

    assert done.exit_code == 2
    assert said in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["mine.jsonl"]


def test_a_folder_with_other_things_is_left_alone(accounts: Path, tmp_path: Path) -> None:
    done = _evaluate(accounts, "--out", tmp_path)

    assert done.exit_code == 2
    assert "holds other things" in done.stderr
    assert os.listdir(tmp_path) == ["mine.jsonl"]


@pytest.mark.parametrize("content", ["", "{", '{"colour": 1}', '{"id": 1, "intent": "greet"}'])
def test_a_file_that_cannot_be_evaluated_leaves_nothing_behind(content: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(content)

    done = _evaluate(file, "--out", tmp_path / "out")

    assert done.exit_code == 1
    assert "bad.jsonl" in done.stderr
    assert "Traceback" not in done.output
    assert os.listdir(tmp_path) == ["bad.jsonl"]


def test_personas_without_a_product_are_told_how_to_start_one(personas: Path) -> None:
    done = _evaluate(personas)

    assert done.exit_code == 2
    assert "CANDOUR_CLOCK=2026-11-22T10:00:00 make run" in done.stderr
    assert "--engine http://127.0.0.1:5005" in done.stderr


def test_a_product_that_is_not_there_is_told(personas: Path, unused_tcp_port: int, tmp_path: Path) -> None:
    done = _evaluate(personas, "--engine", f"http://127.0.0.1:{unused_tcp_port}", "--out", tmp_path / "out")

    assert done.exit_code == 1
    assert "did not answer" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_model_of_the_present_sources_is_chosen(tmp_path: Path) -> None:
    present, newer = tmp_path / "candour-1.tar.gz", tmp_path / "candour-2.tar.gz"
    for number, file in enumerate((present, newer)):
        file.touch()
        os.utime(file, (number, number))

    assert choose_model(tmp_path, present) == present


def test_else_the_newest_model_with_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate(["candour-b.tar.gz", "candour-a.tar.gz"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (number, number))

    assert choose_model(tmp_path, tmp_path / "candour-c.tar.gz").name == "candour-a.tar.gz"
    assert "make train" in capsys.readouterr().err


def test_without_any_model_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="make train"):
        choose_model(tmp_path, tmp_path / "candour-c.tar.gz")
