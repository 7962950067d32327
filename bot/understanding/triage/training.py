"""Learns triage: grounds from statements and the telling passages of accounts, categories from whole accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cues import plain
from bot.understanding.grounds import GROUNDS
from bot.understanding.letters import LetterSequences
from bot.understanding.regression import evened, fit_regression, letter_table, softmax
from bot.understanding.triage.examples import CATEGORIES, NONE, OPEN, Account, Statement
from bot.understanding.triage.model import Linear, Triage, alarm, closest, encode
from bot.understanding.triage.passages import passages

Numbers = NDArray[np.float64]

_LETTERS, _LEAST = 6.0, 3
_STRICTNESS_OF_GROUNDS, _STRICTNESS_OF_CATEGORIES = 2.0, 1.5
_ITERATIONS = 40
# Rare categories count as much as common ones, which leaves the shares too even; so much sharper they fit accounts
# that were kept apart.
_SHARPER = 2.2
# Which passage of an account establishes its ground is not written down: it is guessed again with what was learnt.
_ROUNDS = 1
_TELLING = 2
# A category beside the main one, and one that would be fair as well, count less.
_MAIN, _BESIDE, _FAIR = 1.0, 0.5, 0.15


@dataclass(frozen=True)
class _Told:
    """An account as the passages that are learnt from, and as a whole."""

    account: Account
    whole: str
    parts: list[str]


class _Rows:
    """Texts as rows of features: letters, and the sentence model's numbers for those that are read closely."""

    def __init__(self, texts: Iterable[str], letters: LetterSequences, dense: dict[str, Numbers] | None = None) -> None:
        unique = list(dict.fromkeys(texts))
        self._places = {text: place for place, text in enumerate(unique)}
        self._table = letter_table([letters.row(text) for text in unique], len(letters.known), _LETTERS)
        self.dense = np.array([dense[text] for text in unique]) if dense else np.zeros((len(unique), 0))

    def fit(self, texts: Sequence[str], targets: Numbers, strictness: float) -> Numbers:
        dense, table = self._chosen(texts)
        return fit_regression(dense, table, targets, evened(targets), strictness, _ITERATIONS)

    def chances(self, texts: Sequence[str], weights: Numbers) -> Numbers:
        dense, table = self._chosen(texts)
        width = self.dense.shape[1]
        return np.asarray(softmax(dense @ weights[:width] + table @ weights[width:-1] + weights[-1]))

    def linear(self, weights: Numbers) -> Linear:
        width = self.dense.shape[1]
        parts = (weights[:width], weights[width:-1] * _LETTERS, weights[-1])
        return Linear(*(np.asarray(part, dtype=np.float32) for part in parts))

    def _chosen(self, texts: Sequence[str]) -> tuple[Numbers, Any]:
        places = [self._places[text] for text in texts]
        return self.dense[places], self._table[places]


def train(accounts: Sequence[Account], statements: Sequence[Statement]) -> Triage:
    """Learn from accounts and statements. Raises `OriginFault` if the sentence model is not the official one."""
    statements = [Statement(plain(s.text), s.ground, s.standing) for s in statements]
    told = [_told(account) for account in accounts]
    letters = LetterSequences.learn([*(each.whole for each in told), *(s.text for s in statements)], _LEAST)
    parts = [part for each in told for part in each.parts]
    rows = _Rows([*parts, *(s.text for s in statements)], letters)
    screen = np.hstack([_fit_ground(ground, rows, told, statements) for ground in GROUNDS])
    told = [_read_closely(each, rows, screen) for each in told]
    read = {text: encode(text).astype(np.float64) for text in _texts(told, statements)}
    closely = _Rows(read, letters, read)
    grounds = np.hstack([_fit_ground(ground, closely, told, statements) for ground in GROUNDS])
    means = {each.whole: np.mean([read[part] for part in each.parts], axis=0) for each in told}
    whole = _Rows(means, letters, means)
    shares = np.array([_shares(each.account) for each in told])
    categories = whole.fit([each.whole for each in told], shares, _STRICTNESS_OF_CATEGORIES)
    return Triage(letters, rows.linear(screen), closely.linear(grounds), whole.linear(categories * _SHARPER))


def _told(account: Account) -> _Told:
    low = plain(account.text)
    return _Told(account, low, [low[start:end] for start, end in passages(low)])


def _read_closely(told: _Told, rows: _Rows, screen: Numbers) -> _Told:
    """The same account with only those passages that the sentence model would read."""
    chances = np.stack(
        [rows.chances(told.parts, screen[:, column : column + 3]) for column in range(0, screen.shape[1], 3)], axis=1
    )
    spans = passages(told.whole)
    return _Told(told.account, told.whole, [told.parts[place] for place in closest(spans, alarm(chances))])


def _texts(told: Iterable[_Told], statements: Iterable[Statement]) -> list[str]:
    return list(dict.fromkeys([*(part for each in told for part in each.parts), *(s.text for s in statements)]))


def _fit_ground(ground: str, rows: _Rows, told: Sequence[_Told], statements: Sequence[Statement]) -> Numbers:
    """Three columns: none, open, established."""
    texts = [s.text for s in statements if s.ground == ground or s.standing == NONE]
    standings = [s.standing for s in statements if s.ground == ground or s.standing == NONE]
    for each in told:
        if each.account.standing(ground) == NONE:
            texts += each.parts
            standings += [NONE] * len(each.parts)
    weights = rows.fit(texts, np.eye(3)[standings], _STRICTNESS_OF_GROUNDS)
    for _ in range(_ROUNDS):
        more, theirs = _telling(ground, rows, told, weights)
        weights = rows.fit([*texts, *more], np.eye(3)[[*standings, *theirs]], _STRICTNESS_OF_GROUNDS)
    return weights


def _telling(ground: str, rows: _Rows, told: Iterable[_Told], weights: Numbers) -> tuple[list[str], list[int]]:
    """The passages on which the grounds of accounts most likely rest, and what they are for the ground."""
    texts: list[str] = []
    standings: list[int] = []
    for each in told:
        standing = each.account.standing(ground)
        if standing >= OPEN:
            likely = np.argsort(-rows.chances(each.parts, weights)[:, standing])[:_TELLING]
            texts += [each.parts[place] for place in likely]
            standings += [standing] * len(likely)
    return texts, standings


def _shares(account: Account) -> Numbers:
    shares = np.zeros(len(CATEGORIES))
    for names, share in ((account.also, _FAIR), (account.categories[1:], _BESIDE), (account.categories[:1], _MAIN)):
        for name in names:
            shares[CATEGORIES.index(name)] = share
    result: Numbers = shares / shares.sum()
    return result
