"""The page that draws the states is as the code is."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from bot.casework.states import REFERRAL_TRANSITIONS, TRANSITIONS, State
from bot.cli.main import app
from bot.settings import ROOT

PAGE = ROOT / "docs" / "states.md"


def test_the_page_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["states"])
    assert printed.exit_code == 0
    assert printed.stdout == PAGE.read_text(encoding="utf-8"), "run: uv run candour states > docs/states.md"


def test_the_drawing_has_every_state_and_the_tables_every_step() -> None:
    text = PAGE.read_text(encoding="utf-8")
    arrows = set(re.findall(r"^    (\S+) --> (\S+?)(?:: (\S+))?$", text, flags=re.MULTILINE))
    drawn = {state for arrow in arrows for state in arrow[:2]}
    assert {state.value for state in State} - {"withdrawn"} <= drawn
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (\w+) \|$", text, flags=re.MULTILINE)
    steps = {**TRANSITIONS, **REFERRAL_TRANSITIONS}
    assert {row for row in rows if row[0] != "from"} == {
        (str(before or "nothing"), str(trigger), str(after)) for (before, trigger), after in steps.items()
    }
