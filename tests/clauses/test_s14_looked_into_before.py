"""S14: about the same incident as an earlier complaint: found by its reference, and only a person ends it."""

from __future__ import annotations

from bot.casework.states import State
from tests.clauses.story import HURT, RUDE, STAFF, Story


async def test_a_repeat_is_linked_to_the_earlier_one_and_left_to_a_person(story: Story) -> None:
    first = await story.tell(RUDE)

    said = first.lower().replace("-", " ")
    second = await story.tell(RUDE, complained_before="Yes", previous_reference=f"it was {said}")
    assert "A person will compare the two" in story.told
    complaint = story.complaint(second)
    assert (complaint.state, complaint.decision.reason, complaint.repeat_of) == (
        State.AWAITING_CONFIRMATION,
        "repeat",
        first,
    )
    assert story.steps(second, "link") == [first]
    assert story.casework.assessment.confirm_not_progressed(second, STAFF) is State.NOT_PROGRESSED
    assert story.complaint(first).state is State.RECORDED


async def test_without_the_number_it_is_taken_all_the_same(story: Story) -> None:
    reference = await story.tell(RUDE, complained_before="Yes", previous_reference="I don't know")
    complaint = story.complaint(reference)
    assert complaint.state is State.AWAITING_CONFIRMATION
    assert "previous_reference_unknown" in complaint.decision.flags
    assert story.casework.assessment.overturn(reference, STAFF) is State.RECORDED


async def test_a_ground_for_referral_beats_repetition_and_the_two_are_linked(story: Story) -> None:
    first = await story.tell(RUDE)
    second = await story.tell(HURT, complained_before="Yes", previous_reference=first)
    complaint = story.complaint(second)
    assert (complaint.state, complaint.repeat_of) == (State.RECORDED, first)
    assert "repeat_linked" in complaint.decision.flags


AGAIN = RUDE.replace("he told me to shut up", "he said shut up to me")


async def test_one_that_nobody_called_a_repeat_is_found_by_its_likeness_and_asked_about_once(story: Story) -> None:
    first = await story.tell(RUDE)
    again = await story.tell(AGAIN)

    assert story.asked.count("complained_before") == 2
    assert "Have you told us about this same matter before" in story.told
    assert first not in story.told  # whom another complaint belongs to is not given away
    (alike,) = story.casework.likeness.of(again)
    assert alike.reference == first
    assert {"the person", "the day", "the officers"} <= set(alike.common)
    assert story.complaint(again).state is State.RECORDED  # a no is believed, and the assessor sees both


async def test_a_yes_to_it_makes_it_a_repeat_that_a_person_decides_on(story: Story) -> None:
    first = await story.tell(RUDE)
    again = await story.tell(AGAIN, complained_before=("No", "Yes"), previous_reference=f"it was {first}")

    assert "A person will compare the two" in story.told
    complaint = story.complaint(again)
    assert (complaint.state, complaint.repeat_of) == (State.AWAITING_CONFIRMATION, first)


async def test_another_person_or_another_incident_is_not_asked(story: Story) -> None:
    await story.tell(RUDE)

    other = await story.tell(HURT, email="another@example.org")
    assert story.asked.count("complained_before") == 1
    assert story.casework.likeness.of(other) == ()

    await story.tell(RUDE, complainant_name="Kofi Mensah")  # the same address alone proves nobody
    assert story.asked.count("complained_before") == 1
