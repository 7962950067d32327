"""S4: what needs a closer look is recorded with a reference; the person is told the next steps and is contacted."""

from __future__ import annotations

from bot.casework.contacts import Made
from bot.casework.states import State
from bot.casework.work_models import Channel, Side
from tests.clauses.story import NO_CONNECTION, ROUGH, STAFF, Story


async def test_a_reference_the_next_steps_an_acknowledgement_and_a_contact_that_is_due(story: Story) -> None:
    reference = await story.tell(ROUGH)

    assert reference in story.told
    assert "Directorate of Professional Standards (DPS)" in story.told
    assert "will contact you" in story.told
    complaint = story.complaint(reference)
    assert (complaint.state, complaint.facts["what_happened"]) == (State.RECORDED, ROUGH)
    assert story.mails(reference) == ["acknowledgement"]
    # Ten working days after Sunday, 22 November 2026.
    assert str(story.due(reference)["first_contact"].deadline.due_on) == "2026-12-04"

    story.at("2026-12-05T09:00:00")
    assert story.due(reference)["first_contact"].overdue
    story.assess(reference, "C", handling="dps_investigation")
    story.casework.allocation.allocate(reference, "7003", NO_CONNECTION, STAFF)
    made = Made(Side.COMPLAINANT, Channel.PHONE, "Said who I am and explained the next steps.")
    assert story.casework.contacts.first(reference, made, STAFF) is State.IN_CONTACT
    assert "first_contact" not in story.due(reference)
    assert story.mails(reference) == ["acknowledgement", "handler_named"]


async def test_nobody_is_turned_away_for_giving_no_name(story: Story) -> None:
    reference = await story.tell(ROUGH, complainant_name="I would rather not say", contact_method="no contact")

    assert story.complaint(reference).persons[0].name is None
    assert story.mails(reference) == []
    assert {"complainant_name"} <= set(story.casework.contacts.missing(reference))
