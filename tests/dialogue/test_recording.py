"""What becomes of a whole talk in the database, also when the database is away at the moment of recording."""

from __future__ import annotations

import sqlalchemy as sa

from actions import resources
from bot import database

TALK = [
    "PC Hale at Lewisham police station was rude to me on 12 November, he told me to shut up and walked off",
    "None of these",
    "no",
    "an apology",
    "skip",
    "skip",
    "Grace Obi",
    "no contact",
]


def _complaints(url: str) -> int:
    with sa.create_engine(url).connect() as connection:
        return connection.execute(sa.text("SELECT count(*) FROM complaint")).scalar_one()


async def test_a_complaint_that_cannot_be_saved_is_kept_and_filed_once_when_it_can(talk, world, monkeypatch, tmp_path):
    for words in TALK:
        await talk.say(words)
    away = f"sqlite:///{tmp_path / 'nowhere' / 'candour.db'}"
    monkeypatch.setenv("CANDOUR_DATABASE_URL", away)
    resources.casework.cache_clear()

    failed = await talk.say("yes")
    assert "could not save" in failed.text
    assert "Yes, try again" in failed.buttons
    assert failed.slots["complainant_name"] == "Grace Obi"
    assert failed.slots["complaint_reference"] is None

    again = await talk.say("Yes, try again")
    assert "could not save" in again.text

    monkeypatch.setenv("CANDOUR_DATABASE_URL", world)
    database.migrate(world)
    resources.casework.cache_clear()
    filed = await talk.say("yes")
    assert "Your complaint is recorded" in filed.text
    await talk.say("complaint")
    await talk.say("yes")
    assert _complaints(world) == 1


async def test_a_call_that_cannot_be_saved_is_not_lost_and_its_time_is_no_account(talk, world, monkeypatch, tmp_path):
    account = "I got a letter saying no further action on the burglary I reported and I want to understand it"
    for words in [account, "No, it does not", "Yes, please call me", "Ruth Adeyemi", "020 7946 0123"]:
        await talk.say(words)
    away = f"sqlite:///{tmp_path / 'nowhere' / 'candour.db'}"
    monkeypatch.setenv("CANDOUR_DATABASE_URL", away)
    resources.casework.cache_clear()

    failed = await talk.say("any time after six in the evening on weekdays is fine for me")
    assert "could not save" in failed.text
    assert failed.slots["what_happened"] == account

    monkeypatch.setenv("CANDOUR_DATABASE_URL", world)
    resources.casework.cache_clear()
    filed = await talk.say("Yes, try again")
    assert "call you" in filed.text
    assert _complaints(world) == 1


async def test_a_talk_that_is_stopped_files_nothing(talk, world):
    for words in [*TALK, "cancel", "yes"]:
        await talk.say(words)

    assert _complaints(world) == 0


async def test_two_complaints_of_one_talk_are_filed_under_their_own_references(talk, world):
    references = set()
    for words in [*TALK, "yes", "Start over", *TALK, "yes"]:
        said = await talk.say(words)
        references.add(said.slots["complaint_reference"])

    assert len(references - {None}) == 2
    assert _complaints(world) == 2
