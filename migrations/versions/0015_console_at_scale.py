"""The pages of the console over many years: an index for each queue and list, and the first day that is due, kept.

The days that are due are written by the worker's next look at the clocks, and from then on with every change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

QUEUES = {
    "ix_complaint_state": ["state", "state_since", "id"],
    "ix_complaint_referral_status": ["referral_status", "state_since", "id"],
}
TALK_LIST = [
    "started_at", "id", "reviewed_at", "seconds", "messages", "route", "language", "confidence", "fallbacks",
    "abandoned_at",
]  # fmt: skip
TALK_BEFORE = {
    "ix_talk_started": ["started_at", "id"],
    "ix_talk_to_review": ["reviewed_at", "id"],
    **{f"ix_talk_{column}": [column] for column in ("seconds", "messages", "confidence", "fallbacks")},
}
PERSON = {
    "ix_person_email": ["email"],
    "ix_person_phone": ["phone"],
    "ix_person_address": ["postal_address", "name"],
}


def upgrade() -> None:
    op.add_column("complaint", sa.Column("due_on", sa.Date(), nullable=True))
    for name, columns in QUEUES.items():
        op.drop_index(name, "complaint")
        op.create_index(name, "complaint", columns)
    for name, where in {"open": "closed_at IS NULL", "ended": "closed_at IS NOT NULL"}.items():
        op.create_index(
            f"ix_complaint_{name}",
            "complaint",
            ["state_since", "id"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_complaint_due_on", "complaint", ["due_on", "id"])
    op.create_index("ix_complaint_station", "complaint", ["station"])
    for name, columns in PERSON.items():
        op.create_index(name, "person", columns)
    for name in TALK_BEFORE:
        op.drop_index(name, "talk")
    op.create_index("ix_talk_list", "talk", TALK_LIST)
    if _is_postgresql():
        # A value belongs to one kind: without knowing so the planner expects far too few rows of both together.
        op.execute("CREATE STATISTICS st_talk_label (dependencies, mcv) ON kind, value FROM talk_label")
        op.execute("ANALYZE talk_label")


def downgrade() -> None:
    if _is_postgresql():
        op.execute("DROP STATISTICS st_talk_label")
    op.drop_index("ix_talk_list", "talk")
    for name, columns in TALK_BEFORE.items():
        op.create_index(name, "talk", columns)
    for name in PERSON:
        op.drop_index(name, "person")
    for name in ("station", "due_on", "ended", "open"):
        op.drop_index(f"ix_complaint_{name}", "complaint")
    for name, columns in QUEUES.items():
        op.drop_index(name, "complaint")
        op.create_index(name, "complaint", columns[:1])
    op.drop_column("complaint", "due_on")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
