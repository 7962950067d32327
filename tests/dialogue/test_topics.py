"""All quick explanations and all answers about the process: as the first thing somebody asks, and in the middle."""

from __future__ import annotations

import pytest
import yaml

from actions.resources import explanations, rulebook
from bot.settings import ROOT
from tests.dialogue.driver import Talk
from tests.dialogue.finishing import to_the_end
from tests.dialogue.questions import Positions, facts, questions, table
from tests.dialogue.records import filed

TOPICS = table("topics")
EXPLANATIONS = sorted(TOPICS["explanations"])
ELSEWHERE = [topic for topic in EXPLANATIONS if rulebook().topics[topic].signpost]
OURS = [topic for topic in EXPLANATIONS if topic not in ELSEWHERE]
FAQ = sorted(TOPICS["faq"])
# A closed question, free words, and a name: an answer is read differently in each.
MIDDLE = ["complained_before", "evidence", "complainant_name"]


def test_the_table_asks_for_every_topic_in_words_that_are_not_learnt() -> None:
    examples = (ROOT / "data" / "nlu").glob("*.yml")
    learnt = {
        line.strip().removeprefix("- ").casefold().rstrip(".?! ")
        for file in examples
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    }
    asked = [words for ways in TOPICS["explanations"].values() for words in ways.values()] + [*TOPICS["faq"].values()]

    assert set(EXPLANATIONS) == set(explanations()) == set(rulebook().topics)
    assert len(EXPLANATIONS) == 27
    assert len(FAQ) == 22
    assert [words for words in asked if words.casefold().rstrip("?") in learnt] == []


@pytest.mark.parametrize("topic", OURS)
async def test_an_explanation_that_settles_it_is_kept_as_explained(topic: str, talk: Talk, world: str) -> None:
    said = await talk.say(TOPICS["explanations"][topic]["opening"])

    assert [part for part in explanations()[topic].summary if part not in said.texts] == []
    assert said.asked == "explanation_helpful"
    assert said.slots["explain_topic"] == topic
    assert filed(world) == []

    settled = await talk.say("yes that settles it, thank you")

    assert settled.asked is None
    assert settled.slots["route"] == "explain"
    assert [(row["route"], row["state"]) for row in filed(world)] == [("explain", "explained")]


@pytest.mark.parametrize("topic", OURS)
async def test_an_explanation_that_does_not_settle_it_leads_to_a_complaint(topic: str, talk: Talk, world: str) -> None:
    await talk.say(TOPICS["explanations"][topic]["opening"])
    unsettled = await talk.say("no, I still want to complain")
    course = await to_the_end(talk, unsettled)

    asked = [said.asked for said in course]
    assert "explanation_helpful" not in asked
    assert asked.count("callback_wanted") <= int(rulebook().topics[topic].callback)
    (row,) = filed(world)
    assert row["route"] == "record"
    assert TOPICS["explanations"][topic]["opening"] in row["facts"]["what_happened"]


@pytest.mark.parametrize("topic", ELSEWHERE)
async def test_what_another_body_deals_with_is_pointed_on(topic: str, talk: Talk, world: str) -> None:
    said = await talk.say(TOPICS["explanations"][topic]["opening"])

    assert [part for part in explanations()[topic].summary if part not in said.texts] == []
    assert said.asked is None
    assert said.slots["route"] == "signpost"
    assert filed(world) == []

    back = await talk.say("PC Hale in Lewisham shouted at me on 12 November and called me an idiot")

    assert back.slots["route"] == "need"
    assert back.slots["what_happened"].startswith("PC Hale")


@pytest.mark.parametrize("slot", MIDDLE)
@pytest.mark.parametrize("topic", EXPLANATIONS)
async def test_an_explanation_in_the_middle_comes_back_to_the_question(
    topic: str, slot: str, positions: Positions, world: str
) -> None:
    talk = await positions.at(slot)
    before = facts(await talk.slots())

    said = await talk.say(TOPICS["explanations"][topic]["inside"])

    assert [part for part in explanations()[topic].summary if part not in said.texts] == []
    assert said.asked == slot
    assert said.responses[-1] == f"utter_ask_{slot}"
    assert facts(said.slots) == before
    assert (await talk.say(questions()[slot].answer)).asked != slot


@pytest.mark.parametrize("slot", [None, *MIDDLE])
@pytest.mark.parametrize("topic", FAQ)
async def test_a_question_about_the_process_is_answered_and_the_talk_goes_on(
    topic: str, slot: str | None, agent, positions: Positions, world: str
) -> None:
    talk = await positions.at(slot) if slot else Talk(agent)
    before = facts(await talk.slots()) if slot else {}

    said = await talk.say(TOPICS["faq"][topic])

    assert said.responses[0] == f"utter_faq/{topic}"
    assert said.asked == slot
    assert facts(said.slots) == before
    assert filed(world) == []
