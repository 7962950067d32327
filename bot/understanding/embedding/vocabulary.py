"""What each piece of the vocabulary means by itself: what is learnt of one word then goes for others like it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embedding import store
from bot.understanding.embedding.encoder import DIMENSIONS, SentenceEncoder


def embeddings(folder: Path = store.FOLDER, report: Callable[[str], None] | None = None) -> NDArray[np.float32]:
    """A row for each piece: its meaning and its wording, less those of all on average. Kept when made once.

    `report` gets one line if they have to be made (half a minute). Raises `OriginFault`.
    """
    encoder = SentenceEncoder.load()
    file = folder / f"{store.identity()}.pieces.npy"
    store.once(file, lambda: _make(encoder, file, report))
    kept: NDArray[np.float32] = np.load(file, allow_pickle=False).astype(np.float32)
    return kept


def _make(encoder: SentenceEncoder, file: Path, report: Callable[[str], None] | None) -> None:
    if report:
        report("Asking the sentence model for each word that it knows, once ...")
    start, end = encoder.pieces("")
    rows = np.zeros((encoder.vocabulary, 2 * DIMENSIONS), dtype=np.float32)
    for piece in range(encoder.vocabulary):
        rows[piece] = np.concatenate(encoder.encode_pieces([start, piece, end]))
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    with partial.open("wb") as stream:
        np.save(stream, (rows - rows.mean(axis=0)).astype(np.float16))
    partial.replace(file)
