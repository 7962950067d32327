"""S9: handler and complainant agree an action plan, in as many versions as it takes."""

from __future__ import annotations

from bot.casework.contacts import Made
from bot.casework.plans import PlanContent, Step
from bot.casework.states import State
from bot.casework.work_models import Channel, Side
from tests.clauses.story import NO_CONNECTION, PLAN, RUDE, STAFF, Story


async def test_the_plan_takes_up_what_the_person_wants_and_holds_when_they_agree(story: Story) -> None:
    reference = await story.tell(RUDE, desired_outcome="an apology from him in person")
    story.assess(reference, "U", handling="local_resolution")
    story.casework.allocation.allocate(reference, "7002", NO_CONNECTION, STAFF)
    call = Made(Side.COMPLAINANT, Channel.PHONE, "Said who I am.")
    story.casework.contacts.first(reference, call, STAFF)
    wanted = str(story.complaint(reference).facts["desired_outcome"])

    story.casework.plans.propose(reference, PLAN, STAFF)
    owner = await story.open(reference)
    assert PLAN.steps[0].what in owner.said.text
    assert "new plan" in await owner.say("I want to change the plan", "Please speak with my sister too, she was there")
    assert story.complaint(reference).state is State.IN_CONTACT
    steps = (*PLAN.steps, Step("Speak with her sister", "Insp Stone"))
    story.casework.plans.propose(reference, PlanContent(PLAN.issues, steps, wanted), STAFF)
    owner = await story.open(reference)
    assert "Speak with her sister" in owner.said.text
    assert "You have agreed to the plan" in await owner.say("I agree to the plan")
    assert story.complaint(reference).state is State.PLAN_AGREED

    plan = story.casework.work(reference).plan
    assert plan is not None
    assert (plan.number, plan.reply, plan.content["wanted"]) == (2, "agreed", wanted)
    assert "apology" in wanted
    changed = story.casework.work(reference).plans[0]
    assert (changed.reply, changed.words) == ("change_wanted", "Please speak with my sister too, she was there")
    assert [step["what"] for step in plan.content["steps"]][-1] == "Speak with her sister"
    assert story.steps(reference, "plan") == ["version 1", "version 1", "version 2", "version 2"]
    assert story.mails(reference)[-3:] == ["plan_proposed", "plan_proposed", "plan_settled"]
