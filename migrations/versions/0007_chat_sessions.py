"""Sessions on shared devices, and what was written and not sent when the chat closed by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_session", sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("chat_conversation", sa.Column("draft", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("chat_conversation") as conversation:
        conversation.drop_column("draft")
    with op.batch_alter_table("chat_session") as session:
        session.drop_column("is_shared")
