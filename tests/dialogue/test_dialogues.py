"""Whole talks with the real engine and the real actions, from `cases/*.yml`, checked turn by turn and row by row.

A case is a `talk` (its title) with `turns`, and may say `from` which question it starts, which slots it `never_asks`
for, and what is `filed` in the end: a list of every complaint in the database, with its rows. A turn is what the `user`
says, or `opens` a complaint of `complaints.py` beside the talk, `at` a time from which the clock stands still.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.complaints import opened
from tests.dialogue.driver import Said, Talk
from tests.dialogue.questions import Positions, facts
from tests.dialogue.records import filed, mismatches

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['talk']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
CASE_KEYS = {"talk", "from", "turns", "never_asks", "filed"}
TURN_KEYS = {"user", "opens", "at", "times", "asks", "says", "never_says", "slots", "buttons", "forms", "keeps"}


def test_cases_are_well_formed() -> None:
    titles = [case.id for case in CASES]
    assert sorted(set(titles)) == sorted(titles)
    for case in (parameter.values[0] for parameter in CASES):
        assert set(case) <= CASE_KEYS, case["talk"]
        for turn in case["turns"]:
            assert set(turn) <= TURN_KEYS, f"{case['talk']}: {turn}"


@pytest.mark.parametrize("case", CASES)
async def test_talk(
    case: dict[str, Any], talk: Talk, positions: Positions, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await positions.at(case["from"]) if "from" in case else talk
    before = facts(await talk.slots()) if "from" in case else {}
    asked: list[str] = []
    for number, turn in enumerate(case["turns"], 1):
        if "at" in turn:
            monkeypatch.setenv("CANDOUR_CLOCK", turn["at"])
        if "opens" in turn:
            said = await talk.say("show my complaint", case=opened(turn["opens"], talk.sender))
        else:
            said = await talk.say(" ".join([turn["user"]] * turn.get("times", 1)))
        assert said.texts, f"turn {number}: nothing was said to {turn.get('user')!r}"
        asked.append(str(said.asked))
        assert _faults(turn, said, before) == [], f"turn {number} ({turn.get('user')!r}): {said.text}"
        before = facts(said.slots)
    assert [slot for slot in case.get("never_asks", []) if slot in asked] == [], asked
    if "filed" in case:
        found = filed(world)
        assert len(found) == len(case["filed"]), found
        assert mismatches(case["filed"], found, "filed") == []


def _faults(turn: dict[str, Any], said: Said, before: dict[str, Any]) -> list[str]:
    """What is not as the turn wants it."""
    told = said.text.lower()
    faults = mismatches(turn.get("slots") or {}, said.slots, "slots")
    if "asks" in turn:
        faults += mismatches(turn["asks"], said.asked, "asked")
    if turn.get("keeps"):
        faults += mismatches(before, facts(said.slots), "facts")
    if "forms" in turn:
        faults += mismatches(turn["forms"], said.forms, "forms")
    faults += [f"does not say {words!r}" for words in turn.get("says", []) if words.lower() not in told]
    faults += [f"says {words!r}" for words in turn.get("never_says", []) if words.lower() in told]
    return faults + [f"does not offer {words!r}" for words in turn.get("buttons", []) if words not in said.buttons]
