"""`candour assess`: JSON a line for each account, and bad lines named without losing the good ones."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import COMMANDS, PLAIN_FAULTS, app

SHOVE = "On Friday outside Morden station PC 2291 SW shoved me against a fence and called me scum. I was not hurt."


def _assess(*arguments: str, text: str | bytes = "") -> tuple[int, list[dict], str]:
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


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"text": "caf\xe9"}', "UTF-8"),
        (b"[" * 100_000, "JSON"),
        (b'{"text": "he hit me", "received": "0001-01-01"}', "0001-01-01"),
        (b'{"text": "he hit me", "received": {"day": 1}}', "not a day"),
        (b'{"id": ' + b"9" * 10_000 + b', "text": "he hit me"}', "JSON"),
    ],
    ids=["bytes", "latin-1", "brackets", "year one", "object", "number"],
)
def test_a_hostile_line_is_named_and_the_others_are_assessed(line: bytes, why: str) -> None:
    good = json.dumps({"id": "good", "text": SHOVE}).encode()

    code, answers, error = _assess("--jsonl", text=good + b"\n" + line + b"\n" + good)

    assert code == 1
    assert [a["id"] for a in answers] == ["good", "good"]
    assert "line 2" in error
    assert why in error
    assert "Traceback" not in error


def test_half_a_character_becomes_a_sign_for_an_unknown_one() -> None:
    code, [answer], _ = _assess("--jsonl", text=r'{"id": "\ud800", "text": "He shoved me \udfff in Morden."}')

    assert (code, answer["id"]) == (0, "\ufffd")
    assert answer["facts"]["what_happened"] == "He shoved me \ufffd in Morden."


@pytest.mark.parametrize("jsonl", [False, True])
def test_five_million_characters_are_answered_with_all_of_them_kept(jsonl: bool) -> None:
    text = (SHOVE + " ") * (5_000_000 // len(SHOVE))

    code, [answer], _ = _assess("--jsonl", text=json.dumps({"text": text})) if jsonl else _assess(text=text)

    assert code == 0
    assert answer["facts"]["what_happened"].strip() == text.strip()
    assert "2291" in answer["facts"]["officers"]


@pytest.mark.parametrize("text", [b"\xff\xfe" + SHOVE.encode("utf-16-le"), b"\x80", b" \n\t ", b""])
def test_what_is_no_text_is_said_plainly(text: bytes) -> None:
    code, answers, error = _assess(text=text)

    assert (code, answers) == (1, [])
    assert "UTF-8" in error or "no account" in error


def test_a_mark_of_byte_order_is_no_part_of_the_account() -> None:
    _, [answer], _ = _assess(text=b"\xef\xbb\xbf" + SHOVE.encode())

    assert answer["facts"]["what_happened"] == SHOVE


def test_the_answer_to_a_line_comes_before_the_next_line_is_sent() -> None:
    line = json.dumps({"id": "first", "text": SHOVE}).encode() + b"\n"
    command = [sys.executable, "-m", "bot.cli.main", "assess", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin
        assert program.stdout
        program.stdin.write(line)
        program.stdin.flush()
        answer = json.loads(program.stdout.readline())
        program.stdin.close()

    assert answer["id"] == "first"
    assert program.returncode == 0


def test_the_answer_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    file = tmp_path / "account.txt"
    file.write_text("PC Zoë shoved me in Morden \N{POLICE OFFICER}", encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    done = subprocess.run([sys.executable, "-m", "bot.cli.main", "assess", file], capture_output=True, env=environment)

    assert (done.returncode, done.stderr) == (0, b"")
    assert "PC Zoë" in json.loads(done.stdout.decode())["facts"]["officers"]


def test_progress_is_shown_on_a_terminal_and_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(json.dumps({"text": SHOVE}) + "\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot.cli.main", "assess", "--jsonl", file]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as program:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # Linux says so when the other end is closed
            while part := os.read(ours, 4096):
                shown += part
        assert program.stdout
        answer = json.loads(program.stdout.read())
    os.close(ours)

    assert answer["decision"]["route"] == "need"
    assert "line 1" in shown.decode()
    assert "100%" in shown.decode()


def test_only_the_module_of_the_command_is_imported() -> None:
    heavy = ("sqlalchemy", "alembic", "spacy.cli", "rich.progress", "phonenumbers", "email_validator", "rasa")
    program = (
        "import sys; from bot.cli.main import COMMANDS, PLAIN_FAULTS, app\n"
        f"app(['assess'], standalone_mode=False); print([name for name in {heavy} if name in sys.modules])"
    )
    text = b"The officer swore at me."

    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, check=True)

    assert done.stdout.splitlines()[-1] == b"[]"


def test_every_command_can_be_asked_for_help() -> None:
    listed = CliRunner().invoke(app, ["--help"]).stdout
    for command in COMMANDS:
        assert command in listed
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_every_plain_fault_is_there() -> None:
    for module, name in PLAIN_FAULTS.items():
        assert issubclass(getattr(import_module(module), name), Exception)
