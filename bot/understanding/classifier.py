"""The trained part of intent classification: one regression over embeddings and letters, with honest confidence."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.letters import LetterSequences
from bot.understanding.regression import Floats, evened, fit_regression, letter_table, softmax

ARRAYS_FILE, WORDS_FILE = "classifier.npz", "classifier.json"
# One example in so many is held out while the temperature is found.
HELD_OUT = 5
TEMPERATURES = np.geomspace(0.3, 3.0, 60)


@dataclass(frozen=True)
class Examples:
    """Texts with their embeddings (a row each) and labels."""

    texts: list[str]
    dense: Floats
    labels: NDArray[np.str_]

    def where(self, chosen: NDArray[np.bool_]) -> Examples:
        """Those that are chosen."""
        texts = [text for text, keep in zip(self.texts, chosen, strict=True) if keep]
        return Examples(texts, self.dense[chosen], self.labels[chosen])


@dataclass(frozen=True)
class Fitting:
    """How the regression is fitted: the weight of letters beside the embeddings, the L2 penalty, the most steps."""

    letters: float = 6.0
    strictness: float = 1.0
    iterations: int = 60


class TextClassifier:
    """Gives each label its probability for a text."""

    def __init__(self, labels: Sequence[str], letters: LetterSequences, arrays: dict[str, Floats]) -> None:
        """`arrays`: `dense` and `sparse` (a row for each feature, a column for each label), `bias`, `temperature`."""
        self.labels = list(labels)
        self._letters = letters
        self._arrays = arrays

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        dense: Floats,
        labels: Sequence[str],
        how: Fitting,
        origins: Sequence[str] | None = None,
    ) -> TextClassifier:
        """Learn from texts, their embeddings (a row each) and their labels (at least two different ones).

        `origins` says of which text each is a variant, or itself: confidence is measured on texts of which no variant
        was learnt from.
        """
        examples = Examples(list(texts), dense, np.array(labels))
        sources = np.array(texts if origins is None else origins)
        originals = sources == np.array(texts)
        chosen = _held_out(labels, originals)
        classifier = _fit(examples, how)
        if chosen.any():
            trial = _fit(examples.where(~np.isin(sources, sources[chosen])), how)
            known = chosen & np.isin(examples.labels, trial.labels)
            classifier._arrays["temperature"] = trial._temperature(examples.where(known))
        return classifier

    def probabilities(self, text: str, dense: Floats) -> Floats:
        """The probability of each of `labels`; they add up to one."""
        return softmax(self._scores(text, dense) / self._arrays["temperature"])

    def save(self, folder: Path) -> None:
        """Keep it in a folder, as numbers and names."""
        np.savez(folder / ARRAYS_FILE, rarity=self._letters.rarity, **self._arrays)  # type: ignore[arg-type]
        words = {"labels": self.labels, "letters": self._letters.known}
        (folder / WORDS_FILE).write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TextClassifier:
        """What `save` kept. Raises `OSError` if it is not there."""
        words = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as stored:
            arrays = dict(stored)
        return cls(words["labels"], LetterSequences(words["letters"], arrays.pop("rarity")), arrays)

    def _scores(self, text: str, dense: Floats) -> Floats:
        columns, values = self._letters.row(text)
        scores: Floats = dense @ self._arrays["dense"] + values @ self._arrays["sparse"][columns] + self._arrays["bias"]
        return scores

    def _temperature(self, examples: Examples) -> Floats:
        """What to divide scores by, so that of all answers of confidence p a share of p is right."""
        scores = np.array([self._scores(t, row) for t, row in zip(examples.texts, examples.dense, strict=True)])
        right = np.searchsorted(self.labels, examples.labels)
        rows = np.arange(len(right))
        losses = [-np.log(softmax(scores / t)[rows, right] + 1e-12).mean() for t in TEMPERATURES]
        return np.array(TEMPERATURES[int(np.argmin(losses))], dtype=np.float32)


def _fit(examples: Examples, how: Fitting) -> TextClassifier:
    letters = LetterSequences.learn(examples.texts)
    table = letter_table([letters.row(text) for text in examples.texts], len(letters.known), how.letters)
    labels, right = np.unique(examples.labels, return_inverse=True)
    targets = np.eye(len(labels))[right]
    # Rare intents matter as much as common ones: nobody knows yet what the public will ask most.
    weights = fit_regression(
        examples.dense.astype(np.float64), table, targets, evened(targets), how.strictness, how.iterations
    )
    width = examples.dense.shape[1]
    arrays = {"dense": weights[:width], "sparse": weights[width:-1] * how.letters, "bias": weights[-1]}
    kept = {name: np.array(array, dtype=np.float32) for name, array in {**arrays, "temperature": 1.0}.items()}
    return TextClassifier([str(label) for label in labels], letters, kept)


def _held_out(labels: Iterable[str], originals: Iterable[bool]) -> NDArray[np.bool_]:
    """Which examples are held out: each fifth original of a label."""
    seen: dict[str, int] = defaultdict(int)
    chosen = []
    for label, original in zip(labels, originals, strict=True):
        seen[label] += original
        chosen.append(bool(original) and seen[label] % HELD_OUT == 0)
    return np.array(chosen, dtype=bool)
