"""The keys of the installation: from the environment, or made once and kept beside the data; never in the database."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_BYTES = 32
_HEX = re.compile(rf"[0-9a-fA-F]{{{2 * _BYTES},}}")
_ID_LENGTH = 8
_OPEN_TO_OTHERS = 0o077


class InvalidKeys(ValueError):
    """A key cannot be used or kept; the message names the place and what to do, never the key."""


@dataclass(frozen=True)
class Keyring:
    """Keys by their ids, the present one first; the others still open what they have closed."""

    keys: dict[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the key for whatever is new."""
        return next(iter(self.keys))

    def mac(self, key_id: str, message: str) -> str:
        """HMAC-SHA-256 of a message under one key, in hexadecimal. Raises `KeyError` for a key that is not here."""
        return hmac.new(self.keys[key_id], message.encode(), hashlib.sha256).hexdigest()


def load_keyring(value: str | None, file: Path) -> Keyring:
    """The keys of a setting (hexadecimal, newest first, commas between), or those of `file`, made if it is not there.

    Raises `InvalidKeys`.
    """
    if value:
        return _keyring(value, "CANDOUR_CODE_KEY")
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & _OPEN_TO_OTHERS:
            file.chmod(0o600)
            log.warning("keys.were_open_to_others", file=file.name)
        return _keyring(file.read_text(encoding="ascii"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidKeys(f"The key file {file} cannot be used ({type(error).__name__}): check who owns it.") from error


def _keyring(text: str, place: str) -> Keyring:
    given = [key.strip() for key in text.split(",") if key.strip()]
    if not given or not all(_HEX.fullmatch(key) and len(key) % 2 == 0 for key in given):
        raise InvalidKeys(
            f"{place}: keys are {2 * _BYTES} or more hexadecimal digits, such as `openssl rand -hex 32` makes."
        )
    keys = [bytes.fromhex(key) for key in given]
    return Keyring({_id(key): key for key in keys})


def _id(key: bytes) -> str:
    """What a key is called beside what it closed: says which it is, and nothing about it."""
    return hashlib.sha256(b"candour key\x00" + key).hexdigest()[:_ID_LENGTH]


def _make(file: Path) -> None:
    """Write a new key whole or not at all; of several processes that do so at once, one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # readable by its owner alone
    try:
        with os.fdopen(handle, "w", encoding="ascii") as new:
            new.write(secrets.token_hex(_BYTES) + "\n")
            new.flush()
            os.fsync(new.fileno())
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
