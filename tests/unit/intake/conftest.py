"""A turn of the intake in one line: what was said, to which question, with which facts before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.intake import Turn

ON = date(2026, 11, 22)  # a Sunday


@pytest.fixture
def said() -> Callable[..., Turn]:
    """Makes a turn; the intent is what the classifier would say."""

    def make(
        text: str, requested: str | None = None, intent: str = "inform", confidence: float = 0.9, **facts: object
    ) -> Turn:
        return Turn(text, intent, confidence, requested, facts, ON)

    return make
