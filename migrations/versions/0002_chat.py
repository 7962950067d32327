"""The public chat: sessions, conversations and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "chat_conversation",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_conversation")),
    )
    op.create_table(
        "chat_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("last_seen_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_chat_session")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["chat_conversation.id"],
            name=op.f("fk_chat_session_conversation_id_chat_conversation"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_chat_session_conversation_id"), "chat_session", ["conversation_id"])
    op.create_table(
        "chat_message",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(6), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("buttons", sa.JSON(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=True),
        sa.Column("asking", sa.String(64), nullable=True),
        sa.Column("client_id", sa.String(64), nullable=True),
        sa.Column("choice_of", sa.Integer(), nullable=True),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.String(32), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("delivered_at", moment, nullable=True),
        sa.CheckConstraint("author IN ('person', 'bot', 'system')", name=op.f("ck_chat_message_author")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_message")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["chat_conversation.id"],
            name=op.f("fk_chat_message_conversation_id_chat_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reply_to"],
            ["chat_message.id"],
            name=op.f("fk_chat_message_reply_to_chat_message"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_chat_message_conversation_id_client_id")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_chat_message_conversation_id_seq")),
    )
    op.create_index(op.f("ix_chat_message_reply_to"), "chat_message", ["reply_to"])
    waiting = sa.text("delivered_at IS NULL AND author <> 'bot'")
    op.create_index(
        "ix_chat_message_waiting",
        "chat_message",
        ["conversation_id", "seq"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("chat_message")
    op.drop_table("chat_session")
    op.drop_table("chat_conversation")
