"""From what both sides understood to what is published: the targets, the tables and the plot."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.examples import LEAST
from benchmarks.publishing import COLOURS, DEFAULT, OURS, SHIPPED, Results, Target, spread, target_table, told
from benchmarks.texts import Group

NAMES = {OURS: "Candour", DEFAULT: "Rasa's default pipeline", SHIPPED: "Candour, on all examples"}
HEADINGS = {OURS: "Candour", DEFAULT: "Rasa's default", SHIPPED: "Candour, on all"}
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


def targets(measured: Results) -> list[Target]:
    """What was to be reached, beside what was seen."""
    ratios = [
        Target(f"a parse of {group['words']}, share of the default's", group["ratio"], RATIO, "")
        for group in measured["parses"].values()
    ]
    assess = measured["assess"]
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
    lines = []
    if "accuracy" in results:
        lines += [*_accuracy(results["accuracy"]), ""]
    if "cost" in results:
        lines += [*_cost(results["cost"])]
    return "\n".join(lines).rstrip()


def _accuracy(measured: Results) -> Iterator[str]:
    held_out, *others = measured["sets"].items()
    yield f"**Accuracy.** {told(measured)}"
    yield ""
    yield _learnt(measured["examples"])
    yield ""
    yield from _shares(*held_out)
    for name, compared in others:
        yield ""
        yield _in_a_sentence(name, compared)
    yield ""
    yield " ".join(_among_examples(name, compared["among_examples"]) for name, compared in measured["sets"].items())
    yield ""
    yield from _styles(held_out[1])


def _among_examples(name: str, found: Results) -> str:
    """What was learnt word for word is no measure of understanding, so it is told."""
    return (
        f"Of `{name}`, {found['learnt']} stand word for word among the examples that both sides learnt, "
        f"and {found['of_all']} among all examples."
    )


def _learnt(examples: Results) -> str:
    """What both sides learnt from and, where that is not all, why and how to have it otherwise."""
    if examples["share"] == 1:
        return f"Both sides learnt from the same {examples['of']:,} examples, which are all that there are."
    return (
        f"**Both sides learnt from the same {examples['learnt']:,} of {examples['of']:,} examples**: "
        f"{examples['share']:.0%} of each intent and topic, at least {LEAST} of each, drawn once by a fixed seed. With "
        "all of them the default trains for hours on two cores; both are measured with all by "
        "`uv run python benchmarks/understanding.py`. *Candour, on all* is Candour as it is shipped, trained on every "
        "example; there is no default beside that here, so the difference is that of the first two."
    )


def _shares(name: str, compared: Results) -> Iterator[str]:
    sides, difference = _sides(compared), compared["difference"]
    yield _row(f"`{name}`, {compared['utterances']} utterances", *sides, "difference")
    yield _row("---", *["---:"] * (len(sides) + 1))
    for key, words in SHARES.items():
        told_difference = _points(difference[key]) if key in difference else ""
        yield _row(words, *[_percent(side[key]) for side in sides.values()], told_difference)
    means = [side["mean_over_intents"] for side in sides.values()]
    apart = f"{100 * (means[0] - means[1]):+.1f}"
    yield _row("mean over intents, with topic", *[f"{mean:.1%}" for mean in means], apart)
    yield _row("expected calibration error", *[f"{side['calibration_error']:.3f}" for side in sides.values()], "")


def _in_a_sentence(name: str, compared: Results) -> str:
    sides = _sides(compared)

    def beside(key: str) -> str:
        return " beside ".join(_percent(side[key]) for side in sides.values())

    means = " beside ".join(f"{side['mean_over_intents']:.1%}" for side in sides.values())
    errors = " beside ".join(f"{side['calibration_error']:.3f}" for side in sides.values())
    return (
        f"On {compared['utterances']} others, `{name}` ({' beside '.join(sides)}): {beside('with_topic')} with topic, "
        f"{_points(compared['difference']['with_topic'])} points; {beside('without_topic')} without topic; mean over "
        f"intents {means}; emergencies and distress seen {beside('safety_seen')}; calibration error {errors}."
    )


def _styles(compared: Results) -> Iterator[str]:
    sides = _sides(compared)
    yield _row("intent and topic right, by style", "utterances", *sides)
    yield _row("---", "---:", *["---:"] * len(sides))
    for style, share in compared[OURS]["by_style"].items():
        shares = [f"{side['by_style'][style]['share']:.1%}" for side in sides.values()]
        yield _row(style.replace("_", " "), str(share["of"]), *shares)


def _sides(compared: Results) -> dict[str, Results]:
    """The figures of those that took part, under the headings of their columns."""
    return {heading: compared[name] for name, heading in HEADINGS.items() if name in compared}


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cost(measured: Results) -> Iterator[str]:
    yield f"**Cost.** {told(measured)} Both sides as in the accuracy, but Candour as it is shipped."
    yield ""
    yield "| a parse over HTTP: median (95th percentile) | Candour | Rasa's default | ratio of medians |"
    yield "|---|---:|---:|---:|"
    for name, group in measured["parses"].items():
        ours, default = group[OURS], group[DEFAULT]
        yield (
            f"| {name}, {group['words']} | {ours['median']:.1f} ms ({ours['p95']:.1f}) "
            f"| {default['median']:.1f} ms ({default['p95']:.1f}) | {group['ratio']:.2f} |"
        )
    yield ""
    yield from target_table(targets(measured))


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
    if "accuracy" in results:
        _draw_styles(panels[0], next(iter(results["accuracy"]["sets"].values())))
    _draw_cost(panels[1], results["cost"]["parses"] if "cost" in results else {})
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
    names = [name for name in NAMES if name in compared]
    for name, offset in zip(names, (0.2, 0, -0.2), strict=False):
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
