"""Cheaper versions of what the engine does most: copying trackers, applying events, making states of them.

The engine replays the whole conversation for each of these, several times a turn, so that a turn grows with the talk.
The versions here do the same work once; benchmarks/parity.py holds them against the originals.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterator
from itertools import islice
from operator import is_
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)

from bot.engine import fingerprint

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain, State
    from rasa.shared.core.trackers import DialogueStateTracker

APPLIED = "_candour_applied"
STORED = "_candour_stored"  # what bot/engine/tracker_store.py knows of a tracker; a copy is not the stored one
REPLAY = "_candour_replay"
FEW = 64


class Applied(NamedTuple):
    """The answer of `applied_events` up to an event: `number` events, of which `last` is the newest."""

    number: int
    last: Event | None
    loops: frozenset[str]
    events: list[Event]


def install_events(module: ModuleType) -> None:
    """Make `Event.resolve_by_type` look a class up instead of walking all subclasses for each event."""
    classes: dict[str, Any] = {}

    def resolve_by_type(type_name: str, default: Any = None) -> Any:
        if type_name not in classes:
            found = walk(type_name, default)
            if found is None or found is default:
                return found
            classes[type_name] = found
        return classes[type_name]

    walk = fingerprint.replace(module.Event, "resolve_by_type", resolve_by_type, "b5cf570fa7f286c7")


def install_trackers(module: ModuleType) -> None:
    """Make `copy` and `applied_events` of a tracker cost the same at turn 100 as at turn 1."""
    tracker = module.DialogueStateTracker
    for name, expected in _RELIED_ON.items():
        fingerprint.expect(tracker, name, expected)
    fingerprint.replace(tracker, "copy", _copy, "dfa48dca9f355ad1")
    fingerprint.replace(tracker, "_undo_till_previous", _undo_till_previous, "3a3710e5e73cb945")
    fingerprint.replace(tracker, "applied_events", _applied_events, "764d5065ea9997d6")


def install_states(module: ModuleType) -> None:
    """Make the states that the policies see grow with the talk, instead of making all of them anew for each policy."""

    def states(
        self: Domain,
        tracker: DialogueStateTracker,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        # Where turns are hidden, a state depends on the ones before it; trackers of the training keep their own.
        if ignore_rule_only_turns or type(tracker).__name__ != "DialogueStateTracker":
            hidden: list[State] = make(self, tracker, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
            return hidden
        replay = Replay.of(tracker, self, omit_unset_slots)
        *passed, present = make(self, replay, omit_unset_slots)
        replay.states += passed
        vars(tracker)[REPLAY] = replay
        # Policies strip the states that they look at, which are the latest; those before are only counted.
        latest = [{part: {**sub} for part, sub in state.items()} for state in (*replay.states[-FEW:], present)]
        return [*replay.states[:-FEW], *latest]

    make: Any = fingerprint.replace(module.Domain, "states_for_tracker_history", states, "035111ce73ac90ba")


class Replay:
    """A tracker replayed as far as it has been seen, with the states before each of its actions."""

    def __init__(self, tracker: DialogueStateTracker, domain: Domain, omit_unset_slots: bool) -> None:
        self.made_for = (domain, omit_unset_slots)
        self.states: list[State] = []
        self._tracker = tracker.init_copy()
        self._seen: list[Event] = []
        self._fresh: list[Event] = []

    @classmethod
    def of(cls, tracker: DialogueStateTracker, domain: Domain, omit_unset_slots: bool) -> Replay:
        """The replay kept with the tracker, taken from it, if its events are still the first ones; else a new one."""
        applied = tracker.applied_events()
        replay: Replay | None = vars(tracker).pop(REPLAY, None)
        if (
            replay is None
            or replay.made_for[0] is not domain
            or replay.made_for[1] != omit_unset_slots
            or len(applied) < len(replay._seen)
            or not all(map(is_, replay._seen, applied))
        ):
            replay = cls(tracker, domain, omit_unset_slots)
        replay._fresh = applied[len(replay._seen) :]
        replay._seen = applied
        return replay

    def generate_all_prior_trackers(self) -> Iterator[tuple[DialogueStateTracker, bool]]:
        """The tracker before each action that is new, and as it is now; the one way in which states are made."""
        for event in self._fresh:
            if isinstance(event, ActionExecuted):
                yield self._tracker, event.hide_rule_turn
            self._tracker.update(event)
        yield self._tracker, False


# The replacements know what these do: the attributes of a tracker and what replaying its events leaves in them.
_RELIED_ON = {
    "__init__": "8f39eb22462aa62b",
    "init_copy": "429fcd2243b9e0e1",
    "travel_back_in_time": "09d16f28f007492f",
    "update": "b55e6b1c724fa6e9",
    "_reset": "190858eaf560a0c0",
    "generate_all_prior_trackers": "a1f6954347b52649",
    "_create_events": "d6cbc08b39fffb4c",
}


def _copy(self: DialogueStateTracker) -> DialogueStateTracker:
    new = object.__new__(type(self))
    state = vars(new)
    state.update(vars(self))
    for own in (STORED, REPLAY):
        state.pop(own, None)
    # A copy made by replay belongs to no model: the engine stamps the events of the original alone.
    new.model_id = new.assistant_id = None
    new.events = deque(self.events, self._max_event_history)
    new.slots = copy.copy(self.slots)
    for name, slot in self.slots.items():
        new.slots[name] = copy.copy(slot)
    new.active_loop = copy.deepcopy(self.active_loop)
    new.latest_action = copy.copy(self.latest_action)
    if (applied := state.get(APPLIED)) is not None:
        state[APPLIED] = applied._replace(events=applied.events.copy())
    return new


def _undo_till_previous(event_type: type, done_events: list[Event]) -> None:
    while done_events:
        if isinstance(done_events.pop(), event_type):
            return


def _applied_events(self: DialogueStateTracker) -> list[Event]:
    """Events are only ever appended, so that the new ones can be applied to the last answer."""
    count = len(self.events)
    if count == 0:
        return []
    done = _known(self)
    fresh = _from(self.events, done.number)
    started = {event.name for event in fresh if isinstance(event, ActiveLoop) and event.name} - done.loops
    if started and done.number:
        # A loop that appears for the first time changes how the events before it count.
        done, fresh = Applied(0, None, done.loops, []), list(self.events)
    loops = done.loops | started
    for event in fresh:
        _apply(self, event, loops, done.events)
    vars(self)[APPLIED] = Applied(count, self.events[-1], loops, done.events)
    return done.events.copy()


def _known(tracker: DialogueStateTracker) -> Applied:
    applied: Applied | None = vars(tracker).get(APPLIED)
    if (
        applied is not None
        and applied.number <= len(tracker.events)
        and tracker._max_event_history is None
        and tracker.events[applied.number - 1] is applied.last
    ):
        return applied
    return Applied(0, None, frozenset(), [])


def _apply(tracker: DialogueStateTracker, event: Event, loops: frozenset[str], events: list[Event]) -> None:
    if isinstance(event, (Restarted, SessionStarted)):
        events.clear()
    elif isinstance(event, ActionReverted):
        _undo_till_previous(ActionExecuted, events)
    elif isinstance(event, UserUtteranceReverted):
        # A message of the person always follows a listen action, which goes with it.
        _undo_till_previous(UserUttered, events)
        _undo_till_previous(ActionExecuted, events)
    elif (
        isinstance(event, ActionExecuted)
        and event.action_name in loops
        and not tracker._first_loop_execution_or_unhappy_path(event.action_name, events)
    ):
        tracker._undo_till_previous_loop_execution(event.action_name, events)
    else:
        events.append(event)


def _from(events: deque[Event], start: int) -> list[Event]:
    """The events from index `start`; the end of a deque is reached from behind, not by walking over its beginning."""
    count = len(events)
    if count - start < FEW:
        return [events[index] for index in range(start, count)]
    return list(islice(events, start, None))
