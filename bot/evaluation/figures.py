"""Scores as plain data for `figures.json`; texts of the file never stand there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation import scores
from bot.evaluation.scores import Bin, Judged, LabelScore, Share

PLACES = 6  # what lies beyond differs between machines


def share_figures(share: Share) -> dict[str, object]:
    """A share with its count and interval."""
    interval = share.interval
    return {
        "right": share.right,
        "of": share.of,
        "share": share.value,
        "interval_95": list(interval) if interval else None,
    }


def label_figures(score: LabelScore) -> dict[str, object]:
    """The counts and scores of a label."""
    return {
        "label": score.label,
        "true_positives": score.true_positives,
        "false_positives": score.false_positives,
        "false_negatives": score.false_negatives,
        "support": score.support,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
    }


def bins_as_figures(bins: Sequence[Bin]) -> list[dict[str, object]]:
    """The bins of a reliability curve or histogram."""
    return [
        {"low": b.low, "high": b.high, "count": b.count, "right": b.right, "mean_confidence": b.confidence}
        for b in bins
    ]


def confidence_figures(judged: Judged) -> dict[str, object]:
    """How honest the confidence of guesses is: its errors, the bins of its curves, and what is right if it decides."""
    return {
        "calibration_error": scores.calibration_error(judged),
        "brier": scores.brier(judged),
        "reliability": bins_as_figures(scores.reliability(judged)),
        "histogram": bins_as_figures(scores.reliability(judged, scores.HISTOGRAM_BINS)),
        "coverage": [list(point) for point in scores.coverage_curve(judged)],
    }


def confusion_figures(pairs: Sequence[tuple[str, str]]) -> list[list[object]]:
    """How often what was expected was heard as what."""
    return [[expected, got, count] for (expected, got), count in scores.confusion(pairs).items()]


def rounded(value: object) -> object:
    """The same data with all fractions rounded to six places."""
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(each) for each in value]
    return value
