"""What reviewers add to a conversation: reviewed or not, tags, flags, notes, corrections; and the views they save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import words
from bot.casework.errors import InvalidCommand
from bot.console.talk_models import Correction, SavedView, Talk, TalkFlag, TalkNote, TalkTag
from bot.database import writing


class NoSuchTalk(LookupError):
    """There is no such conversation, or it was deleted when its time was over."""


@dataclass(frozen=True)
class Suggestion:
    """What reviewers say of one message: by intent, who says so; `id` is of the correction that would be accepted."""

    id: int
    event_id: int
    conversation_id: str
    text: str
    understood: str
    says: dict[str, list[str]]
    accepted: str | None

    @property
    def is_disputed(self) -> bool:
        """Whether reviewers disagree."""
        return len(self.says) > 1


class Reviews:
    """What can be added; safe to share between threads."""

    def __init__(
        self, sessions: sessionmaker[Session], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sessions = sessions
        self._clock = clock

    def set_reviewed(self, conversation_id: str, by: str | None) -> None:
        """Mark as reviewed by somebody, or as not reviewed. Raises `NoSuchTalk`."""
        with writing(self._sessions) as session:
            talk = _talk(session, conversation_id)
            talk.reviewed_at, talk.reviewed_by = (self._clock(), by) if by else (None, None)

    def tag(self, conversation_id: str, name: str, by: str) -> None:
        """Put a tag on it, once. Raises `NoSuchTalk` or `InvalidCommand`."""
        name = words("the tag", name, most=40).casefold()
        with writing(self._sessions) as session:
            talk = _talk(session, conversation_id)
            if session.get(TalkTag, (talk.id, name)) is None:
                session.add(TalkTag(talk_id=talk.id, name=name, by=by, at=self._clock()))

    def untag(self, conversation_id: str, name: str) -> None:
        """Take a tag off. Raises `NoSuchTalk`."""
        with writing(self._sessions) as session:
            talk = _talk(session, conversation_id)
            if (tag := session.get(TalkTag, (talk.id, name))) is not None:
                session.delete(tag)

    def flag(self, conversation_id: str, reason: str, by: str, event_id: int | None = None) -> None:
        """Say that somebody should look at it, or at one message of it. Raises `NoSuchTalk` or `InvalidCommand`."""
        reason = words("the reason", reason, most=500)
        with writing(self._sessions) as session:
            talk = _talk(session, conversation_id)
            session.add(TalkFlag(talk_id=talk.id, event_id=event_id, reason=reason, by=by, at=self._clock()))

    def clear_flag(self, conversation_id: str, flag_id: int) -> None:
        """Take a flag down. Raises `NoSuchTalk`."""
        with writing(self._sessions) as session:
            flag = session.get(TalkFlag, flag_id)
            if flag is not None and flag.talk_id == _talk(session, conversation_id).id:
                flag.cleared_at = flag.cleared_at or self._clock()

    def note(self, conversation_id: str, text: str, by: str) -> None:
        """Write a note for colleagues. Raises `NoSuchTalk` or `InvalidCommand`."""
        text = words("the note", text)
        with writing(self._sessions) as session:
            session.add(TalkNote(talk_id=_talk(session, conversation_id).id, text=text, by=by, at=self._clock()))

    def correct(self, conversation_id: str, event_id: int, *, text: str, understood: str, intent: str, by: str) -> None:
        """Say what a message should have been understood as; a later word of the same reviewer takes its place.

        `text` is what may become an example: without personal data. Raises `NoSuchTalk` or `InvalidCommand`.
        """
        text = words("the example", text, most=1_000)
        with writing(self._sessions) as session:
            talk = _talk(session, conversation_id)
            row = session.scalar(sa.select(Correction).filter_by(event_id=event_id, by=by))
            if row is None:
                row = Correction(talk_id=talk.id, event_id=event_id, understood=understood, by=by)
                session.add(row)
            row.text, row.intent, row.at = text, intent, self._clock()
            row.accepted_by = row.accepted_at = None

    def suggestions(self) -> tuple[Suggestion, ...]:
        """All corrections by message, those that nobody has accepted yet first, then the latest first."""
        query = sa.select(Correction, Talk.conversation_id).join(Talk, Talk.id == Correction.talk_id)
        with self._sessions() as session:
            by_event: defaultdict[int, list[tuple[Correction, str]]] = defaultdict(list)
            for row, conversation_id in session.execute(query.order_by(Correction.id)):
                by_event[row.event_id].append((row, conversation_id))
        made = [_suggestion(rows) for rows in by_event.values()]
        return tuple(sorted(made, key=lambda each: (each.accepted is not None, -each.id)))

    def accept(self, correction_id: int, by: str) -> None:
        """Let a correction become an example. Raises `InvalidCommand` for one's own, or where another is accepted."""
        with writing(self._sessions) as session:
            row = session.get(Correction, correction_id)
            if row is None:
                raise InvalidCommand("there is no such correction")
            if row.by == by:
                raise InvalidCommand("somebody else has to accept your correction")
            others = sa.select(Correction).filter_by(event_id=row.event_id)
            if any(each.accepted_at for each in session.scalars(others)):
                raise InvalidCommand("one correction of this message is accepted already")
            row.accepted_by, row.accepted_at = by, self._clock()

    def training_data(self) -> str:
        """The accepted corrections as examples for `data/nlu/`, in Rasa's YAML."""
        query = sa.select(Correction).where(Correction.accepted_at.is_not(None)).order_by(Correction.id)
        by_intent: defaultdict[str, dict[str, None]] = defaultdict(dict)
        with self._sessions() as session:
            for row in session.scalars(query):
                by_intent[row.intent][" ".join(row.text.split())] = None
        nlu = [
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            for intent, texts in sorted(by_intent.items())
        ]
        return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False, width=10_000)

    def views(self, account_id: int) -> tuple[SavedView, ...]:
        """The views of an account, by name."""
        query = sa.select(SavedView).filter_by(account_id=account_id).order_by(SavedView.name)
        with self._sessions() as session:
            return tuple(session.scalars(query))

    def save_view(self, account_id: int, name: str, query: str) -> None:
        """Keep filters under a name; the same name again takes the new ones. Raises `InvalidCommand`."""
        name = words("the name", name, most=60)
        with writing(self._sessions) as session:
            view = session.scalar(sa.select(SavedView).filter_by(account_id=account_id, name=name))
            if view is None:
                session.add(SavedView(account_id=account_id, name=name, query=query))
            else:
                view.query = query

    def remove_view(self, account_id: int, view_id: int) -> None:
        """Forget a view of one's own."""
        with writing(self._sessions) as session:
            session.execute(sa.delete(SavedView).filter_by(id=view_id, account_id=account_id))


def _talk(session: Session, conversation_id: str) -> Talk:
    talk = session.scalar(sa.select(Talk).where(Talk.conversation_id == conversation_id))
    if talk is None:
        raise NoSuchTalk(conversation_id)
    return talk


def _suggestion(rows: list[tuple[Correction, str]]) -> Suggestion:
    says: defaultdict[str, list[str]] = defaultdict(list)
    for row, _ in rows:
        says[row.intent].append(row.by)
    accepted = next((row for row, _ in rows if row.accepted_at), None)
    last, conversation_id = rows[-1]
    shown = accepted or last
    return Suggestion(
        shown.id,
        shown.event_id,
        conversation_id,
        shown.text,
        shown.understood,
        dict(says),
        accepted.intent if accepted else None,
    )
