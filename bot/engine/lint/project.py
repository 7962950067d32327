"""The project as the linter reads it: domain, wording, rules, examples and the responses that Python names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.force import Explanation, load_explanations

EXPLANATIONS = "data/explanations"
Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One fault: the rule that found it, where it is, what is wrong, and whether it must be put right now."""

    rule: str
    where: str
    message: str
    level: Level = "error"


@dataclass(frozen=True)
class Project:
    """Everything that is linted, on the London day `on`. `definitions` maps (kind, key) to the files that define it."""

    domain: Mapping[str, Any]
    config: Mapping[str, Any]
    responses: Mapping[str, list[dict[str, Any]]]
    rules: list[dict[str, Any]]
    stories: list[dict[str, Any]]
    examples: Mapping[str, list[str]]
    definitions: Mapping[tuple[str, str], list[str]]
    named_in_python: frozenset[str]
    registered_actions: frozenset[str]
    explanations: Mapping[str, Explanation]
    on: date

    @property
    def slots(self) -> Mapping[str, dict[str, Any]]:
        """The slots of the domain by name."""
        slots: Mapping[str, dict[str, Any]] = self.domain["slots"]
        return slots

    @property
    def required(self) -> list[tuple[str, str]]:
        """(form, slot) for every required slot, in order."""
        return [(form, slot) for form, spec in self.domain["forms"].items() for slot in spec["required_slots"]]

    def steps(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every step and condition of every rule and story, with the title it belongs to."""
        for item in (*self.rules, *self.stories):
            title = str(item.get("rule") or item.get("story"))
            for step in [*item.get("condition", []), *item.get("steps", [])]:
                yield title, step


def load_project(root: Path, registered_actions: frozenset[str], on: date) -> Project:
    """Read the project below `root`. `registered_actions` are the names that the action server offers.

    Raises `InvalidForceFile` for an explanation that cannot be read.
    """
    definitions: dict[tuple[str, str], list[str]] = defaultdict(list)
    responses: dict[str, list[dict[str, Any]]] = {}
    rules: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    examples: dict[str, list[str]] = defaultdict(list)
    domain = _yaml(root / "domain.yml")
    for file in [root / "domain.yml", *sorted((root / "data").rglob("*.yml"))]:
        if "version" not in (data := _yaml(file)):
            continue
        name = str(file.relative_to(root))
        for key, variants in (data.get("responses") or {}).items():
            responses[key] = variants
            definitions["response", key].append(name)
        for kind in ("slots", "forms"):
            for key in data.get(kind) or {}:
                definitions[kind, key].append(name)
        rules += data.get("rules") or []
        stories += data.get("stories") or []
        for entry in data.get("nlu") or []:
            if "intent" in entry:
                definitions["intent", entry["intent"]].append(name)
                examples[entry["intent"]] += _lines(entry["examples"])
    return Project(
        domain=domain,
        config=_yaml(root / "config.yml"),
        responses=responses,
        rules=rules,
        stories=stories,
        examples=examples,
        definitions=definitions,
        named_in_python=_named_in_python(root),
        registered_actions=registered_actions,
        explanations=load_explanations(root / EXPLANATIONS),
        on=on,
    )


def _yaml(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data if isinstance(data, dict) else {}


def _lines(block: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in block.splitlines() if line.strip()]


def _named_in_python(root: Path) -> frozenset[str]:
    """Response names in our Python; `utter_x_{...}` stands for every response that begins with `utter_x_`."""
    found: set[str] = set()
    for folder in ("actions", "bot/intake", "bot/followup"):
        for file in (root / folder).rglob("*.py"):
            found |= set(re.findall(r"\"(utter_\w*/?\{?)", file.read_text(encoding="utf-8")))
    return frozenset(found)
