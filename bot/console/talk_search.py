"""Finding conversations: filters that combine and stand in the address, full-text search, and pages by key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.clock import LONDON
from bot.console.list_order import in_list_order
from bot.console.talk_models import Talk, TalkFlag, TalkLabel, TalkTag

PAGE = 25
_WORD = re.compile(r"\w+")
_ID = in_list_order(Talk.id)
Condition = sa.ColumnElement[bool]


class BadFilter(ValueError):
    """A filter cannot be understood; `name` says which, the message what it should be."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


@dataclass(frozen=True)
class Found:
    """A page of conversations; `older` is the key with which the next page begins."""

    talks: tuple[Talk, ...]
    older: str | None


def _label(kind: str) -> Callable[[str, str], Condition]:
    def condition(_name: str, value: str) -> Condition:
        return _ID.in_(sa.select(TalkLabel.talk_id).where(TalkLabel.kind == kind, TalkLabel.value == value))

    return condition


def _equal(column: sa.orm.InstrumentedAttribute[str | None]) -> Callable[[str, str], Condition]:
    return lambda _name, value: in_list_order(column) == value


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 7):
        raise BadFilter(name, "Write a whole number, such as 5.")
    return int(value)


def _at_least(column: sa.orm.InstrumentedAttribute[int], unit: int = 1) -> Callable[[str, str], Condition]:
    return lambda name, value: column >= _number(name, value) * unit


def _at_most(column: sa.orm.InstrumentedAttribute[int], unit: int = 1) -> Callable[[str, str], Condition]:
    return lambda name, value: column <= _number(name, value) * unit


def _from(name: str, value: str) -> Condition:
    return Talk.started_at >= _midnight(name, value)


def _until(name: str, value: str) -> Condition:
    return Talk.started_at < _midnight(name, value, days=1)


def _midnight(name: str, value: str, *, days: int = 0) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(value) + timedelta(days=days), time(), LONDON)
    except (ValueError, OverflowError) as error:
        raise BadFilter(name, "Write a date such as 2026-03-14.") from error


def _confidence(name: str, value: str) -> Condition:
    try:
        percent = float(value.rstrip("% "))
    except ValueError as error:
        raise BadFilter(name, "Write a number from 0 to 100.") from error
    if not 0 <= percent <= 100:
        raise BadFilter(name, "Write a number from 0 to 100.")
    return Talk.confidence <= percent / 100


def _fallback(name: str, value: str) -> Condition:
    return Talk.fallbacks > 0 if _yes(name, value) else Talk.fallbacks == 0


def _reviewed(name: str, value: str) -> Condition:
    return Talk.reviewed_at.is_not(None) if _yes(name, value) else Talk.reviewed_at.is_(None)


def _flagged(name: str, value: str) -> Condition:
    flagged = _ID.in_(sa.select(TalkFlag.talk_id).where(TalkFlag.cleared_at.is_(None)))
    return flagged if _yes(name, value) else ~flagged


