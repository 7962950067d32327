"""Makes many of few: lets the database copy what was invented, each copy under ids and references of its own.

Inventing 24 million events takes the better part of an hour, copying them minutes. What the pages read is as large, and
as spread over the tables, either way.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.bulk import Bulk
from benchmarks.crowd_cases import COLUMNS
from bot.casework.references import new_reference

EVENT_COLUMNS = ("id", "sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
CHAT_COLUMNS = ("id", "last_seq", "created_at")
TALK_COLUMNS = (
    "id", "conversation_id", "started_at", "ended_at", "seconds", "messages", "route", "reference", "language",
    "confidence", "fallbacks", "abandoned_at", "last_event", "text", "reviewed_at", "reviewed_by",
)  # fmt: skip
LABEL_COLUMNS = ("talk_id", "kind", "value")
TAG_COLUMNS = ("talk_id", "name", "by", "at")
FLAG_COLUMNS = ("talk_id", "event_id", "reason", "by", "at", "cleared_at")
_OF_TALKS = {
    "events": EVENT_COLUMNS, "chat_conversation": CHAT_COLUMNS, "talk": TALK_COLUMNS, "talk_label": LABEL_COLUMNS,
    "talk_tag": TAG_COLUMNS, "talk_flag": FLAG_COLUMNS,
}  # fmt: skip

# One for each copy, at the end of the ids of its conversations; those of the originals are hexadecimal.
_SIGNS = "-ghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Originals:
    """How many there are of what was invented."""

    talks: int
    events: int
    plans: int
    outcomes: int
    references: tuple[tuple[int, str, str], ...]
    """Of the complaints: id, reference, id of the conversation."""


def copy(bulk: Bulk, originals: Originals, copies: int, seed: int) -> None:
    """Add so many copies of everything but the register, into tables that hold the originals alone."""
    chance = random.Random(f"copies {seed}")
    bulk.run("CREATE TABLE copied (copy INTEGER, sender VARCHAR(32), old VARCHAR(16), reference VARCHAR(16))")
    bulk.fill(
        "copied",
        ("copy", "sender", "old", "reference"),
        (
            (number, sender, old, new_reference(lambda n: chance.randrange(n)))
            for number in range(1, copies + 1)
            for _, old, sender in originals.references
        ),
    )
    bulk.run("CREATE UNIQUE INDEX ix_copied ON copied (copy, sender)")
    for number in range(1, copies + 1):
        _copy(bulk, originals, number)
    bulk.run("DROP TABLE copied")


def _copy(bulk: Bulk, originals: Originals, number: int) -> None:
    talks, complaints = originals.talks, len(originals.references)
    row = f"FROM copied WHERE copy = {number} AND sender"
    sender = f"substr({{}}, 1, 31) || '{_SIGNS[number]}'"
    complaint = f"complaint_id + {number * complaints}"
    own: Mapping[str, Mapping[str, str]] = {
        "events": {
            "id": f"id + {number * originals.events}",
            "sender_id": sender.format("sender_id"),
            "data": "CASE action_name WHEN 'complaint_reference' THEN "
            f"coalesce((SELECT replace(data, old, reference) {row} = sender_id), data) ELSE data END",
        },
        "chat_conversation": {"id": sender.format("id")},
        "talk": {
            "id": f"id + {number * talks}",
            "conversation_id": sender.format("conversation_id"),
            "reference": f"(SELECT copied.reference {row} = conversation_id)",
            "last_event": f"last_event + {number * originals.events}",
        },
        "talk_flag": {"event_id": f"event_id + {number * originals.events}"},
        "complaint": {
            "id": f"id + {number * complaints}",
            "conversation_id": sender.format("conversation_id"),
            "reference": f"(SELECT copied.reference {row} = conversation_id)",
        },
        "person": {"email": f"'{number}.' || email", "phone": f"'+{44 + number}' || substr(phone, 4)"},
        "plan": {"id": f"id + {number * originals.plans}"},
        "plan_answer": {"plan_id": f"plan_id + {number * originals.plans}"},
        "outcome": {"id": f"id + {number * originals.outcomes}"},
        "finding": {"outcome_id": f"outcome_id + {number * originals.outcomes}"},
        "outcome_answer": {"outcome_id": f"outcome_id + {number * originals.outcomes}"},
    }
    limits = {
        "events": f"id <= {originals.events}",
        "talk": f"id <= {talks}",
        "complaint": f"id <= {complaints}",
        "chat_conversation": f"id IN (SELECT conversation_id FROM talk WHERE id <= {talks})",
        "plan": f"id <= {originals.plans}",
        "outcome": f"id <= {originals.outcomes}",
        "plan_answer": f"plan_id <= {originals.plans}",
        "finding": f"outcome_id <= {originals.outcomes}",
        "outcome_answer": f"outcome_id <= {originals.outcomes}",
    }
    shared = {"talk_id": f"talk_id + {number * talks}", "complaint_id": complaint}
    for table, columns in {**_OF_TALKS, **COLUMNS}.items():
        if table == "staff_member":
            continue
        changed = shared | dict(own.get(table, {}))
        limit = limits.get(table) or (
            f"talk_id <= {talks}" if "talk_id" in columns else f"complaint_id <= {complaints}"
        )
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
        bulk.run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {limit}")
