"""Fits one regression over dense features and letter sequences to shares of labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.letters import LetterRow

Floats = NDArray[np.float32]


def letter_table(rows: Sequence[LetterRow], width: int, weight: float) -> Any:
    """Letter rows as one sparse matrix of `width` columns, each value times `weight`."""
    from scipy import sparse  # takes a quarter of a second, and only training needs it

    values = np.concatenate([values for _, values in rows]).astype(np.float64) * weight
    columns = np.concatenate([columns for columns, _ in rows])
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    return sparse.csr_matrix((values, columns, ends), shape=(len(rows), width))


def fit_regression(
    dense: NDArray[np.float64],
    table: Any,
    targets: NDArray[np.float64],
    importance: NDArray[np.float64],
    strictness: float,
    iterations: int,
) -> NDArray[np.float64]:
    """The weights (a row for each feature, the last for the bias) that minimise the penalised cross entropy.

    `dense` and `table` hold a row for each example, `targets` its share of each label (a row adds up to one),
    `importance` how much it counts; `strictness` is the L2 penalty on everything but the bias.
    """
    from scipy.optimize import minimize

    width, count = dense.shape[1], targets.shape[1]
    shape = (width + table.shape[1] + 1, count)
    turned = table.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(shape)
        probabilities = softmax(dense @ weights[:width] + table @ weights[width:-1] + weights[-1])
        entropy = -(targets * np.log(probabilities + 1e-300)).sum(axis=1) @ importance
        change = (probabilities - targets) * importance[:, None]
        slope = strictness * weights
        slope[:width] += dense.T @ change
        slope[width:-1] += turned @ change
        slope[-1] = change.sum(axis=0)
        return float(entropy + strictness / 2 * np.square(weights[:-1]).sum()), slope.ravel()

    options = {"maxiter": iterations, "maxcor": 6}
    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=options)
    weights: NDArray[np.float64] = found.x.reshape(shape)
    return weights


def evened(targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """An importance for each example by which each label counts the same in all."""
    counts = np.maximum(targets.sum(axis=0), 1e-9)
    importance: NDArray[np.float64] = targets @ (len(targets) / (targets.shape[1] * counts))
    return importance


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Scores as probabilities along the last axis."""
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: NDArray[Any] = exponents / exponents.sum(axis=-1, keepdims=True)
    return result
