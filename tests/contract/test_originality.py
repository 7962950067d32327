"""What the assistant learns from is the project's own: nothing of it stands in the sets that measure it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from bot.understanding.triage.examples import read_accounts, read_statements

DEVELOPMENT = ROOT.parent / "shared" / "dev"
EXAMINATION = ROOT / "tests" / "evaluation"
# Shorter ones ("yes", "no thanks", "call me") are everybody's words.
SENTENCE_WORDS = 3


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _sentences_below(folder: Path) -> set[str]:
    rows = (json.loads(line) for file in folder.rglob("*.jsonl") for line in file.open(encoding="utf-8"))
    keys = {_key(text) for row in rows for text in _texts(row)}
    return {key for key in keys if len(key.split()) >= SENTENCE_WORDS}


def _learnt() -> set[str]:
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (ROOT / "data" / "nlu").glob("*.yml")]
    examples = (line for file in files for block in file["nlu"] for line in block["examples"].splitlines())
    triage = (each.text for each in (*read_accounts(), *read_statements()))
    return {_key(text) for text in (*(line.strip().removeprefix("- ") for line in examples), *triage)}


# The development sets stand beside a developer's checkout only.
@pytest.mark.parametrize(
    "folder", [EXAMINATION, *([DEVELOPMENT] if DEVELOPMENT.is_dir() else [])], ids=lambda f: f.name
)
def test_no_sentence_that_measures_is_learnt_from(folder: Path) -> None:
    found = _sentences_below(folder)

    assert len(found) > 500
    assert _learnt() & found == set()
