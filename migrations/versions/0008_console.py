"""The staff console: accounts, sessions, recovery codes, and the log of what staff looked at and did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("staff_number", sa.String()),
        sa.Column("password_hash", sa.String()),
        sa.Column("totp_sealed", sa.String()),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(64), unique=True),
        sa.Column("link_expires_at", moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("enrolled_at", moment),
        sa.Column("disabled_at", moment),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("ended_at", moment),
    )
    op.create_index("ix_staff_session_account_id", "staff_session", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", moment),
        sa.UniqueConstraint("account_id", "code_hash"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for column in ("actor", "action", "subject"):
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
    )


def downgrade() -> None:
    for table in ("audit_head", "audit_entry", "recovery_code", "staff_session", "staff_account"):
        op.drop_table(table)
