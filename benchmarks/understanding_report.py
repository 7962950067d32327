"""From what both sides understood to what is published: the targets, the tables and the plot."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.publishing import COLOURS, DEFAULT, OURS, Results, Target, spread, target_table, told
from benchmarks.texts import Group

NAMES = {OURS: "Candour", DEFAULT: "Rasa's default pipeline"}
RATIO = 0.5
ACCOUNTS_A_SECOND = 50
FIRST_SECONDS = 3
# What stands in the results under these names, in words; the first three have a paired difference.
SHARES = {
    "with_topic": "intent and topic right",
    "without_topic": "intent right, whatever the topic",
    "likeliest": "likeliest intent and topic right, even where it asks",
    "safety_seen": "emergencies and distress seen",
    "false_alarms": "others taken for one of these",
    "asks_instead": "asks instead of guessing",
}


def cost(group: Group, words: Sequence[int], ours: Sequence[float], default: Sequence[float]) -> dict[str, Any]:
    """What the parses of a group of texts cost, in milliseconds, and the ratio of the medians."""
    ratio = statistics.median(ours) / statistics.median(default)
    mean = round(statistics.mean(words), 1)
    return {
        "words": group.words,
        "mean_words": mean,
        OURS: spread(ours),
        DEFAULT: spread(default),
        "ratio": round(ratio, 3),
    }


def targets(results: Results) -> list[Target]:
    """What was to be reached, beside what was seen."""
    ratios = [
        Target(f"a parse of {group['words']}, share of the default's", group["ratio"], RATIO, "")
        for group in results["cost"].values()
    ]
    assess = results["assess"]
    return [
        *ratios,
        Target(
            "accounts assessed a second on one core",
            assess["accounts_a_second"]["median"],
            ACCOUNTS_A_SECOND,
            "",
            at_least=True,
        ),
        Target("`candour assess`, from start to first answer", assess["first_seconds"]["median"], FIRST_SECONDS, " s"),
    ]


def table(results: Results) -> str:
    """The figures as they stand in the README; what is not measured yet is left out."""
    lines = [told(results)]
    held_out, *others = results["sets"].items()
    lines += ["", *_accuracy(*held_out)]
    for name, compared in others:
        lines += ["", _in_a_sentence(name, compared)]
    lines += ["", *_styles(held_out[1])]
    if "cost" in results:
        lines += ["", *_costs(results["cost"])]
    if "assess" in results:
        lines += ["", *target_table(targets(results))]
    return "\n".join(lines)


def _accuracy(name: str, compared: Results) -> Iterator[str]:
    ours, default, difference = compared[OURS], compared[DEFAULT], compared["difference"]
    yield f"| `{name}`, {compared['utterances']} utterances | Candour | Rasa's default | difference |"
    yield "|---|---:|---:|---:|"
    for key, words in SHARES.items():
        told_difference = _points(difference[key]) if key in difference else ""
        yield f"| {words} | {_percent(ours[key])} | {_percent(default[key])} | {told_difference} |"
    mean = [side["mean_over_intents"] for side in (ours, default)]
    yield f"| mean over intents, with topic | {mean[0]:.1%} | {mean[1]:.1%} | {100 * (mean[0] - mean[1]):+.1f} |"
    yield f"| expected calibration error | {ours['calibration_error']:.3f} | {default['calibration_error']:.3f} | |"


def _in_a_sentence(name: str, compared: Results) -> str:
    ours, default = compared[OURS], compared[DEFAULT]
    return (
        f"On {compared['utterances']} others, `{name}`: {_percent(ours['with_topic'])} with topic beside "
        f"{_percent(default['with_topic'])}, {_points(compared['difference']['with_topic'])} points; "
        f"{_percent(ours['without_topic'])} without topic beside {_percent(default['without_topic'])}; mean over "
        f"intents {ours['mean_over_intents']:.1%} beside {default['mean_over_intents']:.1%}; emergencies and distress "
        f"seen {_percent(ours['safety_seen'])} beside {_percent(default['safety_seen'])}; calibration error "
        f"{ours['calibration_error']:.3f} beside {default['calibration_error']:.3f}."
    )


def _styles(compared: Results) -> Iterator[str]:
    ours, default = compared[OURS]["by_style"], compared[DEFAULT]["by_style"]
    yield "| intent and topic right, by style | utterances | Candour | Rasa's default |"
    yield "|---|---:|---:|---:|"
    for style, share in ours.items():
        name = style.replace("_", " ")
        yield f"| {name} | {share['of']} | {share['share']:.1%} | {default[style]['share']:.1%} |"


def _costs(groups: Results) -> Iterator[str]:
    yield "| a parse over HTTP: median (95th percentile) | Candour | Rasa's default | ratio of medians |"
    yield "|---|---:|---:|---:|"
    for name, group in groups.items():
        ours, default = group[OURS], group[DEFAULT]
        yield (
            f"| {name}, {group['words']} | {ours['median']:.1f} ms ({ours['p95']:.1f}) "
            f"| {default['median']:.1f} ms ({default['p95']:.1f}) | {group['ratio']:.2f} |"
        )


def _percent(share: Results) -> str:
    return f"{share['share']:.1%} ({share['right']} of {share['of']})" if share["of"] else "none there"


def _points(difference: Results) -> str:
    low, high = difference["interval_95"]
    return f"{100 * difference['share']:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def draw(results: Results, plot: Path) -> None:
    """Accuracy by style beside the time of a parse over the length of the text, as an SVG."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "candour", "font.size": 11, "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(ncols=2, figsize=(10, 4.2), layout="constrained")
    _draw_styles(panels[0], next(iter(results["sets"].values())))
    _draw_cost(panels[1], results.get("cost", {}))
    for axes in panels:
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_axisbelow(True)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(handles), frameon=False)
    figure.savefig(plot, format="svg", metadata={"Date": None})
    pyplot.close(figure)


def _draw_styles(axes: Any, compared: Results) -> None:
    """A point for each side and style, with its 95 % interval, the hardest for Candour at the bottom."""
    styles = sorted(compared[OURS]["by_style"], key=lambda style: compared[OURS]["by_style"][style]["share"])
    for name, offset in ((OURS, 0.14), (DEFAULT, -0.14)):
        shares = [compared[name]["by_style"][style] for style in styles]
        places, colour = [number + offset for number in range(len(styles))], COLOURS[name]
        lows, highs = ([100 * share["interval_95"][end] for share in shares] for end in (0, 1))
        axes.hlines(places, lows, highs, color=colour, linewidth=2, alpha=0.45)
        axes.plot([100 * share["share"] for share in shares], places, "o", color=colour, label=NAMES[name])
    axes.set_yticks(range(len(styles)), [style.replace("_", " ") for style in styles])
    axes.set_xlim(None, 101)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.set_title("Intent and topic right, %, by style", loc="left", fontsize=11)


def _draw_cost(axes: Any, groups: Results) -> None:
    """The medians over the mean length of each group; the 95th percentiles above them, faint."""
    words = [group["mean_words"] for group in groups.values()]
    for name in (OURS, DEFAULT):
        medians, high = ([group[name][which] for group in groups.values()] for which in ("median", "p95"))
        axes.plot(words, medians, "o-", color=COLOURS[name], linewidth=2, label=NAMES[name])
        axes.fill_between(words, medians, high, color=COLOURS[name], alpha=0.15, linewidth=0)
    axes.set(xlabel="words", xlim=(0, None), ylim=(0, None))
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_title("A parse in milliseconds, by length", loc="left", fontsize=11)
