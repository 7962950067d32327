"""Learning from review by the way of a browser: corrections of every kind, who accepts them, and what leaves then."""

from __future__ import annotations

import pytest
import yaml
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.errors import InvalidCommand
from bot.casework.service import Casework
from bot.console.corrections import INTENT, Corrections, Said
from bot.console.roles import Role
from bot.console.talk_index import TalkIndex
from bot.console.transcript import read_events, transcript
from bot.database import make_engine, make_sessions, migrate
from bot.settings import ROOT
from tests.console.conftest import NOW, Desk, SignedIn, logged
from tests.console.talks import ADA, LEFT, QUICK, Writer
from tests.console.test_cases import REGISTER

WAIT = {"intent": "faq/how_long", "example": "how long is the wait"}


@pytest.fixture
def messages(sessions: sessionmaker[Session], casework: Casework) -> list[int]:
    """The ids of the two messages of a conversation; a complaint came of another one."""
    writer = Writer(sessions)
    writer.write("left", LEFT)
    writer.write("ada", ADA)
    writer.write("quick", QUICK)
    casework.register.import_csv(REGISTER.splitlines())
    with sessions() as session:
        read = transcript("left", read_events(session, "left"))
    assert read is not None
    return [turn.event_id for turn in read.messages]


async def correct(desk: Desk, event: int, fields: dict[str, str], talk: str = "left") -> tuple[int, str]:
    await desk.get(f"/staff/conversations/{talk}")
    return await desk.post(f"/staff/conversations/{talk}", {"do": "correct", "event": str(event), **fields})


async def exported(desk: Desk, file: str) -> str:
    await desk.get("/staff/learning")
    status, text = await desk.post("/staff/learning/export", {"file": file})
    assert status == 200
    return text


async def test_a_correction_becomes_training_data_once_somebody_else_accepts_it(
    signed_in: SignedIn, messages: list[int], sessions: sessionmaker[Session]
) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.ASSESSOR, name="other")
    assert (await correct(one, messages[0], {**WAIT, "example": "mail me: a@b.org"}))[0] == 400
    assert (await correct(one, messages[0], {**WAIT, "intent": "nonsense"}))[0] == 400
    assert (await correct(one, 9999, WAIT))[0] == 400
    assert (await correct(one, messages[0], WAIT))[0] == 303
    await correct(other, messages[0], {**WAIT, "intent": "greet"})

    _, page = await one.get("/staff/learning")
    assert "Reviewers disagree" in page
    assert "(other)" in page
    status, page = await other.post("/staff/learning", {"correction": "2"})
    assert status == 400
    assert "somebody else" in page.lower()
    assert yaml.safe_load(await exported(other, "training"))["nlu"] == []
    assert (await other.post("/staff/learning", {"correction": "1"}))[0] == 303
    assert (await one.post("/staff/learning", {"correction": "2"}))[0] == 400

    text = await exported(one, "training")
    assert yaml.safe_load(text)["nlu"] == [{"intent": "faq/how_long", "examples": "- how long is the wait\n"}]
    assert ("other", "correction.accepted", "1") in logged(sessions)
    assert ("one", "corrections.exported", None) in logged(sessions)


async def test_only_a_colleague_is_offered_to_accept(signed_in: SignedIn, messages: list[int]) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.ASSESSOR, name="other")
    await correct(one, messages[0], WAIT)

    assert "Waits for a colleague" in (await one.get("/staff/learning"))[1]
    assert 'name="correction" value="1"' in (await other.get("/staff/learning"))[1]


async def test_a_missed_fact_and_a_missing_question_become_a_dialogue_test(
    signed_in: SignedIn, messages: list[int]
) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.ASSESSOR, name="other")
    said = "they stopped me at Brixton (station)"
    fields = {
        "intent": "describe_incident", "example": said, "fact": "incident_location", "passage": "Brixton (station)",
        "question": "officers",
    }  # fmt: skip
    status, where = await correct(one, messages[1], fields)
    assert status == 303, where
    await correct(one, messages[1], {
        "intent": "describe_incident", "example": said, "fact": "incident_date", "passage": "stopped",
        "kept": "2026-03-14"})  # fmt: skip
    _, page = await other.get("/staff/learning")
    assert "It should have asked for" in page
    assert "“Brixton (station)” tells" in page
    for number in ("1", "2", "3"):
        assert (await other.post("/staff/learning", {"correction": number}))[0] == 303

    (case,) = yaml.safe_load(await exported(other, "dialogues"))
    assert case["turns"] == [
        {
            "user": said,
            "asks": "officers",
            "slots": {"incident_location": r"~Brixton \(station\)", "incident_date": "2026-03-14"},
        }
    ]
    assert set(case) == {"talk", "turns"}  # the keys of `tests/dialogue/test_dialogues.py`
    assert yaml.safe_load(await exported(other, "training"))["nlu"] == []  # how it was understood was right


