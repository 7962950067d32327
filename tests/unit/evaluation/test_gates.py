"""Gates: what they say of a score that is too low, and which cannot be checked."""

from __future__ import annotations

import pytest

from bot.evaluation import gates
from bot.evaluation.errors import Misuse
from bot.evaluation.gates import Gate

KNOWN = ("accuracy", "safety")


def test_a_gate_is_a_metric_and_a_value() -> None:
    assert gates.parse(["accuracy=0.9", "safety = 1"], KNOWN, "utterances") == [
        Gate("accuracy", 0.9),
        Gate("safety", 1),
    ]


@pytest.mark.parametrize("text", ["colour=0.5", "accuracy", "=1", "", "brier=0.1"])
def test_an_unknown_metric_is_told_with_the_known_ones(text: str) -> None:
    with pytest.raises(Misuse, match=r"for utterances write METRIC=VALUE .*: accuracy, safety"):
        gates.parse([text], KNOWN, "utterances")


@pytest.mark.parametrize("value", ["", "high", "95", "1.01", "-0.1", "nan", "inf", "95%"])
def test_a_value_that_is_no_share_is_refused(value: str) -> None:
    with pytest.raises(Misuse, match="is not a share between 0 and 1"):
        gates.parse([f"accuracy={value}"], KNOWN, "utterances")


@pytest.mark.parametrize(
    ("score", "least", "passes"),
    [(0.95, 0.95, True), (19 / 20, 0.95, True), (0.9499, 0.95, False), (1.0, 1.0, True), (0.1 + 0.2, 0.3, True)],
)
def test_a_score_must_not_be_lower(score: float, least: float, passes: bool) -> None:
    assert (gates.failures([Gate("safety", least)], {"safety": score}) == []) is passes


def test_a_score_that_could_not_be_measured_does_not_pass() -> None:
    [said] = gates.failures([Gate("safety", 0.0)], {"safety": None})

    assert "could not be measured" in said
