"""The end of a talk: filed once, said plainly, and nothing lost when it cannot be saved."""

from __future__ import annotations

import pytest

from actions import resources
from actions.complaint_form import ValidateComplaintForm
from actions.concluding import ActionBeginAnother, ActionConclude
from bot import database

WHOLE = {
    "what_happened": "On Friday PC Dunn at Acton police station swore at me",
    "referral_grounds": [],
    "incident_date": "2026-11-20",
    "incident_location": "Acton police station",
    "borough": "Ealing",
    "officers": "PC Dunn",
    "complained_before": False,
    "desired_outcome": "an apology",
    "evidence": "no",
    "support_needs": "no",
    "complainant_name": "Jo",
    "contact_method": "email",
    "email": "jo@example.org",
    "details_confirmed": True,
}


@pytest.mark.parametrize(
    ("facts", "responses"),
    [
        ({}, ["utter_next_steps_local_resolution", "utter_next_steps_contact_local_resolution"]),
        ({"allegations": ["C"]}, ["utter_next_steps_dps_investigation", "utter_next_steps_contact_dps_investigation"]),
        (
            {"grounds_established": ["serious_assault"]},
            ["utter_next_steps_referral", "utter_next_steps_contact_referral"],
        ),
        ({"contact_method": "none"}, ["utter_next_steps_local_resolution", "utter_next_steps_anonymous"]),
    ],
)
@pytest.mark.usefixtures("casework_is_up")
async def test_a_record_says_its_reference_and_its_own_next_steps(run, facts, responses):
    result = await run(ActionConclude(), WHOLE | facts)

    assert result.responses == ["utter_recorded", *responses]
    assert result.messages[0]["reference"] == result.slots["complaint_reference"]
    assert result.slots["concluded"] is True


@pytest.mark.usefixtures("casework_is_up")
async def test_concluding_twice_files_once(run):
    first, second = await run(ActionConclude(), WHOLE), await run(ActionConclude(), WHOLE)

    assert first.slots["complaint_reference"] == second.slots["complaint_reference"]


async def test_a_database_that_is_down_is_said_plainly_keeps_everything_and_files_on_yes(run, world):
    failed = await run(ActionConclude(), WHOLE)

    assert failed.responses == []
    assert failed.followup == "complaint_form"
    assert failed.slots == {"details_confirmed": None, "fault": "not_saved"}

    kept = WHOLE | failed.slots
    asked = await run(ValidateComplaintForm(), kept, "yes", "affirm")
    assert asked.slots["requested_slot"] == "details_confirmed"
    heard = await run(ValidateComplaintForm(), kept | asked.slots, "Yes, try again", "affirm")
    assert heard.slots["requested_slot"] is None

    database.migrate(world)
    resources.casework.cache_clear()
    filed = await run(ActionConclude(), kept | heard.slots)
    assert filed.responses[0] == "utter_recorded"


@pytest.mark.parametrize(
    ("facts", "response"),
    [
        ({"signpost_to": "report_crime"}, "utter_signpost_report_crime"),
        ({"signpost_to": "praise"}, "utter_signpost_praise"),
        ({"signpost_to": "emergency"}, "utter_emergency"),
    ],
)
@pytest.mark.usefixtures("world")
async def test_a_matter_for_others_is_pointed_on_and_forgotten(run, facts, response):
    result = await run(ActionConclude(), {"what_happened": "x"} | facts)

    assert result.responses == [response]
    assert (result.slots["route"], result.slots["what_happened"]) == ("signpost", None)


@pytest.mark.usefixtures("world")
async def test_another_force_is_named_and_the_door_stays_open(run):
    result = await run(ActionConclude(), {"what_happened": "x", "about_met": False, "signpost_to": "other_force"})

    assert any("British Transport Police" in text for text in result.texts)
    assert "if I have this wrong and it was the Met" in result.texts[-1]


@pytest.mark.usefixtures("world")
async def test_what_was_said_about_danger_is_not_said_twice(run):
    said = [{"event": "bot", "metadata": {"utter_action": "utter_emergency"}}]

    result = await run(ActionConclude(), {"what_happened": "x", "signpost_to": "emergency"}, said_before=said)

    assert result.responses == []


@pytest.mark.parametrize(
    ("stopping", "responses", "followup"),
    [
        ("cancel", ["utter_cancelled"], None),
        ("start_over", ["utter_started_over"], "complaint_form"),
    ],
)
@pytest.mark.usefixtures("world")
async def test_stopping_forgets_the_facts(run, stopping, responses, followup):
    result = await run(ActionConclude(), WHOLE | {"stopping": stopping})

    assert (result.responses, result.followup) == (responses, followup)
    assert result.slots["what_happened"] is None
    assert result.slots["complaint_number"] == 1


class TestAfterTheEnd:
    DONE = WHOLE | {"concluded": True, "complaint_reference": "MPC-7K4D-9XTR-K", "route": "record"}

    async def test_complaining_again_changes_nothing(self, run):
        result = await run(ActionBeginAnother(), self.DONE, "complaint", "make_complaint")

        assert (result.responses, result.slots, result.followup) == (["utter_already_recorded"], {}, None)

    async def test_another_one_starts_with_nothing_and_its_own_number(self, run):
        result = await run(ActionBeginAnother(), self.DONE, "Start over", "start_over")

        assert result.slots["complaint_number"] == 2
        assert result.slots["complaint_reference"] is None
        assert result.slots["complainant_name"] is None
        assert result.followup == "complaint_form"

    async def test_what_an_explanation_had_settled_is_taken_up_with_all_that_was_said(self, run):
        result = await run(
            ActionBeginAnother(), self.DONE | {"route": "explain"}, "I do want to complain", "make_complaint"
        )

        assert "what_happened" not in result.slots
        assert (result.slots["explanation_helpful"], result.slots["concluded"]) == (False, False)
        assert result.slots["complaint_number"] == 2
        assert result.followup == "complaint_form"
