"""What the policy decides: the route of a complaint, what is still needed, and the reasons for both."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from bot.policy.rules import Reason

Route = Literal["signpost", "explain", "callback", "not_progressed", "record", "need"]


@dataclass(frozen=True)
class Decision:
    """One decision of the intake policy.

    `route` is `need` exactly while `needs` names questions. `reason` is `out_of_time` or `repeat` for
    `not_progressed`, else the id of the deciding rule. `handling` is a proposal until the assessor decides.
    `provisional`: an assessor must confirm the route itself. `asks`: questions that may still be put but that
    nothing depends on. `flags` are notes to the assessor (`bot.policy.flags`).
    """

    route: Route
    reason: str
    reasons: tuple[Reason, ...]
    handling: str | None = None
    referral: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    provisional: bool = False
    signpost_to: str | None = None
    asks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The decision as plain data that JSON can hold."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        plain["reasons"] = [{**asdict(each), "facts": list(each.facts)} for each in self.reasons]
        return plain
