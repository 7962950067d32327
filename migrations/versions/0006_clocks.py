"""The clocks: marks of deadlines, when each job last ran, and proofs of deletion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "deadline_mark",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("complaint_id", sa.Integer(), sa.ForeignKey("complaint.id")),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.UniqueConstraint("subject", "kind", "due_on", "mark"),
    )
    op.create_index("ix_deadline_mark_complaint_id", "deadline_mark", ["complaint_id"])
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(), primary_key=True),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("fault", sa.String()),
        sa.Column("figures", sa.JSON(), nullable=False),
    )
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("deleted_at", moment, nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
    )
    op.create_index("ix_deletion_subject", "deletion", ["subject"])


def downgrade() -> None:
    for table in ("deletion", "job_run", "deadline_mark"):
        op.drop_table(table)
