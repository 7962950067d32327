"""S2: a call from an experienced officer can clear up a misunderstanding; if not, nothing is asked twice."""

from __future__ import annotations

from bot.casework.states import State
from tests.clauses.story import STAFF, Story

ACCOUNT = "I got a letter saying no further action on the burglary I reported and I want to understand it"
ANSWERS = {"callback_wanted": "Yes, please call me", "callback_time": "any evening after six"}


async def test_the_call_is_offered_waits_in_the_queue_and_settles_it(story: Story) -> None:
    reference = await story.tell(ACCOUNT, **ANSWERS)

    assert "call you" in story.told
    (call,) = story.casework.callbacks.queue()
    assert (call.reference, call.name, call.phone) == (reference, "Grace Obi", "+442079460123")
    assert "six" in str(call.wanted_at)
    assert str(story.due(reference)["callback"].deadline.due_on) == "2026-11-23"
    story.casework.callbacks.helped(reference, "Explained what the letter means.", STAFF)
    assert story.steps(reference) == ["callback_due", "explained"]
    assert story.casework.callbacks.queue() == ()


async def test_a_call_that_does_not_help_records_the_complaint_with_all_that_was_told(story: Story) -> None:
    reference = await story.tell(ACCOUNT, **ANSWERS)
    told = story.complaint(reference).facts

    story.casework.callbacks.attempted(reference, "No answer.", STAFF, key="first try")
    story.casework.callbacks.not_helped(reference, "Still unhappy about it.", STAFF)

    complaint, work = story.complaint(reference), story.casework.work(reference)
    assert (complaint.state, complaint.route, complaint.facts) == (State.RECORDED, "record", told)
    assert [contact.summary for contact in work.contacts] == ["No answer.", "Still unhappy about it."]
    asked_later = {task.subject for task in work.tasks if task.kind == "missing_fact"}
    assert asked_later.isdisjoint({"what_happened", "complainant_name", "phone"})
    assert "first_contact" in story.due(reference)
