"""What is known, unknown or declined about a complaint: the slots of a conversation, checked and typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.policy.age import IncidentDate
from bot.policy.vocabulary import CONTACT_METHODS, GROUNDS, ROLES, SIGNALS, SIGNPOSTS

Value = str | bool | tuple[str, ...] | IncidentDate


class InvalidFact(ValueError):
    """A slot holds something that it cannot mean: `slot` says which, `problem` what is expected."""

    def __init__(self, slot: str, problem: str) -> None:
        super().__init__(f"{slot}: {problem}")
        self.slot = slot
        self.problem = problem


@dataclass(frozen=True)
class Facts:
    """The facts of one complaint. Each is known (a value), declined (asked, no value), or open."""

    values: Mapping[str, Value]
    declined: frozenset[str] = frozenset()

    @classmethod
    def from_slots(cls, slots: Mapping[str, object]) -> Facts:
        """Read slot values as Rasa or JSON hold them; unknown names are ignored. Raises `InvalidFact`."""
        if not isinstance(slots, Mapping):
            raise InvalidFact("facts", "must be a mapping of slot names to values")
        values: dict[str, Value] = {}
        for slot, read in READERS.items():
            given = slots.get(slot)
            value = None if given is None else read(slot, given)
            if value is not None:
                values[slot] = value
        declined = slots.get("declined")
        refused = () if declined is None else _names(None)("declined", declined)
        return cls(MappingProxyType(values), frozenset(refused) - values.keys())

    def is_open(self, slot: str) -> bool:
        """Whether there is neither a value nor a refusal yet."""
        return slot not in self.values and slot not in self.declined

    def is_declined(self, slot: str) -> bool:
        """Whether the person did not know or would not say."""
        return slot in self.declined

    def text(self, slot: str) -> str | None:
        """The words of a text slot, or None."""
        value = self.values.get(slot)
        return value if isinstance(value, str) else None

    def flag(self, slot: str) -> bool | None:
        """The answer of a yes-or-no slot, or None."""
        value = self.values.get(slot)
        return value if isinstance(value, bool) else None

    def names(self, slot: str) -> tuple[str, ...]:
        """The entries of a list slot; empty where it is not known."""
        value = self.values.get(slot)
        return value if isinstance(value, tuple) else ()

    @property
    def incident_date(self) -> IncidentDate | None:
        """When it happened, as far as that is known."""
        value = self.values.get("incident_date")
        return value if isinstance(value, IncidentDate) else None


Reader = Callable[[str, object], Value | None]


def _text(slot: str, value: object) -> str | None:
    if not isinstance(value, str):
        raise InvalidFact(slot, f"must be text, not {type(value).__name__}")
    return value.strip() or None


def _name_or_oneself(slot: str, value: object) -> str:
    """`on_behalf_of` alone means something when it is empty: the person speaks for themselves."""
    return _text(slot, value) or ""


def _flag(slot: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidFact(slot, f"must be true or false, not {type(value).__name__}")
    return value


def _date(slot: str, value: object) -> IncidentDate | None:
    text = _text(slot, value)
    try:
        return None if text is None else IncidentDate.parse(text)
    except ValueError as error:
        raise InvalidFact(slot, "must be a date such as 2026-03-14, 2026-03 or 2026") from error


def _one_of(allowed: tuple[str, ...]) -> Reader:
    def read(slot: str, value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise InvalidFact(slot, f"must be one of: {', '.join(allowed)}")
        return value

    return read


def _names(allowed: tuple[str, ...] | None) -> Callable[[str, object], tuple[str, ...]]:
    def read(slot: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
            raise InvalidFact(slot, "must be a list of names")
        if allowed is not None and not set(value) <= set(allowed):
            raise InvalidFact(slot, f"must hold only: {', '.join(allowed)}")
        return tuple(dict.fromkeys(value))

    return read


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "what_happened": _text,
        "about_met": _flag,
        "explanation_helpful": _flag,
        "callback_wanted": _flag,
        "referral_grounds": _names(GROUNDS),
        "injury": _text,
        "incident_date": _date,
        "delay_reason": _text,
        "incident_location": _text,
        "borough": _text,
        "officers": _text,
        "complained_before": _flag,
        "previous_reference": _text,
        "complainant_role": _one_of(ROLES),
        "on_behalf_of": _name_or_oneself,
        "consent_given": _flag,
        "desired_outcome": _text,
        "evidence": _text,
        "support_needs": _text,
        "complainant_name": _text,
        "contact_method": _one_of(CONTACT_METHODS),
        "email": _text,
        "phone": _text,
        "postal_address": _text,
        "callback_time": _text,
        "details_confirmed": _flag,
        "allegations": _names(None),
        "grounds_established": _names(GROUNDS),
        "grounds_possible": _names(GROUNDS),
        "explain_topic": _text,
        "signpost_to": _one_of(SIGNPOSTS),
        "account_signals": _names(SIGNALS),
    }
)
