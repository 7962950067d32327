"""Codes without JavaScript: the same doors as the chat's, as plain forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.casework.access import Given
from bot.casework.references import new_reference
from bot.casework.service import Casework
from bot.codes import new_code
from bot.database import make_engine, make_sessions
from bot.gateway.catalogue import FIRST, load_catalogues
from bot.gateway.keys import ACCESS
from tests.web.complaints import filing
from tests.web.fake_engine import FakeEngine

SAYS = load_catalogues()[FIRST].words["access"]


@pytest.fixture
def casework(migrated_url: str) -> Iterator[Casework]:
    engine = make_engine(migrated_url)
    yield Casework(make_sessions(engine))
    engine.dispose()


@pytest.fixture
def given(gateway: TestClient, casework: Casework) -> Given:
    """Somebody's complaint and its code, from another day."""
    casework.record(filing("another day"))
    return gateway.app[ACCESS].give_code("another day")


async def send(client: TestClient, path: str, **fields: str) -> ClientResponse:
    return await client.post(path, data=fields, headers={"Accept": "text/html"}, allow_redirects=False)


async def page(client: TestClient, path: str = "/complain") -> str:
    return await (await client.get(path, headers={"Accept": "text/html"})).text()


async def begin(client: TestClient, engine: FakeEngine) -> str:
    """Begin a talk on the plain pages; gives the token of its forms."""
    await send(client, "/complain", do="start")
    await engine.asked("hello", 1)
    return re.findall(r'name="token" value="(\w+)"', await page(client))[0]


async def test_reference_and_code_open_a_complaint_on_the_plain_pages(
    gateway: TestClient, engine: FakeEngine, given: Given
) -> None:
    answer = await send(gateway, "/status", do="status", reference=given.reference.lower(), code=given.code)

    assert (answer.status, answer.headers["Location"]) == (303, "/complain?lang=en")
    assert "I heard: show my complaint" in await page(gateway)
    handle = str(engine.heard[-1].case)
    assert gateway.app[ACCESS].case_of(handle, engine.heard[-1].sender) == given.reference


async def test_whatever_is_wrong_the_page_says_the_same_and_keeps_the_reference_but_no_code(
    gateway: TestClient, given: Given
) -> None:
    wrong = new_code()
    pages = []
    for reference, code in ((given.reference, wrong), (new_reference(), given.code)):
        answer = await send(gateway, "/status", do="status", reference=reference, code=code)
        text = await answer.text()
        assert answer.status == 403
        assert SAYS["wrong"] in text
        assert f'value="{reference}"' in text
        assert code not in text
        pages.append(text.replace(reference, ""))
    assert pages[0] == pages[1]


async def test_what_cannot_be_a_code_is_said_beside_its_box(gateway: TestClient, given: Given) -> None:
    answer = await send(gateway, "/status", do="status", reference=given.reference, code="7K4D")
    text = await answer.text()

    assert answer.status == 422
    assert SAYS["code"] in text
    boxes = re.findall(r"<input[^>]+>", text)
    assert ["aria-invalid" in box for box in boxes if 'id="status-' in box] == [False, True]


async def test_a_new_code_is_asked_for_without_javascript(gateway: TestClient, given: Given) -> None:
    for reference in (given.reference, new_reference()):
        answer = await send(gateway, "/status", do="lost_code", reference=reference)
        assert answer.status == 200
        assert SAYS["link_on_its_way"] in await answer.text()


async def test_a_talk_is_gone_on_with_by_its_code(gateway: TestClient, engine: FakeEngine) -> None:
    token = await begin(gateway, engine)
    shown = await (await send(gateway, "/complain/code", token=token, kind="talk")).text()
    code = re.findall(r'id="code">([^<]+)<', shown)[0]
    gateway.session.cookie_jar.clear()

    answer = await send(gateway, "/status", do="resume", code=code)
    assert answer.status == 303
    assert "What happened?" in await page(gateway)
    assert len({heard.sender for heard in engine.heard}) == 1


async def test_the_code_of_a_recorded_complaint_is_shown_once_and_then_only_replaced(
    gateway: TestClient, engine: FakeEngine, casework: Casework
) -> None:
    token = await begin(gateway, engine)
    reference = casework.record(filing(engine.heard[-1].sender)).reference

    first = await send(gateway, "/complain/code", token=token, kind="complaint")
    again = await send(gateway, "/complain/code", token=token, kind="complaint")
    anew = await send(gateway, "/complain/code", token=token, kind="complaint", anew="yes")

    codes = [re.findall(r'id="code">([^<]+)<', await answer.text()) for answer in (first, again, anew)]
    assert (first.status, again.status, anew.status) == (200, 409, 200)
    assert [len(found) for found in codes] == [1, 0, 1]
    assert codes[0] != codes[2]
    assert gateway.app[ACCESS].open_case(reference, codes[2][0], "somewhere")


async def test_a_form_of_another_session_or_site_shows_no_code(gateway: TestClient, engine: FakeEngine) -> None:
    await begin(gateway, engine)
    assert (await send(gateway, "/complain/code", token="0" * 64, kind="talk")).status == 403
    elsewhere = {"Origin": "https://evil.example"}
    for path in ("/complain/code", "/status"):
        answer = await gateway.post(path, data={"do": "resume", "code": new_code()}, headers=elsewhere)
        assert answer.status == 403


@pytest.mark.parametrize(
    ("form", "offers"),
    [("code", "Show my secret code"), ("talk", "Show my code"), ("status", 'href="/status'), ("lost_code", "/status")],
)
async def test_what_the_talk_offers_beside_its_answer_is_there_without_javascript(
    gateway: TestClient, engine: FakeEngine, form: str, offers: str
) -> None:
    engine.answer = lambda _: [{"text": "Here you are.", "custom": {"form": form}}]
    await send(gateway, "/complain", do="start")
    await engine.asked("hello", 1)

    assert offers in await page(gateway)
