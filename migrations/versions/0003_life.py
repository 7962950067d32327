"""The life of a complaint: staff, checks, tasks, contacts, messages, plans, updates, outcomes, learning, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "api_key",
    "staff_member",
    "case_message",
    "connection_check",
    "contact",
    "learning",
    "outcome",
    "plan",
    "progress_update",
    "referral_package",
    "satisfaction",
    "task",
    "finding",
    "outcome_answer",
    "plan_answer",
)


def upgrade() -> None:
    make_tables()
    widen_tables()
    fill()
    settle()


def make_tables() -> None:
    moment, code = sa.DateTime(timezone=True), sa.String(32)
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shoulder_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=True),
        sa.Column("line_manager_id", sa.Integer(), nullable=True),
        sa.Column("role", code, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_manager_id"], ["staff_member.id"], name=op.f("fk_staff_member_line_manager_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("shoulder_number", name=op.f("uq_staff_member_shoulder_number")),
    )
    op.create_index(op.f("ix_staff_member_line_manager_id"), "staff_member", ["line_manager_id"])
    op.create_index(op.f("ix_staff_member_station"), "staff_member", ["station"])
    op.create_index(op.f("ix_staff_member_unit"), "staff_member", ["unit"])
    op.create_table(
        "case_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("author", code, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["case_message.id"], name=op.f("fk_case_message_answers_id_case_message")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_case_message_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message")),
        sa.UniqueConstraint("complaint_id", "key", name=op.f("uq_case_message_complaint_id_key")),
    )
    op.create_index(op.f("ix_case_message_answers_id"), "case_message", ["answers_id"])
    op.create_table(
        "connection_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("verdict", code, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("declaration", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_connection_check_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_member.id"], name=op.f("fk_connection_check_staff_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_check")),
    )
    op.create_index(op.f("ix_connection_check_complaint_id"), "connection_check", ["complaint_id"])
    op.create_index(op.f("ix_connection_check_staff_member_id"), "connection_check", ["staff_member_id"])
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("side", code, nullable=False),
        sa.Column("channel", code, nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_contact_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("complaint_id", "key", name=op.f("uq_contact_complaint_id_key")),
    )
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("what_changed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_learning_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
    )
    op.create_index(op.f("ix_learning_complaint_id"), "learning", ["complaint_id"])
    op.create_index(op.f("ix_learning_due_on"), "learning", ["due_on"])
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_outcome_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_outcome_complaint_id_number")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_plan_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_plan_complaint_id_number")),
    )
    op.create_table(
        "progress_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_progress_update_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_update")),
        sa.UniqueConstraint("complaint_id", "key", name=op.f("uq_progress_update_complaint_id_key")),
    )
    op.create_table(
        "referral_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_referral_package_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_package")),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_referral_package_complaint_id_number")),
    )
    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("satisfied", code, nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_satisfaction_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
    )
    op.create_index(op.f("ix_satisfaction_complaint_id"), "satisfaction", ["complaint_id"])
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_task_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("complaint_id", "kind", "subject", name=op.f("uq_task_complaint_id_kind_subject")),
    )
    op.create_index(op.f("ix_task_due_on"), "task", ["due_on"])
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("conclusion", code, nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_finding_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("outcome_id", "position", name=op.f("uq_finding_outcome_id_position")),
    )
    op.create_table(
        "outcome_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reply", code, nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_answer_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_answer")),
        sa.UniqueConstraint("outcome_id", name=op.f("uq_outcome_answer_outcome_id")),
    )
    op.create_table(
        "plan_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reply", code, nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_answer_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_answer")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_plan_answer_plan_id")),
    )


def widen_tables() -> None:
    moment, code = sa.DateTime(timezone=True), sa.String(32)
    with op.batch_alter_table("complaint") as table:
        table.add_column(sa.Column("version", sa.Integer()))
        table.add_column(sa.Column("source", code))
        table.add_column(sa.Column("source_reference", sa.String()))
        table.add_column(sa.Column("state_since", moment))
        table.add_column(sa.Column("handler_id", sa.Integer()))
        table.add_column(sa.Column("station", sa.String()))
        table.add_column(sa.Column("first_contact_at", moment))
        table.add_column(sa.Column("last_update_at", moment))
        table.add_column(sa.Column("closed_at", moment))
        table.create_index(op.f("ix_complaint_handler_id"), ["handler_id"])
        table.create_unique_constraint(op.f("uq_complaint_source_reference"), ["source_reference"])
        table.create_foreign_key(op.f("fk_complaint_handler_id_staff_member"), "staff_member", ["handler_id"], ["id"])
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("categories", sa.JSON()))
        table.add_column(sa.Column("words", sa.JSON()))
        table.add_column(sa.Column("note", sa.String()))
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("shoulder_number", sa.String()))
        table.add_column(sa.Column("rank", sa.String()))
        table.add_column(sa.Column("unit", sa.String()))
        table.add_column(sa.Column("staff_member_id", sa.Integer()))
        table.create_index(op.f("ix_person_staff_member_id"), ["staff_member_id"])
        table.create_foreign_key(
            op.f("fk_person_staff_member_id_staff_member"), "staff_member", ["staff_member_id"], ["id"]
        )


def fill() -> None:
    """What is there already came by chat, and has stood as it stands since its last change."""
    op.execute(
        "UPDATE complaint SET version = 1, source = 'chat', state_since = COALESCE((SELECT MAX(at) FROM complaint_event"
        " WHERE complaint_event.complaint_id = complaint.id AND kind = 'state'), created_at)"
    )
    op.execute("UPDATE decision SET categories = '[]', words = '{}'")


def settle() -> None:
    with op.batch_alter_table("complaint") as table:
        for column, kind in (("version", sa.Integer()), ("source", sa.String(32)), ("state_since", sa.DateTime())):
            table.alter_column(column, existing_type=kind, nullable=False)
    with op.batch_alter_table("decision") as table:
        for column in ("categories", "words"):
            table.alter_column(column, existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_constraint(op.f("fk_person_staff_member_id_staff_member"), type_="foreignkey")
        table.drop_index(op.f("ix_person_staff_member_id"))
        for column in ("shoulder_number", "rank", "unit", "staff_member_id"):
            table.drop_column(column)
    with op.batch_alter_table("decision") as table:
        for column in ("categories", "words", "note"):
            table.drop_column(column)
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("fk_complaint_handler_id_staff_member"), type_="foreignkey")
        table.drop_constraint(op.f("uq_complaint_source_reference"), type_="unique")
        table.drop_index(op.f("ix_complaint_handler_id"))
        for column in (
            "version",
            "source",
            "source_reference",
            "state_since",
            "handler_id",
            "station",
            "first_contact_at",
            "last_update_at",
            "closed_at",
        ):
            table.drop_column(column)
    for name in reversed(NEW_TABLES):
        op.drop_table(name)
