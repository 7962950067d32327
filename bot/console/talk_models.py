"""The tables of conversations as staff review them: a digest of each for finding it, and what reviewers add to it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base, UtcDateTime


def _talk_key() -> Mapped[int]:
    return mapped_column(sa.ForeignKey("talk.id", ondelete="CASCADE"), index=True)


class Talk(Base):
    """What is searched and sorted by of one conversation; made from its events, and made again when it goes on.

    It goes when the conversation does (a trigger on `chat_conversation`), and takes with it what reviewers added.
    """

    __tablename__ = "talk"
    __table_args__ = (
        # The list in its order, with all that it is filtered by: no filter has to look into the long rows themselves.
        sa.Index(
            "ix_talk_list", "started_at", "id", "reviewed_at", "seconds", "messages", "route", "language", "confidence",
            "fallbacks", "abandoned_at",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int]
    messages: Mapped[int]
    """Of the person."""
    route: Mapped[str | None] = mapped_column(index=True)
    reference: Mapped[str | None] = mapped_column(index=True)
    """Of the latest complaint that came of it."""
    language: Mapped[str | None] = mapped_column(index=True)
    confidence: Mapped[float | None] = mapped_column(sa.Float)
    """The lowest with which a message was understood."""
    fallbacks: Mapped[int]
    abandoned_at: Mapped[str | None] = mapped_column(index=True)
    """The question that was open at the end, if the talk came to no end of its own."""
    last_event: Mapped[int]
    text: Mapped[str]
    """All that was said, for the full-text search."""
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[str | None]

    labels: Mapped[list[TalkLabel]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    tags: Mapped[list[TalkTag]] = relationship(order_by="TalkTag.name", passive_deletes=True)
    flags: Mapped[list[TalkFlag]] = relationship(order_by="TalkFlag.id", passive_deletes=True)
    notes: Mapped[list[TalkNote]] = relationship(order_by="TalkNote.id", passive_deletes=True)


class TalkLabel(Base):
    """One of several things of a kind that are true of a conversation: an intent, a filled slot, a safety signal."""

    __tablename__ = "talk_label"
    __table_args__ = (sa.Index("ix_talk_label_value", "kind", "value", "talk_id"),)

    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("talk.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class TalkTag(Base):
    """A word that a reviewer puts on a conversation, to find others like it."""

    __tablename__ = "talk_tag"
    __table_args__ = (sa.Index("ix_talk_tag_name", "name", "talk_id"),)

    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("talk.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TalkFlag(Base):
    """That somebody should look at a conversation, or at one message of it (the id of its event), and why."""

    __tablename__ = "talk_flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = _talk_key()
    event_id: Mapped[int | None]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TalkNote(Base):
    """What a reviewer writes about a conversation, for colleagues; no public page can reach it."""

    __tablename__ = "talk_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = _talk_key()
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Correction(Base):
    """What a reviewer says of a message: how to understand it, what a passage of it tells, or what to ask after it.

    One word from each reviewer on each of these.
    """

    __tablename__ = "correction"
    __table_args__ = (sa.UniqueConstraint("event_id", "by", "kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = _talk_key()
    event_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(16), server_default="intent")
    """`intent`, `fact` or `question`."""
    subject: Mapped[str] = mapped_column(server_default="")
    """The passage that tells a fact."""
    value: Mapped[str]
    """The intent, the fact or the question that is right."""
    kept: Mapped[str | None]
    """What the fact should be kept as, where that is not the passage itself."""
    text: Mapped[str]
    """The message without personal data, as the reviewer left it: only this may become training data or a test."""
    understood: Mapped[str]
    """What the program made of it instead."""
    after: Mapped[str | None]
    """The question that was open when it was said."""
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_by: Mapped[str | None]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedView(Base):
    """Filters that somebody keeps under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_account.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str]


class TalkMark(Base):
    """How far the events have been read; its one row is the lock of whoever reads on."""

    __tablename__ = "talk_mark"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
