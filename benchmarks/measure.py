"""Measures sides beside each other: some turns of each in alternation, so that the machine's noise falls on all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.client import Client
from benchmarks.servers import Running, Side, running
from benchmarks.talks import FormTalk

WARM_UP_TURNS = 10
T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    conversations: int = 12
    turns: int = 102
    forms: int = 12
    starts: int = 3
    rounds: int = 5
    talks_at_once: int = 8
    turns_in_a_talk: int = 20
    # How many turns in a row one side has. Right after the other's, a turn finds the processor's caches full of
    # the other's work: with 1, the sides measure what they cost each other as well.
    block: int = 10


@dataclass(frozen=True)
class Subject:
    """What is measured under one name: where talks are held and where the form is filled in, and what is said there."""

    name: str
    talk: Side
    messages: tuple[str, ...]
    form: Side
    form_talk: FormTalk


@dataclass
class Figures:
    """The samples of one subject: milliseconds, turns a second, seconds, MB."""

    # One list for each turn number (the first is turn 1), with one time for each conversation.
    turn_ms: list[list[float]] = field(default_factory=list)
    form_turn_ms: list[float] = field(default_factory=list)
    turns_a_second: list[float] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    memory_mb: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Started:
    """A subject whose programs run."""

    subject: Subject
    figures: Figures
    talk: Running
    form: Running
    actions: Running | None


def measure(subjects: Sequence[Subject], plan: Plan, logs: Path) -> Mapping[str, Figures]:
    """Start, talk to and stop the subjects. Raises `CannotMeasure` where one of them does not take part."""
    figures = {subject.name: Figures(turn_ms=[[] for _ in range(plan.turns)]) for subject in subjects}
    for start in range(plan.starts - 1):
        for subject in subjects:
            _say(f"{subject.name}: start {start + 1} of {plan.starts}")
            with running(subject.talk.engine, logs) as engine:
                figures[subject.name].ready_seconds.append(engine.ready_seconds)
    with ExitStack() as stack:
        started = [_start(stack, subject, figures[subject.name], logs) for subject in subjects]
        asyncio.run(_talk(started, plan))
        for side in started:
            _weigh(side)
    return figures


def _start(stack: ExitStack, subject: Subject, figures: Figures, logs: Path) -> Started:
    _say(f"{subject.name}: start")
    talk = stack.enter_context(running(subject.talk.engine, logs))
    figures.ready_seconds.append(talk.ready_seconds)
    figures.memory_mb["engine, ready"] = talk.memory_mb()
    form = talk if subject.form is subject.talk else stack.enter_context(running(subject.form.engine, logs))
    actions = stack.enter_context(running(subject.form.actions, logs)) if subject.form.actions else None
    return Started(subject, figures, talk, form, actions)


def _weigh(side: Started) -> None:
    side.figures.memory_mb["engine, after the talks"] = side.talk.memory_mb()
    if side.actions is not None:
        side.figures.memory_mb["action server"] = side.actions.memory_mb()


async def _talk(started: Sequence[Started], plan: Plan) -> None:
    async with AsyncExitStack() as stack:
        talks = [await stack.enter_async_context(Client(side.talk.url)) for side in started]
        forms = [await stack.enter_async_context(Client(side.form.url)) for side in started]
        sides = list(zip(started, talks, forms, strict=True))
        warm_up = [_up_to(talk.free_turns(side.subject.messages), WARM_UP_TURNS) for side, talk, _ in sides]
        await side_by_side(warm_up, plan.block)
        await side_by_side([form.form_turns(side.subject.form_talk) for side, _, form in sides], plan.block)

        for number in range(plan.conversations):
            _say(f"conversation {number + 1} of {plan.conversations}, {plan.turns} turns")
            turns = [_up_to(talk.free_turns(side.subject.messages), plan.turns) for side, talk, _ in sides]
            for (side, _, _), times in zip(sides, await side_by_side(turns, plan.block, number), strict=True):
                for at_turn, took in zip(side.figures.turn_ms, times, strict=True):
                    at_turn.append(took)

        for number in range(plan.forms):
            _say(f"form {number + 1} of {plan.forms}")
            answers = [form.form_turns(side.subject.form_talk) for side, _, form in sides]
            for (side, _, _), times in zip(sides, await side_by_side(answers, plan.block, number), strict=True):
                side.figures.form_turn_ms += times

        for number in range(plan.rounds):
            _say(f"{plan.talks_at_once} talks at once, round {number + 1} of {plan.rounds}")
            for side, talk, _ in sides:
                rate = await talk.turns_a_second(side.subject.messages, plan.talks_at_once, plan.turns_in_a_talk)
                side.figures.turns_a_second.append(rate)


async def side_by_side(streams: Sequence[AsyncIterator[T]], block: int, number: int = 0) -> list[list[T]]:
    """Take `block` turns from each stream in alternation until all have ended.

    The first block is shorter by `number`, and `number` says who begins: no turn is always the first after a change.
    """
    results: list[list[T]] = [[] for _ in streams]
    going = deque(range(len(streams)))
    going.rotate(number)
    first = block - number % block
    while going:
        index = going.popleft()
        turns = block if results[index] else first
        taken = [each async for each in _up_to(streams[index], turns)]
        results[index] += taken
        if len(taken) == turns:
            going.append(index)
    return results


async def _up_to(stream: AsyncIterator[T], turns: int) -> AsyncIterator[T]:
    for _ in range(turns):
        try:
            yield await anext(stream)
        except StopAsyncIteration:
            return


def _say(text: str) -> None:
    print(text, flush=True)
