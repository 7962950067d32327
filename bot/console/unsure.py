"""The inbox of messages that were understood with little confidence, the latest conversation first."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.casework.service import Casework
from bot.console.accounts import Who
from bot.console.corrections import Corrections
from bot.console.sight import why_not_talk
from bot.console.talk_models import Talk
from bot.console.talk_reading import Reading, read_talk
from bot.console.talk_review import NoSuchTalk
from bot.console.transcript import Turn

UNSURE = 0.6
"""Below this somebody should look; below the threshold of `config.yml` the assistant asks instead of guessing."""
PAGE = 20
TALKS = 40
"""So many conversations are opened for one page at most."""


@dataclass(frozen=True)
class Unsure:
    """One message, with its conversation."""

    reading: Reading
    turn: Turn


def read_unsure(
    casework: Casework, corrections: Corrections, who: Who, *, before: int | None = None
) -> tuple[list[Unsure], int | None]:
    """A page of messages about whose intent nobody has said anything, and the key of the next page.

    Whoever is connected with a conversation does not see its messages.
    """
    query = sa.select(Talk).where(Talk.confidence < UNSURE, Talk.reviewed_at.is_(None))
    if before is not None:
        query = query.where(Talk.id < before)
    with casework.desk.sessions() as session:
        talks = session.scalars(query.order_by(Talk.id.desc()).limit(TALKS + 1)).all()
    found: list[Unsure] = []
    for place, talk in enumerate(talks[:TALKS]):
        if len(found) >= PAGE:
            return found, talks[place - 1].id
        if why_not_talk(casework, who, [talk.reference] if talk.reference else [], talk.text) is None:
            found += _of(casework, corrections, talk.conversation_id)
    return found, talks[TALKS - 1].id if len(talks) > TALKS else None


def _of(casework: Casework, corrections: Corrections, conversation_id: str) -> list[Unsure]:
    try:
        reading = read_talk(casework, conversation_id)
    except NoSuchTalk:
        return []  # deleted this moment
    unsure = [turn for turn in reading.read.messages if turn.confidence is not None and turn.confidence < UNSURE]
    done = corrections.corrected(turn.event_id for turn in unsure)
    return [Unsure(reading, turn) for turn in unsure if turn.event_id not in done]
