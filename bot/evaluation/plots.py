"""The plots of the reports, drawn with matplotlib; each takes numbers and gives a `Plot`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.evaluation.drawing import HEAT, INK, LINE, PAPER, QUIET, RIGHT, STYLE, THIRD, WRONG, svg
from bot.evaluation.page import Plot
from bot.evaluation.scores import HISTOGRAM_BINS, Bin, Judged, LabelScore, Share
from bot.evaluation.scores import reliability as binned

WIDTH = 7.2  # inches: the column of the report
WIDEST = 11.0  # inches: what is wider is scrolled instead of made smaller
# Cells of a heat map stay light enough for the numbers in them.
FAINTEST, DEEPEST = 0.06, 0.72
# Told apart by hatching as well as by colour.
SERIES = ((RIGHT, ""), (WRONG, "////"), (THIRD, "...."))
PERCENT = PercentFormatter(1.0, decimals=0)


@dataclass(frozen=True)
class Heading:
    """The name of a plot's file, its title, and what it shows in words for those who do not see it."""

    name: str
    title: str
    alt: str


def shares(heading: Heading, rows: Sequence[tuple[str, Share]]) -> Plot:
    """A bar for each share with its 95 % interval and its count."""
    with _axes(_high(rows)) as (figure, axes):
        for place, (_, share) in enumerate(rows):
            if share.value is None or share.interval is None:
                axes.text(0.01, place, "nothing to count", va="center", color=QUIET)
                continue
            axes.barh(place, share.value, height=0.62, color=RIGHT)
            for colour, width in ((PAPER, 3.6), (INK, 1.4)):
                axes.plot(share.interval, [place, place], color=colour, linewidth=width, solid_capstyle="butt")
            axes.plot(share.interval, [place, place], color=INK, linestyle="none", marker="|", markersize=7)
            axes.text(1.02, place, f"{share.right}/{share.of}", va="center", color=INK)
        _name_rows(axes, [label for label, _ in rows])
        axes.set_xlim(0, 1.13)
        axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
        axes.xaxis.set_major_formatter(PERCENT)
        return _finished(heading, figure)


def stacks(heading: Heading, names: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Plot:
    """A bar for each row, of counts one after the other; at most three kinds, which `names` names."""
    with _axes(_high(rows) + 0.2) as (figure, axes):
        for kind, (name, (colour, hatch)) in enumerate(zip(names, SERIES, strict=False)):
            values = [counts[kind] for _, counts in rows]
            starts = [sum(counts[:kind]) for _, counts in rows]
            axes.barh(range(len(rows)), values, left=starts, height=0.62, color=colour, hatch=hatch, label=name)
        _name_rows(axes, [label for label, _ in rows])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        _legend(axes)
        return _finished(heading, figure)


def precision_recall(heading: Heading, rows: Sequence[LabelScore]) -> Plot:
    """Precision (triangle) and recall (circle) of each label, joined by a line."""
    series = (
        ("recall", "o", RIGHT, 62, [score.recall for score in rows]),
        ("precision", "^", WRONG, 36, [score.precision for score in rows]),
    )
    with _axes(_high(rows) + 0.2) as (figure, axes):
        for place, score in enumerate(rows):
            if score.recall is not None and score.precision is not None:
                axes.plot([score.recall, score.precision], [place, place], color=LINE, linewidth=3, zorder=1)
        for name, marker, colour, size, values in series:
            found = [(value, place) for place, value in enumerate(values) if value is not None]
            axes.scatter([v for v, _ in found], [p for _, p in found], s=size, marker=marker, color=colour, label=name)
        _name_rows(axes, [f"{score.label}  ({score.support})" for score in rows])
        axes.set_xlim(-0.04, 1.04)
        axes.xaxis.set_major_formatter(PERCENT)
        _legend(axes)
        return _finished(heading, figure)


def histogram(heading: Heading, judged: Judged) -> Plot:
    """How many right and wrong judgements have which confidence, each with a scale of its own, as few are wrong."""
    bins = binned(judged, HISTOGRAM_BINS)
    places, width = [(b.low + b.high) / 2 for b in bins], 0.92 / HISTOGRAM_BINS
    series = (("right", [b.right for b in bins]), ("wrong", [b.count - b.right for b in bins]))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.8), layout="constrained")
        panels = figure.subplots(2, 1, sharex=True)
        for axes, (name, counts), (colour, hatch) in zip(panels, series, SERIES, strict=False):
            axes.bar(places, counts, width=width, color=colour, hatch=hatch)
            axes.set_ylabel(f"how many {name}")
            axes.set_xlim(0, 1)
            axes.set_ylim(0, max(*counts, 1) * 1.05)
            axes.grid(visible=False, axis="x")
            axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        panels[1].set_xlabel("confidence")
        panels[1].xaxis.set_major_formatter(PERCENT)
        return _finished(heading, figure)


