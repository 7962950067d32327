"""The talk between browser and engine: nothing that was acknowledged is lost, nothing happens twice."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import create_engine, text

from bot.database import migrate
from bot.gateway.conversation import Pace
from bot.gateway.words import NOT_TAKEN
from tests.web.conftest import Page, StartGateway
from tests.web.fake_engine import GREETING, HAVE, FakeEngine


@pytest.fixture
def migrated_url(database_url: str) -> str:
    """These promises hold on SQLite and on PostgreSQL."""
    migrate(database_url)
    return database_url


def stored(database_url: str) -> list[tuple[str, str, bool]]:
    """Author, text and whether the engine has it, of every message in the database."""
    database = create_engine(database_url)
    with database.connect() as connection:
        rows = connection.execute(
            text("SELECT author, text, delivered_at IS NOT NULL FROM chat_message ORDER BY seq")
        ).all()
    database.dispose()
    return [(author, words, bool(delivered)) for author, words, delivered in rows]


async def test_the_bot_opens_the_talk_and_what_it_was_told_is_not_shown(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    line = await page.next(type="line")
    assert (line["author"], line["text"], line["asking"]) == ("bot", GREETING, "what_happened")
    assert page.lines == [("bot", GREETING)]


async def test_a_message_is_answered_and_both_are_in_the_transcript(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.next(type="line")
    client_id = await page.send("They kept my phone")
    await page.next(text="I heard: They kept my phone")
    assert page.lines[1:] == [("person", "They kept my phone"), ("bot", "I heard: They kept my phone")]
    assert {"type": "ack", "id": client_id, "seq": 3} in page.frames


async def test_a_message_is_stored_before_it_is_acknowledged(
    gateway: TestClient, engine: FakeEngine, migrated_url: str
) -> None:
    page = await Page.open(gateway)
    await page.next(type="line")
    await engine.down()
    await page.send("They kept my phone")
    await page.next(type="ack")
    assert stored(migrated_url)[-1] == ("person", "They kept my phone", False)


async def test_the_same_client_id_is_acknowledged_again_and_handled_once(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    client_id = await page.send("They kept my phone")
    first = await page.next(type="ack")
    await page.send("They kept my phone", client_id)
    assert await page.next(type="ack") == first
    await page.send("The end")
    await page.next(text="I heard: The end")
    assert engine.texts == ["They kept my phone", "The end"]


async def test_messages_sent_while_the_engine_is_away_are_answered_once_and_in_order(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.next(type="line")
    await engine.down()
    for word in ("one", "two", "three"):
        await page.send(word)
    status = await page.next(type="status", state="away")
    assert "Your message is safe" in status["text"]
    assert "wrong" not in status["text"]
    await engine.up()
    await page.next(text="I heard: three")
    assert engine.texts == ["one", "two", "three"]
    answers = [words for author, words in page.lines if author == "bot"]
    assert answers == [GREETING, "I heard: one", "I heard: two", "I heard: three"]


async def test_an_outage_is_told_once_and_its_end_too(gateway: TestClient, engine: FakeEngine) -> None:
    page = await Page.open(gateway)
    await page.next(type="status", state="idle")
    engine.aborts = 12
    await page.send("one")
    await page.next(text="I heard: one")
    await page.next(type="status", state="idle")
    moods = [frame["state"] for frame in page.frames if frame["type"] == "status"]
    assert moods.count("away") == 1
    assert moods[-1] == "idle"


async def test_a_message_that_the_engine_always_fails_on_does_not_hold_up_the_talk(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.next(text=GREETING)
    engine.stumbles_over = "two"
    for word in ("one", "two", "three"):
        await page.send(word)
    await page.next(text="I heard: three")
    assert [words for author, words in page.lines if author == "person"] == ["one", "two", "three"]
    answers = [words for author, words in page.lines if author == "bot"]
    assert answers == [GREETING, "I heard: one", NOT_TAKEN, "I heard: three"]
    assert engine.attempts.count("two") == Pace().give_up_after


async def test_who_opens_the_chat_during_an_outage_is_told_that_writing_is_safe(
    gateway: TestClient, engine: FakeEngine
) -> None:
    await engine.down()
    page = await Page.open(gateway)
    status = await page.next(type="status", state="away")
    assert "You can write all the same" in status["text"]
    await engine.up()
    await page.next(text=GREETING)


async def test_an_answer_that_got_lost_on_its_way_is_fetched_and_not_made_twice(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.next(type="line")
    engine.loses_answers = 3
    await page.send("They kept my phone")
    await page.next(text="I heard: They kept my phone")
    assert engine.attempts.count("They kept my phone") == 4
    assert engine.texts == ["They kept my phone"]


async def test_a_gateway_that_starts_again_delivers_what_was_acknowledged(
    start_gateway: StartGateway, engine: FakeEngine
) -> None:
    first = await start_gateway()
    page = await Page.open(first)
    await page.next(type="line")
    await engine.down()
    await page.send("one")
    await page.next(type="ack")
    await page.send("two")
    await page.next(type="ack")
    cookies = first.session.cookie_jar
    await first.server.close()
    await engine.up()
    second = await start_gateway()
    second.session.cookie_jar.update_cookies({cookie.key: cookie.value for cookie in cookies})
    again = await Page.open(second, after=2)
    await again.next(text="I heard: two")
    assert engine.texts == ["one", "two"]
    assert again.lines == [("person", "one"), ("person", "two"), ("bot", "I heard: one"), ("bot", "I heard: two")]


async def test_two_gateways_on_one_database_answer_a_waiting_message_once(
    start_gateway: StartGateway, engine: FakeEngine, migrated_url: str
) -> None:
    page = await Page.open(await start_gateway())
    await page.next(type="line")
    engine.gate.clear()
    await page.send("one")
    await engine.asked("one", times=1)  # not the status "busy", which may still be that of the opening
    await start_gateway()  # finds the message undelivered and delivers it as well
    await engine.asked("one", times=2)
    engine.gate.set()
    await page.next(text="I heard: one")
    await page.send("two")
    await page.next(text="I heard: two")
    assert engine.texts == ["one", "two"]
    assert [words for author, words, _ in stored(migrated_url) if author == "bot"].count("I heard: one") == 1


async def test_a_page_that_comes_back_gets_what_it_missed_and_nothing_else(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.next(type="line")
    await page.send("one")
    await page.socket.close()
    again = await Page.open(gateway, after=2)
    await again.next(text="I heard: one")
    assert again.lines == [("person", "one"), ("bot", "I heard: one")]


async def test_a_long_transcript_comes_back_whole_and_in_order(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    for number in range(120):
        await page.send(f"message {number}")
    await page.next(text="I heard: message 119")
    again = await Page.open(gateway)
    await again.next(type="ready")
    assert len(again.lines) == 241
    seqs = [frame["seq"] for frame in again.frames if frame["type"] == "line"]
    assert seqs == sorted(set(seqs))


async def test_two_pages_of_one_browser_share_the_talk(gateway: TestClient) -> None:
    left, right = await Page.open(gateway), await Page.open(gateway)
    await left.send("from the left")
    await right.next(text="I heard: from the left")
    assert ("person", "from the left") in right.lines


async def test_talks_of_two_browsers_do_not_mix(start_gateway: StartGateway, engine: FakeEngine) -> None:
    one, other = await Page.open(await start_gateway()), await Page.open(await start_gateway())
    await one.send("mine")
    await one.next(text="I heard: mine")
    await other.send("yours")
    await other.next(text="I heard: yours")
    assert ("person", "mine") not in other.lines
    assert len({heard.sender for heard in engine.heard}) == 2


async def test_a_choice_brings_its_payload_to_the_engine_and_its_title_to_the_transcript(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.send("ask me")
    question = await page.next(text="Was anybody badly hurt?")
    assert question["buttons"] == ["Yes", "No"]
    await page.choose(question["seq"], 1)
    line = await page.next(type="line", author="person", text="No")
    assert (line["choice_of"], line["choice"]) == (question["seq"], 1)
    await page.next(text="I heard: no, nobody")
    assert engine.texts == ["ask me", "no, nobody"]


async def test_buttons_that_were_not_offered_are_refused(gateway: TestClient, engine: FakeEngine) -> None:
    page = await Page.open(gateway)
    await page.send("ask me")
    question = await page.next(text="Was anybody badly hurt?")
    for seq, button in ((question["seq"], 2), (question["seq"], -1), (question["seq"] - 1, 0), (999, 0)):
        client_id = await page.choose(seq, button)
        refusal = await page.next(type="refused")
        assert (refusal["id"], refusal["reason"]) == (client_id, "not_offered")
    assert engine.texts == ["ask me"]


async def test_a_choice_of_an_older_question_does_not_answer_the_newer_one(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.send("ask me")
    question = await page.next(text="Was anybody badly hurt?")
    await page.send("I would rather write it down")
    await page.next(text="I would rather write it down")
    await page.choose(question["seq"], 0)
    refusal = await page.next(type="refused")
    assert "earlier question" in refusal["text"]
    assert "yes, badly hurt" not in engine.texts


async def test_hostile_text_comes_back_as_the_text_it_is(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    hostile = "<img src=x onerror=alert(1)>\"'`</script><script>alert(1)</script> {{7*7}} javascript:alert(1)"
    await page.send(hostile)
    await page.next(text=f"I heard: {hostile}")
    assert ("person", hostile) in page.lines


async def test_a_line_of_the_summary_is_a_choice_and_one_that_is_not_there_is_refused(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.send("sum up")
    summary = await page.next(type="line", text=HAVE["text"])
    assert [row["label"] for row in summary["custom"]["summary"]] == ["What happened", "When"]
    await page.choose(summary["seq"], 2)
    assert (await page.next(type="refused"))["reason"] == "not_offered"
    await page.choose(summary["seq"], 1)
    await page.next(text="I heard: When")
    assert ("person", "Change: When") in page.lines
    assert engine.texts == ["sum up", "When"]
