"""Keeps what people say out of the engine's logs, at every level.

Rasa logs the text of messages, the values of slots and whole events at debug level, and the text of a message that
fails at error level. Its structured lines keep what is known to be harmless; its plain lines of debug level, in the
modules that see messages, are not written; an exception is named by type and place, never by message or variables.
"""

from __future__ import annotations

import logging
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from types import ModuleType, TracebackType
from typing import Any

import structlog

from bot.engine import fingerprint

HARMLESS = frozenset({
    "event", "event_info", "level", "timestamp", "logger", "action_name", "policy_name", "len_extraction_events",
    "slot_name", "form_name", "model_id", "filename", "url", "key", "max_history", "number_of_samples",
})  # fmt: skip
SEE_MESSAGES = (
    "rasa.core.actions.action", "rasa.core.actions.forms", "rasa.core.actions.loops", "rasa.core.agent",
    "rasa.core.channels.channel", "rasa.core.channels.console", "rasa.core.channels.rest", "rasa.core.http_interpreter",
    "rasa.core.lock_store", "rasa.core.nlg.response", "rasa.core.policies.ensemble", "rasa.core.policies.memoization",
    "rasa.core.policies.rule_policy", "rasa.core.processor", "rasa.core.tracker_store", "rasa.engine.graph",
    "rasa.engine.runner.dask", "rasa.nlu.classifiers.fallback_classifier", "rasa.nlu.classifiers.regex_message_handler",
    "rasa.server", "rasa.shared.core.domain", "rasa.shared.core.generator", "rasa.shared.core.slots",
    "rasa.shared.core.trackers", "rasa.shared.core.training_data.story_reader.yaml_story_reader",
    "rasa.shared.nlu.training_data.message", "rasa_sdk.endpoint", "rasa_sdk.executor", "rasa_sdk.forms", "asyncio",
)  # fmt: skip
# Warnings that help who writes rules and stories; in a served conversation they would quote it.
QUOTE_MESSAGES = (
    "Failed to parse arguments in line",
    "Categorical slot .* is set to a value",
    "Float slot .* created with an initial value",
    "Invalid entity specification",
)


class Discreet(logging.Filter):
    """Drops debug lines and takes the message out of exceptions."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; its exception is replaced by type and place."""
        if record.levelno <= logging.DEBUG:
            return False
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            record.msg = f"{record.getMessage()} [{describe(record.exc_info[1])}]"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def describe(error: BaseException | None) -> str:
    """An exception and its causes by type and place: `ValueError at form.py:12 from OSError at store.py:80`."""
    parts = []
    while error is not None:
        parts.append(f"{type(error).__name__}{_place(error.__traceback__)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " from ".join(parts)


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: of the engine's lines only harmless keys keep their values."""
    if not str(getattr(logger, "name", "rasa")).startswith("rasa"):
        return event
    for key in event.keys() - HARMLESS - {"exc_info"}:
        event[key] = "[withheld]"
    failed = event.get("exc_info")
    if failed or method == "exception":
        error = failed if isinstance(failed, BaseException) else sys.exc_info()[1]
        event["exception"] = describe(error)
        event["exc_info"] = False  # renderers would print the values of local variables
    return event


def install_filters() -> None:
    """Put `Discreet` before the plain loggers, once."""
    for name in SEE_MESSAGES:
        found = logging.getLogger(name)
        if not any(isinstance(kept, Discreet) for kept in found.filters):
            found.addFilter(Discreet())


def silence_quotes() -> None:
    """Leave out the warnings that quote a conversation; called when the engine begins to serve."""
    for message in QUOTE_MESSAGES:
        warnings.filterwarnings("ignore", message=message, category=UserWarning)


def install_structlog() -> None:
    """Put `redact` into structlog, unless the program has configured it for itself."""
    if not structlog.is_configured():
        # Rasa's commands configure it (below); a program that embeds the engine would print every message.
        structlog.configure(
            processors=[
                redact,
                structlog.stdlib.filter_by_level,
                structlog.stdlib.add_log_level,
                structlog.processors.KeyValueRenderer(key_order=["event"]),
            ],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
        )


def install_in_commands(module: ModuleType) -> None:
    """Put `redact` where Rasa's commands call its (commercial, absent) anonymiser."""
    fingerprint.expect(module, "configure_structlog", "80c9dcfa47c776b5")
    fingerprint.replace(module, "_anonymizer", redact, "4820873159dbcd5a")


def install_in_policies(module: ModuleType) -> None:
    """Do not write the whole conversation down, once for each policy and action, for lines that withhold it."""
    fingerprint.replace(module.Policy, "format_tracker_states", lambda states: "", "32b101cb34fd1c32")
