"""Every score against examples counted by hand."""

from __future__ import annotations

import pytest

from bot.evaluation import scores
from bot.evaluation.scores import LabelScore, Share

# Expected and got: a is right twice, taken for b once; b is right once; c is taken for a.
PAIRS = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("c", "a")]
# Confidence and whether it was right.
JUDGED = [(0.95, True), (0.91, True), (0.85, False), (0.35, True), (0.35, False)]


def test_a_share_of_nothing_has_no_value() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Share(3, 4).value == 0.75


def test_the_interval_is_wilsons() -> None:
    # 8 of 10: Wilson's interval is (0.4902, 0.9433).
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(10, 10).interval == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert Share(0, 10).interval == pytest.approx((0.0, 0.2775), abs=1e-4)


def test_labels_are_counted_one_against_all() -> None:
    a, b, c = scores.label_scores(PAIRS)

    assert (a.true_positives, a.false_positives, a.false_negatives, a.support) == (2, 1, 1, 3)
    assert (a.precision, a.recall, a.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert (b.precision, b.recall, b.f1) == pytest.approx((1 / 2, 1, 2 / 3))
    assert (c.precision, c.recall, c.f1, c.support) == (None, 0.0, 0.0, 1)


def test_a_label_that_is_nowhere_has_no_scores() -> None:
    nowhere = LabelScore("x", 0, 0, 0)

    assert (nowhere.precision, nowhere.recall, nowhere.f1) == (None, None, None)


def test_an_acceptable_label_counts_neither_way() -> None:
    rows = [({"A"}, {"A", "C"}, {"A", "C", "U"}), ({"C"}, {"C"}, {"A"})]

    a, c, u = scores.set_scores(rows)

    assert (a.true_positives, a.false_positives, a.false_negatives) == (1, 1, 0)
    assert (c.true_positives, c.false_positives, c.false_negatives) == (0, 0, 1)
    assert (u.true_positives, u.false_positives, u.false_negatives) == (0, 1, 0)


def test_the_mean_leaves_out_what_is_missing() -> None:
    assert scores.mean([1.0, None, 0.5]) == 0.75
    assert scores.mean([None]) is None


def test_confusions_are_ranked_by_number_then_name() -> None:
    cells = scores.confusion([*PAIRS, ("c", "a")])

    assert cells == {("a", "a"): 2, ("a", "b"): 1, ("b", "b"): 1, ("c", "a"): 2}
    assert scores.top_confusions(cells) == [("c", "a", 2), ("a", "b", 1)]


def test_judgements_fall_into_bins_of_equal_width() -> None:
    bins = scores.reliability([*JUDGED, (1.0, True), (0.0, False)])

    assert [b.count for b in bins] == [1, 0, 0, 2, 0, 0, 0, 0, 1, 3]
    assert [b.right for b in bins] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 3]
    assert bins[3].confidence == pytest.approx(0.35)
    assert bins[3].accuracy == 0.5
    assert bins[1].accuracy is None


def test_the_calibration_error_weighs_the_gap_of_each_bin() -> None:
    # Bins: 0.93 against 1 (2 of 5), 0.85 against 0 (1 of 5), 0.35 against 0.5 (2 of 5).
    expected = 2 / 5 * 0.07 + 1 / 5 * 0.85 + 2 / 5 * 0.15

    assert scores.calibration_error(JUDGED) == pytest.approx(expected)
    assert scores.calibration_error([]) is None


def test_the_brier_score_is_a_mean_square() -> None:
    assert scores.brier([(1.0, True), (0.5, False), (0.0, False)]) == pytest.approx(0.25 / 3)
    assert scores.brier([]) is None


def test_the_coverage_curve_takes_equal_confidences_together() -> None:
    assert scores.coverage_curve(JUDGED) == [
        (0.95, 0.2, 1.0),
        (0.91, 0.4, 1.0),
        (0.85, 0.6, pytest.approx(2 / 3)),
        (0.35, 1.0, 0.6),
    ]
    assert scores.coverage_curve([]) == []


def test_a_quantile_lies_between_values() -> None:
    assert scores.quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert scores.quantile([1.0, 2.0], 0.95) == pytest.approx(1.95)
    assert scores.quantile([7.0], 0.95) == 7.0
    assert scores.quantile([], 0.5) is None
