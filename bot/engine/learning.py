"""Keeps Rasa going with current scikit-learn: an option that is gone, and reports on nothing."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from bot.engine import fingerprint


def install_classifier(module: Any) -> None:
    """Leave out `multi_class="auto"`, gone since scikit-learn 1.8, which does by itself what it asked for."""
    regression = module.LogisticRegression
    fingerprint.expect(module.LogisticRegressionClassifier, "__init__", "efe227512de8355e")

    def create(*, multi_class: str, **options: Any) -> Any:
        return regression(**options)

    module.LogisticRegression = create


def install_reports(module: ModuleType) -> None:
    """Let the report of `rasa test` on no labels at all be an empty one; scikit-learn 1.8 refuses to count nothing."""

    def report(output_directory: str | None, targets: Any, predictions: Any, *args: Any, **options: Any) -> Any:
        if len(targets) == 0:
            return {}, 0.0, 0.0, 0.0, np.zeros((0, 0)), []
        return calculate(output_directory, targets, predictions, *args, **options)

    calculate = fingerprint.replace(module, "_calculate_report", report, "35c83a6b37e927d1")
