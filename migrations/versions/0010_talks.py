"""Conversations for review: digests, full-text search, and what reviewers add."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The search stands in a table of the database's own kind, kept by triggers; so does the end of a digest with its talk.
SQLITE = """
CREATE VIRTUAL TABLE talk_search USING fts5(text, content='talk', content_rowid='id', tokenize='porter unicode61');
CREATE TRIGGER talk_search_added AFTER INSERT ON talk BEGIN
  INSERT INTO talk_search (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER talk_search_removed AFTER DELETE ON talk BEGIN
  INSERT INTO talk_search (talk_search, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER talk_search_changed AFTER UPDATE OF text ON talk BEGIN
  INSERT INTO talk_search (talk_search, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO talk_search (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER talk_gone AFTER DELETE ON chat_conversation BEGIN
  DELETE FROM talk WHERE conversation_id = old.id; END;
"""
POSTGRESQL = """
CREATE TABLE talk_search (talk_id integer PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX ix_talk_search_words ON talk_search USING gin (words);
CREATE FUNCTION talk_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO talk_search VALUES (new.id, to_tsvector('english', new.text))
      ON CONFLICT (talk_id) DO UPDATE SET words = excluded.words;
  ELSE
    DELETE FROM talk_search WHERE talk_id = old.id;
  END IF;
  RETURN NULL; END $$;
CREATE TRIGGER talk_search_added AFTER INSERT OR DELETE OR UPDATE OF text ON talk
  FOR EACH ROW EXECUTE FUNCTION talk_search_keep();
CREATE FUNCTION talk_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM talk WHERE conversation_id = old.id;
  RETURN NULL; END $$;
CREATE TRIGGER talk_gone AFTER DELETE ON chat_conversation FOR EACH ROW EXECUTE FUNCTION talk_gone();
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(), nullable=False, unique=True),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("route", sa.String()),
        sa.Column("reference", sa.String()),
        sa.Column("language", sa.String()),
        sa.Column("confidence", sa.Float()),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("abandoned_at", sa.String()),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reviewed_at", moment),
        sa.Column("reviewed_by", sa.String()),
    )
    op.create_index("ix_talk_started", "talk", ["started_at", "id"])
    op.create_index("ix_talk_to_review", "talk", ["reviewed_at", "id"])
    for column in (
        "seconds", "messages", "route", "reference", "language", "confidence", "fallbacks", "abandoned_at",
    ):  # fmt: skip
        op.create_index(f"ix_talk_{column}", "talk", [column])
    talk = sa.ForeignKey("talk.id", ondelete="CASCADE")
    op.create_table(
        "talk_label",
        sa.Column("talk_id", sa.Integer(), talk, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("value", sa.String(), primary_key=True),
    )
    op.create_index("ix_talk_label_value", "talk_label", ["kind", "value", "talk_id"])
    op.create_table(
        "talk_tag",
        sa.Column("talk_id", sa.Integer(), sa.ForeignKey("talk.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_talk_tag_name", "talk_tag", ["name", "talk_id"])
    _table(
        "talk_flag",
        sa.Column("event_id", sa.Integer()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cleared_at", moment),
    )
    _table("talk_note", sa.Column("text", sa.String(), nullable=False))
    _table(
        "correction",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("understood", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("accepted_by", sa.String()),
        sa.Column("accepted_at", moment),
        sa.UniqueConstraint("event_id", "by"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.UniqueConstraint("account_id", "name"),
    )
    op.create_table(
        "talk_mark",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
    )
    _search()


def downgrade() -> None:
    op.execute("DROP TRIGGER talk_gone" + (" ON chat_conversation" if _is_postgresql() else ""))
    op.drop_table("talk_search")
    for table in (
        "talk_mark", "saved_view", "correction", "talk_note", "talk_flag", "talk_tag", "talk_label", "talk",
    ):  # fmt: skip
        op.drop_table(table)
    if _is_postgresql():
        op.execute("DROP FUNCTION talk_search_keep, talk_gone")


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of what somebody added to a conversation."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("talk_id", sa.Integer(), sa.ForeignKey("talk.id", ondelete="CASCADE"), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *columns,
    )
    op.create_index(f"ix_{name}_talk_id", name, ["talk_id"])


def _search() -> None:
    if _is_postgresql():
        op.get_bind().exec_driver_sql(POSTGRESQL)
        return
    for statement in _statements(SQLITE):
        op.get_bind().exec_driver_sql(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script for SQLite, whose driver takes one at a time; a trigger ends with `END;`."""
    statements, current = [], ""
    for line in script.strip().splitlines():
        current += line + "\n"
        if line.endswith("END;") or (line.endswith(";") and "CREATE TRIGGER" not in current):
            statements.append(current)
            current = ""
    return statements


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
