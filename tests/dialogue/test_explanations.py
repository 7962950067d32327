"""Every quick explanation, asked for in a person's own words: told whole, with what would make it a complaint (S1)."""

from __future__ import annotations

import pytest

from actions.resources import explanations, rulebook
from tests.dialogue.driver import Talk

ASKED = {
    "bail": "my bail date keeps being moved back, is there a limit to how long police bail can go on",
    "body_worn_video": "how can I get a copy of body camera video that shows me",
    "compensation": "do I get compensation if I complain about the police",
    "court_decision": "can I appeal against the sentence that the court gave me",
    "crime_closed": "I got a text saying my crime report about my stolen bike has been closed, what is the reason",
    "custody_phone_call": "is my brother allowed a phone call while he is in police custody",
    "custody_property": "they took my belt and watch off me in custody, how do I get my custody property back",
    "filming_police": "am I allowed to film police officers in the street",
    "fixed_penalty": "I want to contest a fixed penalty ticket for using my phone at the wheel",
    "forced_entry": "police forced my front door, who pays for the broken door",
    "lost_property": "I left my umbrella on the 38 bus, where can I ask for it",
    "no_further_action": "police told me no further action on my assault case, can that decision be reviewed",
    "noise": "who deals with noise from parties at night",
    "officer_identification": "do officers have to give me their name and shoulder number",
    "other_body": "who can help me with a dispute with my landlord",
    "other_force": "it was Essex Police who stopped me, is that for you",
    "penalty_notice_disorder": "I was given a penalty notice for disorder outside a pub, how do I fight it",
    "personal_information": "how do I make a subject access request for the data the Met holds on me",
    "property_return": "police seized my laptop in March, when can I have my property back",
    "record_deletion": "how do I apply to ACRO to have an old record removed",
    "response_time": "how long should it take for police to come when you ring",
    "section_60_search": "what is a section 60 search and how can they search people with no reason",
    "seized_vehicle": "my car was seized for no insurance, how do I get it out of the pound",
    "speeding_notice": "I got a speeding notice but it came after more than two weeks, is it valid",
    "stop_and_account": "a policeman asked me what I was doing and where I was going, did I have to answer him",
    "stop_search_record": "how do I get a copy of my stop and search record",
    "vehicle_stop": "can the police just pull over my car for no reason",
}


def test_every_topic_is_asked_for() -> None:
    assert ASKED.keys() == explanations().keys()


@pytest.mark.parametrize("topic", sorted(ASKED))
async def test_the_explanation_is_told_whole_and_leaves_the_door_open(topic: str, talk: Talk) -> None:
    explanation = explanations()[topic]

    said = await talk.say(ASKED[topic])

    told = [*explanation.summary, explanation.complaint_if]
    assert [text for text in said.texts if text in told] == told, said.text
    if rulebook().topics[topic].signpost:
        assert (said.slots["route"], said.asked) == ("signpost", None)
    else:
        assert (said.slots["route"], said.asked) == ("need", "explanation_helpful")
