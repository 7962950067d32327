"""Email addresses, telephone numbers, postcodes and postal addresses in people's words, checked and normalised."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.answer import Answer
from bot.understanding.spelling import plain
from bot.understanding.visible import visible

_HOME: Final = "GB"
_EMAIL: Final = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}")
# "jo dot bloggs at example dot com": an at, and a dot after it.
_SPOKEN_AT: Final = re.compile(
    r"(?P<user>[\w.+-]{1,64}(?: (?:dot|underscore|dash) [\w+-]{1,40}){0,4}) ?(?:\(at\)|\[at\]| at ) ?"
    r"(?P<domain>[\w-]{1,63}(?:(?: dot |\.| \(dot\) )[\w-]{1,24}){1,4})\b",
    re.IGNORECASE,
)
# What no address lacks, written or spoken; far quicker to look for than an address.
_AT_A_DOMAIN: Final = re.compile(r"@|(?:\(at\)|\[at\]| at ) ?[\w-]{1,63}(?: dot |\.| \(dot\) )[\w-]", re.IGNORECASE)
_ATTEMPT_AT_EMAIL: Final = re.compile(r"@|\b(?:gmail|hotmail|outlook|yahoo|icloud)\b|\bdot (?:com|co|org|net)\b")
_DIGITS: Final = re.compile(r"\+?\(?\d(?:[\s().-]{0,3}\d){3,17}")
# Fewer make a year, a shoulder number or the number of a house.
_SHORTEST_NUMBER: Final = 7
_POSTCODE: Final = re.compile(
    r"\b(?P<out>gir|[a-z]{1,2}\d[a-z\d]?)\s{0,2}(?P<in>\d[abd-hjlnp-uw-z]{2})\b", re.IGNORECASE
)
_OUTWARD: Final = re.compile(r"^\W*(?:[a-z]{1,2}\d[a-z\d]?)\W*$", re.IGNORECASE)
_ADDRESS_LEAD: Final = re.compile(
    r"^\W*(?:(?:well|yes|ok|okay|sure),? )?(?:(?:my|the|our) (?:home |postal |full )?address(?: is|'s|:)?|(?:it is"
    r"|it's|its|i live at|i'm at"
    r"|(?:please )?(?:write|send (?:it|letters|post)) to(?: me at)?|post (?:it )?to))[\s:,]*",
    re.IGNORECASE,
)
_STREET: Final = re.compile(
    r"\b(?:road|rd|street|str?|lane|ln|avenue|ave?|close|crescent|cres|drive|place|square|gardens?|gdns|court|mews"
    r"|terrace|grove"
    r"|hill|way|walk|house|flat|estate|tower|villas?|rise|row|park|green|po box|hostel|c/o)\b",
    re.IGNORECASE,
)


def find_email(text: str) -> str | None:
    """The first valid email address in the text, in lower case; None if there is none."""
    seen = visible(text).text
    if not _AT_A_DOMAIN.search(seen):
        return None
    for candidate in _EMAIL.finditer(seen):
        if address := _valid_email(candidate.group()):
            return address
    spoken = _SPOKEN_AT.search(seen)
    return _valid_email(_written(spoken["user"]) + "@" + _written(spoken["domain"])) if spoken else None


def read_email(text: str) -> Answer:
    """The email address in an answer, or the fault `email_incomplete` or `email_missing`."""
    address = find_email(text)
    if address:
        return Answer(address)
    return Answer(fault="email_incomplete" if _ATTEMPT_AT_EMAIL.search(plain(text).text) else "email_missing")


def find_phone(text: str) -> str | None:
    """The first full telephone number in the text, in E.164; a number without a country is British."""
    for match in _DIGITS.finditer(visible(text).text):
        digits = sum(map(str.isdecimal, match.group()))
        if digits >= _SHORTEST_NUMBER and (number := _full_number(match.group())):
            return number
    return None


def read_phone(text: str) -> Answer:
    """The telephone number in an answer in E.164, or the fault `phone_incomplete` or `phone_missing`."""
    number = find_phone(text)
    if number:
        return Answer(number)
    return Answer(fault="phone_incomplete" if re.search(r"\d(?:[\s-]?\d){2}", visible(text).text) else "phone_missing")


def find_postcode(text: str) -> str | None:
    """The first full British postcode in the text, as the Royal Mail writes it: `SE15 4PT`."""
    match = _POSTCODE.search(visible(text).text)
    return f"{match['out']} {match['in']}".upper() if match else None


def read_postcode(text: str) -> Answer:
    """The postcode in an answer, or the fault `postcode_incomplete` (only "SE15") or `postcode_missing`."""
    postcode = find_postcode(text)
    if postcode:
        return Answer(postcode)
    return Answer(fault="postcode_incomplete" if _OUTWARD.match(visible(text).text) else "postcode_missing")


def read_address(text: str) -> Answer:
    """The postal address in an answer, as typed, or the fault `address_incomplete` or `address_missing`.

    An address has a postcode, or a street or house and a number or town beside it.
    """
    address = _ADDRESS_LEAD.sub("", " ".join(visible(text).text.split())).strip(" .,")
    parts = [part for part in re.split(r"[,\n]", address) if part.strip()]
    numbered = bool(re.search(r"\d", address))
    streets = bool(_STREET.search(address))
    if re.search(r"[^\W\d_]{2}", address) and (
        (find_postcode(address) and (streets or len(address) > 10)) or (streets and (numbered or len(parts) > 1))
    ):
        return Answer(address)
    return Answer(fault="address_incomplete" if numbered or streets else "address_missing")


def _written(spoken: str) -> str:
    """An address as it is written: "j dot bloggs" is j.bloggs."""
    words = re.sub(r" ?\(?\bdot\b\)? ?", ".", spoken, flags=re.IGNORECASE)
    words = re.sub(r" ?\bunderscore\b ?", "_", words, flags=re.IGNORECASE)
    return re.sub(r" ?\bdash\b ?", "-", words, flags=re.IGNORECASE).strip()


def _valid_email(candidate: str) -> str | None:
    """The address in lower case, if it is one by its form; whether it exists is never looked up."""
    from email_validator import EmailNotValidError, validate_email  # most texts hold no address

    try:
        checked = validate_email(candidate.strip(".'-"), check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def _full_number(digits: str) -> str | None:
    """The number in E.164 if it is long enough to be rung.

    By length, not by the tables of allotted numbers: those leave out numbers that are in use, and the ones that the
    regulator keeps for drama and tests.
    """
    import phonenumbers  # its tables take a tenth of a second, and most texts hold no number

    try:
        number = phonenumbers.parse(digits, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == 44:
        national = str(number.national_number)
        fits = (
            len(national) == 10 or (len(national) == 9 and national[0] in "158") or phonenumbers.is_valid_number(number)
        )
    else:
        fits = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if fits else None
