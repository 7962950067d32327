"""Exported examples put into the training data: added once, under one intent, everything else as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import conversations
from bot.console.lessons import FILE, Applied, UnusableLessons, apply
from bot.settings import ROOT

DATA = """# What people say first.
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - Is it  over yet
- intent: faq/how_long
  examples: |
    - how long
"""


def exported(**examples: list[str]) -> str:
    nlu = [{"intent": intent, "examples": "".join(f"- {t}\n" for t in texts)} for intent, texts in examples.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talk.yml").write_text(DATA)
    return tmp_path


def test_an_example_is_added_under_its_intent_and_taken_from_another(folder: Path) -> None:
    text = exported(**{"faq/how_long": ["is it over yet", "how long", "whats the wait"]})

    assert apply(text, folder) == Applied(added=2, moved=1)

    assert (folder / "talk.yml").read_text() == DATA.replace("    - Is it  over yet\n", "")
    added = yaml.safe_load((folder / FILE).read_text())["nlu"]
    assert added == [{"intent": "faq/how_long", "examples": "- is it over yet\n- whats the wait\n"}]
    assert apply(text, folder) == Applied(added=0, moved=0)


def test_a_later_correction_wins_over_an_earlier_one(folder: Path) -> None:
    apply(exported(greet=["yo"]), folder)

    assert apply(exported(**{"faq/how_long": ["yo"], "greet": ["oi"]}), folder) == Applied(added=2, moved=1)

    added = yaml.safe_load((folder / FILE).read_text())["nlu"]
    assert added == [{"intent": "faq/how_long", "examples": "- yo\n"}, {"intent": "greet", "examples": "- oi\n"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nlu: [", "no file of corrected examples"),
        ("[]", "no file of corrected examples"),
        (exported(nonsense=["yo"]), "no such intents: nonsense"),
        (exported(**{"greet": ["yo"], "faq/how_long": ["Yo"]}), "stands under two intents"),
    ],
)
def test_what_cannot_be_applied_changes_nothing(folder: Path, text: str, words: str) -> None:
    with pytest.raises(UnusableLessons, match=words):
        apply(text, folder)

    assert [file.name for file in folder.iterdir()] == ["talk.yml"]
    assert (folder / "talk.yml").read_text() == DATA


def test_the_command_works_on_the_real_training_data(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "nlu", tmp_path / "nlu")
    (tmp_path / "review.yml").write_text(exported(skip=["no idea"]))

    command = ["learn", str(tmp_path / "review.yml"), "--into", str(tmp_path / "nlu")]
    result = CliRunner().invoke(conversations.app, command)

    assert result.output.startswith("Examples added: 1; taken from another intent: 1."), result.output
    before = (ROOT / "data" / "nlu" / "navigation.yml").read_text().splitlines()
    after = (tmp_path / "nlu" / "navigation.yml").read_text().splitlines()
    assert [line for line in before if line not in after] == ["    - no idea"]
