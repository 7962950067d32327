"""The ordinary commands of Rasa, as a developer calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.parity import BOT
from tests.engine.conftest import free_port

RASA = Path(sys.executable).with_name("rasa")
STORY = """
version: "3.1"
stories:
  - story: a greeting
    steps:
      - user: hello
        intent: greet
      - action: utter_greet
"""


def rasa(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RASA, *arguments], capture_output=True, text=True, timeout=200, **options)


def test_version():
    done = rasa("--version")

    assert done.returncode == 0
    assert "3.6.21" in done.stdout


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "rasa", "--help"], capture_output=True, text=True)

    assert done.returncode == 0
    assert "train" in done.stdout


def test_data_is_validated():
    done = rasa("data", "validate", cwd=BOT)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["core", "nlu"])
def test_a_model_is_tested(kind: str, model: Path, tmp_path: Path):
    stories = tmp_path / "test_stories.yml"
    stories.write_text(STORY)
    data = ["--stories", str(stories)] if kind == "core" else ["--nlu", str(BOT / "data" / "nlu.yml")]

    done = rasa("test", kind, "--model", str(model), "--out", str(tmp_path / "results"), *data)

    assert done.returncode == 0, done.stderr


def test_the_shell_talks(model: Path, tmp_path: Path):
    environment = {**os.environ, "CANDOUR_DATABASE_URL": f"sqlite:///{tmp_path / 'talks.db'}"}

    done = rasa("shell", "--model", str(model), "-p", str(free_port()), input="hello\n/stop\n", env=environment)

    assert "Hello." in done.stdout, done.stdout + done.stderr
