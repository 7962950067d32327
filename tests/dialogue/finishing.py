"""Goes on with a talk as somebody does who wants it over with: what must be answered is, everything else is skipped."""

from __future__ import annotations

from tests.dialogue.driver import Said, Talk
from tests.dialogue.questions import questions

MOST_TURNS = 30
MUST = {
    "what_happened": questions()["what_happened"].answer,
    "explanation_helpful": "No, it does not",
    "callback_wanted": "No, record my complaint",
    "contact_method": "no contact",
    "details_confirmed": "yes",
    "confirm_stop": "No, carry on",
    "ready": "carry on",
}


async def to_the_end(talk: Talk, said: Said, until: str | None = None) -> list[Said]:
    """Everything said from `said` on until no question is open, or the question for `until` is."""
    course = [said]
    for _ in range(MOST_TURNS):
        if said.asked in (None, until):
            return course
        said = await talk.say(MUST.get(said.asked, "skip"))
        course.append(said)
    raise AssertionError(f"no end in {MOST_TURNS} turns: {[each.asked for each in course]}")
