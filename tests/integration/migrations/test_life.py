"""The migration to the whole life of a complaint: what was recorded before it is as it was, and can go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command

from bot.casework.assessment import Assessed
from bot.casework.desk import By
from bot.casework.service import Casework
from bot.casework.states import State
from bot.database import alembic_config, make_engine, make_sessions, migrate

BEFORE = (
    "INSERT INTO complaint (id, reference, conversation_id, number, facts, route, handling, state, referral_status,"
    " received_at, created_at) VALUES (1, 'MPC-7K4D-9XTR-K', 'talk', 1, '{\"what_happened\": \"He was rude\"}',"
    " 'record', 'local_resolution', 'recorded', 'not_required',"
    " '2026-03-01 10:00:00+00:00', '2026-03-01 10:00:00+00:00')",
    "INSERT INTO allegation (id, complaint_id, category, position) VALUES (1, 1, 'U', 1)",
    "INSERT INTO person (id, complaint_id, role) VALUES (1, 1, 'complainant')",
    "INSERT INTO decision (id, complaint_id, made_at, made_by, route, referral, reasons, flags, provisional)"
    " VALUES (1, 1, '2026-03-01 10:00:00+00:00', 'program', 'record', '[]', '[]', '[]', false)",
    'INSERT INTO complaint_event (id, complaint_id, sequence, at, actor, reason, kind, "trigger", after)'
    " VALUES (1, 1, 1, '2026-03-02 10:00:00+00:00', 'program', 'record', 'state', 'record', 'recorded')",
)


def test_a_complaint_from_before_is_shown_and_goes_on(database_url: str) -> None:
    command.upgrade(alembic_config(database_url), "0002")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.exec_driver_sql(statement)
        if engine.dialect.name == "postgresql":
            for table in ("decision", "complaint_event", "allegation", "person"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', 10)")
    migrate(database_url)
    casework = Casework(make_sessions(engine))

    shown = casework.show("MPC-7K4D-9XTR-K")
    assert (shown.version, shown.source, shown.state) == (1, "chat", State.RECORDED)
    assert shown.state_since == shown.events[0].at
    assert (shown.decision.categories, shown.decision.words) == ((), {})
    assessed = Assessed(("U",), "local_resolution")
    assert casework.assessment.assess(shown.reference, assessed, By("Ray", "read it")) is State.ASSESSED
    assert casework.show(shown.reference).version == 2
    engine.dispose()


def test_going_back_keeps_the_complaint(database_url: str) -> None:
    command.upgrade(alembic_config(database_url), "0002")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.exec_driver_sql(statement)
    migrate(database_url)
    command.downgrade(alembic_config(database_url), "0002")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT reference FROM complaint")) == "MPC-7K4D-9XTR-K"
    engine.dispose()
