"""Delivery of the outbox: when each email is tried next, and which were given up; some belong to no complaint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAITING = sa.text("sent_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("complaint_id", existing_type=sa.Integer(), nullable=True)
        outbox.add_column(sa.Column("next_attempt_at", moment, nullable=True))
        outbox.add_column(sa.Column("given_up_at", moment, nullable=True))
        outbox.add_column(sa.Column("last_error", sa.String(), nullable=True))
    op.execute("UPDATE outbox SET next_attempt_at = created_at")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("next_attempt_at", existing_type=moment, nullable=False)
    op.create_index("ix_outbox_waiting", "outbox", ["next_attempt_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    op.execute("DELETE FROM outbox WHERE complaint_id IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("last_error")
        outbox.drop_column("given_up_at")
        outbox.drop_column("next_attempt_at")
        outbox.alter_column("complaint_id", existing_type=sa.Integer(), nullable=False)
