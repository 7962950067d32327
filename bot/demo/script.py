"""What the invented people and the assistant say: `data/demo.yml`, the accounts of triage, the assistant's words."""

from __future__ import annotations

import random
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.force import Explanation, load_explanations
from bot.settings import ROOT

DATA = ROOT / "data"


class Script:
    """All lines of the demonstration, read once; `rng` chooses among them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    @cached_property
    def lines(self) -> dict[str, Any]:
        """The content of `data/demo.yml`."""
        lines: dict[str, Any] = _read(DATA / "demo.yml")
        return lines

    @cached_property
    def accounts(self) -> list[str]:
        """Accounts in many voices, of everything that is complained of."""
        entries = [
            entry for name in ("serious", "procedure") for entry in _read(DATA / "triage/accounts" / f"{name}.yml")
        ]
        return [" ".join(str(entry["text"]).split()) for entry in entries]

    @cached_property
    def explanations(self) -> dict[str, Explanation]:
        """The reviewed explanations by topic."""
        return load_explanations(DATA / "explanations")

    def pick(self, *path: str) -> str:
        """One of the lines under a key."""
        found: Any = self.lines
        for key in path:
            found = found[key]
        return str(self.rng.choice(found))

    def name(self) -> str:
        """Somebody's name."""
        return f"{self.pick('first_names')} {self.pick('surnames')}"

    def says(self, response: str) -> tuple[str, list[dict[str, str]] | None]:
        """What the assistant says under the name of a response, in its plain wording, with the buttons."""
        entries = [entry for entry in self._responses[response] if "condition" not in entry]
        entry = entries[0]
        return str(entry["text"]), entry.get("buttons")

    @cached_property
    def _responses(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file in sorted((DATA / "responses").glob("*.yml")):
            found |= _read(file)["responses"]
        return found


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
