"""The demonstration: every stage, with talks, by the services, the same for the same seed, never beside real ones."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.casework.models import Complaint, Event, Message
from bot.casework.service import Casework
from bot.casework.staff_models import ConnectionCheck
from bot.casework.states import REFERRAL_TRANSITIONS, ReferralTrigger, State, Trigger, replay
from bot.cli.main import app
from bot.clock import LONDON
from bot.database import all_metadata, make_engine, make_sessions
from bot.demo.lives import WAYS
from bot.gateway.models import ChatConversation, ChatMessage

COUNT = len(WAYS) + 12
CLOCK = "2026-11-20T10:00:00"


def run(folder: Path, *words: str) -> sa.Engine:
    url = f"sqlite:///{folder / 'demo.db'}"
    settings = {"CANDOUR_DATABASE_URL": url, "CANDOUR_CLOCK": CLOCK, "CANDOUR_VAR_DIR": str(folder)}
    result = CliRunner().invoke(app, ["demo", "--complaints", str(COUNT), *words], env=settings)
    assert result.exit_code == 0, result.output
    return make_engine(url)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    return run(tmp_path_factory.mktemp("demo"), "--codes", "3")


def test_every_state_can_be_seen_and_no_step_was_impossible(demo: sa.Engine) -> None:
    casework = Casework(make_sessions(demo))
    complaints = [casework.show(each.reference) for each in casework.list(limit=1000)]
    assert len(complaints) == COUNT
    assert {each.state for each in complaints} == set(State)
    for each in complaints:
        steps = [Trigger(event.trigger) for event in each.events if event.kind == "state"]
        assert replay(steps) is each.state
        assert [event.at for event in each.events] == sorted(event.at for event in each.events)
        assert each.events[-1].at <= datetime.fromisoformat(CLOCK).replace(tzinfo=LONDON)
    referrals = {each.referral.status for each in complaints}
    assert referrals >= {REFERRAL_TRANSITIONS[s] for s in REFERRAL_TRANSITIONS if s[1] is ReferralTrigger.RETURN}


def test_talks_are_there_as_the_gateway_keeps_them(demo: sa.Engine) -> None:
    with make_sessions(demo)() as session:
        talks = session.scalar(sa.select(sa.func.count()).select_from(ChatConversation))
        filed = sa.select(Complaint).where(Complaint.source == "chat")
        complaints = list(session.scalars(filed))
        assert talks == len(complaints)
        for complaint in complaints:
            lines = list(
                session.scalars(
                    sa.select(ChatMessage)
                    .filter_by(conversation_id=complaint.conversation_id)
                    .order_by(ChatMessage.seq)
                )
            )
            assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
            assert complaint.facts["what_happened"] in {line.text for line in lines if line.author == "person"}
            assert all(line.delivered_at for line in lines)
            assert "{" not in " ".join(line.text for line in lines if line.author == "bot" and not line.buttons)


LIVED = {
    "staff_member", "connection_check", "task", "contact", "case_message", "plan", "plan_answer", "progress_update",
    "referral_package", "outcome", "finding", "outcome_answer", "satisfaction", "learning", "allegation", "person",
    "decision", "complaint_event", "chat_message", "access_code",
}  # fmt: skip


def test_there_is_something_of_everything_that_happens_to_complaints(demo: sa.Engine) -> None:
    tables = all_metadata().tables
    with make_sessions(demo)() as session:
        empty = {name for name in LIVED if not session.scalar(sa.select(sa.func.count()).select_from(tables[name]))}
        verdicts = set(session.scalars(sa.select(ConnectionCheck.verdict)))
        waiting = session.scalar(sa.select(sa.func.count()).select_from(Message).where(Message.sent_at.is_(None)))
    assert empty == set()
    assert verdicts >= {"refused", "allocated"}
    assert waiting == 0  # no mail of an invented person leaves


def test_the_same_seed_makes_the_same_and_another_makes_others(demo: sa.Engine, tmp_path: Path) -> None:
    again = run(tmp_path, "--codes", "0")
    skipped = {"access_code"}  # codes are random, as they must be

    def rows(engine: sa.Engine) -> dict[str, list[str]]:
        with engine.connect() as connection:
            tables = [table for table in all_metadata().sorted_tables if table.name not in skipped]
            return {table.name: [repr(tuple(row)) for row in connection.execute(sa.select(table))] for table in tables}

    first, second = rows(demo), rows(again)
    codes = {"complaint_event", "complaint"}  # giving a code is an event, and raises the version
    assert {name: found for name, found in first.items() if name not in codes} == {
        name: found for name, found in second.items() if name not in codes
    }
    with demo.connect() as one, again.connect() as two:
        for query in (
            sa.select(Complaint.reference, Complaint.state, Complaint.facts),
            sa.select(Event.complaint_id, Event.at, Event.trigger, Event.after).where(Event.kind != "access"),
        ):
            assert one.execute(query).all() == two.execute(query).all()


def test_invented_complaints_never_stand_beside_others(demo: sa.Engine, tmp_path: Path) -> None:
    settings = {"CANDOUR_DATABASE_URL": str(demo.url), "CANDOUR_VAR_DIR": str(tmp_path)}
    result = CliRunner().invoke(app, ["demo"], env=settings)
    assert result.exit_code == 1
    assert "name an empty one" in result.stderr


def test_the_commands_show_it(demo: sa.Engine) -> None:
    settings = {"CANDOUR_DATABASE_URL": str(demo.url), "CANDOUR_CLOCK": CLOCK}
    due = CliRunner().invoke(app, ["due", "--json"], env=settings)
    kinds = {each["kind"] for each in json.loads(due.stdout)}
    assert {"update", "callback", "confirmation", "first_contact"} <= kinds
