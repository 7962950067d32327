"""The prepared engine behaves as the unchanged one (benchmarks/parity.py plays the same for 5,000 turns)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from benchmarks import parity
from bot.engine import runner


@pytest.mark.parametrize("two_stores", [False, True], ids=["one store", "two stores on one database"])
async def test_random_talks_leave_the_state_of_the_unchanged_engine(model: Path, database_url: str, two_stores: bool):
    comparison = parity.Comparison(model, database_url, seed=7)

    await comparison.play(150, two_stores=two_stores)

    assert comparison.differences == []
    assert comparison.turns == 150
    assert comparison.hits > 0


def test_a_loop_that_appears_late_counts_for_the_events_before_it():
    tracker = DialogueStateTracker("t", slots=[])
    for event in (ActionExecuted("form"), ActionExecuted("form")):
        tracker.update(event)
    assert len(tracker.applied_events()) == 2

    tracker.update(ActiveLoop("form"))

    with parity.unchanged():
        expected = tracker.applied_events()
    assert tracker.applied_events() == expected


def test_a_copy_goes_its_own_way():
    tracker = DialogueStateTracker("t", slots=[])
    tracker.update(ActionExecuted("action_listen"))
    tracker.applied_events()

    copied = tracker.copy()
    copied.update(SlotSet("colour", "blue"))

    assert (len(tracker.applied_events()), len(copied.applied_events())) == (1, 2)
    assert tracker.get_slot("colour") is None


@pytest.mark.parametrize("name", ["user", "slot", "form", "reset_slots"])
def test_events_are_found_by_the_same_names(name: str):
    with parity.unchanged():
        expected = Event.resolve_by_type(name)

    assert Event.resolve_by_type(name) is expected


def test_an_unknown_event_is_refused_as_before():
    with pytest.raises(ValueError, match="Unknown event name 'no_such_event'"):
        Event.resolve_by_type("no_such_event")


def test_nodes_run_after_all_that_they_need_and_once():
    needs = {
        "end": {"a": "left", "b": "right"},
        "left": {"x": "start"},
        "right": {"x": "start"},
        "start": {"m": "input"},
    }
    ran: list[str] = []

    def node(name: str) -> Any:
        def run(*given: tuple[str, list[str]]) -> tuple[str, list[str]]:
            ran.append(name)
            return name, [name, *(part for _, parts in given for part in parts)]

        return run

    graph = SimpleNamespace(
        nodes={name: SimpleNamespace(needs=inputs) for name, inputs in needs.items()}, target_names=["end"]
    )
    graph.minimal_graph_schema = lambda targets: graph
    engine = SimpleNamespace(_graph_schema=graph, _instantiated_nodes={name: node(name) for name in needs})

    results = DaskGraphRunner.run(engine, inputs={"input": ["hello"]})

    assert ran == ["start", "left", "right", "end"]
    assert results == {"end": ["end", "left", "start", "hello", "right", "start", "hello"]}
    assert [name for name, _ in runner.order(graph.nodes)] == ran
