"""Email addresses and telephone numbers as forms give them: one each, checked by their form and normalised."""

from __future__ import annotations

_HOME = "GB"


class BadContact(ValueError):
    """It is no address or number that could be used; the message says what it should be."""


def email_address(text: str) -> str:
    """The address in lower case; whether it exists is never looked up. Raises `BadContact`."""
    from email_validator import EmailNotValidError, validate_email  # not needed by most commands

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadContact("is not an email address such as name@example.org") from error


def phone_number(text: str) -> str:
    """The number in E.164; one without a country is British. Raises `BadContact`."""
    import phonenumbers  # its tables take a tenth of a second

    try:
        number = phonenumbers.parse(text, _HOME)
    except phonenumbers.NumberParseException as error:
        raise BadContact("is not a telephone number such as 020 7946 0123") from error
    # By length, not by the tables of allotted numbers: those leave out numbers that are in use.
    if not phonenumbers.is_possible_number(number):
        raise BadContact("is not a full telephone number such as 020 7946 0123")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
