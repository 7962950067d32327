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


def label_blocks(labels: Sequence[LabelScore], what: str, name: str) -> list[Block]:
    """A plot of the labels that have a fault and a table of all, lowest F1 first; those never expected come last."""
    ordered = sorted(labels, key=lambda s: (not s.support, s.f1 or 0.0, s.label))
    faulty = [score for score in ordered if score.support and score.f1 != 1.0][:MOST_LABELS]
    table = _label_table(f"Each {what}, lowest F1 first", what.capitalize(), ordered)
    if not faulty:
        return [table]
    worst = faulty[0]
    alt = (
        f"{len(faulty)} {what} labels have a fault. Lowest F1: {worst.label}, precision {percent(worst.precision)}, "
        f"recall {percent(worst.recall)}. All are in the table that follows."
    )
    heading = Heading(name, f"Each {what} with a fault (how often it was expected)", alt)
    return [plots.precision_recall(heading, faulty), table]


def _label_table(caption: str, what: str, labels: Sequence[LabelScore]) -> Table:
    """Precision, recall and F1 of each label, with how often it was expected."""
    rows: list[list[Cell]] = [
        [s.label, Percent(s.precision), Percent(s.recall), Percent(s.f1), s.support] for s in labels
    ]
    return Table(caption, [what, "Precision", "Recall", "F1", "Expected"], rows)


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
    totals = {label: sum(count for (expected, _), count in cells.items() if expected == label) for label in kept}
    grid = Grid(
        [label for label in kept if totals[label]],
        kept,
        {
            (e, g): (count / totals[e], str(count))
            for (e, g), count in cells.items()
            if e in totals and g in totals and totals[e]
        },
        across="got",
        down="expected",
    )
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
