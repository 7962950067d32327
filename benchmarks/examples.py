"""The examples that both sides learn from: a copy of the project's, or an even share of it."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.errors import CannotMeasure

# Of each intent or topic; with fewer, a small one would hardly be learnt.
LEAST = 8
SEED = 20261122
MARK = "- "


@dataclass(frozen=True)
class Examples:
    """Example files as they were at one moment: the folder, its digest, the labels in it and how many examples."""

    folder: Path
    digest: str
    labels: frozenset[str]
    count: int


def digest(folder: Path) -> str:
    """A digest of the example files of a folder."""
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.yml")):
        found.update(file.name.encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:12]


def copy(source: Path, folder: Path) -> Examples:
    """Copy the example files, so that both sides learn the same while the project is worked on."""
    _empty(folder)
    for file in sorted(source.glob("*.yml")):
        shutil.copy(file, folder)
    return _examples(folder)


def draw(examples: Examples, folder: Path, share: float) -> Examples:
    """The share (above 0, at most 1) of the examples of each intent and topic, at least `LEAST`; the same each time."""
    _empty(folder)
    groups = []
    for label, texts in sorted(_by_label(examples.folder).items()):
        wanted = min(len(texts), max(LEAST, round(share * len(texts))))
        drawn = random.Random(f"{SEED} {label}").sample(texts, wanted)
        groups.append({"intent": label, "examples": "".join(f"{MARK}{text}\n" for text in drawn)})
    content = yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True, sort_keys=False)
    (folder / "share.yml").write_text(content, encoding="utf-8")
    return _examples(folder)


def found_in(texts: Sequence[str], folder: Path) -> int:
    """How many of the texts stand among the examples of a folder, case and punctuation apart."""
    learnt = {_bare(text) for group in _by_label(folder).values() for text in group}
    return sum(_bare(text) in learnt for text in texts)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _examples(folder: Path) -> Examples:
    found = _by_label(folder)
    if not found:
        raise CannotMeasure(f"{folder} holds no examples with an intent.")
    return Examples(folder, digest(folder), frozenset(found), sum(map(len, found.values())))


def _by_label(folder: Path) -> Mapping[str, Sequence[str]]:
    """The texts of each intent and topic, in the order of the files."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            lines = map(str.strip, group["examples"].splitlines()) if "intent" in group else ()
            found[group.get("intent")] += [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    return {label: texts for label, texts in found.items() if texts}


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
