"""What came of a message: changed facts and words to say, and what follows from a fact that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.intake.turn import Turn

# A fact that changes takes with it those that only made sense beside the old value.
_RESTING_ON = {
    "incident_location": ("borough",),
    "complained_before": ("previous_reference",),
    "complainant_role": ("on_behalf_of", "consent_given"),
    "on_behalf_of": ("consent_given",),
}


@dataclass(frozen=True)
class Heard:
    """Changed facts, responses to say before the question, and another wording of it where one is wished for.

    `put_right` are the facts that were corrected, whose new values are read back; `words` fill the placeholders of
    the responses.
    """

    changes: Mapping[str, object] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    wording: str | None = None
    put_right: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_aside(self) -> bool:
        """Whether the message was for none of this, so that a rule answers it."""
        return not self.changes and not self.wording


def with_consequences(turn: Turn, changes: Mapping[str, object]) -> dict[str, object]:
    """The changes, with what rested on an old value emptied, and what is now known no longer declined."""
    after = dict(changes)
    for slot, value in changes.items():
        before = turn.facts.get(slot)
        if before is not None and value is not None and value != before:
            after = {name: None for name in _RESTING_ON.get(slot, ())} | after
    if after.get("on_behalf_of") == "":
        after["complainant_role"] = "affected"
    refused = [name for name in turn.declined if after.get(name) is None]
    return after if refused == turn.declined or "declined" in after else after | {"declined": refused}
