"""S12: serious complaints go to a DPS investigator, with an update at least every 28 days."""

from __future__ import annotations

from bot.casework.clocks import Clocks
from bot.casework.deadlines import Kind, Mark
from bot.casework.states import State
from tests.clauses.story import ROUGH, STAFF, Story


async def test_an_investigator_has_it_and_the_clock_runs_from_update_to_update(story: Story) -> None:
    reference = await story.tell(ROUGH)
    assert story.complaint(reference).handling == "dps_investigation"
    story.bring_to_work(reference, "C", handling="dps_investigation", handler="7003")
    assert story.casework.investigation.start(reference, STAFF) is State.INVESTIGATING
    # Contacted on 22 November: the next word is owed by 20 December.
    assert str(story.due(reference)["update"].deadline.due_on) == "2026-12-20"

    story.at("2026-12-20T23:30:00")
    assert not story.due(reference)["update"].overdue
    assert Clocks(story.casework.desk).mark().written[Mark.REMINDER] >= 1
    story.at("2026-12-21T00:30:00")
    assert story.due(reference)["update"].overdue
    assert Clocks(story.casework.desk).due()[0].deadline.kind is Kind.UPDATE
    assert Clocks(story.casework.desk).mark().written[Mark.OVERDUE] == 1

    for number, moment in enumerate(("2026-12-21T09:00:00", "2027-01-15T09:00:00"), start=1):
        story.at(moment)
        story.casework.investigation.update(reference, f"What I did, part {number}.", STAFF, key=f"update {number}")
    assert not story.due(reference)["update"].overdue
    assert str(story.due(reference)["update"].deadline.due_on) == "2027-02-12"
    assert [update.text for update in story.casework.work(reference).updates] == [
        "What I did, part 1.",
        "What I did, part 2.",
    ]
    assert story.mails(reference).count("update_waiting") == 2
    owner = await story.open(reference)
    assert "DS Cy North looks after it" in owner.said.text
    assert "by 12 February 2027" in owner.said.text
    read = await owner.say("Read all updates")
    assert "What I did, part 1." in read
    assert "What I did, part 2." in read
