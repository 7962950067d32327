"""Gives back the few names that current libraries have dropped and the engine still asks for."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def give_back_legacy_version() -> None:
    """`packaging.version.LegacyVersion`, gone since packaging 22; Rasa only asks whether a version is one."""
    import packaging.version

    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = type("LegacyVersion", (), {})  # type: ignore[attr-defined]


def give_back_numpy_warning() -> None:
    """`numpy.VisibleDeprecationWarning`, which moved to `numpy.exceptions` in NumPy 2."""
    import numpy

    if not hasattr(numpy, "VisibleDeprecationWarning"):
        numpy.VisibleDeprecationWarning = numpy.exceptions.VisibleDeprecationWarning  # type: ignore[attr-defined]


def give_back_sanic_stream() -> None:
    """`sanic.response.stream`, by which `rasa shell` gets its answers; Sanic keeps the class that it made."""
    import sanic.response

    if not hasattr(sanic.response, "stream"):
        sanic.response.stream = sanic.response.ResponseStream  # type: ignore[attr-defined]


def give_back_pkg_resources() -> None:
    """The two functions of `pkg_resources` that Rasa calls; the module is gone since setuptools 82."""
    if "pkg_resources" in sys.modules or importlib.util.find_spec("pkg_resources") is not None:
        return
    module = ModuleType("pkg_resources", "The part of pkg_resources that Rasa uses.")
    module.resource_filename = _resource_filename  # type: ignore[attr-defined]
    module.get_distribution = importlib.metadata.distribution  # type: ignore[attr-defined]
    sys.modules["pkg_resources"] = module


def _resource_filename(module_name: str, resource: str) -> str:
    file = importlib.import_module(module_name).__file__
    if file is None:
        raise FileNotFoundError(f"{module_name} has no folder that could hold {resource}")
    return str(Path(file).parent / resource)
