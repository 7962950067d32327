"""Each question of the form is answered, left, and taken up again; what was answered or left is not asked again."""

from __future__ import annotations

import pytest

from bot.intake import load_labels
from tests.dialogue.finishing import to_the_end
from tests.dialogue.questions import Positions, facts, questions, table
from tests.dialogue.records import filed, mismatches

LEAVING = table("leaving")
LEFT = [
    pytest.param(slot, words, id=f"{slot}: {words}")
    for slot in questions()
    if slot not in LEAVING["must_be_answered"]
    for words in LEAVING["words"]
]
MUST = [
    pytest.param(slot, words, id=f"{slot}: {words}")
    for slot in LEAVING["must_be_answered"]
    for words in LEAVING["words"]
]
AGAIN = [question for question in questions().values() if question.other]
# With a reference of an earlier complaint the talk ends before a summary.
NAMED = [
    question for question in AGAIN if question.slot in load_labels().names and question.slot != "previous_reference"
]


@pytest.mark.parametrize("slot", questions())
async def test_a_good_answer_is_taken_and_not_asked_for_again(slot: str, positions: Positions, world: str) -> None:
    question, talk = questions()[slot], await positions.at(slot)
    before = facts(await talk.slots())

    said = await talk.say(question.answer)
    course = await to_the_end(talk, said)

    assert mismatches(question.known, said.slots, "slots") == [], said.text
    assert {name: value for name, value in before.items() if facts(said.slots).get(name) != value} == {}
    assert slot not in [each.asked for each in course]
    assert course[-1].slots["complaint_reference"] == filed(world, talk.sender)[0]["reference"]


@pytest.mark.parametrize(("slot", "words"), LEFT)
async def test_a_question_that_is_left_stays_open_and_is_not_asked_again(
    slot: str, words: str, positions: Positions, world: str
) -> None:
    talk = await positions.at(slot)
    before = facts(await talk.slots())

    said = await talk.say(words)
    course = await to_the_end(talk, said)

    if slot == "contact_method" and said.slots[slot] == "none":
        pass  # not to be reached is an answer
    elif slot == "referral_grounds":
        assert said.slots[slot] == []
        assert slot in said.slots["declined"]
    else:
        assert said.slots[slot] is None, said.text
        assert slot in said.slots["declined"]
    after = facts(said.slots)
    assert {name for name, value in before.items() if name != "declined" and after.get(name) != value} == set()
    asked = [each.asked for each in course]
    # Nothing is recorded of nothing: an account that was left is asked for once more at the very end.
    assert asked.count(slot) == (1 if slot == "what_happened" else 0), asked
    assert len(filed(world, talk.sender)) == 1


@pytest.mark.parametrize(("slot", "words"), MUST)
async def test_what_cannot_be_left_is_asked_again_and_loses_nothing(
    slot: str, words: str, positions: Positions, world: str
) -> None:
    talk = await positions.at(slot)
    before = facts(await talk.slots())

    said = await talk.say(words)

    assert said.asked is not None
    assert facts(said.slots) == before
    course = await to_the_end(talk, said)
    assert len(filed(world, talk.sender)) == 1
    assert course[-1].asked is None


@pytest.mark.parametrize("question", AGAIN, ids=lambda question: question.slot)
async def test_going_back_asks_once_more_and_takes_another_answer(question, positions: Positions, world: str) -> None:
    talk = await positions.at(question.slot)
    await talk.say(question.answer)

    back = await talk.say("go back")
    again = await talk.say(question.other["user"])

    assert back.asked == question.slot, back.text
    assert mismatches(question.known, back.slots, "slots") == []
    assert mismatches(question.other["known"], again.slots, "slots") == [], again.text
    assert again.asked != question.slot
    course = await to_the_end(talk, again)
    assert question.slot not in [each.asked for each in course]


@pytest.mark.parametrize("question", NAMED, ids=lambda question: question.slot)
async def test_the_summary_changes_one_fact_and_keeps_the_others(question, positions: Positions, world: str) -> None:
    talk = await positions.at(question.slot)
    summary = (await to_the_end(talk, await talk.say(question.answer), until="details_confirmed"))[-1]
    assert summary.asked == "details_confirmed", summary.text
    label = load_labels().names[question.slot]

    choice = await talk.say("No, change something")
    asked = await talk.say(label)
    changed = await talk.say(question.other["user"])
    course = await to_the_end(talk, changed)

    assert label in choice.buttons
    assert asked.asked == question.slot, asked.text
    assert mismatches(question.other["known"], changed.slots, "slots") == [], changed.text
    rows = filed(world, talk.sender)
    assert len(rows) == 1
    assert mismatches(question.other["known"], rows[0]["facts"], "facts") == []
    assert course[-1].slots["complaint_reference"] == rows[0]["reference"]


# What somebody puts right in passing, of facts that are told along the way to many questions.
PUT_RIGHT = {
    "incident_date": ("sorry, it was 13 November, not the 12th", "2026-11-13"),
    "incident_location": ("no wait, it was at Catford police station", "~Catford"),
    "complainant_name": ("no, my name is Grace Obi-Martin", "Grace Obi-Martin"),
    "email": ("actually my email is g.obi@example.net", "g.obi@example.net"),
}


# A question with a yes or a no, one that any words answer, the summary, and a talk that waits.
OF_EACH_KIND = ["complained_before", "evidence", "details_confirmed", "ready"]


@pytest.mark.parametrize("slot", OF_EACH_KIND)
async def test_what_is_known_is_put_right_in_passing_at_each_kind_of_question(
    slot: str, positions: Positions, world: str
) -> None:
    known = facts(await (await positions.at(slot)).slots())
    for fact in PUT_RIGHT.keys() & known.keys() - {slot}:
        words, value = PUT_RIGHT[fact]

        said = await (await positions.at(slot)).say(words)

        assert mismatches({fact: value}, said.slots, "slots") == [], f"{words}: {said.text}"
        lost = {name for name, told in known.items() if said.slots[name] != told} - {fact, "borough", "declined"}
        assert lost == set(), said.text
        assert said.asked == slot, said.text
