"""One forwarded complaint as it is handed over: its fields, checked, each fault named by its field (clause S5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from bot.casework.contact_details import BadContact, email_address, phone_number
from bot.policy import Facts, InvalidFact
from bot.policy.vocabulary import GROUNDS

MUST = ("reference", "received_on", "what_happened")
MAY = (
    "complainant_name", "email", "phone", "postal_address", "contact_method", "incident_date", "incident_time",
    "incident_location", "officers", "referral_grounds", "injury", "delay_reason", "complained_before",
    "previous_reference", "desired_outcome", "evidence", "support_needs", "complainant_role", "on_behalf_of",
    "consent_given",
)  # fmt: skip
FIELDS = (*MUST, *MAY)
LONGEST_ACCOUNT = 100_000
LONGEST_FIELD = 5_000
EARLIEST = date(1990, 1, 1)

_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9_./ -]{0,59}")
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class InvalidForwarded(ValueError):
    """A forwarded complaint cannot be taken; `faults` says of each field what is wrong and what it should be."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Forwarded:
    """A forwarded complaint: the other body's reference, the day on which it was received there, and the facts."""

    reference: str
    received_on: date
    facts: Mapping[str, object]

    @property
    def account(self) -> str:
        """The account in the person's own words."""
        return str(self.facts["what_happened"])


def read_row(row: Mapping[str, Any], today: date) -> Forwarded:
    """Check the fields of one complaint, as they stand in a file or a request. Raises `InvalidForwarded`.

    A field that is empty is as good as missing; lists may be written with semicolons, and yes or no as words.
    """
    given = {name: value for name, value in row.items() if not _is_empty(value)}
    faults: dict[str, str] = {}
    values: dict[str, object] = {}
    for name in sorted(set(row) - set(FIELDS)):
        faults[name] = f"is not a field; the fields are {', '.join(FIELDS)}"
    for name in MUST:
        if name not in given:
            faults[name] = "is missing"
    for name in FIELDS:
        if name in given:
            try:
                values[name] = _READ.get(name, _text)(given[name])
            except ValueError as fault:
                faults[name] = str(fault)
    if isinstance(day := values.get("received_on"), date) and not EARLIEST <= day <= today:
        faults["received_on"] = f"must lie between {EARLIEST} and today"
    if not faults:
        _check_facts(values, faults)
    if faults:
        raise InvalidForwarded(faults)
    reference, received_on = str(values.pop("reference")), values.pop("received_on")
    assert isinstance(received_on, date)  # noqa: S101 - read as a date above
    return Forwarded(reference, received_on, MappingProxyType(_with_method(values)))


def _check_facts(values: dict[str, object], faults: dict[str, str]) -> None:
    """What the policy could not read is a fault of its field."""
    try:
        facts = Facts.from_slots({name: value for name, value in values.items() if name not in MUST[:2]})
    except InvalidFact as error:
        faults[error.slot] = error.problem
        return
    happened, received = facts.incident_date, values["received_on"]
    if happened is not None and isinstance(received, date) and happened.first > received + timedelta(days=1):
        faults["incident_date"] = "lies after the day on which it was received"


def _with_method(values: dict[str, object]) -> dict[str, object]:
    """The way to reach the person, where it is not said: the first of those that there are."""
    if "contact_method" not in values:
        ways = {"email": "email", "phone": "phone", "postal_address": "post"}
        method = next((method for slot, method in ways.items() if slot in values), None)
        return {**values, "contact_method": method} if method else values
    return values


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def _text(value: object, longest: int = LONGEST_FIELD) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    if _UNREADABLE.search(value):
        raise ValueError("has bytes that are not UTF-8 text")
    text = value.strip()
    if len(text) > longest:
        raise ValueError(f"has {len(text):,} characters; at most {longest:,} are taken")
    return text


def _account(value: object) -> str:
    text = _text(value, LONGEST_ACCOUNT)
    if not re.search(r"\w", text):
        raise ValueError("tells nothing: it must be the account in words")
    return text


def _reference(value: object) -> str:
    text = " ".join(_text(value).split()).upper()
    if not _REFERENCE.fullmatch(text):
        raise ValueError("must be up to 60 letters, digits, dots, dashes and slashes, a letter or digit first")
    return text


def _day(value: object) -> date:
    text = _text(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a day such as 2014-05-01") from None


def _email(value: object) -> str:
    try:
        return email_address(_text(value))
    except BadContact as error:
        raise ValueError(str(error)) from error


def _phone(value: object) -> str:
    try:
        return phone_number(_text(value))
    except BadContact as error:
        raise ValueError(str(error)) from error


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).lower()
    if text not in _YES | _NO:
        raise ValueError("is yes or no")
    return text in _YES


def _grounds(value: object) -> list[str]:
    names = value if isinstance(value, list) else [name.strip() for name in _text(value).split(";")]
    if names in (["none"], ["[]"]):
        return []
    if not all(isinstance(name, str) and name in GROUNDS for name in names):
        raise ValueError(f"must be none, or some of {', '.join(GROUNDS)}, with semicolons between them")
    return [ground for ground in GROUNDS if ground in names]


_READ: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "reference": _reference,
        "received_on": _day,
        "what_happened": _account,
        "email": _email,
        "phone": _phone,
        "complained_before": _yes_or_no,
        "consent_given": _yes_or_no,
        "referral_grounds": _grounds,
    }
)
