"""From the samples of turns to what is published: medians, targets met and missed, the plot and the table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures
from benchmarks.publishing import COLOURS, DEFAULT, OURS, Results, Target, spread, target_table, told

MARKS = (5, 10, 20, 30, 40, 50, 60, 100)
# Five messages take turns: this many turns to either side hold each of them once.
REACH = 2
NAMES = {OURS: "Candour", DEFAULT: "Rasa default project"}


def summarise(figures: Figures) -> dict[str, Any]:
    """The medians of one side, with how many samples each rests on."""
    turns = range(1 + REACH, len(figures.turn_ms) + 1 - REACH)
    return {
        "turn_ms": {str(n): spread(_around(figures.turn_ms, n)) for n in MARKS if n in turns},
        "curve_ms": {str(n): round(statistics.median(_around(figures.turn_ms, n)), 2) for n in turns},
        "form_turn_ms": spread(figures.form_turn_ms),
        "turns_a_second": spread(figures.turns_a_second),
        "ready_seconds": spread(figures.ready_seconds),
        "memory_mb": {what: round(mb) for what, mb in figures.memory_mb.items()},
    }


def _around(turn_ms: Sequence[Sequence[float]], turn: int) -> list[float]:
    return [took for at_turn in turn_ms[turn - 1 - REACH : turn + REACH] for took in at_turn]


def targets(sides: Results) -> list[Target]:
    """What was to be reached, beside what was seen."""
    ours, default = sides[OURS], sides[DEFAULT]

    def turn(side: Results, number: int) -> float:
        return float(side["turn_ms"][str(number)]["median"])

    return [
        Target("free-text turn 5, share of the default's", turn(ours, 5) / turn(default, 5), 0.25, ""),
        Target("free-text turn 60, share of the default's", turn(ours, 60) / turn(default, 60), 0.15, ""),
        Target("free-text turn 100, against turn 5", turn(ours, 100) / turn(ours, 5), 1.2, ""),
        Target("form turn with its action call", ours["form_turn_ms"]["median"], 20, " ms"),
        Target("turns a second, 8 talks at once, against the default's", _throughput(ours, default), 5, "", True),
        Target("engine ready", ours["ready_seconds"]["median"], 6, " s"),
        Target("memory of the engine", ours["memory_mb"]["engine, after the talks"], 350, " MB"),
    ]


def _throughput(ours: Results, default: Results) -> float:
    return float(ours["turns_a_second"]["median"] / default["turns_a_second"]["median"])


def draw(sides: Results, plot: Path) -> None:
    """The curves of all sides over the number of the turn, as an SVG."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "candour", "font.size": 11, "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.2), layout="constrained")
    for name, side in sides.items():
        turns, medians = [int(n) for n in side["curve_ms"]], list(side["curve_ms"].values())
        axes.plot(turns, medians, color=COLOURS[name], linewidth=2)
        marked = {int(n): at["median"] for n, at in side["turn_ms"].items()}
        axes.plot(list(marked), list(marked.values()), "o", color=COLOURS[name], markersize=5)
        label = f"{NAMES[name]}: {medians[-1]:.0f} ms"
        end = (turns[-1], medians[-1])
        axes.annotate(label, end, (0, 9), textcoords="offset points", color=COLOURS[name], ha="right", weight="bold")
    axes.set(xlabel="turn of the conversation", xlim=(0, None), ylim=(0, 1.12 * axes.get_ylim()[1]))
    axes.set_title("Median time of a free-text turn, in milliseconds", loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    figure.savefig(plot, format="svg", metadata={"Date": None})
    pyplot.close(figure)


def table(results: Results) -> str:
    """The figures as they stand in the README."""
    sides: Results = results["sides"]
    ours, default = sides[OURS], sides[DEFAULT]
    rows = [
        _row(f"free-text turn {n}", ours["turn_ms"][n], default["turn_ms"][n], _milliseconds) for n in ours["turn_ms"]
    ]
    rows += [
        _row("form turn with its action call", ours["form_turn_ms"], default["form_turn_ms"], _milliseconds),
        _row("turns a second, 8 talks at once", ours["turns_a_second"], default["turns_a_second"], "{:.0f}".format),
        _row("engine ready after `rasa run`", ours["ready_seconds"], default["ready_seconds"], "{:.1f} s".format),
    ]
    rows += [
        f"| {what} | {mb} MB | {default['memory_mb'][what]} MB | {mb / default['memory_mb'][what]:.2f} |"
        for what, mb in ours["memory_mb"].items()
    ]
    return "\n".join(
        [
            told(results),
            "",
            "| median of | Candour | Rasa default | ratio |",
            "|---|---:|---:|---:|",
            *rows,
            "",
            *target_table(targets(sides)),
        ]
    )


def _row(what: str, ours: Results, default: Results, show: Callable[[float], str]) -> str:
    mine, other = ours["median"], default["median"]
    return f"| {what} | {show(mine)} | {show(other)} | {mine / other:.2f} |"


def _milliseconds(value: float) -> str:
    return f"{value:.1f} ms"
