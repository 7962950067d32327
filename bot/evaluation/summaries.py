"""Philadelphia summaries: which of our categories and grounds fall on each classification of that city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from bot.evaluation import scores
from bot.evaluation.errors import InvalidMapping
from bot.evaluation.forms import Row, day
from bot.evaluation.scores import Share
from bot.evaluation.utterances import NOTHING, Timer
from bot.policy.vocabulary import GROUNDS
from bot.settings import ROOT
from bot.understanding.account import Reading, read_account

MAPPING = ROOT / "data" / "evaluation" / "philadelphia.yml"


@dataclass(frozen=True)
class Read:
    """One summary and how it was read."""

    row: Row
    reading: Reading

    @property
    def classification(self) -> str:
        """The city's own classification."""
        return str(self.row["classification"])

    @property
    def codes(self) -> list[str]:
        """Our categories, best first."""
        return [entry.category for entry in self.reading.allegations]

    @property
    def first(self) -> str:
        """The first category, or that there is none."""
        return self.codes[0] if self.codes else NOTHING

    def grounds(self, *, certain: bool) -> set[str]:
        """The grounds that the words establish, or else leave open."""
        return {found.ground for found in self.reading.grounds if found.certain is certain}


@dataclass(frozen=True)
class Results:
    """All summaries as they were read, the mapping, and how long it took in seconds."""

    summaries: Sequence[Read]
    mapping: Mapping[str, Sequence[str]]
    seconds: float

    @cached_property
    def classes(self) -> list[str]:
        """The city's classifications, most frequent first."""
        counted = Counter(read.classification for read in self.summaries)
        return sorted(counted, key=lambda name: (-counted[name], name))

    def of(self, name: str) -> list[Read]:
        """The summaries of one classification."""
        return [read for read in self.summaries if read.classification == name]

    def first(self, name: str) -> dict[str, int]:
        """How many summaries of a classification have each category first."""
        return dict(sorted(Counter(read.first for read in self.of(name)).items()))

    def any(self, name: str) -> dict[str, int]:
        """How many summaries of a classification have each category at all."""
        return dict(sorted(Counter(code for read in self.of(name) for code in read.codes or [NOTHING]).items()))

    def grounds(self, name: str, *, certain: bool) -> dict[str, int]:
        """How many summaries of a classification have each ground, established or else left open."""
        found = [read.grounds(certain=certain) for read in self.of(name)]
        return {ground: sum(ground in each for each in found) for ground in GROUNDS}

    @property
    def without_category(self) -> Share:
        """Summaries that get no category at all."""
        return scores.share(not read.codes for read in self.summaries)

    @property
    def with_ground(self) -> Share:
        """Summaries in which a ground is established."""
        return scores.share(bool(read.grounds(certain=True)) for read in self.summaries)

    @property
    def with_open_ground(self) -> Share:
        """Summaries in which no ground is established, but one is left open."""
        return scores.share(
            bool(read.grounds(certain=False)) and not read.grounds(certain=True) for read in self.summaries
        )

    def first_fits(self, name: str) -> Share:
        """Where the mapping names counterparts: how often the first category is one."""
        return scores.share(read.first in self.mapping[name] for read in self.of(name))

    def any_fits(self, name: str) -> Share:
        """Where the mapping names counterparts: how often one of the categories is one."""
        return scores.share(bool(set(read.codes) & set(self.mapping[name])) for read in self.of(name))

    @property
    def mapped(self) -> list[str]:
        """The classifications of the file that the mapping names."""
        return [name for name in self.classes if name in self.mapping]

    @property
    def mapped_first(self) -> Share:
        """All summaries of mapped classifications: how often the first category is a counterpart."""
        return scores.share(r.first in self.mapping[name] for name in self.mapped for r in self.of(name))

    @property
    def mapped_any(self) -> Share:
        """All summaries of mapped classifications: how often one of the categories is a counterpart."""
        return scores.share(bool(set(r.codes) & set(self.mapping[name])) for name in self.mapped for r in self.of(name))


def evaluate(rows: Iterable[Row], mapping: Mapping[str, Sequence[str]], timer: Timer) -> Results:
    """Read each summary as an account received on its day; `timer` gives seconds."""
    summaries, seconds = [], 0.0
    for row in rows:
        begin = timer()
        reading = read_account(row["text"], on=day(row["received"]))
        seconds += timer() - begin
        summaries.append(Read(row, reading))
    return Results(summaries, mapping, seconds)


def load_mapping(file: Path = MAPPING) -> dict[str, list[str]]:
    """For each classification, the categories that are its natural counterparts. Raises `InvalidMapping`."""
    try:
        table = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InvalidMapping(f"{file} cannot be read ({error}).") from error
    if not isinstance(table, dict) or not all(isinstance(v, list) and all(map(_is_code, v)) for v in table.values()):
        raise InvalidMapping(f"{file} must give a list of category codes, such as [A, C], for each classification.")
    return {str(name): codes for name, codes in table.items()}


def _is_code(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and "A" <= value <= "Y"
