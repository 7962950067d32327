"""Finding conversations on both databases: each filter, each pair of filters, words, pages; digests that keep up."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.console.talk_index import TalkIndex
from bot.console.talk_models import Talk
from bot.console.talk_review import NoSuchTalk, Reviews
from bot.console.talk_search import FILTERS, BadFilter, find, next_unreviewed
from bot.database import make_engine, make_sessions, migrate
from bot.gateway.models import ChatConversation, ChatMessage
from tests.console.talks import ADA, BEGAN, DANGER, LEFT, QUICK, Writer, bot, slot, user


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    migrate(database_url)
    engine = make_engine(database_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def writer(sessions: sessionmaker[Session]) -> Writer:
    return Writer(sessions)


@pytest.fixture
def index(sessions: sessionmaker[Session]) -> TalkIndex:
    return TalkIndex(sessions)


@pytest.fixture
def four(writer: Writer, index: TalkIndex, sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    for days, (name, talk) in enumerate({"ada": ADA, "left": LEFT, "quick": QUICK, "danger": DANGER}.items()):
        writer.write(name, talk, at=BEGAN + timedelta(days=days))
    assert index.refresh() == 4
    reviews = Reviews(sessions)
    reviews.set_reviewed("ada", "ann")
    reviews.tag("ada", "Training", "ann")
    reviews.flag("left", "rude answer", "ann")
    return sessions


ANSWERS = {
    ("from", "2026-03-15"): {"left", "quick", "danger"},
    ("until", "2026-03-15"): {"ada", "left"},
    ("messages_min", "2"): {"ada", "left"},
    ("messages_max", "1"): {"quick", "danger"},
    ("minutes_max", "0"): set(),
    ("minutes_min", "1"): set(),
    ("route", "record"): {"ada"},
    ("reference", "mpc-7k4d-9xtr-k"): {"ada"},
    ("intent", "faq/how_long"): {"quick"},
    ("intent", "faq"): {"quick"},
    ("intent", "describe_incident"): {"ada", "left"},
    ("confidence", "50"): {"ada", "left"},
    ("fallback", "yes"): {"left"},
    ("fallback", "no"): {"ada", "quick", "danger"},
    ("slot", "email"): {"ada"},
    ("safety", "distress"): {"danger"},
    ("safety", "hurt"): {"ada"},
    ("abandoned", "incident_date"): {"left"},
    ("reviewed", "yes"): {"ada"},
    ("reviewed", "no"): {"left", "quick", "danger"},
    ("flagged", "yes"): {"left"},
    ("flagged", "no"): {"ada", "quick", "danger"},
    ("tag", "training"): {"ada"},
    ("language", "cy"): set(),
    ("q", "shoving"): {"ada"},
    ("q", "stop station"): {"left"},
    ("q", "recorded name"): {"ada"},
    ("q", "' OR 1=1 --"): set(),
}


def _found(session: Session, **filters: str) -> set[str]:
    return {talk.conversation_id for talk in find(session, filters).talks}


def test_each_filter_and_each_pair_of_them_finds_what_both_ask(four: sessionmaker[Session]) -> None:
    assert {name for name, _ in ANSWERS} == {*FILTERS, "q"}
    with four() as session:
        for (name, value), wanted in ANSWERS.items():
            assert _found(session, **{name: value}) == wanted, (name, value)
        for ((one, first), mine), ((other, second), theirs) in itertools.combinations(ANSWERS.items(), 2):
            if one != other:
                assert _found(session, **{one: first, other: second}) == mine & theirs, (one, first, other, second)


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "yesterday"), ("until", "9999-12-31"), ("messages_min", "-1"), ("messages_max", "9" * 30),
     ("confidence", "101"), ("confidence", "nan"), ("reviewed", "maybe"), ("before", "x"), ("before", "2026-01-01_1")],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_named(four: sessionmaker[Session], name: str, value: str) -> None:
    filters, before = ({}, value) if name == "before" else ({name: value}, None)
    with four() as session, pytest.raises(BadFilter) as caught:
        find(session, filters, before=before)
    assert caught.value.name == name


def test_pages_hold_each_conversation_once_whatever_comes_meanwhile(
    writer: Writer, index: TalkIndex, sessions: sessionmaker[Session]
) -> None:
    moments = [BEGAN + timedelta(minutes=number // 3) for number in range(20)]  # three of them begin at once
    for number, at in enumerate(moments):
        writer.write(f"talk{number}", QUICK, at=at)
    index.refresh()
    seen: list[str] = []
    key = None
    with sessions() as session:
        while True:
            found = find(session, {}, before=key, limit=6)
            seen += [talk.conversation_id for talk in found.talks]
            key = found.older
            if key is None:
                break
            writer.write(f"new{len(seen)}", QUICK, at=BEGAN + timedelta(days=9))
            index.refresh()
            session.rollback()
    assert sorted(seen) == sorted(f"talk{number}" for number in range(20))
    assert len(set(seen)) == 20


def test_the_next_one_to_review_is_further_down_the_list(four: sessionmaker[Session]) -> None:
    with four() as session:
        first = next_unreviewed(session, {}, None)
        second = next_unreviewed(session, {}, first)
        third = next_unreviewed(session, {}, second)
        assert [each.conversation_id for each in (first, second, third) if each] == ["danger", "quick", "left"]
        assert next_unreviewed(session, {}, third) is None
        assert next_unreviewed(session, {"fallback": "yes"}, None).conversation_id == "left"


def test_a_conversation_that_goes_on_is_read_on_and_keeps_what_reviewers_added(
    four: sessionmaker[Session], writer: Writer, index: TalkIndex
) -> None:
    assert index.refresh() == 0
    writer.write("ada", [user("another thing: my phone", "add_information"), bot("Thank you.")])
    assert index.refresh() == 1
    with four() as session:
        talk = session.scalars(sa.select(Talk).filter_by(conversation_id="ada")).one()
        assert (talk.messages, talk.reviewed_by, [tag.name for tag in talk.tags]) == (4, "ann", ["training"])
        assert _found(session, q="phone") == {"ada"}
        assert _found(session, q="shoved") == {"ada"}


def test_a_deleted_conversation_takes_digest_search_and_notes_with_it(
    four: sessionmaker[Session], index: TalkIndex
) -> None:
    Reviews(four).note("ada", "call her", "ann")
    with four.begin() as session:
        session.execute(
            sa.text("INSERT INTO chat_conversation (id, last_seq, created_at) VALUES ('ada', 0, '2026-03-14')")
        )
    with four.begin() as session:
        session.execute(sa.text("DELETE FROM events WHERE sender_id = 'ada'"))
        session.execute(sa.text("DELETE FROM chat_conversation WHERE id = 'ada'"))
    index.refresh()
    with four() as session:
        assert _found(session) == {"left", "quick", "danger"}
        assert _found(session, q="shoved") == set()
        for table in ("talk_note", "talk_tag"):
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
    with pytest.raises(NoSuchTalk):
        Reviews(four).note("ada", "again", "ann")


def test_any_events_make_a_digest(writer: Writer, index: TalkIndex, sessions: sessionmaker[Session]) -> None:
    """Whatever order and gaps: what Rasa stores is never a reason to fail."""
    chance = random.Random(7)
    pool = [*ADA, *LEFT, *QUICK, *DANGER, {"event": "restart"}, {"event": "rewind"}, {"event": "session_started"},
            {"event": "user", "text": None}, {"event": "user"}, {"event": "bot", "text": None}, slot("route", None),
            user("\x00nul \ud800 \U0001f600"),
            {"event": "user", "text": "x", "parse_data": {"intent": {"name": None}}}]  # fmt: skip
    for number in range(40):
        writer.write(f"talk{number}", chance.sample(pool, chance.randrange(1, 12)))

    index.refresh()

    with sessions() as session:
        assert 30 < session.scalar(sa.select(sa.func.count()).select_from(Talk)) <= 40


def test_what_only_the_gateway_has_kept_can_be_found_too(
    sessions: sessionmaker[Session], writer: Writer, index: TalkIndex
) -> None:
    moment = {"created_at": BEGAN, "delivered_at": BEGAN}
    with sessions.begin() as session:
        session.add(ChatConversation(id="kept", last_seq=2, created_at=BEGAN))
        session.flush()
        for seq, (author, text, asking) in enumerate(
            [("person", "they shoved my brother", None), ("bot", "When was it?", "incident_date")], start=1
        ):
            row = ChatMessage(id=f"m{seq}", conversation_id="kept", seq=seq, author=author, text=text, **moment)
            row.asking = asking
            session.add(row)
    writer.write("quick", QUICK)
    index.refresh()

    assert index.add_chats() == 1
    assert index.add_chats() == 0

    with sessions() as session:
        assert _found(session, q="shoving", abandoned="incident_date", messages_max="1") == {"kept"}
