"""S1: where no investigation is needed the person quickly gets an explanation, and is asked whether it settles it."""

from __future__ import annotations

from bot.casework.states import State
from tests.clauses.story import Story

QUESTION = "I was stopped and searched in Camden and I want to know how to get a copy of the search record"


async def test_an_explanation_that_settles_it_is_the_end_and_is_kept(story: Story) -> None:
    reference = await story.tell(QUESTION, explanation_helpful="Yes, that settles it")

    assert "3 months" in story.told  # the reviewed text on search records
    assert story.asked == ["explanation_helpful"]
    complaint = story.complaint(reference)
    assert (complaint.state, complaint.route) == (State.EXPLAINED, "explain")
    assert [(reason["rule"], reason["clause"]) for reason in complaint.decision.reasons] == [("explain.settled", "S1")]
    assert story.due(reference) == {}


async def test_one_that_does_not_settle_it_becomes_a_complaint_and_the_account_is_not_asked_again(story: Story) -> None:
    reference = await story.tell(QUESTION)

    assert "what_happened" not in story.asked
    complaint = story.complaint(reference)
    assert (complaint.state, complaint.facts["what_happened"]) == (State.RECORDED, QUESTION)


async def test_what_is_too_serious_is_never_only_explained(story: Story) -> None:
    reference = await story.tell(f"{QUESTION}. They broke my wrist when they searched me.")

    assert "explanation_helpful" not in story.asked
    assert story.complaint(reference).state is State.RECORDED
