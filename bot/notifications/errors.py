"""Why an email is not sent, one class for each thing that can be done about it; each carries a reason for operators."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_REASON = 300


class MailFault(Exception):
    """The parent of all; `reason` is one line in plain words, with what the mail server said."""

    def __init__(self, reason: str) -> None:
        self.reason = " ".join(_UNPRINTABLE.sub(" ", reason).split())[:_LONGEST_REASON]
        super().__init__(self.reason)


class Unsendable(MailFault):
    """The email cannot be written: there is no such letter, something it needs is missing, or the address is none."""


class Refused(MailFault):
    """The mail server will never take this email (5xx)."""


class NotTaken(MailFault):
    """The mail server did not take this email now (4xx): it is worth another attempt."""


class Lost(NotTaken):
    """The mail server fell silent or hung up in the middle of this email; the next one may fare no better."""


class ServerAway(MailFault):
    """The mail server cannot be reached or does not let us in: no email can be sent, whichever it is."""
