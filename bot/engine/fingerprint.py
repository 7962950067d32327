"""Replaces functions of the engine, each only if it is still the one that the replacement was written for."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

ENGINE_VERSION = "3.6.21"
LENGTH = 16
REPLACED: list[tuple[Any, str, Any, Any]] = []


class EngineChanged(RuntimeError):
    """The installed rasa is not the one that this code was written and tested for."""


def of(function: Any) -> str:
    """The fingerprint of a function: the start of the SHA-256 of its source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:LENGTH]


def check_version(version: str) -> None:
    """Raise `EngineChanged` unless `version` is the version of rasa that this code knows."""
    if version != ENGINE_VERSION:
        raise EngineChanged(
            f"rasa {version} is installed, but bot/engine knows {ENGINE_VERSION} alone. Run `uv sync`; "
            "to move to another version, see docs/adr/0001-one-prepared-engine.md."
        )


def expect(owner: type | ModuleType, name: str, fingerprint: str) -> FunctionType:
    """The function `owner.name`, unchanged. Raises `EngineChanged` if its source is another one."""
    found = vars(owner).get(name)
    function = found.__func__ if isinstance(found, (staticmethod, classmethod)) else found
    where = f"{getattr(owner, '__module__', 'module')}.{owner.__name__}.{name}"
    if not isinstance(function, FunctionType):
        raise EngineChanged(f"{where} is gone. {_ADVICE}")
    if (seen := of(function)) != fingerprint:
        raise EngineChanged(f"{where} has changed: its fingerprint is {seen}, not {fingerprint}. {_ADVICE}")
    return function


def replace(owner: type | ModuleType, name: str, new: Any, fingerprint: str) -> FunctionType:
    """Put `new` in the place of `owner.name`; returns the function that stood there.

    Raises `EngineChanged` if that is not the function with this fingerprint.
    """
    old = expect(owner, name, fingerprint)
    before = vars(owner)[name]
    after = staticmethod(new) if isinstance(before, staticmethod) else new
    setattr(owner, name, after)
    REPLACED.append((owner, name, before, after))
    return old


@contextmanager
def unchanged() -> Iterator[None]:
    """The engine as it comes, for the time of a comparison: every replaced function back in its place."""
    for owner, name, before, _ in REPLACED:
        setattr(owner, name, before)
    try:
        yield
    finally:
        for owner, name, _, after in REPLACED:
            setattr(owner, name, after)


_ADVICE = (
    "Compare the new function with its replacement in bot/engine, run tests/engine and benchmarks/parity.py, "
    "and only then write the new fingerprint down (docs/adr/0001-one-prepared-engine.md)."
)
