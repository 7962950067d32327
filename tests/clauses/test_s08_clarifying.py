"""S8: the handler gets in touch, clarifies what is missing, and answers questions."""

from __future__ import annotations

from bot.casework.contacts import Made
from bot.casework.work_models import Channel, Side
from tests.clauses.story import NO_CONNECTION, STAFF, Story


async def test_what_was_not_known_in_the_chat_is_asked_answered_and_noted(story: Story) -> None:
    reference = await story.tell(
        "The officers at the station were rude to me and told me to shut up", incident_date="I don't know"
    )
    missing = story.casework.contacts.missing(reference)
    assert {"incident_date", "evidence"} <= set(missing)
    assert "what_happened" not in missing

    story.assess(reference, "U", handling="local_resolution")
    story.casework.allocation.allocate(reference, "7002", NO_CONNECTION, STAFF)
    tried = Made(Side.COMPLAINANT, Channel.PHONE, "No answer.", reached=False)
    story.casework.contacts.first(reference, tried, STAFF)
    made = Made(Side.COMPLAINANT, Channel.PHONE, "Said who I am; answered how long it takes.")
    story.casework.contacts.first(reference, made, STAFF)
    story.casework.messages.write(
        reference, "Do you have anything with the day on it?", STAFF, key="q1", about="incident_date"
    )
    assert story.mails(reference)[-1] == "message_waiting"
    owner = await story.open(reference)
    assert "anything with the day on it" in owner.said.text
    assert "passed your answer on" in await owner.say("Answer the question", "Yes, a bus ticket of 12 November.")
    left = story.casework.contacts.fill(reference, {"incident_date": "2026-11-12"}, STAFF)

    work = story.casework.work(reference)
    assert "incident_date" not in left
    assert story.complaint(reference).incident_date == "2026-11-12"
    assert work.open_questions == ()
    assert work.messages[-1].text == "Yes, a bus ticket of 12 November."
    assert [message.author for message in work.messages] == ["handler", "complainant"]
    assert [contact.reached for contact in work.contacts] == [False, True]
