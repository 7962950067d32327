"""Random talks of up to 60 turns: no dead end, lost fact, question asked twice, second complaint for one, or silence.

`CANDOUR_WALKS` is how many talks are walked (default: a few, the same ones each time); a number above that takes new
ones each time, or with a number in `CANDOUR_WALKS_SEED` those of an earlier run with the same number.
"""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, get_state_machine_test, initialize, precondition, rule
from rasa.core.agent import Agent

from bot.intake import load_labels
from tests.dialogue.driver import Said, Talk
from tests.dialogue.finishing import to_the_end
from tests.dialogue.person import Meant, Person
from tests.dialogue.questions import table
from tests.dialogue.records import filed

FEW = 12
TURNS = 60
WALKS = int(os.environ.get("CANDOUR_WALKS", FEW))
SEED = os.environ.get("CANDOUR_WALKS_SEED")
SAYINGS = table("walks")
LABELS = {label: slot for slot, label in load_labels().names.items()}
START_AGAIN = "Start over"
A_CALL = "I'd like someone to call me"


def one_of(name: str) -> st.SearchStrategy:
    return st.sampled_from(SAYINGS[name])


def has_question(walk: Walk) -> bool:
    return walk.asked is not None


def answerable(walk: Walk) -> bool:
    return walk.asked in SAYINGS["answers"]


def nothing_open(walk: Walk) -> bool:
    return walk.asked is None


class Walk(RuleBasedStateMachine):
    """One talk, one person, and a check after every message."""

    agent: ClassVar[Agent]
    database: ClassVar[str]
    runner: ClassVar[asyncio.Runner]
    turns: ClassVar[int] = 0
    talks: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(self.agent)
        self.person = Person()
        self.course: list[tuple[str, Said]] = []
        self.slots: dict[str, object] = {}
        Walk.talks += 1

    @property
    def asked(self) -> str | None:
        return self.slots.get("requested_slot")

    def say(self, text: str, meant: Meant = Meant()) -> None:  # noqa: B008 - it is never changed
        Walk.turns += 1
        said = self.runner.run(self.talk.say(text))
        self.course.append((text, said))
        before = self.slots or dict.fromkeys(said.slots)
        faults = self.person.faults(text, before, said, meant, filed(self.database, self.talk.sender))
        self.slots = said.slots
        assert faults == [], f"{faults}\n{self.told()}"

    def told(self) -> str:
        """The whole talk, to be read."""
        return "\n".join(f"> {text}\n  {said.text}\n  [{said.asked}]" for text, said in self.course)

    @initialize(text=one_of("openings"))
    def opens(self, text: str) -> None:
        self.say(text, Meant(tells=len(text.split()) > 12))

    @precondition(nothing_open)
    @rule(text=one_of("openings"))
    def opens_again(self, text: str) -> None:
        self.say(text, Meant(reopens=True))

    @precondition(answerable)
    @rule(data=st.data())
    def answers(self, data: st.DataObject) -> None:
        slot = str(self.asked)
        text = data.draw(st.sampled_from(SAYINGS["answers"][slot]))
        self.say(text, Meant(answers=True, tells=slot == "what_happened"))

    answers_too = answers
    answers_on = answers

    @precondition(has_question)
    @rule(text=one_of("leaving"))
    def leaves_it(self, text: str) -> None:
        self.say(text, Meant(leaves=True, reopens=self.asked == "confirm_stop"))

    @rule(text=one_of("asides"))
    def asks_aside(self, text: str) -> None:
        self.say(text, Meant(reopens=self.asked in (None, "confirm_stop")))

    @precondition(has_question)
    @rule(change=one_of("corrections"))
    def corrects(self, change: dict[str, str]) -> None:
        self.say(change["user"], Meant(changes=frozenset([change["slot"]])))

    @precondition(has_question)
    @rule()
    def goes_back(self) -> None:
        self.say("go back", Meant(reopens=True))

    @precondition(lambda walk: walk.asked == "details_confirmed")
    @rule(label=st.sampled_from(sorted(LABELS)))
    def changes_a_line(self, label: str) -> None:
        self.say(label, Meant(reopens=True))

    @rule(text=one_of("nonsense"))
    def makes_no_sense(self, text: str) -> None:
        self.say(text, Meant(reopens=self.asked in (None, "confirm_stop")))

    @precondition(has_question)
    @rule(text=one_of("tales"))
    def goes_on_telling(self, text: str) -> None:
        self.say(text, Meant(tells=True, reopens=self.asked == "confirm_stop"))

    @precondition(has_question)
    @rule(text=one_of("grave"))
    def tells_of_grave_harm(self, text: str) -> None:
        self.say(text, Meant(tells=True, grave=True, reopens=self.asked == "confirm_stop"))

    @rule(text=one_of("danger"))
    def is_in_danger(self, text: str) -> None:
        self.say(text, Meant(reopens=self.asked in (None, "confirm_stop")))
        assert "999" in self.course[-1][1].text, self.told()

    @rule(text=one_of("distress"))
    def is_in_distress(self, text: str) -> None:
        self.say(text, Meant(reopens=self.asked in (None, "confirm_stop")))
        assert "116 123" in self.course[-1][1].text, self.told()

    @precondition(has_question)
    @rule(text=st.sampled_from(["yes", "no", "No, carry on", "Yes, stop"]))
    def says_yes_or_no(self, text: str) -> None:
        stops = self.asked == "confirm_stop" and text.lower().startswith("yes")
        self.say(text, Meant(stops=stops, reopens=self.asked == "confirm_stop"))

    @precondition(lambda walk: walk.course and walk.course[-1][1].buttons)
    @rule(data=st.data())
    def presses_a_button(self, data: st.DataObject) -> None:
        text = data.draw(st.sampled_from(self.course[-1][1].buttons))
        meant = Meant(
            changes=frozenset(["contact_method"] if text == A_CALL else []),
            stops=self.asked == "confirm_stop" and text.startswith("Yes"),
            restarts=text == START_AGAIN,
            reopens=text in LABELS or self.asked in (None, "confirm_stop"),
        )
        self.say(text, meant)

    @precondition(has_question)
    @rule(text=st.sampled_from(["cancel", "stop", START_AGAIN]))
    def wants_to_stop(self, text: str) -> None:
        self.say(text, Meant(reopens=True, stops=self.asked == "confirm_stop"))

    @precondition(lambda walk: walk.slots.get("concluded"))
    @rule()
    def starts_another(self) -> None:
        self.say(START_AGAIN, Meant(restarts=True))

    def teardown(self) -> None:
        """From wherever the walk has come, somebody who wants to be done gets there."""
        if self.course:
            self.runner.run(self._finish())

    async def _finish(self) -> None:
        talk, said = self.talk.branch(), self.course[-1][1]
        if said.asked is None:
            said = await talk.say(START_AGAIN if said.slots["concluded"] else "I want to make a complaint")
            assert said.asked is not None, f"no way on: {said.text}\n{self.told()}"
        end = (await to_the_end(talk, said))[-1]
        assert end.slots["concluded"] or end.slots["route"] == "signpost", f"{end}\n{self.told()}"


@pytest.mark.timeout(24 * 3600)
def test_random_talks(agent: Agent, world: str) -> None:
    Walk.agent, Walk.database = agent, world
    with asyncio.Runner() as Walk.runner:
        walks = get_state_machine_test(
            Walk,
            settings=settings(
                max_examples=WALKS,
                stateful_step_count=TURNS,
                derandomize=SEED is None and WALKS == FEW,
                database=None,
                deadline=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        (walks if SEED is None else seed(int(SEED))(walks))()
    assert Walk.talks >= WALKS
