"""The chat's tables: sessions (known by a hash only), conversations, and their messages in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime

PERSON, BOT, SYSTEM = "person", "bot", "system"
_WAITING = text("delivered_at IS NULL AND author <> 'bot'")


class ChatConversation(Base):
    """One talk; its id is the engine's sender id, `last_seq` the number of its newest message."""

    __tablename__ = "chat_conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_seq: Mapped[int]
    draft: Mapped[str | None] = mapped_column(Text)
    """What stood in the message box when the chat closed by itself: it is there again when the talk goes on."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChatSession(Base):
    """A browser that may read and continue a conversation: whoever holds the cookie with this SHA-256."""

    __tablename__ = "chat_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("chat_conversation.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The person shares the device, so the session ends sooner when it is not used."""


class ChatMessage(Base):
    """One message: of the person, of the bot, or of the system (goes to the engine, is never shown)."""

    __tablename__ = "chat_message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        CheckConstraint("author IN ('person', 'bot', 'system')", name="author"),
        Index("ix_chat_message_waiting", "conversation_id", "seq", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("chat_conversation.id", ondelete="CASCADE"))
    seq: Mapped[int]
    author: Mapped[str] = mapped_column(String(6))
    text: Mapped[str] = mapped_column(Text)
    payload: Mapped[str | None] = mapped_column(Text)
    """What the engine is given instead of the text: the payload of the button that was pressed."""
    case_handle: Mapped[str | None] = mapped_column(String(32))
    """With a system message: the case that was opened, for the engine to ask about."""
    buttons: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    custom: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    asking: Mapped[str | None] = mapped_column(String(64))
    client_id: Mapped[str | None] = mapped_column(String(64))
    choice_of: Mapped[int | None]
    choice: Mapped[int | None]
    reply_to: Mapped[str | None] = mapped_column(ForeignKey("chat_message.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
