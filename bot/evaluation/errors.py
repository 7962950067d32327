"""Why a file could not be evaluated; each message says what is wrong, where, and what to do."""

from __future__ import annotations


class EvaluationError(Exception):
    """The evaluation could not be made."""


class Misuse(EvaluationError):
    """The command was given something that it cannot work with."""


class UnreadableFile(EvaluationError):
    """The file cannot be read, is empty, has an unknown form, or a line that does not fit it."""


class InvalidMapping(EvaluationError):
    """The mapping of classifications cannot be used."""


class ProductUnavailable(EvaluationError):
    """There is no product at the address, or it did not answer."""


class NotWritten(EvaluationError):
    """The report could not be written; an earlier one is as it was."""
