"""What reviewers add to a conversation: reviewed or not, tags, flags, notes; and the views they save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import words
from bot.console.talk_models import SavedView, Talk, TalkFlag, TalkNote, TalkTag
from bot.database import writing


class NoSuchTalk(LookupError):
    """There is no such conversation, or it was deleted when its time was over."""


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
            talk = talk_row(session, conversation_id)
            talk.reviewed_at, talk.reviewed_by = (self._clock(), by) if by else (None, None)

    def tag(self, conversation_id: str, name: str, by: str) -> None:
        """Put a tag on it, once. Raises `NoSuchTalk` or `InvalidCommand`."""
        name = words("the tag", name, most=40).casefold()
        with writing(self._sessions) as session:
            talk = talk_row(session, conversation_id)
            if session.get(TalkTag, (talk.id, name)) is None:
                session.add(TalkTag(talk_id=talk.id, name=name, by=by, at=self._clock()))

    def untag(self, conversation_id: str, name: str) -> None:
        """Take a tag off. Raises `NoSuchTalk`."""
        with writing(self._sessions) as session:
            talk = talk_row(session, conversation_id)
            if (tag := session.get(TalkTag, (talk.id, name))) is not None:
                session.delete(tag)

    def flag(self, conversation_id: str, reason: str, by: str, event_id: int | None = None) -> None:
        """Say that somebody should look at it, or at one message of it. Raises `NoSuchTalk` or `InvalidCommand`."""
        reason = words("the reason", reason, most=500)
        with writing(self._sessions) as session:
            talk = talk_row(session, conversation_id)
            session.add(TalkFlag(talk_id=talk.id, event_id=event_id, reason=reason, by=by, at=self._clock()))

    def clear_flag(self, conversation_id: str, flag_id: int) -> None:
        """Take a flag down. Raises `NoSuchTalk`."""
        with writing(self._sessions) as session:
            flag = session.get(TalkFlag, flag_id)
            if flag is not None and flag.talk_id == talk_row(session, conversation_id).id:
                flag.cleared_at = flag.cleared_at or self._clock()

    def note(self, conversation_id: str, text: str, by: str) -> None:
        """Write a note for colleagues. Raises `NoSuchTalk` or `InvalidCommand`."""
        text = words("the note", text)
        with writing(self._sessions) as session:
            session.add(TalkNote(talk_id=talk_row(session, conversation_id).id, text=text, by=by, at=self._clock()))

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


def talk_row(session: Session, conversation_id: str) -> Talk:
    """The digest of a conversation. Raises `NoSuchTalk`."""
    talk = session.scalar(sa.select(Talk).where(Talk.conversation_id == conversation_id))
    if talk is None:
        raise NoSuchTalk(conversation_id)
    return talk