async def test_a_dialogue_test_starts_from_the_question_that_was_open(
    signed_in: SignedIn, messages: list[int], sessions: sessionmaker[Session]
) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.ASSESSOR, name="other")
    with sessions() as session:
        read = transcript("ada", read_events(session, "ada"))
    assert read is not None
    name = read.messages[1]
    assert name.text == "Ada Obi"
    await correct(one, name.event_id, {
        "intent": name.intent or "", "example": "I am Sam Low", "question": "contact_method"}, "ada")  # fmt: skip
    await other.get("/staff/learning")
    await other.post("/staff/learning", {"correction": "1"})

    text = await exported(other, "dialogues")
    (case,) = yaml.safe_load(text)
    assert case["from"] == "complainant_name"
    table = ROOT / "tests" / "dialogue" / "tables" / "questions.yml"
    assert case["from"] in yaml.safe_load(table.read_text(encoding="utf-8"))
    assert "Ada" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"fact": "officers", "passage": "PC Nobody"}, "must stand in the words"),
        ({"fact": "officers"}, "which words"),
        ({"passage": "the station"}, "which fact"),
        ({"fact": "complainant_name", "passage": "station"}, "which fact"),
        ({"question": "nonsense"}, "one of the questions"),
    ],
)
async def test_what_is_marked_must_make_sense(
    signed_in: SignedIn, messages: list[int], fields: dict[str, str], words: str
) -> None:
    desk = await signed_in(Role.REVIEWER)
    base = {"intent": "describe_incident", "example": "they stopped me at the station"}

    status, page = await correct(desk, messages[1], {**base, **fields})

    assert status == 400
    assert words in page


async def test_the_inbox_shows_unsure_messages_until_somebody_says_what_they_mean(
    signed_in: SignedIn, messages: list[int], sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.REVIEWER)
    _, page = await desk.get("/staff/learning/unsure")
    assert "asdf" in page
    assert "they stopped me at the station" not in page  # 70 per cent sure
    assert "Ada Obi" not in page  # 40 per cent sure, and hidden
    assert "[name]" in page

    status, where = await desk.post(
        "/staff/conversations/left",
        {"do": "correct", "event": str(messages[0]), "intent": "out_of_scope", "example": "asdf", "then": "unsure"},
    )
    assert (status, where) == (303, "/staff/learning/unsure?done=corrected")
    assert "asdf" not in (await desk.get("/staff/learning/unsure"))[1]
    await desk.post("/staff/conversations/ada", {"do": "review"})
    assert "There are none." in (await desk.get("/staff/learning/unsure"))[1]
    assert (desk.name, "messages.listed", None) in logged(sessions)


async def test_the_inbox_hides_what_the_reader_is_named_in(signed_in: SignedIn, messages: list[int]) -> None:
    hale = await signed_in(Role.REVIEWER, name="hale", number="1190LX")

    _, page = await hale.get("/staff/learning/unsure")

    assert "asdf" in page
    assert "/staff/conversations/ada" not in page


async def test_the_inbox_goes_on_over_pages(signed_in: SignedIn, sessions: sessionmaker[Session]) -> None:
    writer = Writer(sessions)
    for number in range(25):
        writer.write(f"left{number}", LEFT)
    desk = await signed_in(Role.REVIEWER)

    _, page = await desk.get("/staff/learning/unsure")
    assert page.count("Say what it means") == 20
    older = page.partition("/staff/learning/unsure?before=")[2].partition('"')[0]
    _, page = await desk.get(f"/staff/learning/unsure?before={older}")

    assert page.count("Say what it means") == 5
    assert "unsure?before=" not in page


async def test_another_file_is_not_there(signed_in: SignedIn) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.get("/staff/learning")

    assert (await desk.post("/staff/learning/export", {"file": "../secrets"}))[0] == 400


def test_corrections_are_kept_side_by_side_and_accepted_once(database_url: str) -> None:
    migrate(database_url)
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    Writer(sessions).write("quick", QUICK)
    TalkIndex(sessions).refresh()
    corrections = Corrections(sessions, lambda: NOW)
    for by, intent in (("one", "greet"), ("other", "faq/appeal"), ("one", "thank")):
        corrections.add("quick", 1, [Said(INTENT, intent, "how long", "faq/how_long")], by)

    (shown,) = corrections.suggestions("one")
    assert [(view.value, view.by, view.acceptable) for view in shown.views] == [
        ("thank", ["one"], None),
        ("faq/appeal", ["other"], 2),
    ]
    corrections.accept(2, "one")
    with pytest.raises(InvalidCommand, match="accepted already"):
        corrections.accept(1, "other")

    assert [(row.value, row.accepted_by) for row in corrections.accepted()] == [("faq/appeal", "one")]
    assert corrections.corrected([1, 2]) == {1}
    engine.dispose()
