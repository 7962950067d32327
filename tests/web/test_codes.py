"""Codes at the edge: shown once beside the talk, checked beside the talk, taken out of what is said."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.casework.access import Access
from bot.casework.code_store import derived_code
from bot.casework.references import new_reference
from bot.casework.service import Casework
from bot.codes import new_code
from bot.database import make_engine, make_sessions
from bot.gateway import words
from bot.gateway.catalogue import FIRST, load_catalogues
from bot.gateway.keys import ACCESS, SETTINGS, STORE, TASKS
from bot.masking import MASK
from tests.web.complaints import filing
from tests.web.conftest import Page, StartGateway, origin_of
from tests.web.fake_engine import FakeEngine

SAYS = load_catalogues()[FIRST].words["access"]


async def post(client: TestClient, path: str, **body: Any) -> ClientResponse:
    return await client.post(path, json=body, headers={"Origin": origin_of(client)})


@pytest.fixture
def casework(migrated_url: str):
    engine = make_engine(migrated_url)
    yield Casework(make_sessions(engine))
    engine.dispose()


def access_of(client: TestClient) -> Access:
    return client.app[ACCESS]


async def talk_of(client: TestClient, engine: FakeEngine) -> str:
    """The conversation of the client's session, once it has begun."""
    await engine.asked("hello", 1)
    return engine.heard[-1].sender


@pytest.fixture
async def recorded(gateway: TestClient, engine: FakeEngine, casework: Casework) -> tuple[Page, str]:
    """A page whose talk has recorded a complaint, and its reference."""
    page = await Page.open(gateway)
    await page.next(author="bot")
    return page, casework.record(filing(engine.heard[-1].sender)).reference


async def test_the_code_is_shown_once_and_again_only_as_a_new_one(
    gateway: TestClient, recorded: tuple[Page, str]
) -> None:
    _, reference = recorded
    first = await (await post(gateway, "/chat/code", kind="complaint")).json()
    again = await post(gateway, "/chat/code", kind="complaint")
    anew = await (await post(gateway, "/chat/code", kind="complaint", reference=reference, anew=True)).json()

    assert first["reference"] == anew["reference"] == reference
    assert (again.status, (await again.json())["reason"]) == (409, "shown_before")
    assert first["code"] != anew["code"]
    assert (await post(gateway, "/chat/status", reference=reference, code=first["code"])).status == 403
    assert (await post(gateway, "/chat/status", reference=reference, code=anew["code"])).status == 200


async def test_a_talk_that_recorded_nothing_and_one_of_others_get_no_code(
    gateway: TestClient, start_gateway: StartGateway, recorded: tuple[Page, str]
) -> None:
    _, reference = recorded
    stranger = await start_gateway()
    await Page.open(stranger)

    for body in ({}, {"reference": reference}):
        response = await post(stranger, "/chat/code", kind="complaint", **body)
        assert (response.status, (await response.json())["text"]) == (404, SAYS["nothing_recorded"])


async def test_the_engine_is_told_a_handle_that_opens_the_case_in_this_talk_and_never_the_code(
    gateway: TestClient, engine: FakeEngine, recorded: tuple[Page, str]
) -> None:
    page, reference = recorded
    code = (await (await post(gateway, "/chat/code", kind="complaint")).json())["code"]

    opened = await post(gateway, "/chat/status", reference=reference.lower(), code=code.lower().replace("-", " "))
    await page.next(author="bot", text="I heard: show my complaint")

    assert await opened.json() == {"opened": True}
    heard = engine.heard[-1]
    assert access_of(gateway).case_of(str(heard.case), heard.sender) == reference
    assert heard.text == "show my complaint"
    assert "show my complaint" not in [text for author, text in page.lines if author == "person"]
    assert code not in str(engine.heard)


