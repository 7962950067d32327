"""Whether the same matter was told before: asked once more where the same person has told one like it (S14)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MAYBE_REPEAT: Final = "maybe_repeat"
# What is noted when it is asked: it is asked once, whatever the answer.
ASKED: Final[Mapping[str, object]] = MappingProxyType({"fault": MAYBE_REPEAT, "likeness_checked": True})


def is_worth_asking(facts: Mapping[str, object], question: str | None) -> bool:
    """Whether all is told but the yes at the end, and nobody has said or been asked that it was told before."""
    open_yet = facts.get("complained_before") is not True and not facts.get("likeness_checked")
    return question == "details_confirmed" and open_yet and not facts.get("fault")
