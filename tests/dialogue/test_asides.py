"""Whatever is said in between is answered, changes no fact, and the open question comes back: at every question."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialogue.questions import Positions, facts, questions, table
from tests.dialogue.records import mismatches

CASES = [
    pytest.param(slot, aside, id=f"{slot}: {aside['aside']}")
    for slot in questions()
    for aside in table("asides")
    if slot not in aside.get("except", [])
]


@pytest.mark.parametrize(("slot", "aside"), CASES)
async def test_an_aside_is_answered_and_the_question_comes_back(
    slot: str, aside: dict[str, Any], positions: Positions, world: str
) -> None:
    question = questions()[slot]
    talk = await positions.at(slot)
    before = await talk.slots()

    said = await talk.say(aside["user"])

    waits = aside.get("waits", False)
    assert said.asked == ("ready" if waits else slot), said.text
    assert facts(said.slots) == facts(before)
    answer = aside["answer"].format(slot=slot) if "answer" in aside else None
    assert answer is None or answer in said.responses, said.responses
    assert said.responses[-1] == f"utter_ask_{said.asked}", said.responses
    assert [words for words in aside.get("says", []) if words not in said.text] == [], said.text

    if waits:
        again = await talk.say("carry on")
        assert (again.asked, facts(again.slots)) == (slot, facts(before)), again.text

    answered = await talk.say(question.answer)

    assert mismatches(question.known, answered.slots, "slots") == [], answered.text