async def test_whatever_is_wrong_the_answer_is_the_same(gateway: TestClient, recorded: tuple[Page, str]) -> None:
    _, reference = recorded
    code = (await (await post(gateway, "/chat/code", kind="complaint")).json())["code"]
    tries = [(reference, new_code()), (new_reference(), code), (new_reference(), new_code())]

    answers = [await post(gateway, "/chat/status", reference=named, code=typed) for named, typed in tries]

    assert {response.status for response in answers} == {403}
    bodies = [await response.json() for response in answers]
    assert bodies == [{"reason": "wrong", "text": SAYS["wrong"]}] * 3
    assert len({tuple(sorted(set(response.headers) - {"Date"})) for response in answers}) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reference": "MPC-7K4D", "code": new_code()}, "reference"),
        ({"reference": "MPC-7K4D-9XTR-K", "code": "7K4D"}, "code"),
        ({"reference": "MPC-7K4D-9XTR-K"}, "code"),
        ({"reference": ["MPC"], "code": {"a": 1}}, "reference"),
        ({}, "reference"),
    ],
)
async def test_what_cannot_be_a_reference_or_a_code_is_named_by_its_field(
    gateway: TestClient, body: dict[str, Any], field: str
) -> None:
    await Page.open(gateway)
    response = await post(gateway, "/chat/status", **body)

    assert response.status == 422
    assert (await response.json())["field"] == field


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 9000])
async def test_a_body_that_cannot_be_read_is_said_plainly(gateway: TestClient, data: bytes) -> None:
    await Page.open(gateway)
    for path in ("/chat/status", "/chat/code", "/chat/code/link", "/chat/resume"):
        response = await gateway.post(path, data=data, headers={"Origin": origin_of(gateway)})
        assert (response.status, (await response.json())["text"]) == (400, SAYS["unreadable"])


@pytest.mark.parametrize("path", ["/chat/status", "/chat/code", "/chat/code/link", "/chat/resume"])
async def test_pages_of_other_sites_reach_no_code(gateway: TestClient, path: str) -> None:
    await Page.open(gateway)
    for origin in ("https://evil.example", "null"):
        assert (await gateway.post(path, json={}, headers={"Origin": origin})).status == 403


@pytest.mark.parametrize("path", ["/chat/status", "/chat/code", "/chat/code/link"])
async def test_without_a_session_there_is_nothing_to_open(gateway: TestClient, path: str) -> None:
    response = await post(gateway, path, reference="MPC-7K4D-9XTR-K", code=new_code())
    assert (response.status, (await response.json())["text"]) == (401, SAYS["no_session"])


async def test_a_code_that_is_written_in_the_talk_is_masked_before_anything_keeps_it(
    gateway: TestClient, engine: FakeEngine, migrated_url: str
) -> None:
    page, code = await Page.open(gateway), new_code()

    await page.send(f"They shoved me on Friday, my code is {code}")
    hint = await page.next(author="bot", text=words.CODE_REMOVED)
    await page.next(text=f"I heard: They shoved me on Friday, my code is {MASK}")

    assert hint["custom"] == {"form": "status"}
    assert ("person", f"They shoved me on Friday, my code is {MASK}") in page.lines
    assert code not in str(engine.heard)
    assert _database_without(migrated_url, code)


