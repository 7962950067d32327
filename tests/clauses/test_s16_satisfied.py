"""S16: the aim is a solution that the person can be satisfied with: they are asked, and the answer is kept."""

from __future__ import annotations

from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.states import State
from tests.clauses.story import PERSON, ROUGH, STAFF, Story

FOUND = (Found("C", Conclusion.UPHELD, (Action.APOLOGY,), "You should not have been shoved."),)


async def test_what_they_want_is_asked_first_and_whether_they_got_it_last(story: Story) -> None:
    reference = await story.tell(ROUGH, desired_outcome="an apology")
    assert "desired_outcome" in story.asked
    story.bring_to_work(reference, "C", handling="dps_investigation", handler="7003")
    story.casework.investigation.start(reference, STAFF)
    number = story.casework.outcomes.propose(reference, "We watched the video.", FOUND, STAFF)
    story.casework.outcomes.dispute(reference, number, "Nobody has said sorry yet", PERSON)
    story.casework.investigation.start(reference, STAFF)
    number = story.casework.outcomes.propose(reference, "He has said sorry.", FOUND, STAFF)
    story.casework.outcomes.accept(reference, number, PERSON, text="Thank you")
    assert story.casework.endings.close(reference, Satisfied.PARTLY, PERSON, text="It took long") is State.CLOSED
    assert story.casework.reports.figures().satisfied == {"partly": 1}

    story.casework.endings.say_satisfied(reference, Satisfied.YES, PERSON, text="I am content with it now")

    said = story.casework.work(reference).satisfactions
    assert [(each.satisfied, each.words) for each in said] == [
        ("partly", "It took long"),
        ("yes", "I am content with it now"),
    ]
    assert story.casework.reports.figures().satisfied == {"yes": 1}
