"""What counts as one mailbox in the header of an email: an address, with or without a name, and nothing else."""

from __future__ import annotations

from email.errors import MessageError, NonASCIILocalPartDefect
from email.headerregistry import Address
from email.policy import SMTP


class InvalidMailbox(ValueError):
    """The text is not one mailbox; the message says what it should be."""


def parse_mailbox(text: str) -> Address:
    """Read `complaints@example.org` or `Complaints <complaints@example.org>`. Raises `InvalidMailbox`.

    The domain is given back as mail servers know it (IDNA), so that only the part before the @ can need SMTPUTF8.
    """
    fault = InvalidMailbox("must be one mailbox, such as complaints@example.org or Complaints <complaints@example.org>")
    if not text.isprintable():
        raise fault
    try:
        header = SMTP.header_factory("To", text)
        address, *others = header.addresses
        defects = [each for each in header.defects if not isinstance(each, NonASCIILocalPartDefect)]
        if defects or others or header.groups[0].display_name or not (address.username and address.domain):
            raise fault
        domain = address.domain.encode("idna").decode()
        return Address(address.display_name, address.username, domain)
    except (MessageError, UnicodeError, ValueError, IndexError):  # the parser is not at ease with every broken text
        raise fault from None


def is_mailbox(text: str) -> bool:
    """Whether the text is one mailbox."""
    try:
        parse_mailbox(text)
    except InvalidMailbox:
        return False
    return True