async def test_a_message_that_is_nothing_but_a_code_is_answered_with_the_form_and_goes_no_further(
    gateway: TestClient, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.next(author="bot")
    await page.send(f"MPC-7K4D-9XTR-K code {new_code()}")
    await page.next(author="bot", text=words.CODE_REMOVED)
    await page.send("and now this")
    await page.next(text="I heard: and now this")

    assert engine.texts == ["and now this"]


def _database_without(url: str, code: str) -> bool:
    path = sa.make_url(url).database
    kept = b"".join(open(f"{path}{suffix}", "rb").read() for suffix in ("", "-wal"))  # noqa: SIM115
    return code.encode() not in kept and code.replace("-", "").encode() not in kept


async def test_a_talk_is_gone_on_with_in_another_browser_from_its_first_line(
    gateway: TestClient, start_gateway: StartGateway, engine: FakeEngine
) -> None:
    page = await Page.open(gateway)
    await page.send("They shoved me")
    await page.next(text="I heard: They shoved me")
    code = (await (await post(gateway, "/chat/code", kind="talk")).json())["code"]
    other = await start_gateway()

    resumed = await post(other, "/chat/resume", code=code)
    there = await Page.open(other)
    await there.next(text="I heard: They shoved me")
    await there.send("and they laughed")
    await there.next(text="I heard: and they laughed")

    assert await resumed.json() == {"resumed": True}
    assert {heard.sender for heard in engine.heard} == {engine.heard[0].sender}


async def test_who_goes_on_with_a_talk_leaves_the_one_they_had(gateway: TestClient, engine: FakeEngine) -> None:
    first = await Page.open(gateway)
    await first.next(author="bot")
    code = (await (await post(gateway, "/chat/code", kind="talk")).json())["code"]
    gateway.session.cookie_jar.clear()
    await (await Page.open(gateway)).next(author="bot")
    assert len({heard.sender for heard in engine.heard}) == 2

    await post(gateway, "/chat/resume", code=code)
    page = await Page.open(gateway)
    await page.send("here again")
    await page.next(text="I heard: here again")

    assert engine.heard[-1].sender == engine.heard[0].sender


async def test_no_talk_is_opened_by_a_wrong_code_or_the_code_of_a_complaint(
    gateway: TestClient, recorded: tuple[Page, str]
) -> None:
    case = (await (await post(gateway, "/chat/code", kind="complaint")).json())["code"]
    for code in (new_code(), case):
        assert (await post(gateway, "/chat/resume", code=code)).status == 403


async def _link_in_the_mail(client: TestClient, url: str) -> str:
    await asyncio.gather(*client.app[TASKS])
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT payload FROM outbox WHERE template = 'code_link'")).scalars().all()
    engine.dispose()
    payload = json.loads(rows[-1])
    return derived_code(client.app[SETTINGS].keyring(), payload["key_id"], payload["nonce"])


async def test_a_lost_code_is_replaced_through_the_address_on_the_complaint(
    gateway: TestClient, recorded: tuple[Page, str], migrated_url: str
) -> None:
    _, reference = recorded
    asked = await post(gateway, "/chat/code/link", reference=reference)
    link = await _link_in_the_mail(gateway, migrated_url)
    looked = await (await gateway.get("/code")).text()
    page = await gateway.post("/code", data={"link": f"https://complaints.example/code#{link}"})
    shown = await page.text()
    again = await gateway.post("/code", data={"link": link})

    assert (asked.status, await asked.json()) == (202, {"text": SAYS["link_on_its_way"]})
    assert "Show my new code" in looked
    assert page.status == 200
    assert reference in shown
    code = shown.partition('id="code">')[2].partition("<")[0]
    assert (await post(gateway, "/chat/status", reference=reference, code=code)).status == 200
    assert again.status == 403
    assert "does not work any more" in await again.text()


async def test_asking_for_a_link_is_answered_the_same_whether_there_is_a_complaint(
    gateway: TestClient, recorded: tuple[Page, str]
) -> None:
    for reference in (recorded[1], new_reference()):
        response = await post(gateway, "/chat/code/link", reference=reference)
        assert (response.status, await response.json()) == (202, {"text": SAYS["link_on_its_way"]})


async def test_links_and_codes_are_not_asked_for_without_end(gateway: TestClient, recorded: tuple[Page, str]) -> None:
    statuses = [(await post(gateway, "/chat/code/link", reference=recorded[1])).status for _ in range(6)]
    assert statuses == [202] * 5 + [429]


@pytest.mark.parametrize("link", ["", "https://complaints.example/code", "nonsense", "#" * 5000])
async def test_what_is_no_link_is_said_on_the_page(gateway: TestClient, link: str) -> None:
    response = await gateway.post("/code", data={"link": link})
    assert response.status == 422
    assert SAYS["link_mistyped"] in await response.text()


async def test_no_answer_with_a_code_is_kept_by_a_browser_or_told_to_others(
    gateway: TestClient, recorded: tuple[Page, str]
) -> None:
    response = await post(gateway, "/chat/code", kind="complaint")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


async def test_keys_that_are_gone_are_told_to_operators(
    start_gateway: StartGateway,
    recorded: tuple[Page, str],
    gateway: TestClient,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await post(gateway, "/chat/code", kind="complaint")
    await start_gateway(code_key="0b" * 32)
    assert "codes.keys_lost" in capsys.readouterr().out + caplog.text


async def test_the_opened_case_waits_with_the_other_messages_while_the_engine_is_away(
    gateway: TestClient, engine: FakeEngine, recorded: tuple[Page, str]
) -> None:
    page, reference = recorded
    code = (await (await post(gateway, "/chat/code", kind="complaint")).json())["code"]
    await engine.down()
    await page.send("first")
    await post(gateway, "/chat/status", reference=reference, code=code)
    await engine.up()
    await page.next(text="I heard: show my complaint")

    assert [heard.text for heard in engine.heard[1:]] == ["first", "show my complaint"]
    assert gateway.app[STORE].next_waiting(engine.heard[0].sender) is None
