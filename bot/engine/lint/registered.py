"""The actions that the action server would offer, found as it finds them."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor


def registered_actions() -> frozenset[str]:
    """The names of every action in the package `actions`."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return frozenset(executor.actions)
