"""From samples to what is published: medians, targets met and missed, the plot and the table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures

MARKS = (5, 10, 20, 30, 40, 50, 60, 100)
# Five messages take turns: this many turns to either side hold each of them once.
REACH = 2
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
OURS, DEFAULT = "candour", "default"
NAMES = {OURS: "Candour", DEFAULT: "Rasa default project"}
COLOURS = {OURS: "#1d4f91", DEFAULT: "#b3541e"}

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """Something to reach: the figure that was seen, the bound, and whether it must be reached from below or above."""

    name: str
    seen: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.seen >= self.bound if self.at_least else self.seen <= self.bound

    def __str__(self) -> str:
        return f"{'pass' if self.reached else 'MISS'}  {self.name}: {self.seen:.3g}{self.unit} ({self.limit})"

    @property
    def limit(self) -> str:
        """The bound in words."""
        return f"{'at least' if self.at_least else 'at most'} {self.bound:g}{self.unit}"


def summarise(figures: Figures) -> dict[str, Any]:
    """The medians of one side, with how many samples each rests on."""
    turns = range(1 + REACH, len(figures.turn_ms) + 1 - REACH)
    return {
        "turn_ms": {str(n): _spread(_around(figures.turn_ms, n)) for n in MARKS if n in turns},
        "curve_ms": {str(n): round(statistics.median(_around(figures.turn_ms, n)), 2) for n in turns},
        "form_turn_ms": _spread(figures.form_turn_ms),
        "turns_a_second": _spread(figures.turns_a_second),
        "ready_seconds": _spread(figures.ready_seconds),
        "memory_mb": {what: round(mb) for what, mb in figures.memory_mb.items()},
    }


def _around(turn_ms: Sequence[Sequence[float]], turn: int) -> list[float]:
    return [took for at_turn in turn_ms[turn - 1 - REACH : turn + REACH] for took in at_turn]


def _spread(samples: Sequence[float]) -> dict[str, float]:
    ordered = sorted(samples)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "lowest": round(ordered[0], 2),
        "samples": len(ordered),
    }


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


def as_records(reached: Sequence[Target]) -> list[dict[str, Any]]:
    """The targets as they are kept in the results."""
    return [{**asdict(target), "seen": round(target.seen, 3), "reached": target.reached} for target in reached]


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
        marked = {int(n): spread["median"] for n, spread in side["turn_ms"].items()}
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
    machine = results["machine"]
    return "\n".join(
        [
            f"{results['date']}, `{results['command']}`, {machine['processor']}, {machine['cores']} cores, "
            f"{machine['memory_gb']} GB, {machine['system']}. Load average before: {machine['load_before']}.",
            "",
            "| median of | Candour | Rasa default | ratio |",
            "|---|---:|---:|---:|",
            *rows,
            "",
            "| target | seen | |",
            "|---|---:|---|",
            *(_target_row(target) for target in targets(sides)),
        ]
    )


def _row(what: str, ours: Results, default: Results, show: Callable[[float], str]) -> str:
    mine, other = ours["median"], default["median"]
    return f"| {what} | {show(mine)} | {show(other)} | {mine / other:.2f} |"


def _milliseconds(value: float) -> str:
    return f"{value:.1f} ms"


def _target_row(target: Target) -> str:
    bound = f"{'at least' if target.at_least else 'at most'} {target.bound:g}{target.unit}"
    return (
        f"| {target.name}: {bound} | {target.seen:.3g}{target.unit} | {'reached' if target.reached else '**missed**'} |"
    )


def write_into(readme: Path, text: str) -> None:
    """Put the text between the markers of the README."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
