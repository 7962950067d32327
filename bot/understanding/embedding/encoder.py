"""Runs the sentence model: text in, what it means and how it is worded out, in one thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embedding import origin, store
from bot.understanding.embedding.wordpiece import WordPiece

DIMENSIONS = 384
# Time grows with the pieces read. Of a longer text its beginning and its end are: people open with what they want, or
# come to it at last.
BEGINNING, ENDING = 25, 25
_PIECES = 1024
# How much the two halves of an embedding weigh, beside letters, in what is trained on them.
MEANING, WORDING = 6.0, 8.0


class Sentence(NamedTuple):
    """A text as two directions: near in `meaning` = on the same matter, near in `wording` = said in the same way."""

    meaning: NDArray[np.float32]
    wording: NDArray[np.float32]

    def weighted(self, meaning: float = MEANING, wording: float = WORDING) -> NDArray[np.float32]:
        """Both in one row for a regression; a longer vector counts for more in what is trained on it."""
        return np.concatenate([self.meaning * meaning, self.wording * wording])


class SentenceEncoder:
    """The sentence model, loaded."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        self._session = _session(model)
        self.pieces = WordPiece(vocabulary, _PIECES)

    @classmethod
    @cache
    def load(cls) -> SentenceEncoder:
        """The one encoder of this process; builds the graph at the very first use. Raises `OriginFault`."""
        return cls(store.prepare(), origin.vocabulary())

    @property
    def vocabulary(self) -> int:
        """How many pieces there are."""
        return len(self.pieces)

    def encode(self, text: str) -> Sentence:
        """The embeddings of a text (of its ends, if it is long), each of `DIMENSIONS` numbers and of length one."""
        pieces = self.pieces(text)
        if len(pieces) > BEGINNING + ENDING:
            pieces = pieces[:BEGINNING] + pieces[-ENDING:]
        return self.encode_pieces(pieces)

    def encode_pieces(self, pieces: Sequence[int]) -> Sentence:
        """The embeddings of the pieces of a text with its marks, as `pieces` gives them."""
        ids = np.array([pieces], dtype=np.int64)
        meaning, wording = self._session.run(["meaning", "wording"], {"ids": ids})
        return Sentence(meaning[0], wording[0])


def _session(model: Path) -> Any:  # onnxruntime has no types
    # It would upload its telemetry from a thread of its own; read at import, so it must stand before that.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
