"""A run of a job is noted once it has ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM job_run")
    with op.batch_alter_table("job_run") as runs:
        runs.drop_column("began_at")
        runs.alter_column("ended_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM job_run")
    with op.batch_alter_table("job_run") as runs:
        runs.alter_column("ended_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        runs.add_column(sa.Column("began_at", sa.DateTime(timezone=True), nullable=False))
