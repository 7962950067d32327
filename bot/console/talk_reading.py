"""Reads one conversation for its page and for exports: the transcript, its digest, its complaints, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bot.casework.models import Complaint
from bot.casework.service import Casework
from bot.casework.views import ComplaintView, json_ready, view
from bot.console.hiding import Hider, hider
from bot.console.rendering import moment
from bot.console.talk_index import digest
from bot.console.talk_models import Talk
from bot.console.talk_review import NoSuchTalk
from bot.console.transcript import Transcript, facts, read_events, transcript
from bot.database import writing


@dataclass(frozen=True)
class Reading:
    """One conversation as staff see it."""

    talk: Talk
    read: Transcript
    complaints: tuple[ComplaintView, ...]
    hide: Hider

    @property
    def references(self) -> list[str]:
        """Of all complaints that came of it."""
        return [each.reference for each in self.complaints]

    @property
    def account(self) -> str:
        """All that the person said."""
        return "\n".join(turn.text for turn in self.read.messages if turn.text)


def read_talk(casework: Casework, conversation_id: str, *, unmasked: bool = False) -> Reading:
    """The conversation with this id. Raises `NoSuchTalk`."""
    with writing(casework.desk.sessions) as session:
        events = read_events(session, conversation_id)
        read = transcript(conversation_id, events)
        talk = session.scalar(sa.select(Talk).where(Talk.conversation_id == conversation_id))
        if read is not None and (talk is None or talk.last_event != read.last_event):
            talk = digest(session, conversation_id)
        if read is None or talk is None:
            raise NoSuchTalk(conversation_id)
        session.refresh(talk, ["tags", "flags", "notes", "labels"])
        parts = (Complaint.allegations, Complaint.persons, Complaint.decisions, Complaint.events)
        query = sa.select(Complaint).where(Complaint.conversation_id == conversation_id).order_by(Complaint.number)
        complaints = tuple(map(view, session.scalars(query.options(*map(selectinload, parts)))))
    return Reading(talk, read, complaints, hider([read.slots, *_given(read, complaints)], active=not unmasked))


def as_json(reading: Reading) -> dict[str, Any]:
    """The conversation for a program, with what is hidden hidden."""
    hide = reading.hide
    exported: dict[str, Any] = json_ready(
        {
            "conversation": reading.read.conversation_id,
            "started_at": reading.read.started_at,
            "ended_at": reading.read.ended_at,
            "references": reading.references,
            "personal_data": "hidden" if hide.active else "shown",
            "turns": [
                {
                    "at": turn.at,
                    "text": hide.text(turn.text) if turn.text is not None else None,
                    "intent": turn.intent,
                    "confidence": turn.confidence,
                    "entities": [{"start": e.start, "end": e.end, "name": e.name} for e in turn.entities],
                    "said": [{"at": at, "text": hide.text(text), "buttons": list(b)} for _, at, text, b in turn.said],
                    "actions": [name for name, _, _ in turn.actions],
                    "changed": {name: _shown(hide, name, value) for name, value in turn.changed.items()},
                    "asking": turn.asking,
                }
                for turn in reading.read.turns
            ],
            "facts": {name: _shown(hide, name, value) for name, value in facts(reading.read.slots).items()},
            "tags": [tag.name for tag in reading.talk.tags],
            "notes": [{"by": note.by, "at": note.at, "text": hide.text(note.text)} for note in reading.talk.notes],
        }
    )
    return exported


def as_text(reading: Reading) -> str:
    """The conversation for a reader, with what is hidden hidden."""
    hide, lines = reading.hide, [f"Conversation {reading.read.conversation_id}"]
    if reading.references:
        lines.append(f"Complaints: {', '.join(reading.references)}")
    lines.append("Personal data is hidden." if hide.active else "Personal data is shown.")
    for turn in reading.read.turns:
        if turn.text is not None:
            lines += ["", f"{moment(turn.at)}  Person: {hide.text(turn.text)}"]
        lines += [f"{moment(at)}  Candour: {hide.text(text)}" for _, at, text, _ in turn.said]
    return "\n".join(lines) + "\n"


def _shown(hide: Hider, name: str, value: Any) -> Any:
    """A fact as it is exported; numbers and yes or no stay what they are."""
    return hide.slot(name, value) if isinstance(value, str | list) else value


def _given(read: Transcript, complaints: tuple[ComplaintView, ...]) -> list[Mapping[str, Any]]:
    """What the person gave as theirs at any time, also before they corrected it or complained again."""
    earlier = [{name: value} for turn in read.turns for name, value in turn.changed.items()]
    return [*earlier, *(complaint.facts for complaint in complaints)]
