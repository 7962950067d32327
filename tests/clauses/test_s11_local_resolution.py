"""S11: resolved at the nearest station by a manager who speaks with both sides, with an outcome that is agreed."""

from __future__ import annotations

import pytest

from bot.casework.contacts import Made
from bot.casework.errors import NotNow
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.states import State
from bot.casework.work_models import Channel, Side
from tests.clauses.story import STAFF, Story

ACCOUNT = "On 12 November an officer at Walworth Road, SE17 was rude to me, she told me to shut up and walked off"
SORRY = (Found("U", Conclusion.RESOLVED, (Action.APOLOGY,), "The officer is sorry for how she spoke to you."),)


async def test_the_manager_of_the_nearest_station_brings_both_sides_to_an_agreed_outcome(story: Story) -> None:
    reference = await story.tell(ACCOUNT)
    assert "police station near you" in story.told
    assert story.complaint(reference).handling == "local_resolution"
    nearest = story.casework.resolution.nearest(reference)[0]
    assert (nearest.station.key, [manager.name for manager in nearest.managers]) == ("walworth", ["Bea Stone"])

    story.bring_to_work(reference, "U", handling="local_resolution", handler=nearest.managers[0].shoulder_number)
    assert story.casework.resolution.start(reference, nearest.station.key, STAFF) is State.RESOLVING
    for side, said in (
        (Side.COMPLAINANT, "Would like to hear it from her."),
        (Side.OFFICERS, "Is sorry; was in a rush."),
    ):
        story.casework.resolution.liaise(reference, Made(side, Channel.MEETING, said), STAFF)
    story.casework.outcomes.propose(reference, "We spoke with both of you.", SORRY, STAFF)
    with pytest.raises(NotNow, match="agree to the outcome"):
        story.casework.endings.close(reference, Satisfied.NOT_SAID, STAFF)
    owner = await story.open(reference)
    assert "The officer is sorry for how she spoke to you." in owner.said.text
    assert "noted that you agree" in await owner.say("I agree with it")
    await owner.say("Yes")
    assert story.casework.endings.close(reference, Satisfied.NOT_SAID, STAFF) is State.CLOSED

    work = story.casework.work(reference)
    assert [each.satisfied for each in work.satisfactions] == ["yes"]
    assert (story.complaint(reference).station, {contact.side for contact in work.contacts}) == (
        "walworth",
        {"complainant", "officers"},
    )
    assert story.steps(reference)[-4:] == ["plan_agreed", "resolving", "outcome_proposed", "closed"]


async def test_where_the_place_is_not_known_the_station_is_near_to_where_the_person_lives(story: Story) -> None:
    reference = await story.tell(
        "An officer on the phone was rude to me on 12 November, she told me to shut up",
        contact_method="by post",
        postal_address="4 Elm Road, Sutton SM1 2AB",
    )
    assert story.casework.resolution.nearest(reference)[0].station.key == "sutton"
