"""Codes that open complaints and talks, and the cases open in a talk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = (
    ("access_code", "complaint_id"),
    ("access_code", "conversation_id"),
    ("open_case", "complaint_id"),
    ("open_case", "conversation_id"),
)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "access_code",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("complaint_id", sa.Integer(), sa.ForeignKey("complaint.id")),
        sa.Column("conversation_id", sa.String()),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment),
        sa.Column("ended_at", moment),
    )
    op.create_table(
        "open_case",
        sa.Column("handle", sa.String(32), primary_key=True),
        sa.Column("complaint_id", sa.Integer(), sa.ForeignKey("complaint.id"), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=False),
        sa.Column("closed_at", moment),
    )
    op.add_column("chat_message", sa.Column("case_handle", sa.String(32)))
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    with op.batch_alter_table("chat_message") as table:
        table.drop_column("case_handle")
    op.drop_table("open_case")
    op.drop_table("access_code")
