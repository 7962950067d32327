"""The scores: pure counting over pairs of expected and got, and over confidences between 0 and 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10
HISTOGRAM_BINS = 20  # finer, to see where the confidences lie
_Z95 = 1.959964  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Share:
    """So many right of so many."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share between 0 and 1; `None` of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share, after Wilson (1927), which holds for few examples too."""
        if not self.of:
            return None
        p, n, z2 = self.right / self.of, self.of, _Z95**2
        middle, spread = p + z2 / (2 * n), _Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + z2 / n)), min(1.0, (middle + spread) / (1 + z2 / n))


def share(outcomes: Iterable[bool]) -> Share:
    """How many of the outcomes are true."""
    listed = list(outcomes)
    return Share(sum(listed), len(listed))


@dataclass(frozen=True)
class LabelScore:
    """How one label was found: true and false positives, false negatives."""

    label: str
    true_positives: int
    false_positives: int
    false_negatives: int

    @property
    def support(self) -> int:
        """How often the label was expected."""
        return self.true_positives + self.false_negatives

    @property
    def precision(self) -> float | None:
        """Of those given the label, the share that has it; `None` if none was given it."""
        return Share(self.true_positives, self.true_positives + self.false_positives).value

    @property
    def recall(self) -> float | None:
        """Of those that have the label, the share that was given it; `None` if none has it."""
        return Share(self.true_positives, self.support).value

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; `None` if the label neither stands anywhere nor was given."""
        wrong = self.false_positives + self.false_negatives
        return Share(2 * self.true_positives, 2 * self.true_positives + wrong).value


def label_scores(pairs: Sequence[tuple[str, str]]) -> list[LabelScore]:
    """The score of each label in pairs of (expected, got), by name."""
    expected, got = Counter(e for e, _ in pairs), Counter(g for _, g in pairs)
    both = Counter(e for e, g in pairs if e == g)
    return [
        LabelScore(label, both[label], got[label] - both[label], expected[label] - both[label])
        for label in sorted(expected | got)
    ]


def set_scores(rows: Sequence[tuple[set[str], set[str], set[str]]]) -> list[LabelScore]:
    """The score of each label in rows of (expected, acceptable besides, got); an acceptable one counts neither way."""
    labels = sorted({label for expected, _, got in rows for label in expected | got})
    return [
        LabelScore(
            label,
            sum(label in e and label in g for e, _, g in rows),
            sum(label in g and label not in e and label not in fair for e, fair, g in rows),
            sum(label in e and label not in g for e, _, g in rows),
        )
        for label in labels
    ]


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that there are; `None` of nothing."""
    listed = [value for value in values if value is not None]
    return math.fsum(listed) / len(listed) if listed else None


def confusion(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How often each (expected, got) came, by name."""
    return dict(sorted(Counter(pairs).items()))


def top_confusions(cells: dict[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    """The wrong cells of a confusion matrix, most frequent first."""
    wrong = [(expected, got, count) for (expected, got), count in cells.items() if expected != got]
    return sorted(wrong, key=lambda cell: (-cell[2], cell[0], cell[1]))


@dataclass(frozen=True)
class Bin:
    """The judgements whose confidence lies from `low` up to `high`: how many, their mean confidence, how many right."""

    low: float
    high: float
    count: int
    right: int
    confidence: float | None

    @property
    def accuracy(self) -> float | None:
        """The share of them that is right."""
        return Share(self.right, self.count).value


Judged = Sequence[tuple[float, bool]]
"""Judgements as (confidence between 0 and 1, right?)."""


def reliability(judged: Judged, bins: int = BINS) -> list[Bin]:
    """The judgements in bins of equal width; a confidence of 1 falls in the last."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in judged:
        held[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [
        Bin(i / bins, (i + 1) / bins, len(members), sum(right for _, right in members), mean(c for c, _ in members))
        for i, members in enumerate(held)
    ]


def calibration_error(judged: Judged, bins: int = BINS) -> float | None:
    """The expected calibration error: the mean distance of confidence and accuracy over the bins, by their size."""
    if not judged:
        return None
    full = [b for b in reliability(judged, bins) if b.accuracy is not None and b.confidence is not None]
    gaps = (b.count * abs((b.confidence or 0.0) - (b.accuracy or 0.0)) for b in full)
    return math.fsum(gaps) / len(judged)


def brier(judged: Judged) -> float | None:
    """The Brier score of the judgement: the mean square of confidence less 1 if right, less 0 if wrong. 0 is best."""
    return mean((confidence - right) ** 2 for confidence, right in judged)


def coverage_curve(judged: Judged) -> list[tuple[float, float, float]]:
    """Points (threshold, coverage, accuracy): if only judgements of at least this confidence were acted on."""
    ranked = sorted(judged, key=lambda pair: -pair[0])
    points, right = [], 0
    for number, (confidence, good) in enumerate(ranked, 1):
        right += good
        if number == len(ranked) or ranked[number][0] != confidence:
            points.append((confidence, number / len(ranked), right / number))
    return points


def quantile(values: Sequence[float], at: float) -> float | None:
    """The value below which the share `at` of the values lies, between two values in proportion; `None` of nothing."""
    if not values:
        return None
    ranked, place = sorted(values), at * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)
