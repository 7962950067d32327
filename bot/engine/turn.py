"""A turn is atomic: it is saved whole or, aborted, leaves nothing behind and says so to its caller."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import ParamSpec, TypeVar

from bot.engine import fingerprint

P = ParamSpec("P")
T = TypeVar("T")


class TurnAborted(Exception):
    """A turn could not be finished and nothing of it was saved; the same message may be sent again.

    `code` is what the caller of a channel is told.
    """

    code = "turn_aborted"


class ActionsUnavailable(TurnAborted):
    """The action server could not be reached, or not in time."""

    code = "actions_unavailable"


class ActionFailed(ActionsUnavailable):
    """The action server was there and failed on this message; sending it again is likely to fail again."""

    code = "action_failed"


class StoreUnavailable(TurnAborted):
    """The database with the conversations could not be reached."""

    code = "store_unavailable"


class ConversationBusy(TurnAborted):
    """Another process has added to the conversation, or holds it, so that this turn would not follow on."""

    code = "conversation_busy"


class Carrier(BaseException):
    """Carries a `TurnAborted` past the engine's `except Exception`, which would log it and go on without the events.

    It lives only between an action that fails and the method of the message processor that runs it.
    """

    def __init__(self, aborted: TurnAborted) -> None:
        super().__init__()
        self.aborted = aborted


def install(module: ModuleType) -> None:
    """Let an aborted turn out of the two methods of the message processor that run actions."""
    processor = module.MessageProcessor
    for name, expected in _RUNS_ACTIONS.items():
        method = fingerprint.expect(processor, name, expected)
        setattr(processor, name, _letting_out(method))


_RUNS_ACTIONS = {"_run_action": "6d383d0179ef1187", "run_action_extract_slots": "ff52049be97dde87"}


def _letting_out(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    @functools.wraps(method)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except Carrier as carrier:
            raise carrier.aborted from carrier.__cause__

    return run
