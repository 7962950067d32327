"""Gates: scores that must not be lower than a value, so that a release can be stopped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.errors import Misuse

# Two ways to compute one share may differ in the last bit.
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Gate:
    """The score `metric` must be at least `least` (a share between 0 and 1)."""

    metric: str
    least: float


def parse(texts: Iterable[str], known: Sequence[str], form: str) -> list[Gate]:
    """Gates written as `METRIC=VALUE`. Raises `Misuse` for another metric than `known` or no share as value."""
    return [_gate(text, known, form) for text in texts]


def _gate(text: str, known: Sequence[str], form: str) -> Gate:
    metric, equals, value = (part.strip() for part in text.partition("="))
    if not equals or metric not in known:
        raise Misuse(
            f"--fail-under {text}: for {form} write METRIC=VALUE with one of these metrics: {', '.join(known)}"
        )
    try:
        least = float(value)
    except ValueError:
        least = math.nan
    if not 0 <= least <= 1:  # not so of "nan" either
        raise Misuse(f"--fail-under {text}: {value!r} is not a share between 0 and 1, such as 0.95")
    return Gate(metric, least)


def failures(gates: Iterable[Gate], scores: Mapping[str, float | None]) -> list[str]:
    """What to say of each gate that is not passed; one whose score could not be measured is not."""
    said = []
    for gate in gates:
        score = scores[gate.metric]
        if score is None:
            said.append(f"{gate.metric} could not be measured: the file has nothing that counts for it.")
        elif score < gate.least - _TOLERANCE:
            said.append(f"{gate.metric} is {score:.4f}, lower than {gate.least:g}.")
    return said
