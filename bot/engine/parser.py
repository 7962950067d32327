"""Parses texts with a trained model in this process, as the running engine does; only its NLU is asked."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

LOG_ERRORS = 40

Parse = Callable[[str], Mapping[str, Any]]


class UnusableModel(RuntimeError):
    """The file is no model that this engine can load."""


@contextmanager
def parser(model: Path) -> Iterator[Parse]:
    """A function from a text to what `/model/parse` answers for it; nothing is stored and no action runs.

    Rasa is imported here, which takes seconds. Raises `UnusableModel`.
    """
    from rasa.core.agent import Agent
    from rasa.shared.exceptions import RasaException
    from rasa.utils.log_utils import configure_structlog

    before = structlog.get_config()
    configure_structlog(LOG_ERRORS)
    structlog.configure(cache_logger_on_first_use=False)  # or loggers first used in here would stay so for ever
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Rasa warns about slots that it set itself
            try:
                agent = Agent.load(str(model))
            except (RasaException, OSError, ValueError) as error:
                raise UnusableModel(f"{model.name} cannot be loaded ({error}). Train it anew: make train") from error
        with asyncio.Runner() as runner:
            yield lambda text: runner.run(agent.parse_message(text))
    finally:
        structlog.configure(**before)
