"""S13: over 12 months ago and no clear explanation: the reason is asked for first, and only a person ends it."""

from __future__ import annotations

import pytest

from bot.casework.states import State
from tests.clauses.story import HURT, STAFF, Story

LATE = "On 3 March 2024 an officer in Barking police station was rude to me, he told me to shut up and walked off"


async def test_without_a_reason_it_waits_for_a_person_who_confirms_or_takes_it_up(story: Story) -> None:
    confirmed = await story.tell(LATE, delay_reason="no special reason")
    assert "delay_reason" in story.asked
    assert "why did you" not in story.told.lower()
    assert "A person will look at it" in story.told
    complaint = story.complaint(confirmed)
    assert (complaint.state, complaint.decision.reason) == (State.AWAITING_CONFIRMATION, "out_of_time")
    assert complaint.decision.provisional
    assert "confirmation" in story.due(confirmed)

    taken_up = await story.tell(LATE, delay_reason="I never got round to it")
    assert story.casework.assessment.confirm_not_progressed(confirmed, STAFF) is State.NOT_PROGRESSED
    assert story.mails(confirmed)[-1] == "not_progressed"
    assert story.casework.assessment.overturn(taken_up, STAFF) is State.RECORDED
    assert story.complaint(taken_up).facts["what_happened"] == LATE
    assert story.mails(taken_up)[-1] == "recorded_after_all"


@pytest.mark.parametrize("reason", ["I was in hospital until this summer", "I was afraid of them and moved away"])
async def test_a_reason_is_heard_and_left_to_the_assessor(story: Story, reason: str) -> None:
    reference = await story.tell(LATE, delay_reason=reason)
    complaint = story.complaint(reference)
    assert complaint.state is State.RECORDED
    assert "delay_reason_to_assess" in complaint.decision.flags


async def test_a_ground_for_referral_beats_age(story: Story) -> None:
    reference = await story.tell(HURT.replace("On 12 November", "On 12 November 2023"))
    assert story.complaint(reference).state is State.RECORDED
    assert "referral" in story.due(reference)
