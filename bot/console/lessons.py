"""Accepted corrections as files for maintainers: examples to train from, and dialogue tests; and how they are applied.

What leaves the console here holds only the words that a reviewer left of a message, and nothing of who said them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.console.corrections import FACT, INTENT, QUESTION
from bot.console.hiding import hider
from bot.console.talk_models import Correction

FILE = "from_review.yml"
"""Where applied examples stand in `data/nlu/`, so that maintainers see what came from review."""
_INTENT = re.compile(r"^- intent: (\S+)")
_EXAMPLE = re.compile(r"^ +- (.+)$")
_NO_SPACE = re.compile(r"\\ ")
_HEADER = "# Messages that were misunderstood, with what they mean: corrected by one reviewer, accepted by another.\n"
_TESTS_HEADER = (
    "# From review: what should have been kept or asked. They belong into tests/dialogue/cases/; where a case starts\n"
    "# from a question, the talk before it is the standard one, not the one that was reviewed.\n\n"
)


class UnusableLessons(ValueError):
    """The file is not what the console exports, or does not fit the training data; the message says why."""


@dataclass(frozen=True)
class Applied:
    """What applying a file did: examples that were added, and those that stood under another intent until then."""

    added: int
    moved: int


def training_data(corrections: Iterable[Correction]) -> str:
    """The corrected intents as examples for `data/nlu/`, in Rasa's YAML."""
    by_intent: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in corrections:
        if row.kind == INTENT:
            by_intent[row.value][_plain(row.text)] = None
    return _rasa({intent: list(texts) for intent, texts in by_intent.items()})


def dialogue_tests(corrections: Iterable[Correction]) -> str:
    """The facts and questions as cases in the form of `tests/dialogue/cases/`."""
    cases: dict[int, dict[str, Any]] = {}
    for row in corrections:
        if row.kind not in (FACT, QUESTION):
            continue
        start = {"from": row.after} if row.after else {}
        fresh = {
            "talk": f"review {row.event_id}: {_plain(row.text)[:60]}",
            **start,
            "turns": [{"user": _plain(row.text)}],
        }
        turn = cases.setdefault(row.event_id, fresh)["turns"][0]
        if row.kind == QUESTION:
            turn["asks"] = row.value
        else:
            told = _NO_SPACE.sub(" ", re.escape(_plain(row.subject)))
            turn.setdefault("slots", {})[row.value] = row.kept or f"~{told}"
    shown = yaml.safe_dump(list(cases.values()), allow_unicode=True, sort_keys=False, width=110) if cases else "[]\n"
    return _TESTS_HEADER + shown


def apply(text: str, folder: Path) -> Applied:
    """Add the examples of an exported file to the training data in a folder; none then stands under two intents.

    Raises `UnusableLessons`; nothing is changed then.
    """
    examples = _read(text)
    files = sorted(folder.glob("*.yml"))
    known = {intent for file in files for _, intent, _ in _lines(file.read_text(encoding="utf-8"))}
    if strange := sorted({intent for intent, _ in examples} - known):
        raise UnusableLessons(f"there are no such intents: {', '.join(strange)}")
    means = {_same(example): intent for intent, example in examples}
    moved, there = 0, set()
    for file in files:
        kept = []
        before = file.read_text(encoding="utf-8")
        for line, intent, example in _lines(before):
            right = means.get(_same(example)) if example else None
            if right is not None and right != intent:
                moved += 1
                continue
            if right is not None:
                there.add(_same(example or ""))
            kept.append(line)
        if (after := "".join(kept)) != before:
            file.write_text(after, encoding="utf-8")
    fresh = [(intent, example) for intent, example in examples if _same(example) not in there]
    _add(folder / FILE, fresh)
    return Applied(len(fresh), moved)


def _add(file: Path, examples: list[tuple[str, str]]) -> None:
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    earlier = _read(file.read_text(encoding="utf-8")) if file.exists() else []
    for intent, example in [*earlier, *examples]:
        by_intent[intent].append(example)
    if by_intent:
        file.write_text(_HEADER + _rasa(by_intent), encoding="utf-8")


def _read(text: str) -> list[tuple[str, str]]:
    try:
        loaded = yaml.safe_load(text)
        rows = [
            (str(entry["intent"]), example.removeprefix("- "))
            for entry in loaded["nlu"]
            for example in str(entry["examples"]).splitlines()
        ]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise UnusableLessons("this is no file of corrected examples") from error
    by_example: dict[str, str] = {}
    for intent, example in rows:
        if by_example.setdefault(_same(example), intent) != intent:
            raise UnusableLessons(f"“{example}” stands under two intents: decide which is right")
    return rows


def _lines(text: str) -> Iterable[tuple[str, str, str | None]]:
    """Each line of a file of examples, with the intent it stands under and the example that it is."""
    intent = ""
    for line in text.splitlines(keepends=True):
        if found := _INTENT.match(line):
            intent = found[1]
        example = _EXAMPLE.match(line)
        yield line, intent, example[1] if example and intent else None


def _rasa(by_intent: dict[str, list[str]]) -> str:
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in sorted(by_intent.items())
    ]
    return yaml.dump({"version": "3.1", "nlu": nlu}, Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=10_000)


class _Blocks(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as the other files of examples do."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Blocks.add_representer(str, _block)


def _plain(text: str) -> str:
    """On one line, and once more without whatever looks like a way to reach somebody."""
    return " ".join(hider([]).text(text).split())


def _same(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
