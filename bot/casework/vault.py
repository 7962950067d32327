"""Files on disk, outside all that the web serves: random names, for the owner alone, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import filetype

SNIFFED = 8192
"""The first bytes of a file, from which its type is known."""
KEPT_FREE = 1 << 30
"""Bytes of the disk that files leave free for the database."""
_CHUNK = 1 << 16


class VaultFull(OSError):
    """There is no room for more files."""


@dataclass(frozen=True)
class Arrived:
    """A file that has come in whole: what it is by its content (None: unknown), and where it lies."""

    stored_as: str
    size: int
    sha256: str
    media_type: str | None


@dataclass
class Incoming:
    """A file that is coming in."""

    path: Path
    _file: IO[bytes]
    size: int = 0
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256)
    _head: bytes = b""

    def write(self, chunk: bytes) -> None:
        """Take the next part."""
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)
        if len(self._head) < SNIFFED:
            self._head += chunk[: SNIFFED - len(self._head)]

    def finish(self) -> Arrived:
        """Close the file, which is then on the disk and stays under its name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        kept = self.path.with_suffix("")
        self.path.rename(kept)
        self.path = kept
        found = filetype.guess(self._head)
        return Arrived(kept.name, self.size, self._hash.hexdigest(), None if found is None else str(found.mime))


class Vault:
    """The folder of all files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """A new file; gone again if an exception leaves the block. Raises `VaultFull`, `OSError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < KEPT_FREE:
            raise VaultFull("the disk has no room for more files")
        path = self._folder / f"{secrets.token_hex(32)}.part"
        incoming = Incoming(path, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))
        try:
            yield incoming
        except BaseException:
            incoming._file.close()
            incoming.path.unlink(missing_ok=True)
            raise

    def path(self, stored_as: str) -> Path:
        """Where a file lies."""
        return self._folder / stored_as

    def remove(self, stored_as: str) -> None:
        """Remove a file; one that is gone is no fault."""
        self.path(stored_as).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The names of the files that were last written before that moment."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < moment.timestamp():
                    yield path.name

    def is_whole(self, stored_as: str, sha256: str) -> bool:
        """Whether the file is there and still the one that came in."""
        digest = hashlib.sha256()
        try:
            with self.path(stored_as).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except FileNotFoundError:
            return False
        return digest.hexdigest() == sha256
