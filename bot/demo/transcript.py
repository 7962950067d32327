"""Writes an invented talk down as the gateway keeps talks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.demo.script import Script
from bot.demo.talks import Line, Talk
from bot.gateway.models import BOT, PERSON, ChatConversation, ChatMessage

_SECONDS = {PERSON: 25, BOT: 2}


def write_talk(
    session: Session, conversation_id: str, talk: Talk, reference: str, ended_at: datetime, script: Script
) -> None:
    """Keep the lines of a talk that ended at that moment with what is said at the end."""
    lines = [*talk.lines, *_ending(talk, reference, script)]
    begun_at = ended_at - timedelta(seconds=sum(_SECONDS[line.author] for line in lines))
    session.add(ChatConversation(id=conversation_id, last_seq=len(lines), created_at=begun_at))
    session.flush()
    at, last_said = begun_at, None
    for seq, line in enumerate(lines, start=1):
        at += timedelta(seconds=_SECONDS[line.author])
        message = _message(conversation_id, seq, line, at)
        if line.author == BOT:
            message.reply_to = last_said
        else:
            last_said = message.id
        session.add(message)
        session.flush()


def _message(conversation_id: str, seq: int, line: Line, at: datetime) -> ChatMessage:
    return ChatMessage(
        id=f"{conversation_id[:24]}{seq:08x}",
        conversation_id=conversation_id,
        seq=seq,
        author=line.author,
        text=line.text,
        buttons=line.buttons,
        asking=line.asking,
        created_at=at,
        delivered_at=at,
    )


def _ending(talk: Talk, reference: str, script: Script) -> Iterator[Line]:
    """What the assistant says when it has filed."""
    decision = talk.decision
    names = {
        "not_progressed": [f"utter_not_progressed_{decision.reason}"],
        "callback": ["utter_callback_arranged"],
        "explain": ["utter_explained"],
    }.get(decision.route)
    if names is None:
        steps = "referral" if decision.referral else decision.handling
        contact = "anonymous" if "cannot_be_reached" in decision.flags else f"contact_{steps}"
        names = ["utter_recorded", f"utter_next_steps_{steps}", f"utter_next_steps_{contact}"]
    for name in names:
        text, _ = script.says(name)
        yield Line("bot", text.replace("{reference}", reference))
