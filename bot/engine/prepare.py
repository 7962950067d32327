"""Says which modules of rasa and rasa_sdk are prepared before, or changed after, they are imported, and by what."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from bot.engine import absent, fingerprint, lost_names, privacy


def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
    """The spec of a module of rasa with the steps below around its execution; `None` if there are none."""
    before, after = BEFORE.get(name), AFTER.get(name)
    if before is None and after is None:
        return None
    spec = PathFinder.find_spec(name, path, target)
    if spec is None or spec.loader is None:
        return spec
    execute = spec.loader.exec_module

    def exec_module(module: ModuleType) -> None:
        if before is not None:
            before()
        execute(module)
        if after is not None:
            after(module)

    # On the loader itself, not around it: importlib.resources and inspect ask it for more than this method.
    spec.loader.exec_module = exec_module  # type: ignore[method-assign]
    return spec


def _prepare_process() -> None:
    # Telemetry would send data out, and sentry-sdk 2 stops every command while it is on.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    absent.install()
    privacy.install_filters()
    privacy.install_structlog()
    lost_names.give_back_pkg_resources()


def _prepare_action_server() -> None:
    # It asks nobody who they are, and would listen everywhere.
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    privacy.install_filters()


def _check_version(module: ModuleType) -> None:
    fingerprint.check_version(module.__version__)


def _by(step: str) -> Callable[[ModuleType], None]:
    """The function `room.function` of bot/engine, imported only when its module of rasa is."""
    room, _, function = step.partition(".")

    def run(module: ModuleType) -> None:
        getattr(import_module(f"bot.engine.{room}"), function)(module)

    return run


def _both(first: str, second: str) -> Callable[[ModuleType], None]:
    def run(module: ModuleType) -> None:
        _by(first)(module)
        _by(second)(module)

    return run


BEFORE: dict[str, Callable[[], None]] = {
    "rasa": _prepare_process,
    "rasa_sdk": _prepare_action_server,
    "rasa.core.channels.rest": lost_names.give_back_sanic_stream,
    "rasa.shared.utils.validation": lost_names.give_back_legacy_version,
    "rasa.utils.common": lost_names.give_back_numpy_warning,
}

AFTER: dict[str, Callable[[ModuleType], None]] = {
    "rasa.version": _check_version,
    "rasa.shared.core.events": _by("trackers.install_events"),
    "rasa.shared.core.domain": _by("trackers.install_states"),
    "rasa.core.policies.rule_policy": _by("rules.install"),
    "rasa.shared.core.trackers": _by("trackers.install_trackers"),
    "rasa.engine.runner.dask": _by("runner.install"),
    "rasa.core.actions.action": _by("action_server.install"),
    "rasa.core.policies.policy": _by("privacy.install_in_policies"),
    "rasa.core.processor": _by("turn.install"),
    "rasa.core.tracker_store": _by("start.install_factory"),
    "rasa.core.agent": _by("start.install_agent"),
    "rasa.core.constants": _by("start.install_loopback"),
    "rasa.server": _by("start.install_server"),
    "rasa.core.run": _both("start.install_server", "memory.install"),
    "rasa.nlu.classifiers.logistic_regression_classifier": _by("learning.install_classifier"),
    "rasa.nlu.test": _by("learning.install_reports"),
    "rasa.utils.log_utils": _by("privacy.install_in_commands"),
}
