"""S10: some complaints must go to the IPCC: they are found, never missed, due at once, sent whole, and told of."""

from __future__ import annotations

import pytest

from bot.casework.states import Referral, State
from tests.clauses.story import HURT, RUDE, STAFF, Story

STORIES = {
    "death_or_serious_injury": "My brother died in a cell at Walworth police station on 12 November, nobody looked in",
    "serious_assault": HURT,
    "serious_sexual_offence": "On 12 November an officer who searched me in Camden put his hand down my trousers",
    "serious_corruption": "On 12 November PC Hale in Brixton took £500 from me so that he would drop the charge",
}


@pytest.mark.parametrize("ground", STORIES)
async def test_each_ground_is_found_in_the_persons_own_words_and_their_no_does_not_undo_it(
    story: Story, ground: str
) -> None:
    reference = await story.tell(STORIES[ground], referral_grounds="None of these")

    assert "Independent Police Complaints Commission" in story.told
    complaint = story.complaint(reference)
    assert complaint.state is State.RECORDED
    assert complaint.referral.status is Referral.DUE
    assert ground in complaint.referral.grounds
    assert complaint.handling == "dps_investigation"


async def test_it_is_due_by_the_next_working_day_sent_as_a_package_and_comes_back(story: Story) -> None:
    story.at("2026-12-24T16:00:00")  # Christmas, the weekend and the day in lieu follow
    reference = await story.tell(HURT, evidence="CCTV of the shop, and my sister saw it", contact_method="by email")
    referral = story.due(reference)["referral"]
    assert str(referral.deadline.due_on) == "2026-12-29"
    assert [due.reference for due in story.casework.referrals.due()] == [reference]

    package = story.casework.referrals.package(reference)
    assert package["account"] == HURT
    assert {each["ground"] for each in package["grounds"]} == set(story.complaint(reference).referral.grounds)
    assert all(each["words"] for each in package["grounds"])
    assert "CCTV" in " ".join(package["evidence"])
    story.casework.referrals.send(reference, STAFF)
    assert story.casework.referrals.sent_packages(reference)[0]["account"] == HURT
    story.casework.referrals.returned(reference, "local", STAFF)

    assert story.steps(reference, "referral") == ["due", "sent", "returned", "local"]
    assert story.mails(reference) == ["acknowledgement", "referred", "referral_returned"]
    assert "referral" not in story.due(reference)


async def test_it_goes_on_when_the_person_withdraws_and_they_are_told_so(story: Story) -> None:
    reference = await story.tell(HURT)

    owner = await story.open(reference)
    assert "also goes to the Independent Police Complaints Commission" in owner.said.text
    answer = await owner.say("Take my complaint back", "yes because I am too tired for it")
    assert "may still look at it" in answer

    assert story.complaint(reference).state is State.WITHDRAWN
    assert story.mails(reference)[-1] == "withdrawn_but_referred"
    assert "referral" in story.due(reference)
    assert story.casework.referrals.send(reference, STAFF) is Referral.SENT


async def test_what_is_no_ground_is_asked_about_and_not_referred(story: Story) -> None:
    reference = await story.tell(RUDE)

    assert "referral_grounds" in story.asked
    assert story.complaint(reference).referral.status is Referral.NOT_REQUIRED
    assert "referral" not in story.due(reference)
