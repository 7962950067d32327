"""The rulebook of a force: limits, categories, grounds, topics and the order of questions, checked when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from types import MappingProxyType
from typing import NoReturn, TypeVar

from bot.policy.vocabulary import (
    GROUNDS,
    QUESTION_ORDER,
    STANDARD_CATEGORIES,
    STANDARD_GROUNDS,
    STANDARD_TOPICS,
    Category,
    Ground,
    Limits,
    Reminders,
    Retention,
    Topic,
)

T = TypeVar("T")


class InvalidRulebook(ValueError):
    """A rulebook cannot be used: `key` says where (dotted), `problem` what is wrong and what is expected."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


@dataclass(frozen=True)
class Rulebook:
    """What differs between one force and another; the defaults are the Metropolitan Police's in the IPCC era."""

    limits: Limits = field(default_factory=Limits)
    reminders: Reminders = field(default_factory=Reminders)
    retention: Retention = field(default_factory=Retention)
    categories: Mapping[str, Category] = field(default_factory=lambda: MappingProxyType(STANDARD_CATEGORIES))
    grounds: Mapping[str, Ground] = field(default_factory=lambda: MappingProxyType(STANDARD_GROUNDS))
    topics: Mapping[str, Topic] = field(default_factory=lambda: MappingProxyType(STANDARD_TOPICS))
    question_order: tuple[str, ...] = QUESTION_ORDER

    @property
    def dps_categories(self) -> frozenset[str]:
        """The categories that go to a DPS investigator (S12)."""
        return frozenset(code for code, category in self.categories.items() if category.dps)

    @property
    def signpost_topics(self) -> frozenset[str]:
        """The topics that another body answers (S15)."""
        return frozenset(name for name, topic in self.topics.items() if topic.signpost)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> Rulebook:
        """Make a rulebook from plain data; a section left out keeps its default. Raises `InvalidRulebook`."""
        sections = _entry("rulebook", mapping, tuple(each.name for each in fields(cls)))
        standard = cls()

        def section(name: str, read: Callable[[str, object], T], default: T) -> T:
            return read(f"rulebook.{name}", sections[name]) if name in sections else default

        return cls(
            limits=section("limits", partial(_counts, Limits), standard.limits),
            reminders=section("reminders", partial(_counts, Reminders), standard.reminders),
            retention=section("retention", partial(_counts, Retention), standard.retention),
            categories=section("categories", partial(_each, _category), standard.categories),
            grounds=section("grounds", _all_grounds, standard.grounds),
            topics=section("topics", partial(_each, _topic), standard.topics),
            question_order=section("question_order", _order, standard.question_order),
        )


def _fail(key: str, expected: str, got: object) -> NoReturn:
    raise InvalidRulebook(key, f"must be {expected}, not {got!r}")


def _mapping(key: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        _fail(key, "a mapping with text keys", value)
    return value


def _entry(key: str, value: object, allowed: tuple[str, ...]) -> Mapping[str, object]:
    entry = _mapping(key, value)
    for name in entry:
        if name not in allowed:
            raise InvalidRulebook(f"{key}.{name}", f"is not known here; one of: {', '.join(allowed)}")
    return entry


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        _fail(key, "some text", value)
    return " ".join(value.split())


def _yes_or_no(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        _fail(key, "true or false", value)
    return value


def _count(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        _fail(key, "a whole number of 1 or more", value)
    return value


def _counts(kind: Callable[..., T], key: str, value: object) -> T:
    """A dataclass of whole numbers; what is left out keeps its default."""
    given = _entry(key, value, tuple(each.name for each in fields(kind)))  # type: ignore[arg-type]
    return kind(**{name: _count(f"{key}.{name}", number) for name, number in given.items()})


def _category(key: str, value: object) -> Category:
    entry = _entry(key, value, ("name", "dps"))
    return Category(_text(f"{key}.name", entry.get("name")), dps=_yes_or_no(f"{key}.dps", entry.get("dps")))


def _ground(key: str, value: object) -> Ground:
    entry = _entry(key, value, ("label", "definition"))
    return Ground(_text(f"{key}.label", entry.get("label")), _text(f"{key}.definition", entry.get("definition")))


def _topic(key: str, value: object) -> Topic:
    entry = _entry(key, value, ("signpost", "callback"))
    return Topic(
        signpost=_yes_or_no(f"{key}.signpost", entry.get("signpost")),
        callback=_yes_or_no(f"{key}.callback", entry.get("callback")),
    )


def _each(read: Callable[[str, object], T], key: str, section: object) -> Mapping[str, T]:
    return MappingProxyType({name: read(f"{key}.{name}", value) for name, value in _mapping(key, section).items()})


def _all_grounds(key: str, value: object) -> Mapping[str, Ground]:
    grounds = _each(_ground, key, value)
    if tuple(grounds) != GROUNDS:
        raise InvalidRulebook(key, f"must list exactly, in this order: {', '.join(GROUNDS)}")
    return grounds


def _order(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        _fail(key, "a list of slot names", value)
    if sorted(value) != sorted(QUESTION_ORDER):
        wrong = ", ".join(sorted(set(value) ^ set(QUESTION_ORDER))) or "a name that stands twice"
        raise InvalidRulebook(key, f"must name every question exactly once; look at: {wrong}")
    if value[-1] != "details_confirmed":
        raise InvalidRulebook(key, "must end with details_confirmed: the summary comes last")
    return tuple(value)
