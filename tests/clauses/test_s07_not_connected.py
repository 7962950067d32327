"""S7: the person who handles it is not connected to it; refusals and declarations are kept."""

from __future__ import annotations

import pytest

from bot.casework.allocation import Declaration
from bot.casework.errors import Connected
from bot.casework.states import State
from tests.clauses.story import NO_CONNECTION, RUDE, STAFF, Story


async def test_who_commands_the_officer_who_was_named_in_the_chat_is_refused_and_the_rest_declare(story: Story) -> None:
    reference = await story.tell(RUDE)
    story.assess(reference, "U", handling="local_resolution")
    allocate = story.casework.allocation.allocate

    with pytest.raises(Connected, match="chain of command of Martin Hale"):
        allocate(reference, "7001", NO_CONNECTION, STAFF)
    with pytest.raises(Connected, match="declare a connection"):
        allocate(reference, "7004", Declaration(is_connected=True, words="I trained with him."), STAFF)
    assert allocate(reference, "7002", NO_CONNECTION, STAFF) is State.ALLOCATED

    work = story.casework.work(reference)
    assert work.handler is not None
    assert work.handler.name == "Bea Stone"
    assert [(check.name, check.verdict, check.declaration) for check in work.checks] == [
        ("Ann Reed", "refused", NO_CONNECTION.words),
        ("Ike Bell", "declared", "I trained with him."),
        ("Bea Stone", "allocated", NO_CONNECTION.words),
    ]
    assert story.mails(reference)[-1] == "handler_named"
