"""Prepares any process that imports rasa or rasa_sdk, at that moment; `candour-engine.pth` registers it at the start.

Every Python process of the environment runs this module, so it imports nothing and only looks at names. It is
installed as `candour_engine_hook` beside the package, so that it is compiled with it (pyproject.toml).
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class EngineHook:
    """A meta path finder that answers for `rasa`, `rasa_sdk` and their modules alone."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module of rasa that has to be prepared or changed, else `None`."""
        if name.partition(".")[0] not in {"rasa", "rasa_sdk"}:
            return None
        try:
            from bot.engine import prepare
        except ModuleNotFoundError as error:
            if error.name not in {"bot", "bot.engine"}:
                raise
            return None  # the package has been taken away and left this file behind

        return prepare.find_spec(name, path, target)


def install() -> None:
    """Register the hook, once. It must come before anything imports rasa."""
    if not any(getattr(finder, "__name__", "") == EngineHook.__name__ for finder in sys.meta_path):
        sys.meta_path.insert(0, EngineHook)
