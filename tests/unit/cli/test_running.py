"""`candour run` and `train`: what the model is made of, and faults said plainly before anything starts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import running
from bot.settings import ROOT, Settings, load_settings
from tests.product.product import free_ports


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources of the model in a folder of their own."""
    for source in (*running.SOURCES, *running.CODE):
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target)
        else:
            shutil.copy(ROOT / source, target)
    monkeypatch.setattr(running, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("source", ["domain.yml", "config.yml", "data/nlu/talk.yml", "data/rules/talk.yml"])
def test_a_change_in_any_source_of_the_model_trains_it_anew(copy: Path, source: str) -> None:
    before = running.fingerprint()

    (copy / source).write_text((copy / source).read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")

    assert running.fingerprint() != before


def test_the_same_sources_elsewhere_are_the_same_model(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = running.fingerprint()
    monkeypatch.setattr(running, "ROOT", ROOT)

    assert running.fingerprint() == elsewhere


def _candour(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli.main", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["WEB", "RASA", "ACTIONS"])
def test_a_port_that_is_taken_is_said_plainly(name: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ports = dict(zip(("WEB", "RASA", "ACTIONS"), map(str, free_ports(3)), strict=True)) | {name: str(port)}
        settings = {f"CANDOUR_{each}_PORT": number for each, number in ports.items()}
        done = _candour("run", CANDOUR_VAR_DIR=str(tmp_path), **settings)

    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert f"CANDOUR_{name}_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        pytest.param({"CANDOUR_CLOCK": "soon"}, "CANDOUR_CLOCK", id="clock"),
        pytest.param({"CANDOUR_DATABASE_URL": "mysql://x"}, "mysql", id="database of another kind"),
        pytest.param({"CANDOUR_DATABASE_URL": "nonsense"}, "database address", id="no database address"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_plainly(variables: dict[str, str], words: str) -> None:
    done = _candour("migrate", **variables)

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_programs_read_the_same_settings_as_the_one_that_starts_them(tmp_path, monkeypatch):
    settings = Settings(embed_origins="https://a.example https://b.example", web_port=8123, code_key="new:1, old:2")
    for name, value in running.environment(settings, tmp_path / "model").items():
        monkeypatch.setenv(name, value)

    assert load_settings() == settings
