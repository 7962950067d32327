"""Ways through a whole talk: all told at once, yes or no to everything, and carried on another day on another phone."""

from __future__ import annotations

import pytest

from actions import resources
from bot.policy.vocabulary import QUESTION_ORDER
from tests.dialogue.driver import Said, Talk
from tests.dialogue.questions import table
from tests.dialogue.records import filed

MOST_TURNS_OF_A_FULL_ACCOUNT = 9
MOST_TURNS = 40
FULL = table("full_accounts")
ANSWERS = {
    "about_met": "yes",
    "referral_grounds": "none of these",
    "injury": "no",
    "incident_location": "at the market in Dalston",
    "officers": "what I told you is all I know",
    "complained_before": "no",
    "complainant_role": "It happened to me",
    "consent_given": "yes",
    "contact_method": "as I said",
    "details_confirmed": "yes",
}
TO_THE_END = {"details_confirmed": "yes", "contact_method": "no contact"}


@pytest.mark.parametrize("kind", FULL)
async def test_a_full_account_is_recorded_in_a_few_turns(kind: str, talk: Talk, world: str) -> None:
    said, turns, asked = await talk.say(FULL[kind]), 1, []
    while said.asked:
        asked.append(said.asked)
        said, turns = await talk.say(ANSWERS.get(said.asked, "no")), turns + 1

    assert turns <= MOST_TURNS_OF_A_FULL_ACCOUNT, asked
    assert sorted(set(asked)) == sorted(asked), "nothing is asked twice"
    (row,) = filed(world)
    assert (row["route"], row["facts"]["what_happened"]) == ("record", FULL[kind])


@pytest.mark.parametrize("reply", ["yes", "no"])
async def test_one_reply_to_everything_leads_to_an_end(reply: str, talk: Talk, world: str) -> None:
    said = await talk.say("PC Hale at Lewisham police station was rude to me, he told me to shut up and walked off")
    course = [said]
    while said.asked not in (None, "details_confirmed"):
        said = await talk.say(reply)
        course.append(said)
        assert said.texts
        assert len(course) < MOST_TURNS, [each.asked for each in course]

    assert (await talk.say("yes")).slots["complaint_reference"] or said.slots["complaint_reference"]
    assert len(filed(world)) == 1


@pytest.mark.parametrize("reply", ["yes", "no"])
async def test_a_reply_where_an_account_is_asked_for_is_never_the_account(reply: str, talk: Talk, world: str) -> None:
    await talk.say("I want to make a complaint")
    course: list[Said] = [await talk.say(reply) for _ in range(4)]

    assert {said.asked for said in course} == {"what_happened"}
    assert {said.slots["what_happened"] for said in course} == {None}
    assert "call" in course[-1].text  # a person is offered
    assert len({said.text for said in course}) > 1  # in other words


async def test_a_talk_is_carried_on_another_day_on_another_phone(
    talk: Talk, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say(
        "PC Hale at Lewisham police station was rude to me on 12 November, he told me to shut up and walked off"
    )
    await talk.say("None of these")
    paused = await talk.say("I need to stop for now and come back tomorrow")
    assert (paused.asked, paused.forms) == ("ready", ["talk"])
    code = resources.access().give_talk_code(talk.sender)

    monkeypatch.setenv("CANDOUR_CLOCK", "2026-11-25T19:30:00")
    assert resources.access().talk_of("2222-2222-2222-2222-2222") is None
    carried_on = Talk(talk.agent, str(resources.access().talk_of(code)))
    said = await carried_on.say("hello, I am back")
    assert said.asked == "complained_before"
    assert code not in paused.text + said.text

    said, asked = await carried_on.say("no"), []
    while said.asked:
        asked.append(said.asked)
        said = await carried_on.say(
            {"details_confirmed": "yes", "contact_method": "no contact"}.get(said.asked, "skip")
        )
    (row,) = filed(world)
    assert "told me to shut up" in row["facts"]["what_happened"]
    assert not {"what_happened", "referral_grounds", "complained_before"} & set(asked)
    assert set(asked) <= set(QUESTION_ORDER)
