"""What a talk has left in the database, as plain values, and whether it is what a case expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.models import Complaint
from bot.casework.views import json_ready
from bot.database import make_engine, make_sessions

PARTS = ("persons", "decisions", "events", "messages", "letters", "satisfactions")


@cache
def sessions(url: str) -> sessionmaker[Session]:
    """The sessions of a database, made once."""
    return make_sessions(make_engine(url))


def filed(url: str, conversation: str | None = None) -> list[dict[str, Any]]:
    """Every complaint, the first one first, with the rows that belong to it; of one conversation if named."""
    query = sa.select(Complaint).order_by(Complaint.id)
    if conversation is not None:
        query = query.filter_by(conversation_id=conversation)
    with sessions(url)() as session:
        return [_whole(complaint) for complaint in session.scalars(query)]


def _whole(complaint: Complaint) -> dict[str, Any]:
    parts = {part: [_row(row) for row in getattr(complaint, part)] for part in PARTS}
    return {
        **_row(complaint),
        **parts,
        "plan_answers": [_row(plan.answer) for plan in complaint.plans if plan.answer],
        "outcome_answers": [_row(outcome.answer) for outcome in complaint.outcomes if outcome.answer],
        "allegations": [allegation.category for allegation in complaint.allegations],
        "repeat_of": complaint.repeat_of.reference if complaint.repeat_of else None,
    }


def _row(row: object) -> dict[str, Any]:
    return {name: json_ready(getattr(row, name)) for name in sa.inspect(type(row)).column_attrs.keys()}  # noqa: SIM118


def mismatches(expected: object, found: object, where: str) -> list[str]:
    """What is not as expected: a mapping names what it cares for, a text after `~` is searched for, lists are whole."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return [f"{where} is {found!r}"]
        return [
            fault for key, value in expected.items() for fault in mismatches(value, found.get(key), f"{where}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            fault
            for place, value in enumerate(expected)
            for fault in mismatches(value, found[place], f"{where}[{place}]")
        ]
    if isinstance(expected, str) and expected.startswith("~"):
        right = bool(re.search(expected[1:], str(found), re.IGNORECASE | re.DOTALL))
    else:
        right = expected == found
    return [] if right else [f"{where} is {found!r}, not {expected!r}"]
