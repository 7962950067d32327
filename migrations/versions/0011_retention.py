"""Complaints that are held beyond their time, and those of which what people said has been deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("complaint") as complaint:
        complaint.add_column(sa.Column("is_held", sa.Boolean(), nullable=False, server_default=sa.false()))
        complaint.add_column(sa.Column("content_deleted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("complaint") as complaint:
        complaint.drop_column("content_deleted_at")
        complaint.drop_column("is_held")
