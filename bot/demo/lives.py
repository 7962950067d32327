"""How far each invented complaint has come: the ways it can have gone, and the steps of each with their days."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Days that pass before a step, at least and at most.
DAYS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "refer": (0, 1),
        "returned": (4, 12),
        "assess": (1, 3),
        "reassess": (1, 4),
        "allocate": (1, 3),
        "missed": (1, 3),
        "contact": (1, 6),
        "ask": (1, 4),
        "reply": (1, 5),
        "add": (1, 9),
        "plan": (1, 6),
        "change": (1, 5),
        "agree": (1, 6),
        "start": (1, 3),
        "liaise": (2, 8),
        "update": (16, 27),
        "learn": (1, 3),
        "outcome": (5, 20),
        "accept": (2, 9),
        "dispute": (2, 9),
        "resume": (1, 4),
        "close": (1, 5),
        "learnt": (10, 30),
        "withdraw": (2, 12),
        "reopen": (10, 40),
        "call_missed": (0, 1),
        "call_helped": (1, 2),
        "call_failed": (1, 2),
        "confirm": (2, 8),
        "overturn": (2, 8),
    }
)
_FIRST = ("assess", "allocate", "contact", "plan", "agree", "start")
_WORK = ("liaise", "update", "update", "outcome")


@dataclass(frozen=True)
class Way:
    """A way that a complaint can have gone: what its person wanted of the talk, the steps, and how often it comes.

    `idle`: the days since the last step, at least and at most.
    """

    wish: str
    steps: tuple[str, ...]
    weight: int
    idle: tuple[int, int] = (0, 6)


WAYS: tuple[Way, ...] = (
    Way("explain", (), 8, (0, 60)),
    Way("callback", (), 4, (0, 2)),
    Way("callback", ("call_missed", "call_helped"), 3, (0, 40)),
    Way("callback", ("call_failed", "assess"), 2),
    Way("late", (), 4, (0, 4)),
    Way("late", ("confirm",), 4, (0, 60)),
    Way("repeat", ("overturn", "assess"), 2),
    Way("record", (), 9, (0, 2)),
    Way("record", _FIRST[:1], 5, (0, 3)),
    Way("record", ("assess", "reassess"), 1),
    Way("record", _FIRST[:2], 5, (0, 5)),
    Way("record", (*_FIRST[:2], "missed"), 2),
    Way("record", _FIRST[:3], 4),
    Way("record", (*_FIRST[:3], "ask"), 3),
    Way("record", (*_FIRST[:3], "ask", "reply", "plan"), 4),
    Way("record", (*_FIRST[:4], "change", "plan"), 2),
    Way("record", _FIRST[:5], 4, (0, 3)),
    Way("record", (*_FIRST, "liaise"), 7, (0, 20)),
    Way("record", (*_FIRST, "liaise", "update", "add"), 8, (0, 20)),
    Way("record", (*_FIRST, "update"), 3, (30, 40)),
    Way("record", (*_FIRST, *_WORK), 5, (0, 10)),
    Way("record", (*_FIRST, *_WORK, "dispute", "resume", "update"), 3, (0, 15)),
    Way("record", (*_FIRST, "liaise", "outcome", "accept", "close"), 8, (0, 90)),
    Way("record", (*_FIRST, *_WORK, "learn", "accept", "close"), 5, (0, 60)),
    Way("record", (*_FIRST, *_WORK, "learn", "accept", "close", "learnt"), 4, (0, 60)),
    Way("record", (*_FIRST, *_WORK, "dispute", "close"), 3, (0, 60)),
    Way("record", (*_FIRST[:3], "withdraw"), 4, (0, 60)),
    Way("record", (*_FIRST, "outcome", "accept", "close", "reopen", "assess"), 2),
)


def schedule(way: Way, *, is_referred: bool, rng: random.Random) -> list[tuple[str, int]]:
    """The steps of a way, each with the days before it; what must go to the IPCC goes there as soon as it is read."""
    steps = list(way.steps)
    if is_referred and steps and way.wish == "record":
        steps[1:1] = ["refer", "returned"] if len(steps) > 3 else ["refer"]
    return [(step, rng.randint(*DAYS[step])) for step in steps]
