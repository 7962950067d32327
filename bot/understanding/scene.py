"""The scene of an account: its sentences, and where in them the force used force, had contact or failed to act."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.understanding.agents import Agent, agent_of, doer_of
from bot.understanding.cues import cue, plain, sentences
from bot.understanding.negation import Standing, is_background, is_other_story, is_unsettled, standing
from bot.understanding.phrases import without_overlaps

_SUFFERED = ("was ", "were ", "got ", "get ", "been ", "being ", "getting ", "had ")  # how a deed done to one begins
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
    named: bool
    unsettled: bool


@dataclass(slots=True)
class Marks:
    """Where in an account something of one kind stands: its places in order, and the sentences that hold them."""

    places: list[int]
    sentences: list[int]

    def __bool__(self) -> bool:
        return bool(self.places)


@dataclass(slots=True)
class Scene:
    """An account with the positions of everything that links a harm to the force."""

    text: str
    low: str = field(init=False)
    driven: bool = field(init=False)
    forced: Marks = field(init=False)
    means: Marks = field(init=False)
    named: Marks = field(init=False)
    touched: Marks = field(init=False)
    failed: Marks = field(init=False)
    _sentences: list[int] = field(init=False)
    _harms: dict[str, tuple[Harm, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.low = plain(self.text)
        self._sentences = [start for start, _ in sentences(self.low)]
        self.driven = bool(cue("involvement", "police_vehicle").search(self.low))
        driven = self._said("police_vehicle")
        handled = without_overlaps(self._said("force"), driven)
        self.forced = self.marks(m.start() for m in handled if self._by_police(m))
        self.means = self.marks(m.start() for m in self._said("means"))
        self.named = self.marks(m.start() for m in cue("involvement", "mentioned").finditer(self.low))
        self.touched = self.marks(m.start() for m in (*self._said("contact"), *driven))
        self.failed = self.marks(m.start() for m in cue("involvement", "lack").finditer(self.low))

    def marks(self, places: Iterable[int]) -> Marks:
        """Places of one kind with the sentences that hold them."""
        ordered = sorted(places)
        return Marks(ordered, [self._sentence(place) for place in ordered])

    def near(self, position: int, marks: Marks, *, reach: int = _NEAR) -> bool:
        """Whether one of the marks lies within `reach` sentences of the position."""
        here = self._sentence(position)
        first = bisect_left(marks.sentences, here - reach)
        return first < len(marks.sentences) and marks.sentences[first] <= here + reach

    def linked_in_sentence(self, position: int) -> bool:
        """Whether the sentence itself ties what stands there to the force."""
        return any(self.near(position, marks, reach=0) for marks in (self.touched, self.failed, self.forced))

    def failed_before(self, position: int) -> bool:
        """Whether the force had failed to act before this point of the account."""
        return bool(self.failed) and self.failed.places[0] < position

    def harms(self, kind: str) -> tuple[Harm, ...]:
        """Each harm of this kind that is not a figure of speech, denied or only imagined."""
        if kind not in self._harms:
            self._harms[kind] = tuple(self._find(kind))
        return self._harms[kind]

    def _find(self, kind: str) -> Iterator[Harm]:
        for match in cue("harm", kind).finditer(self.low):
            stands = standing(self.low, match.start(), match.end())
            if stands in (Standing.SAID, Standing.UNSURE):
                yield self._harm(kind, match, stands)

    def _said(self, kind: str) -> list[re.Match[str]]:
        found = cue("involvement", kind).finditer(self.low)
        return [
            m
            for m in found
            if standing(self.low, *m.span()) is Standing.SAID and not is_other_story(self.low, *m.span())
        ]

    def _by_police(self, match: re.Match[str]) -> bool:
        """Whether the police did it, or nobody named: "I was thrown" has the person who suffered it as its subject."""
        if cue("agents", "police").match(self.low, match.start()):
            return True
        agent = agent_of(self.low, *match.span())
        return agent in (Agent.POLICE, Agent.UNKNOWN) or (agent is Agent.SELF and match.group().startswith(_SUFFERED))

    def _sentence(self, position: int) -> int:
        return bisect_right(self._sentences, position) - 1

    def _harm(self, kind: str, match: re.Match[str], stands: Standing) -> Harm:
        start, end = match.span()
        return Harm(
            kind,
            start,
            end,
            stands,
            doer_of(self.low, start, end),
            is_background(self.low, start, end),
            is_other_story(self.low, start, end),
            bool(self.forced or self.means),
            self.near(start, self.touched),
            self.near(start, self.failed),
            self.near(start, self.named),
            is_unsettled(self.low, start, end),
        )