def reliability(heading: Heading, bins: Sequence[Bin]) -> Plot:
    """How often judgements of a confidence are right; on the diagonal confidence is honest. Bigger dots are more."""
    full = [(b.confidence, b.accuracy, b.count) for b in bins if b.confidence is not None and b.accuracy is not None]
    confidences, accuracies = [c for c, _, _ in full], [a for _, a, _ in full]
    most = max((count for *_, count in full), default=1)
    with _axes(4.4) as (figure, axes):
        axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1.2, label="honest")
        axes.vlines(confidences, confidences, accuracies, color=WRONG, linewidth=2, label="gap")
        sizes = [30 + 170 * count / most for *_, count in full]
        axes.plot(confidences, accuracies, color=RIGHT, linewidth=1.6)
        axes.scatter(confidences, accuracies, s=sizes, color=RIGHT, zorder=3, label="measured, with how many")
        for confidence, accuracy, count in full:
            place = (confidence, accuracy)
            axes.annotate(str(count), place, (9, -12), textcoords="offset points", fontsize=9, color=INK)
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(-0.1, 1.05)
        axes.set_xlabel("confidence")
        axes.set_ylabel("share that is right")
        axes.xaxis.set_major_formatter(PERCENT)
        axes.yaxis.set_major_formatter(PERCENT)
        _legend(axes)
        return _finished(heading, figure)


def coverage(heading: Heading, points: Sequence[tuple[float, float, float]]) -> Plot:
    """The accuracy of the surest judgements, by how many are acted on; points are (threshold, coverage, accuracy)."""
    accuracies = [accuracy for *_, accuracy in points]
    with _axes(3.6) as (figure, axes):
        axes.plot([share for _, share, _ in points], accuracies, color=RIGHT, linewidth=2)
        axes.set_xlim(0, 1.01)
        axes.set_ylim(max(0.0, min(accuracies, default=0.0) - 0.05), 1.01)
        axes.set_xlabel("share that is acted on, surest first")
        axes.set_ylabel("share of these that is right")
        axes.xaxis.set_major_formatter(PERCENT)
        axes.yaxis.set_major_formatter(PERCENT)
        return _finished(heading, figure)


@dataclass(frozen=True)
class Grid:
    """A heat map's rows and columns, and for each cell that is not empty its depth (0 to 1) and the number in it."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[str, str], tuple[float, str]]
    across: str
    down: str


def heat(heading: Heading, grid: Grid) -> Plot:
    """A heat map; where a row and a column have the same name, their cell is framed."""
    width = max(WIDTH, 0.34 * len(grid.columns) + 0.085 * max(map(len, grid.rows), default=1) + 0.6)
    height = 0.3 * len(grid.rows) + 0.085 * max(map(len, grid.columns), default=1) + 0.7
    columns, rows = ({name: place for place, name in enumerate(names)} for names in (grid.columns, grid.rows))
    with _axes(height, width) as (figure, axes):
        for (row, column), (depth, text) in grid.cells.items():
            x, y, alpha = columns[column], rows[row], FAINTEST + (DEEPEST - FAINTEST) * depth
            axes.barh(y, 0.94, left=x - 0.47, height=0.94, color=HEAT, alpha=alpha, linewidth=0)
            if row == column:
                axes.barh(y, 0.94, left=x - 0.47, height=0.94, color="none", edgecolor=INK, linewidth=1)
            axes.text(x, y, text, ha="center", va="center", fontsize=8.5)
        _name_rows(axes, grid.rows)
        axes.set_xlim(-0.5, len(grid.columns) - 0.5)
        axes.set_xticks(range(len(grid.columns)), grid.columns)
        axes.xaxis.tick_top()
        for label, name in zip(axes.get_xticklabels(), grid.columns, strict=True):
            label.set_rotation(0 if len(name) <= 3 else 90)
        axes.xaxis.set_label_position("top")
        axes.set_xlabel(grid.across)
        axes.set_ylabel(grid.down)
        axes.tick_params(length=0)
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
        return _finished(heading, figure, wide=width > WIDEST)


@contextmanager
def _axes(height: float, width: float = WIDTH) -> Iterator[tuple[Figure, Axes]]:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots()


def _finished(heading: Heading, figure: Figure, *, wide: bool = False) -> Plot:
    return Plot(heading.name, heading.title, heading.alt, svg(figure, heading.name, heading.alt), wide=wide)


def _high(rows: Sequence[object]) -> float:
    return 0.7 + 0.3 * max(len(rows), 1)


def _name_rows(axes: Axes, labels: Sequence[str]) -> None:
    """A row for each label, the first on top."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2, handlelength=1.4)
