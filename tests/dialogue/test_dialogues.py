"""Whole talks with the real engine and the real actions, from `cases/*.yml`, checked turn by turn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.driver import Said, Talk

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['talk']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
KEYS = {"user", "times", "asks", "says", "never_says", "slots", "buttons"}


@pytest.mark.parametrize("case", CASES)
async def test_talk(case: dict[str, Any], talk: Talk) -> None:
    asked: list[str] = []
    for number, turn in enumerate(case["turns"], 1):
        assert set(turn) <= KEYS, f"turn {number} has unknown keys"
        said = await talk.say(" ".join([turn["user"]] * turn.get("times", 1)))
        assert said.texts, f"turn {number}: nothing was said to {turn['user']!r}"
        asked.append(str(said.asked))
        _check(turn, said, f"turn {number} ({turn['user']!r})")
    for slot in case.get("never_asks", []):
        assert slot not in asked, f"{slot} was asked for: {asked}"


def _check(turn: dict[str, Any], said: Said, where: str) -> None:
    if "asks" in turn:
        assert said.asked == turn["asks"], f"{where}: asked for {said.asked}; said {said.text!r}"
    for wanted in turn.get("says", []):
        assert wanted.lower() in said.text.lower(), f"{where}: said {said.text!r}"
    for unwanted in turn.get("never_says", []):
        assert unwanted.lower() not in said.text.lower(), f"{where}: said {said.text!r}"
    for button in turn.get("buttons", []):
        assert button in said.buttons, f"{where}: offered {said.buttons}"
    for slot, value in (turn.get("slots") or {}).items():
        found = said.slots[slot]
        if isinstance(value, str) and value.startswith("~"):
            assert re.search(value[1:], str(found), re.IGNORECASE | re.DOTALL), f"{where}: {slot} is {found!r}"
        else:
            assert found == value, f"{where}: {slot} is {found!r}"
