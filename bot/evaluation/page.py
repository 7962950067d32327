"""What a report is made of: figures of a score, plots, tables and cases, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.evaluation.scores import Share

NOTHING = "–"
_BRIEF = 40  # characters that fit beside others on a line


@dataclass(frozen=True)
class Percent:
    """A cell that shows a share between 0 and 1 as a number and a bar."""

    value: float | None

    def __str__(self) -> str:
        """In per cent with one decimal place, or a dash."""
        return percent(self.value)


Cell = str | int | Percent


@dataclass(frozen=True)
class Tile:
    """A main figure: its name, the figure as shown, a few words below it, and its share for the bar, if it is one."""

    label: str
    value: str
    note: str
    share: float | None = None


@dataclass(frozen=True)
class Plot:
    """A plot as SVG; `alt` says in words what it shows. `name` is its file's."""

    name: str
    title: str
    alt: str
    svg: str
    note: str = ""
    wide: bool = False
    kind: str = "plot"


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its heading."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Case:
    """One line of the file that is worth reading: its text, what is to be said of it, and a talk if there was one."""

    title: str
    text: str
    facts: Sequence[tuple[str, str]] = ()
    talk: Sequence[tuple[str, str]] = ()

    @property
    def wordy(self) -> bool:
        """Whether what is to be said needs a line of its own for each thing."""
        return any(len(said) > _BRIEF for _, said in self.facts)


@dataclass(frozen=True)
class Cases:
    """A list of cases; `none` is said if there are none."""

    caption: str
    cases: Sequence[Case]
    none: str = "None."
    kind: str = "cases"


@dataclass(frozen=True)
class Section:
    """A part of the report under a heading."""

    title: str
    lead: str
    blocks: Sequence[Plot | Table | Cases]

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return "".join(c if c.isalnum() else "-" for c in self.title.lower())


@dataclass(frozen=True)
class Report:
    """All that is told of one file. `scores` are those a release can be gated on; higher is better in each.

    `figures` are the numbers, `timing` those that differ between two runs.
    """

    form: str
    title: str
    lead: str
    basis: Sequence[tuple[str, str]]
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    scores: dict[str, float | None]
    figures: dict[str, object]
    timing: dict[str, float | None] = field(default_factory=dict)


def percent(value: float | None) -> str:
    """A share in per cent with one decimal place; a dash for nothing."""
    return NOTHING if value is None else f"{value:.1%}"


def number(value: float | None, digits: int = 3) -> str:
    """A number with so many decimal places; a dash for nothing."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def share_tile(label: str, share: Share) -> Tile:
    """The tile of a share, with its count and its 95 % interval."""
    return Tile(label, percent(share.value), in_words(share), share.value)


def interval(share: Share) -> str:
    """The 95 % interval of a share; a dash for nothing."""
    return NOTHING if share.interval is None else f"{share.interval[0]:.0%} to {share.interval[1]:.0%}"


def in_words(share: Share) -> str:
    """A share as its count and its 95 % interval."""
    if share.interval is None:
        return "nothing to count"
    return f"{share.right} of {share.of}; 95% interval {interval(share)}"
