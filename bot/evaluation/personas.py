"""Personas: simulated people who talk to a running product to the end, and whether that ended as it should."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.evaluation import scores
from bot.evaluation.errors import ProductUnavailable
from bot.evaluation.forms import Row
from bot.evaluation.scores import Share

MOST_TURNS = 45
OPENING = "I want to make a complaint"
SILENCE = "(nothing)"
OUTCOME = ("route", "reason", "handling", "referral")
SLOT_OF = {"route": "route", "reason": "decision_reason", "handling": "handling"}


class Assistant(Protocol):
    """What a persona talks to."""

    def say(self, sender: str, text: str) -> list[str]:
        """Send a message; returns the texts of the answer."""

    def slots(self, sender: str) -> dict[str, Any]:
        """The facts that are kept of the conversation."""


@dataclass(frozen=True)
class Check:
    """One thing that was expected of a talk; `name` is `route`, `referral` ..., or `slot <name>`."""

    name: str
    right: bool
    expected: object
    got: object


@dataclass(frozen=True)
class Talk:
    """One persona's talk: who said what (`user` or `bot`), the facts at the end, or why it broke off."""

    persona: Row
    lines: Sequence[tuple[str, str]]
    slots: dict[str, Any] = field(default_factory=dict)
    broke: str | None = None

    @property
    def turns(self) -> int:
        """How often the person spoke."""
        return sum(who == "user" for who, _ in self.lines)

    @property
    def checks(self) -> list[Check]:
        """Everything that was expected, and what came of it. Of a talk that broke off nothing is right."""
        expect = self.persona["expect"]
        checks = [self._outcome(name, expect[name]) for name in OUTCOME if name in expect]
        checks += [self._check(f"slot {slot}", slot, wanted) for slot, wanted in expect.get("slots", {}).items()]
        if expect.get("route") == "record":
            got = self.slots.get("complaint_reference")
            checks.append(Check("reference", bool(got) and not self.broke, "a reference", got))
        return checks

    def _outcome(self, name: str, wanted: Any) -> Check:
        if name != "referral":
            return self._check(name, SLOT_OF[name], wanted)
        got = self.slots.get("referral_grounds") or []
        # A further, cautious ground beside the right one is no fault; one where there is none is.
        right = set(wanted) <= set(got) if wanted else not got
        return Check(name, right and not self.broke, wanted, got)

    def _check(self, name: str, slot: str, wanted: object) -> Check:
        got = self.slots.get(slot)
        return Check(name, same(wanted, got) and not self.broke, wanted, got)

    @property
    def outcome_right(self) -> bool:
        """Whether all but the single slots ended as expected."""
        return not self.broke and all(check.right for check in self.checks if not check.name.startswith("slot "))

    @property
    def failed(self) -> list[Check]:
        """The checks that went wrong."""
        return [check for check in self.checks if not check.right]


@dataclass(frozen=True)
class Results:
    """All talks of a file."""

    talks: Sequence[Talk]

    @property
    def outcomes(self) -> Share:
        """Talks whose route, reason, handling, referral and reference are all right."""
        return scores.share(talk.outcome_right for talk in self.talks)

    @property
    def checks(self) -> Share:
        """All checks of all talks together."""
        return scores.share(check.right for talk in self.talks for check in talk.checks)

    @property
    def referrals(self) -> Share:
        """Talks with a ground for referral in which every ground was found."""
        return scores.share(
            check.right for talk in self.talks for check in talk.checks if check.name == "referral" and check.expected
        )

    @property
    def by_check(self) -> dict[str, Share]:
        """How often each kind of check was right: first what makes the outcome, then the slots by name."""
        seen = {check.name for talk in self.talks for check in talk.checks}
        names = [name for name in (*OUTCOME, "reference") if name in seen]
        names += sorted(seen - set(names))
        return {n: scores.share(c.right for talk in self.talks for c in talk.checks if c.name == n) for n in names}

    @property
    def mean_turns(self) -> float | None:
        """How often a person speaks in a talk, in the mean."""
        return scores.mean(talk.turns for talk in self.talks)


def same(expected: object, got: object) -> bool:
    """Whether a slot is as expected: a list in any order; a text after `~` is a pattern to be found in it."""
    if isinstance(expected, list):
        return sorted(expected) == sorted(got if isinstance(got, list) else [])
    if isinstance(expected, str) and expected.startswith("~"):
        return bool(got) and re.search(expected[1:], str(got), re.IGNORECASE) is not None
    return expected == got


def play(personas: Iterable[Row], assistant: Assistant, name: Callable[[Row], str] | None = None) -> Results:
    """Let each persona talk; `name` gives the sender of each talk, by default one that no other talk has."""
    return Results([_talk(persona, assistant, (name or _sender)(persona)) for persona in personas])


def _sender(persona: Row) -> str:
    return f"evaluation-{persona['id']}-{uuid.uuid4().hex[:8]}"


def _talk(persona: Row, assistant: Assistant, sender: str) -> Talk:
    lines: list[tuple[str, str]] = []
    slots: dict[str, Any] = {}
    person = _Person(persona)
    try:
        while len([who for who, _ in lines if who == "user"]) < MOST_TURNS:
            text = person.answer(slots)
            if text is None:
                break
            lines.append(("user", text))
            lines += [("bot", said) for said in assistant.say(sender, text) or [SILENCE]]
            slots = assistant.slots(sender)
    except ProductUnavailable as error:
        return Talk(persona, lines, slots, broke=str(error))
    return Talk(persona, lines, slots)


class _Person:
    """What a persona says next: its opening, then an answer to each question."""

    def __init__(self, persona: Row) -> None:
        self._opening = list(persona["opening"])
        self._answers = persona["answers"]
        self._asked: dict[str, int] = {}
        self._nudged = False

    def answer(self, slots: dict[str, Any]) -> str | None:
        """The next message; `None` once the talk is over."""
        if self._opening:
            return str(self._opening.pop(0))
        if slot := slots.get("requested_slot"):
            self._nudged = False
            return self._to_question(slot)
        ended = slots.get("route") not in (None, "need") or slots.get("complaint_reference")
        if ended or self._nudged:
            return None
        self._nudged = True
        return OPENING

    def _to_question(self, slot: str) -> str:
        asked = self._asked.get(slot, 0)
        self._asked[slot] = asked + 1
        given = self._answers.get(slot)
        if given is None:
            return "I don't know" if asked == 0 else "I'd rather skip that"
        listed = [given] if isinstance(given, str) else given
        return str(listed[min(asked, len(listed) - 1)])
