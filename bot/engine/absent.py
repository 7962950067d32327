"""Stands in for libraries that Rasa imports but this assistant does not use and does not install.

Rasa imports every built-in channel, store, broker and TensorFlow component when it starts. For each name below that is
*not installed*, importing it gives a placeholder: classes can be derived from it and decorators applied, which is all
that happens at import time. Whoever then uses it gets `AbsentLibrary`, which names what is missing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, ClassVar

ABSENT = (
    # machine learning components that are not in the pipeline
    "tensorflow", "keras", "tensorflow_hub", "tensorflow_text",
    # channels
    "aiogram", "fbmessenger", "slack_sdk", "twilio", "webexteamssdk", "cachecontrol", "google.oauth2", "google.auth",
    # stores and brokers
    "boto3", "botocore", "pymongo", "aio_pika", "aiormq",
    # the runner of the graph: bot/engine/runner.py stands in its place
    "dask",
)  # fmt: skip

EXCEPTION_ENDINGS = ("Error", "Exception", "Failure")


class AbsentLibrary(ImportError):
    """A part of the engine was used whose library is left out on purpose."""


class Placeholder:
    """Something of an absent library: may be named, derived from and decorated with, but not used."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name

    def __getattr__(self, attribute: str) -> Any:
        return _part(self.__name__, attribute)

    def __call__(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """As a bare decorator (`@tf.function`) it leaves the function as it is; every other call is a use."""
        if len(args) == 1 and callable(args[0]) and not kwargs:
            decorated: Callable[..., Any] = args[0]
            return decorated
        library = self.__name__.partition(".")[0]
        raise AbsentLibrary(
            f"{self.__name__} was used, but {library} is left out of this environment (docs/security.md)"
        )

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __getitem__(self, item: Any) -> Placeholder:
        return self

    def __or__(self, other: Any) -> Placeholder:
        return self

    __ror__ = __or__


class _AbsentModule(ModuleType):
    __path__: ClassVar[list[str]] = []  # type: ignore[misc]

    def __getattr__(self, attribute: str) -> Any:
        return _part(self.__name__, attribute)


def _part(owner: str, attribute: str) -> Any:
    if attribute.startswith("__"):
        raise AttributeError(attribute)
    if attribute.endswith(EXCEPTION_ENDINGS):
        # Rasa names them in `except`, where only an exception may stand; this one is never raised.
        return type(attribute, (Exception,), {"__module__": owner})
    return Placeholder(f"{owner}.{attribute}")


class AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds placeholders for the given libraries and their submodules; it comes last, so what is installed wins."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)
        self._prefixes = tuple(f"{name}." for name in names)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec that makes a placeholder, or `None` for every other name."""
        if name in self._names or name.startswith(self._prefixes):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """The placeholder of a module."""
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to execute."""


def install() -> None:
    """Register the placeholders of all libraries in `ABSENT` that are not installed, once."""
    if not any(isinstance(finder, AbsentFinder) for finder in sys.meta_path):
        sys.meta_path.append(AbsentFinder([name for name in ABSENT if _is_missing(name)]))


def _is_missing(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is None
    except ModuleNotFoundError:  # the package that would hold it is missing
        return True
