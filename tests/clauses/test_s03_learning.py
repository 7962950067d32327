"""S3: a complaint can change how the force works: what changed, who saw to it, and when it was done."""

from __future__ import annotations

from datetime import date

from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.states import State
from tests.clauses.story import PERSON, ROUGH, STAFF, Story


async def test_what_is_learnt_from_a_complaint_is_owned_due_done_and_reported(story: Story) -> None:
    reference = await story.tell(ROUGH)
    story.bring_to_work(reference, "C", handling="dps_investigation", handler="7003")
    story.casework.investigation.start(reference, STAFF)
    found = (Found("C", Conclusion.UPHELD, (Action.APOLOGY, Action.LEARNING), "You should not have been shoved."),)
    number = story.casework.outcomes.propose(reference, "We watched the video.", found, STAFF)
    learning = story.casework.learnings.add(
        reference, "Train the team in moving people on without force", "Insp Reed", date(2027, 1, 15), STAFF
    )
    story.casework.outcomes.accept(reference, number, PERSON)
    assert story.casework.endings.close(reference, Satisfied.YES, PERSON) is State.CLOSED

    assert story.casework.reports.figures().learning == {"open": 1}
    story.at("2027-01-20T09:00:00")
    assert story.due(reference)["learning"].overdue  # the end of the complaint is not the end of the learning
    assert story.casework.reports.figures().learning == {"overdue": 1}
    story.casework.learnings.done(reference, learning, "All of the team were trained on 18 January.", STAFF)
    (row,) = story.casework.learnings.report()
    assert (row.owner, str(row.due_on), row.what_changed) == (
        "Insp Reed",
        "2027-01-15",
        "All of the team were trained on 18 January.",
    )
    assert story.casework.reports.figures().learning == {"done": 1}
