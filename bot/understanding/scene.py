"""The scene of an account: its sentences, and where in them the force used force, had contact or failed to act."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.understanding.agents import Agent, agent_of
from bot.understanding.cues import cue, plain, sentences
from bot.understanding.negation import Standing, is_background, is_other_story, standing

_OFFERS = ("sex_by_office", "corruption")
_NEAR = 2  # sentences on either side within which one event is linked with another


@dataclass(frozen=True, slots=True)
class Harm:
    """A harm that the text speaks of, how it stands, who did it, and what about the force is near it."""

    kind: str
    start: int
    end: int
    standing: Standing
    agent: Agent
    background: bool
    other_story: bool
    force: bool
    contact: bool
    lack: bool


@dataclass(slots=True)
class Scene:
    """An account with the positions of everything that links a harm to the force."""

    text: str
    low: str = field(init=False)
    bounds: list[tuple[int, int]] = field(init=False)
    forced: list[int] = field(init=False)
    touched: list[int] = field(init=False)
    failed: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.low = plain(self.text)
        self.bounds = list(sentences(self.low))
        driven = self._said("police_vehicle")
        handled = [m for m in self._said("force") if not any(_overlap(m, other) for other in driven)]
        self.forced = [m.start() for m in handled if self._by_police(m)]
        self.touched = [m.start() for m in (*self._said("contact"), *driven)]
        self.failed = [m.start() for m in cue("grounds", "lack").finditer(self.low)]

    def near(self, position: int, marks: list[int], *, reach: int = _NEAR) -> bool:
        """Whether one of the marks lies within `reach` sentences of the position."""
        here = self._sentence(position)
        return any(abs(self._sentence(mark) - here) <= reach for mark in marks)

    def linked_in_sentence(self, position: int) -> bool:
        """Whether the sentence itself ties what stands there to the force."""
        return self.near(position, self.touched + self.failed + self.forced, reach=0)

    def failed_before(self, position: int) -> bool:
        """Whether the force had failed to act before this point of the account."""
        return any(mark < position for mark in self.failed)

    def harms(self, kind: str) -> Iterator[Harm]:
        """Each harm of this kind that is not a figure of speech, denied or only imagined."""
        for match in cue("grounds", kind).finditer(self.low):
            stands = self._offered(kind, match, standing(self.low, match.start(), match.end()))
            if stands in (Standing.SAID, Standing.UNSURE):
                yield self._harm(kind, match, stands)

    def _offered(self, kind: str, match: re.Match[str], stands: Standing) -> Standing:
        """What somebody said they "would" do for money or sex is itself the offence; other supposing stays open."""
        if kind not in _OFFERS or stands is not Standing.SUPPOSED:
            return stands
        before = self.low[max(0, match.start() - 80) : match.end()]
        return Standing.SAID if cue("grounds", "offer").search(before) else Standing.UNSURE

    def _said(self, kind: str) -> list[re.Match[str]]:
        found = cue("grounds", kind).finditer(self.low)
        return [m for m in found if standing(self.low, m.start(), m.end()) is Standing.SAID]

    def _by_police(self, match: re.Match[str]) -> bool:
        return agent_of(self.low, match.start(), match.end()) in (Agent.POLICE, Agent.UNKNOWN)

    def _sentence(self, position: int) -> int:
        return bisect_right(self.bounds, (position, len(self.low))) - 1

    def _harm(self, kind: str, match: re.Match[str], stands: Standing) -> Harm:
        start, end = match.span()
        return Harm(
            kind,
            start,
            end,
            stands,
            agent_of(self.low, start, end),
            is_background(self.low, start, end),
            is_other_story(self.low, start, end),
            bool(self.forced),
            self.near(start, self.touched),
            self.near(start, self.failed),
        )


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()
