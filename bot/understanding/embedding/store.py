"""Keeps the built graph of the sentence model: made once from verified weights, checked by its SHA-256 at each load."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.settings import ROOT
from bot.understanding.embedding import origin

FOLDER = ROOT / "models" / "embedding"
BUILDER = Path(__file__).with_name("graph.py")

_log = logging.getLogger(__name__)


@cache
def identity() -> str:
    """What decides the embeddings: the digest of the weights, the vocabulary and the code that builds."""
    parts = (origin.WEIGHTS_SHA256, origin.VOCABULARY_SHA256, origin.digest(BUILDER))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def prepare(folder: Path = FOLDER, report: Callable[[str], None] = _log.warning) -> Path:
    """The file of the graph, built now if it is not there; several processes may ask at once.

    `report` gets one line if it has to be built (some seconds). Raises `OriginFault` if the weights are not the
    official ones, or if the graph is not the one that was built.
    """
    weights = origin.weights()
    model = folder / f"{identity()}.onnx"
    record = model.with_suffix(".sha256")
    once(record, lambda: _build(weights, model, record, report))
    expected = record.read_text(encoding="ascii").strip()
    if not model.exists() or origin.digest(model) != expected:
        raise origin.OriginFault(f"{model} is not the file that was built here. Delete {record} to build it again.")
    return model


def once(product: Path, build: Callable[[], None]) -> None:
    """Build the product, unless it is there; of several processes that ask at once, one does it and the others wait.

    `build` must let it appear complete, as its last step.
    """
    if product.exists():
        return
    product.parent.mkdir(parents=True, exist_ok=True)
    with _alone(product.parent / ".lock"):
        if not product.exists():
            build()


def _build(weights: Path, model: Path, record: Path, report: Callable[[str], None]) -> None:
    from bot.understanding.embedding.graph import build  # onnx is needed here alone

    report("Building the sentence model, once ...")
    content = build(weights)
    _write(model, content)
    _write(record, hashlib.sha256(content).hexdigest().encode())  # last: where it is, the graph is complete


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing, whatever happens meanwhile."""
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(file)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
