"""Reviewers also mark facts in messages, and say what should have been asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("correction") as correction:
        correction.alter_column("intent", new_column_name="value", existing_type=sa.String(), existing_nullable=False)
        correction.add_column(sa.Column("kind", sa.String(16), nullable=False, server_default="intent"))
        correction.add_column(sa.Column("subject", sa.String(), nullable=False, server_default=""))
        correction.add_column(sa.Column("kept", sa.String(), nullable=True))
        correction.add_column(sa.Column("after", sa.String(), nullable=True))
        correction.drop_constraint("uq_correction_event_id_by", type_="unique")
        correction.create_unique_constraint(
            "uq_correction_event_id_by_kind_subject", ["event_id", "by", "kind", "subject"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM correction WHERE kind <> 'intent'")
    with op.batch_alter_table("correction") as correction:
        correction.drop_constraint("uq_correction_event_id_by_kind_subject", type_="unique")
        correction.create_unique_constraint("uq_correction_event_id_by", ["event_id", "by"])
        for column in ("after", "kept", "subject", "kind"):
            correction.drop_column(column)
        correction.alter_column("value", new_column_name="intent", existing_type=sa.String(), existing_nullable=False)
