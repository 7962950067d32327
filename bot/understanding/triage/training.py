"""Learns triage: grounds from accounts and statements, categories from accounts, each as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cues import plain
from bot.understanding.embedding.vocabulary import embeddings
from bot.understanding.grounds import GROUNDS
from bot.understanding.regression import evened, fit_regression, letter_table
from bot.understanding.triage.examples import CATEGORIES, NONE, Account, Statement
from bot.understanding.triage.features import Counted
from bot.understanding.triage.model import Linear, Triage, encode

Numbers = NDArray[np.float64]

_STRICTNESS_OF_GROUNDS, _STRICTNESS_OF_CATEGORIES = 2.0, 1.5
_ITERATIONS = 40
# Rare categories count as much as common ones, which leaves the shares too even; so much sharper they fit accounts
# that were kept apart.
_SHARPER = 1.3
# A category beside the main one, and one that would be fair as well, count less.
_MAIN, _BESIDE, _FAIR = 1.0, 0.5, 0.15


@dataclass(frozen=True)
class _Rows:
    """Texts as rows of features: `table` counts their letters and words, `dense` weighs their pieces by meaning."""

    counted: Counted
    of_pieces: Numbers  # what each piece means, a row for each
    table: Any
    dense: Numbers
    read: Numbers  # the sentence model's numbers

    @classmethod
    def of(cls, texts: Sequence[str], counted: Counted) -> _Rows:
        of_pieces = embeddings().astype(np.float64)
        width = counted.before_pieces
        table = letter_table([counted.row(text) for text in texts], width + len(of_pieces), 1.0).tocsc()
        read = np.array([encode(text) for text in texts], dtype=np.float64)
        return cls(counted, of_pieces, table[:, :width].tocsr(), table[:, width:] @ of_pieces, read)

    def fit(
        self, chosen: Sequence[int], targets: Numbers, importance: Numbers, strictness: float, *, closely: bool
    ) -> Linear:
        """Learn what the chosen texts are: over what is counted alone, or `closely`."""
        dense = np.hstack([self.dense, self.read]) if closely else self.dense
        weights = fit_regression(dense[chosen], self.table[chosen], targets, importance, strictness, _ITERATIONS)
        pieces, read = np.split(weights[: dense.shape[1]], [self.of_pieces.shape[1]])
        sparse = np.vstack([weights[dense.shape[1] : -1], self.of_pieces @ pieces])
        return Linear(*(np.asarray(part, dtype=np.float32) for part in (read, sparse, weights[-1])))


def train(accounts: Sequence[Account], statements: Sequence[Statement]) -> Triage:
    """Learn from accounts and statements. Raises `OriginFault` if the sentence model is not the official one."""
    texts = [*(plain(each.text) for each in accounts), *(plain(each.text) for each in statements)]
    counted = Counted.learn(texts)
    rows = _Rows.of(texts, counted)
    screen, reader = (
        _joined(
            [
                *(_fit_ground(ground, rows, accounts, statements, closely=closely) for ground in GROUNDS),
                _fit_categories(rows, accounts, closely=closely),
            ]
        )
        for closely in (False, True)
    )
    return Triage(counted, screen, reader)


def _fit_ground(
    ground: str, rows: _Rows, accounts: Sequence[Account], statements: Sequence[Statement], *, closely: bool
) -> Linear:
    """Three columns: none, open, established. A statement of another ground says nothing of this one."""
    standings = [each.standing(ground) for each in accounts]
    chosen = list(range(len(accounts)))
    for place, each in enumerate(statements, len(accounts)):
        if each.ground == ground or each.standing == NONE:
            chosen.append(place)
            standings.append(each.standing)
    return rows.fit(chosen, np.eye(3)[standings], np.ones(len(chosen)), _STRICTNESS_OF_GROUNDS, closely=closely)


def _fit_categories(rows: _Rows, accounts: Sequence[Account], *, closely: bool) -> Linear:
    shares = np.array([_shares(each) for each in accounts])
    found = rows.fit(range(len(accounts)), shares, evened(shares), _STRICTNESS_OF_CATEGORIES, closely=closely)
    return Linear(*(part * np.float32(_SHARPER) for part in (found.dense, found.sparse, found.bias)))


def _joined(linears: Sequence[Linear]) -> Linear:
    """Several regressions over the same features as one, their columns side by side."""
    parts = ([getattr(each, part) for each in linears] for part in ("dense", "sparse", "bias"))
    return Linear(*(np.concatenate(part, axis=-1) for part in parts))


def _shares(account: Account) -> Numbers:
    shares = np.zeros(len(CATEGORIES))
    for names, share in ((account.also, _FAIR), (account.categories[1:], _BESIDE), (account.categories[:1], _MAIN)):
        for name in names:
            shares[CATEGORIES.index(name)] = share
    result: Numbers = shares / shares.sum()
    return result
