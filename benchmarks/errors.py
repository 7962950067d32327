"""What can keep a measurement from being made."""

from __future__ import annotations


class CannotMeasure(RuntimeError):
    """A side could not be built, did not start or did not answer as it should; the message says which and why."""
