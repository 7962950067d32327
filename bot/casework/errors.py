"""What can go wrong in casework, one class for each decision that a caller can take."""

from __future__ import annotations


class CaseworkError(Exception):
    """The parent of all errors of casework."""


class InvalidCommand(CaseworkError, ValueError):
    """A command lacks something that it must have; the message names it."""


class NotFileable(CaseworkError, ValueError):
    """The route does not end in a complaint: `signpost` points elsewhere, `need` still has questions."""

    def __init__(self, route: str) -> None:
        self.route = route
        super().__init__(f"a complaint with the route {route!r} cannot be filed")


class IllegalTransition(CaseworkError):
    """The step does not lead anywhere from the present state."""

    def __init__(self, state: str | None, trigger: str) -> None:
        self.state = state
        self.trigger = trigger
        super().__init__(f"'{trigger}' is not possible from '{state or 'the start'}'")


class MistypedReference(CaseworkError, ValueError):
    """The text is not a reference: too long or short, or its check character does not agree."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(f"That is not a complaint reference: {fault}. References look like MPC-7K4D-9XTR-K.")


class UnknownReference(CaseworkError, LookupError):
    """The reference is well formed, but no complaint carries it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"There is no complaint with the reference {reference}.")


class NotFiled(CaseworkError):
    """No free reference was found in several attempts; nothing was written."""


class AppendOnly(CaseworkError):
    """What is history stays: an event or a decision can be added, never changed or removed."""


class ChangedMeanwhile(CaseworkError):
    """Somebody else has changed the complaint since the actor looked at it; nothing of this change was written."""

    def __init__(self, reference: str, change: str) -> None:
        self.reference = reference
        super().__init__(
            f"{reference} has changed since you opened it: {change}. Nothing of yours was saved. "
            "Look at it again, then decide."
        )


class NotNow(CaseworkError):
    """The change does not fit how the complaint stands; the message says why and what would have to come first."""


class Connected(CaseworkError):
    """Somebody may not handle a complaint, because they are connected with it (S7)."""

    def __init__(self, name: str, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(f"{name} cannot handle this complaint: {'; '.join(reasons)}.")


class UnknownStaff(CaseworkError, LookupError):
    """Nobody of the register has this shoulder, warrant or pay number, or they have left."""
