"""Keeps the engine small: what loading a model leaves with the allocator goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from types import ModuleType
from typing import Any

from bot.engine import fingerprint


def install(module: ModuleType) -> None:
    """Give memory back once the model is loaded at the start of the server."""

    # Sanic looks at the parameters of a listener to know what to give it.
    async def load_agent_on_start(model_path: Any, endpoints: Any, remote_storage: Any, app: Any, loop: Any) -> Any:
        agent = await load(model_path, endpoints, remote_storage, app, loop)
        give_back()
        return agent

    load: Any = fingerprint.replace(module, "load_agent_on_start", load_agent_on_start, "b23e12447febeb64")


def give_back() -> None:
    """Collect garbage and, where the C library is one that keeps freed memory (glibc), have it returned."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which gives memory back by itself
            ctypes.CDLL("libc.so.6").malloc_trim(0)
