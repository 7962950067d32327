"""Every clause of the policy has a test that tells its story, named after it."""

from __future__ import annotations

import re

from bot.settings import ROOT

FOLDER = ROOT / "tests" / "clauses"


def test_every_clause_has_its_story() -> None:
    found = {int(match[1]) for file in FOLDER.glob("test_*.py") if (match := re.match(r"test_s(\d\d)_", file.name))}
    assert found == set(range(1, 17))


def test_each_story_opens_with_its_clause() -> None:
    for file in sorted(FOLDER.glob("test_s*.py")):
        clause = int(file.name[6:8])
        assert file.read_text(encoding="utf-8").startswith(f'"""S{clause}: '), file.name
