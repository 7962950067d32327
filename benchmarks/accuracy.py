"""Accuracy: the answers of both sides to the same utterances, scored alike, and the difference with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.errors import CannotMeasure
from benchmarks.publishing import DEFAULT, OURS, SHIPPED
from bot.evaluation import forms, scores
from bot.evaluation.errors import UnreadableFile
from bot.evaluation.figures import rounded, share_figures
from bot.evaluation.utterances import SAFETY, Judgement, Results, heard
from bot.settings import ROOT

RESAMPLES = 10_000
SEED = 20261122


@dataclass(frozen=True)
class UtteranceSet:
    """A file of utterances with the intents they have."""

    name: str
    rows: Sequence[forms.Row]

    @property
    def texts(self) -> list[str]:
        """What is parsed."""
        return [row["text"] for row in self.rows]


def read(file: Path, labels: frozenset[str]) -> UtteranceSet:
    """A file of utterances. Raises `CannotMeasure` where it is none, or asks for a label that nobody has learnt."""
    try:
        form, rows = forms.read(file)
    except UnreadableFile as error:
        raise CannotMeasure(str(error)) from error
    if form is not forms.UTTERANCES:
        raise CannotMeasure(f"{file} is a file of {form.name}; a file of utterances is needed.")
    if unknown := {label for row in rows for label in (row["intent"], *row.get("also", ()))} - labels:
        raise CannotMeasure(f"{file} asks for {', '.join(sorted(unknown))}, of which there are no examples.")
    file = file.resolve()
    name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else Path(file.parent.name, file.name)
    return UtteranceSet(str(name), rows)


def judge(utterances: UtteranceSet, answers: Sequence[Mapping[str, Any]]) -> Results:
    """The answers of `/model/parse`, one for each utterance, beside what is right."""
    return Results(
        [
            Judgement(
                str(row["id"]),
                row["text"],
                row["intent"],
                frozenset(row.get("also", ())),
                row.get("style") or "no style given",
                heard(answer),
            )
            for row, answer in zip(utterances.rows, answers, strict=True)
        ]
    )


def compare(ours: Results, default: Results, shipped: Results | None = None) -> dict[str, Any]:
    """The scores of both sides and their paired difference, ready for JSON. No text stands in them.

    Where both have learnt from a share of the examples, `shipped` is ours with all of them, scored beside.
    """
    return {
        "utterances": len(ours.judgements),
        OURS: _figures(ours),
        DEFAULT: _figures(default),
        **({SHIPPED: _figures(shipped)} if shipped else {}),
        "difference": {
            "with_topic": _difference([j.right for j in ours.judgements], [j.right for j in default.judgements]),
            "without_topic": _difference(
                [j.right_without_topic for j in ours.judgements], [j.right_without_topic for j in default.judgements]
            ),
            "likeliest": _difference(
                [j.guessed_right for j in ours.judgements], [j.guessed_right for j in default.judgements]
            ),
        },
    }


def _figures(results: Results) -> dict[str, Any]:
    judgements = results.judgements
    figures = {
        "with_topic": share_figures(results.accuracy),
        "without_topic": share_figures(results.accuracy_without_topic),
        "mean_over_intents": results.mean_over_intents,
        "safety_seen": share_figures(results.safety),
        "false_alarms": share_figures(
            scores.share(j.heard.label in SAFETY for j in judgements if not j.fair & SAFETY),
        ),
        "asks_instead": share_figures(results.fallback),
        "likeliest": share_figures(scores.share(j.guessed_right for j in judgements)),
        "calibration_error": scores.calibration_error(results.judged),
        "by_style": {style: share_figures(share) for style, share in sorted(results.by_style)},
        "recall_by_intent": {score.label: score.recall for score in results.by_intent if score.support},
    }
    return {name: rounded(figure) for name, figure in figures.items()}


def _difference(ours: Sequence[bool], default: Sequence[bool]) -> dict[str, Any]:
    """The difference of two accuracies on the same utterances, with what it rests on."""
    share, low, high = paired_difference(ours, default)
    return {
        "share": round(share, 6),
        "interval_95": [round(low, 6), round(high, 6)],
        "only_candour_right": sum(a and not b for a, b in zip(ours, default, strict=True)),
        "only_default_right": sum(b and not a for a, b in zip(ours, default, strict=True)),
    }


def paired_difference(first: Sequence[bool], second: Sequence[bool]) -> tuple[float, float, float]:
    """How much larger the first share of rights is, and the ends of its 95 % interval.

    By the bootstrap over utterances (Efron 1979, percentiles): both sides are drawn together, as they met the same.
    """
    differences = np.asarray(first, dtype=int) - np.asarray(second, dtype=int)
    # Drawing utterances with replacement is drawing how many of each outcome come, which is faster.
    outcomes = np.array([1, 0, -1])
    shares = [(differences == outcome).mean() for outcome in outcomes]
    drawn = np.random.default_rng(SEED).multinomial(len(differences), shares, size=RESAMPLES) @ outcomes
    low, high = np.quantile(drawn / len(differences), (0.025, 0.975))
    return float(differences.mean()), float(low), float(high)
