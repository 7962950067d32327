"""The form's validation, and the questions that need more than fixed words."""

from __future__ import annotations

import pytest

from actions import resources
from actions.asking import ActionAskDetailsConfirmed, ActionAskExplanationHelpful
from actions.complaint_form import ValidateComplaintForm
from actions.talking import ActionDefaultFallback, ActionExplain, ActionExplainQuestion, ActionSayAgain
from bot import clock
from bot.intake import load_labels

pytestmark = pytest.mark.usefixtures("world")
ACCOUNT = "On Friday PC Dunn at Acton police station swore at me and called me an idiot"


async def test_an_account_sets_what_it_settles_and_the_next_question(run):
    result = await run(ValidateComplaintForm(), text=ACCOUNT, intent="describe_incident")

    assert result.slots["what_happened"] == ACCOUNT
    assert result.slots["incident_date"] == "2026-11-20"
    assert result.slots["requested_slot"] == "referral_grounds"
    assert result.slots["route"] == "need"


async def test_an_interruption_sets_nothing_so_that_a_rule_answers_it(run):
    slots = {"requested_slot": "complained_before", "what_happened": ACCOUNT}

    result = await run(ValidateComplaintForm(), slots, "how long does it take?", "faq")

    assert result.slots == {"requested_slot": "complained_before"}
    assert result.messages == []


async def test_the_summary_shows_every_fact_and_asks(run):
    slots = {"what_happened": ACCOUNT, "complainant_name": "Jo", "declined": ["phone"]}

    result = await run(ActionAskDetailsConfirmed(), slots)

    lines = result.messages[0]["lines"]
    assert (f"What happened: {ACCOUNT}" in lines, "Your name: Jo" in lines, "Phone: Not given" in lines) == (True,) * 3
    assert result.responses == ["utter_summary", "utter_ask_details_confirmed"]


async def test_what_can_be_changed_is_offered_by_its_label(run):
    result = await run(ActionAskDetailsConfirmed(), {"complainant_name": "Jo", "wording": "what_to_change"})

    assert {"title": "Your name", "payload": "Your name"} in result.messages[0]["buttons"]
    assert result.responses == ["utter_ask_details_confirmed"]


@pytest.mark.parametrize("wording", ["again", "stuck", "not_saved", "confirm_unclear", "back"])
async def test_the_long_summary_is_not_read_out_twice(run, wording):
    result = await run(ActionAskDetailsConfirmed(), {"complainant_name": "Jo", "wording": wording})

    assert result.responses == ["utter_ask_details_confirmed"]


async def test_an_explanation_is_given_before_it_is_asked_whether_it_helps(run):
    result = await run(ActionAskExplanationHelpful(), {"explain_topic": "stop_search_record"})

    assert any("3 months" in text for text in result.texts)
    assert result.texts[-1].startswith("Tell me if")
    assert result.responses == ["utter_ask_explanation_helpful"]


async def test_who_asks_for_more_hears_the_rule_then_and_now_and_is_asked_again(run):
    asked = {"requested_slot": "explanation_helpful", "explain_topic": "bail", "what_happened": "how long is bail"}

    heard = await run(ValidateComplaintForm(), asked, "Tell me more", "explain")
    assert heard.slots["fault"] == "explanation_more"
    assert heard.slots["requested_slot"] == "explanation_helpful"

    said = await run(ActionAskExplanationHelpful(), asked | heard.slots)
    assert ["3 April 2017" in said.texts[0], "28 October 2022" in said.texts[1], len(said.texts)] == [True, True, 2]
    assert said.responses == ["utter_ask_explanation_helpful"]


@pytest.mark.parametrize("topic", sorted(resources.explanations()))
async def test_every_explanation_ends_with_what_would_make_it_a_complaint(run, topic):
    spoken = {"explain": {"ranking": [{"intent_response_key": f"explain/{topic}"}]}}

    result = await run(ActionExplain(), text="how does that work?", intent="explain", response_selector=spoken)

    assert 3 <= len(result.texts) <= 5
    assert result.texts[-1].startswith("Tell me if")
    assert "complaint" in result.texts[-1]


async def test_a_question_about_powers_is_explained(run):
    topic = {"explain": {"ranking": [{"intent_response_key": "explain/vehicle_stop"}]}}

    result = await run(ActionExplain(), text="can they search my car?", intent="explain", response_selector=topic)

    assert result.texts


async def test_a_text_whose_review_is_overdue_is_still_said(run, monkeypatch):
    monkeypatch.setenv("CANDOUR_CLOCK", "2040-01-01")
    assert resources.explanations()["vehicle_stop"].is_due_for_review(clock.today())
    topic = {"explain": {"ranking": [{"intent_response_key": "explain/vehicle_stop"}]}}

    result = await run(ActionExplain(), text="can they search my car?", intent="explain", response_selector=topic)

    assert result.texts


@pytest.mark.parametrize(("asked", "response"), [("evidence", "utter_not_understood"), (None, "utter_ask_rephrase")])
async def test_a_question_without_a_topic_is_not_guessed_at(run, asked, response):
    result = await run(ActionExplain(), {"requested_slot": asked}, "huh?", "explain")

    assert result.responses == [response]


@pytest.mark.parametrize(("asked", "response"), [("evidence", "utter_why_evidence"), (None, "utter_why_nothing_asked")])
async def test_the_reason_belongs_to_the_open_question(run, asked, response):
    assert (await run(ActionExplainQuestion(), {"requested_slot": asked})).responses == [response]


async def test_the_last_words_are_said_again(run):
    said = [{"event": "bot", "text": "Goodbye."}]

    assert (await run(ActionSayAgain(), said_before=said)).texts == ["Goodbye."]
    assert (await run(ActionSayAgain(), {"requested_slot": "email"}, said_before=said)).messages == []
    assert (await run(ActionSayAgain())).responses == ["utter_nothing_to_repeat"]


async def test_the_last_resort_gives_a_way_on(run):
    assert (await run(ActionDefaultFallback())).responses == ["utter_default"]


async def test_the_summary_is_also_a_list_with_what_changes_each_line(run):
    result = await run(ActionAskDetailsConfirmed(), {"what_happened": ACCOUNT, "complainant_name": "Jo"})

    rows = result.messages[0]["custom"]["summary"]
    assert {"slot", "label", "value", "change"} == set(rows[0])
    text = result.messages[0]["lines"]
    assert text == "\n".join(f"{row['label']}: {row['value']}" for row in rows)
    assert load_labels().named_in(rows[1]["label"]) == rows[1]["slot"]
    assert rows[1]["change"] == f"Change: {rows[1]['label']}"
