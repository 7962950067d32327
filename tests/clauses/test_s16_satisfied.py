"""S16: the aim is a solution that the person can be satisfied with: they are asked, and the answer is kept."""

from __future__ import annotations

from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.states import State
from tests.clauses.story import ROUGH, STAFF, Story

FOUND = (Found("C", Conclusion.UPHELD, (Action.APOLOGY,), "You should not have been shoved."),)


async def test_what_they_want_is_asked_first_and_whether_they_got_it_last(story: Story) -> None:
    reference = await story.tell(ROUGH, desired_outcome="an apology")
    assert "desired_outcome" in story.asked
    story.bring_to_work(reference, "C", handling="dps_investigation", handler="7003")
    story.casework.investigation.start(reference, STAFF)
    story.casework.outcomes.propose(reference, "We watched the video.", FOUND, STAFF)
    owner = await story.open(reference)
    await owner.say("I do not agree with it", "Nobody has said sorry yet", "no, not at all")
    story.casework.investigation.start(reference, STAFF)
    story.casework.outcomes.propose(reference, "He has said sorry.", FOUND, STAFF)
    owner = await story.open(reference)
    assert "happy with?" in await owner.say("I agree with it")
    assert "it counts" in await owner.say("Partly")
    assert story.casework.endings.close(reference, Satisfied.NOT_SAID, STAFF) is State.CLOSED
    assert story.casework.reports.figures().satisfied == {"partly": 1}

    story.at("2027-03-01T10:00:00")
    later = await story.open(reference)
    await later.say("Say if I am happy with it", "Yes")

    said = story.casework.work(reference).satisfactions
    assert [(each.satisfied, each.by) for each in said] == [
        ("no", "complainant"),
        ("partly", "complainant"),
        ("yes", "complainant"),
    ]
    assert story.casework.reports.figures().satisfied == {"yes": 1}
