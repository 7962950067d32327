"""`rasa data validate` and `rasa test core`, run on the project as any Rasa developer runs them."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
import yaml
from rasa.__main__ import create_argument_parser

from bot.cli import running
from bot.settings import ROOT
from tests.dialogue.driver import quiet

STORIES = ROOT / "tests" / "stories"


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa looks for the project where it is started."""
    monkeypatch.chdir(ROOT)


def _command(*words: str) -> Namespace:
    return create_argument_parser().parse_args([str(word) for word in words])


def test_the_data_are_valid() -> None:
    command = _command("data", "validate", "--data", "data/nlu", "data/rules", "data/stories", "data/responses")

    with quiet():
        command.func(command)  # ends the program with a code if anything is wrong


def test_every_story_goes_as_it_is_told(tmp_path: Path) -> None:
    model = running.train(force=False)
    command = _command("test", "core", "--stories", str(STORIES), "--model", str(model), "--out", str(tmp_path))

    with quiet():
        command.func(command)

    failed = yaml.safe_load((tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8"))
    assert not (failed or {}).get("stories"), failed
    passed = yaml.safe_load((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert passed["conversation_accuracy"]["correct"] == _told()


def _told() -> int:
    return sum(len(yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]) for file in STORIES.glob("*.yml"))