def _yes(name: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise BadFilter(name, "Choose yes or no.")
    return value == "yes"


def _tag(_name: str, value: str) -> Condition:
    return _ID.in_(sa.select(TalkTag.talk_id).where(TalkTag.name == value.casefold()))


def _reference(_name: str, value: str) -> Condition:
    return Talk.reference == value.strip().upper()


FILTERS: Mapping[str, Callable[[str, str], Condition]] = {
    "from": _from,
    "until": _until,
    "messages_min": _at_least(Talk.messages),
    "messages_max": _at_most(Talk.messages),
    "minutes_min": _at_least(Talk.seconds, 60),
    "minutes_max": _at_most(Talk.seconds, 60),
    "route": _equal(Talk.route),
    "reference": _reference,
    "intent": _label("intent"),
    "confidence": _confidence,
    "fallback": _fallback,
    "slot": _label("slot"),
    "safety": _label("safety"),
    "abandoned": _equal(Talk.abandoned_at),
    "reviewed": _reviewed,
    "flagged": _flagged,
    "tag": _tag,
    "language": _equal(Talk.language),
}
"""Each filter of the address, and what it asks of a conversation; all that are given must hold."""
WORDS = "q"
KEYS = (WORDS, *FILTERS)


def wanted(query: Mapping[str, str]) -> dict[str, str]:
    """The filters that are given in an address."""
    return {name: value.strip()[:500] for name in KEYS if (value := query.get(name, "")).strip()}


def address(filters: Mapping[str, str], **more: str) -> str:
    """The part of an address after the `?` that says these filters."""
    return urlencode({**filters, **more})


def find(session: Session, filters: Mapping[str, str], *, before: str | None = None, limit: int = PAGE) -> Found:
    """The conversations for which all filters hold, the latest first. Raises `BadFilter`."""
    query = listed(session, filters)
    if before:
        query = query.where(_before(before))
    ids = session.scalars(query.limit(limit + 1)).all()
    rows = sa.select(Talk).where(Talk.id.in_(ids[:limit]))
    rows = rows.options(selectinload(Talk.tags), selectinload(Talk.flags), selectinload(Talk.labels))
    by_id = {talk.id: talk for talk in session.scalars(rows)}
    talks = tuple(by_id[each] for each in ids[:limit])
    last = talks[-1] if len(ids) > limit else None
    return Found(talks, f"{last.started_at.isoformat()}_{last.id}" if last else None)


def listed(session: Session, filters: Mapping[str, str]) -> sa.Select[int]:
    """The ids for which all filters hold, the latest first: the long rows are for those that are shown.

    Raises `BadFilter`.
    """
    asked = conditions(session, filters)
    return sa.select(Talk.id).where(*asked).order_by(Talk.started_at.desc(), Talk.id.desc())


def conditions(session: Session, filters: Mapping[str, str]) -> list[Condition]:
    """What the filters ask. Raises `BadFilter`."""
    asked = [FILTERS[name](name, value) for name, value in filters.items() if name in FILTERS]
    if words := filters.get(WORDS):
        asked.append(_says(session, words))
    return asked


def next_unreviewed(session: Session, filters: Mapping[str, str], after: Talk | None) -> Talk | None:
    """The next conversation that nobody has reviewed, in the order of the list, beginning after one of it."""
    query = listed(session, filters).where(Talk.reviewed_at.is_(None))
    if after is not None:
        query = query.where(_earlier(after.started_at, after.id))
    found = session.scalar(query.limit(1))
    return None if found is None else session.get(Talk, found)


def snippet(text: str, words: str, *, around: int = 70) -> str:
    """The part of a text in which the first of the words is found."""
    low = text.casefold()
    places = [low.find(word.casefold()[:-1] or word.casefold()) for word in _WORD.findall(words)]
    at = min((place for place in places if place >= 0), default=0)
    start = max(0, at - around)
    part = " ".join(text[start : at + around].split())
    return f"{'…' if start else ''}{part}{'…' if at + around < len(text) else ''}"


def _before(key: str) -> Condition:
    moment, _, number = key.rpartition("_")
    try:
        at, talk_id = datetime.fromisoformat(moment), int(number)
    except ValueError as error:
        raise BadFilter("before", "That page is not there: go back to the first.") from error
    if at.tzinfo is None or not 0 <= talk_id < 2**31:
        raise BadFilter("before", "That page is not there: go back to the first.")
    return _earlier(at, talk_id)


def _earlier(at: datetime, talk_id: int) -> Condition:
    """Further down in the list than this one."""
    return sa.tuple_(Talk.started_at, Talk.id) < sa.tuple_(sa.literal(at, Talk.started_at.type), sa.literal(talk_id))


def _says(session: Session, words: str) -> Condition:
    """That all the words are said in it, in whatever form ("stop" is found by "stopped")."""
    if session.get_bind().dialect.name == "postgresql":
        found = sa.text("SELECT talk_id FROM talk_search WHERE words @@ websearch_to_tsquery('english', :words)")
        return _ID.in_(found.bindparams(words=words).columns(sa.column("talk_id", sa.Integer)))
    quoted = " ".join(f'"{word}"' for word in _WORD.findall(words))
    if not quoted:
        raise BadFilter(WORDS, "Write at least one word or number.")
    found = sa.text("SELECT rowid AS talk_id FROM talk_search WHERE talk_search MATCH :words")
    return _ID.in_(found.bindparams(words=quoted).columns(sa.column("talk_id", sa.Integer)))
