"""Nothing that a person says is written to a log, at any level."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
import structlog

from bot.engine import privacy
from tests.engine.conftest import Program, Talk, action_server, engine

CANARY = "kanarienvogel"


def test_no_log_line_carries_what_was_said(model: Path, tmp_path: Path):
    actions = action_server(tmp_path).start()
    program = engine(tmp_path, model, actions, f"sqlite:///{tmp_path / 'talks.db'}", "--debug").start()
    talk = Talk(program.url, "ann")
    said = ["hello", "I want to complain", f"he pushed {CANARY}", f"in {CANARY} road", "yes", f"{CANARY} broke", "stop"]
    said += [f"look it up, fail {CANARY}", f"look it up, reject {CANARY}", f"/{CANARY}", f"how long {CANARY}"]
    try:
        for text in said:
            talk.say(text)
            talk.say_plainly(text)
        talk.say_plainly(f'/complain{{"where": "{CANARY}"}}')
        talk.events()
        actions.stop()
        assert talk.say(f"look it up {CANARY}").status_code == 503
    finally:
        program.stop()
        actions.stop()

    logs = {log.name: log.read_text() for log in (program.log, actions.log)}
    assert [name for name, text in logs.items() if CANARY in text] == []
    assert "processor" in logs["engine.log"]
    assert "action_look_up" in logs["actions.log"]


def fail(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as error:
        raise RuntimeError(words) from error


def test_an_exception_is_described_by_type_and_place_alone():
    with pytest.raises(RuntimeError) as caught:
        fail(CANARY)

    described = privacy.describe(caught.value)

    assert described.startswith("RuntimeError at test_privacy.py:")
    assert " from ValueError at test_privacy.py:" in described
    assert CANARY not in described


def test_a_plain_line_keeps_its_words_and_loses_its_exception():
    try:
        fail(CANARY)
    except RuntimeError:
        record = logging.LogRecord(
            "rasa.core.processor", logging.ERROR, "f", 1, "an %s failed", ("action",), sys.exc_info()
        )

    assert privacy.Discreet().filter(record)
    assert record.getMessage().startswith("an action failed [RuntimeError at")
    assert record.exc_info is None


def test_a_plain_line_of_debug_level_is_dropped():
    record = logging.LogRecord("rasa.core.processor", logging.DEBUG, "f", 1, CANARY, (), None)

    assert not privacy.Discreet().filter(record)


def test_a_structured_line_keeps_only_what_is_harmless():
    line = {
        "event": "processor.message.parse",
        "action_name": "action_listen",
        "parse_data_text": CANARY,
        "new": CANARY,
    }

    kept = privacy.redact(logging.getLogger("rasa.core.processor"), "debug", line)

    assert kept == {
        "event": "processor.message.parse",
        "action_name": "action_listen",
        "parse_data_text": "[withheld]",
        "new": "[withheld]",
    }


def test_lines_of_others_are_left_alone():
    line = {"event": "complaint.recorded", "reference": "1"}

    assert privacy.redact(logging.getLogger("bot.casework"), "info", line) == {
        "event": "complaint.recorded",
        "reference": "1",
    }


def test_a_program_that_embeds_the_engine_prints_no_messages(capsys: pytest.CaptureFixture[str]):
    structlog.get_logger("rasa.core.processor").debug("processor.message.parse", parse_data_text=CANARY)

    assert CANARY not in "".join(capsys.readouterr())


def test_the_engines_own_report_of_a_failed_message_is_withheld(served: Program):
    Talk(served.url, "broken").say_plainly(f"look it up, fail {CANARY}")

    assert CANARY not in served.log.read_text()
