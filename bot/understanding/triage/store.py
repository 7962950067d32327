"""Keeps the trained triage model: made once from its data and code, and again when any of them changes."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bot.settings import ROOT
from bot.understanding.embedding import store as embedding
from bot.understanding.triage.examples import FOLDER as DATA
from bot.understanding.triage.examples import read_accounts, read_statements
from bot.understanding.triage.model import Triage

FOLDER = ROOT / "models" / "triage"
_HERE = Path(__file__).parent
_BESIDE = ("letters.py", "regression.py", "embedding/encoder.py", "embedding/vocabulary.py")
_CODE = (*sorted(_HERE.glob("*.py")), *(_HERE.parent / file for file in _BESIDE))
_KEPT = 2

_log = logging.getLogger(__name__)


@cache
def identity() -> str:
    """What decides the model: the digest of its examples, of the code that learns, and of the sentence model."""
    digest = hashlib.sha256(embedding.identity().encode())
    for file in (*sorted(DATA.rglob("*.yml")), *_CODE):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def prepare(folder: Path = FOLDER, report: Callable[[str], None] = _log.warning) -> Path:
    """The folder of the model, trained now if it is not there; several processes may ask at once.

    `report` gets one line if it has to be trained (under a minute). Raises `TriageFault`, `OriginFault`.
    """
    model = folder / identity()
    embedding.once(model, lambda: _train(model, report))
    return model


@cache
def load() -> Triage:
    """The one triage model of this process. Raises `TriageFault`, `OriginFault`."""
    return Triage.load(prepare())


def _train(model: Path, report: Callable[[str], None]) -> None:
    from bot.understanding.triage.training import train  # scipy is needed here alone

    report("Training the triage of accounts, once ...")
    partial = model.with_name(f"{model.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)  # of an attempt of this process that did not come to its end
    partial.mkdir()
    train(read_accounts(), read_statements()).save(partial)
    partial.replace(model)
    _forget_old(model.parent)


def _forget_old(folder: Path) -> None:
    """A program that runs with the model before this one may have to start again."""
    models = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in models[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
