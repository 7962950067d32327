"""The parts that several reports share: scores of labels, confusions, confidence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation import plots, scores
from bot.evaluation.page import Cases, Cell, Percent, Plot, Table, number, percent
from bot.evaluation.plots import Grid, Heading
from bot.evaluation.scores import LabelScore

Block = Plot | Table | Cases

# More rows than this cannot be read in one picture.
MOST_LABELS = 60
MOST_CONFUSIONS = 40


def label_plot(labels: Sequence[LabelScore], what: str, name: str) -> list[Block]:
    """A plot of the labels that have a fault, lowest F1 first, or that there are none."""
    faulty = [score for score in _ordered(labels) if score.support and score.f1 != 1.0]
    if not faulty:
        return [Cases(f"Each {what}", [], none=f"No {what} has a fault.")]
    worst = faulty[0]
    alt = (
        f"{len(faulty)} of {sum(score.support > 0 for score in labels)} have a fault. Lowest F1: {worst.label}, "
        f"precision {percent(worst.precision)}, recall {percent(worst.recall)}. A table further down has all."
    )
    heading = Heading(name, f"Each {what} with a fault (how often it was expected)", alt)
    return [plots.precision_recall(heading, faulty[:MOST_LABELS])]


def label_table(labels: Sequence[LabelScore], what: str) -> Table:
    """Precision, recall and F1 of each label, lowest F1 first; those that were never expected come last."""
    rows: list[list[Cell]] = [
        [s.label, Percent(s.precision), Percent(s.recall), Percent(s.f1), s.support] for s in _ordered(labels)
    ]
    head = [what.capitalize(), "Precision", "Recall", "F1", "Expected"]
    return Table(f"Each {what}, lowest F1 first", head, rows)


def _ordered(labels: Sequence[LabelScore]) -> list[LabelScore]:
    return sorted(labels, key=lambda score: (not score.support, score.f1 or 0.0, score.label))


def confusion_blocks(pairs: Sequence[tuple[str, str]], name: str, what: str) -> list[Block]:
    """The confusion matrix of all labels that are confused, and the most frequent confusions as a table."""
    cells = scores.confusion(pairs)
    wrong = scores.top_confusions(cells)
    if not wrong:
        return [Cases("Confusions", [], none="Nothing was confused.")]
    weight: dict[str, int] = {}
    for expected, got, count in wrong:
        weight[expected] = weight.get(expected, 0) + count
        weight[got] = weight.get(got, 0) + count
    kept = sorted(sorted(weight, key=lambda label: (-weight[label], label))[:MOST_LABELS])
    rows = [label for label in kept if any(label == expected for expected, *_ in wrong)]
    totals = {label: sum(count for (expected, _), count in cells.items() if expected == label) for label in rows}
    shown = {
        (e, g): (count / totals[e], str(count)) for (e, g), count in cells.items() if e in totals and g in set(kept)
    }
    grid = Grid(rows, kept, shown, across="got", down="expected")
    first = wrong[0]
    alt = (
        f"{sum(count for *_, count in wrong)} confusions between {len(weight)} {what}. The most frequent: {first[0]} "
        f"taken for {first[1]}, {first[2]} times. The table that follows lists them."
    )
    plot = plots.heat(Heading(name, f"Which {what} are confused", alt), grid)
    table = Table(
        f"The most frequent confusions ({min(len(wrong), MOST_CONFUSIONS)} of {len(wrong)})",
        ["Expected", "Got", "How often"],
        [[expected, got, count] for expected, got, count in wrong[:MOST_CONFUSIONS]],
    )
    return [plot, table]


def confidence_blocks(judged: scores.Judged, what: str) -> list[Block]:
    """Histogram, reliability and coverage of judgements, each described in words too."""
    bins, error = scores.reliability(judged), scores.calibration_error(judged)
    wrong_sure = sum(confidence >= 0.9 and not right for confidence, right in judged)
    curve = scores.coverage_curve(judged)
    half = next((accuracy for _, covered, accuracy in curve if covered >= 0.5), None)
    return [
        plots.histogram(
            Heading(
                "histogram",
                f"Confidence of right and wrong {what}",
                f"{len(judged)} {what}; {wrong_sure} are wrong with a confidence of 90% or more.",
            ),
            judged,
        ),
        plots.reliability(
            Heading(
                "reliability",
                "Is the confidence honest?",
                f"Expected calibration error {number(error)}. The bins are in the table below.",
            ),
            bins,
        ),
        Table(
            "The bins of the reliability curve",
            ["Confidence", "How many", "Mean confidence", "Right"],
            [[f"{b.low:.0%} to {b.high:.0%}", b.count, Percent(b.confidence), Percent(b.accuracy)] for b in bins],
        ),
        plots.coverage(
            Heading(
                "coverage",
                "If only the surest were acted on",
                f"Of the surest half {percent(half)} are right, of all {percent(curve[-1][2])}."
                if curve
                else "There is nothing to show.",
            ),
            curve,
        ),
    ]
