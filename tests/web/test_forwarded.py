"""Complaints that are forwarded by program: only with a key, each once, and every fault named (S5)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import schemathesis
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.casework.forwarded_rows import FIELDS, MUST
from bot.casework.service import Casework
from bot.database import make_engine, make_sessions
from bot.gateway.keys import READER
from bot.gateway.limits import RateLimiter
from bot.gateway.reader import AccountReader, ReaderAway
from tests.web.conftest import StartGateway

HURT = {
    "reference": "2014/017",
    "received_on": "2014-05-01",
    "what_happened": "PC 812 at Brixton police station pushed me over and broke my wrist",
    "email": "ada@example.org",
    "incident_date": "2014-04-20",
}


@pytest.fixture
def casework(migrated_url: str) -> Casework:
    return Casework(make_sessions(make_engine(migrated_url)))


@pytest.fixture
def key(casework: Casework) -> str:
    return casework.api_keys.add("ipcc", by="admin")


@pytest.fixture
async def gateway(start_gateway: StartGateway) -> TestClient:
    return await start_gateway(api_rate=RateLimiter(100_000, 100_000.0))


async def post(client: TestClient, body: object, key: str, **headers: str) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    wanted = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"} | headers
    async with client.post("/api/forwarded", data=data, headers=wanted) as response:
        assert response.content_type == "application/json"
        return response.status, await response.json()


async def test_a_complaint_is_recorded_by_the_same_policy_and_found_again(
    gateway: TestClient, key: str, casework: Casework
) -> None:
    status, taken = await post(gateway, HURT, key)
    assert (status, taken["recorded"], taken["state"]) == (201, True, "recorded")
    assert taken["referral"]["status"] == "due"
    assert "serious_assault" in taken["referral"]["grounds"]
    assert "complainant_name" in taken["missing"]
    assert await post(gateway, HURT, key) == (200, {**taken, "recorded": False})
    assert len(casework.list()) == 1
    shown = casework.show(taken["reference"])
    assert (shown.source, shown.source_reference) == ("commission", "2014/017")
    assert any("wrist" in words for words in shown.decision.words["serious_assault"])


async def test_many_at_once_are_each_recorded_once(gateway: TestClient, key: str, casework: Casework) -> None:
    rows = [{**HURT, "reference": f"A/{number % 6}"} for number in range(24)]
    answers = await asyncio.gather(*(post(gateway, row, key) for row in rows))
    assert sorted(status for status, _ in answers) == [200] * 18 + [201] * 6
    assert len(casework.list()) == 6


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {key}", "Bearer {key}x", "{key}"])
async def test_without_a_good_key_nothing_is_taken(
    gateway: TestClient, key: str, casework: Casework, header: str
) -> None:
    async with gateway.post("/api/forwarded", json=HURT, headers={"Authorization": header.format(key=key)}) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert casework.list() == ()


async def test_a_key_that_is_revoked_is_good_no_more(gateway: TestClient, key: str, casework: Casework) -> None:
    assert (await post(gateway, HURT, key))[0] == 201
    casework.api_keys.revoke("ipcc")
    assert (await post(gateway, HURT, key))[0] == 401


async def test_every_fault_is_named_by_its_field(gateway: TestClient, key: str, casework: Casework) -> None:
    wrong = {**HURT, "received_on": "2199-01-01", "email": "nobody", "hat": "1", "what_happened": None}
    status, answer = await post(gateway, wrong, key)
    assert status == 422
    assert set(answer["faults"]) == {"received_on", "email", "hat", "what_happened"}
    assert casework.list() == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"{" + b" " * 1_100_000 + b"}", 413),
        (json.dumps({**HURT, "what_happened": "x" * 100_001}).encode(), 422),
    ],
)
async def test_a_body_that_is_none_is_refused(gateway: TestClient, key: str, body: bytes, status: int) -> None:
    assert (await post(gateway, body, key))[0] == status


async def test_another_content_type_is_refused(gateway: TestClient, key: str) -> None:
    assert (await post(gateway, HURT, key, **{"Content-Type": "text/plain"}))[0] == 415


async def test_the_longest_account_is_taken(gateway: TestClient, key: str, casework: Casework) -> None:
    told = ("He shouted at me. " * 6_000)[:100_000].strip()
    status, taken = await post(gateway, {**HURT, "what_happened": told}, key)
    assert status == 201
    assert casework.show(taken["reference"]).facts["what_happened"] == told


async def test_who_sends_too_fast_is_told_when_to_come_again(start_gateway: StartGateway, key: str) -> None:
    gateway = await start_gateway(api_rate=RateLimiter(2, 0.01))
    statuses = [(await post(gateway, b"{", key))[0] for _ in range(3)]
    assert statuses[-1] == 429
    async with gateway.post("/api/forwarded", headers={"Authorization": f"Bearer {key}"}) as response:
        assert int(response.headers["Retry-After"]) > 1


async def test_while_accounts_cannot_be_read_nothing_is_recorded_and_the_sender_tries_again(
    gateway: TestClient, key: str, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ReaderAway

    with monkeypatch.context() as patched:
        patched.setattr(gateway.server.app[READER], "read", away)  # type: ignore[attr-defined]
        status, answer = await post(gateway, HURT, key)
        assert (status, "Nothing was recorded" in answer["error"]) == (503, True)
        assert casework.list() == ()
    assert (await post(gateway, HURT, key))[0] == 201


async def test_a_reader_that_dies_is_started_again() -> None:
    from datetime import date

    reader = AccountReader()
    day = date(2014, 5, 1)
    first = await reader.read(HURT["what_happened"], day)
    program = reader._program
    assert program is not None
    program.kill()
    await program.wait()
    assert await reader.read(HURT["what_happened"], day) == first
    assert first.facts["officers"] == "PC 812"
    slow = AccountReader(read_within=0.0)
    with pytest.raises(ReaderAway):
        await slow.read("x", day)
    await slow.close()
    await reader.close()


async def test_the_description_names_the_fields_that_are_taken(gateway: TestClient) -> None:
    async with gateway.get("/api/openapi.json") as response:
        document = await response.json()
    complaint = document["components"]["schemas"]["Complaint"]
    assert tuple(complaint["properties"]) == FIELDS
    assert tuple(complaint["required"]) == MUST


async def test_whatever_is_sent_the_answer_is_as_described(gateway: TestClient, key: str) -> None:
    """Schemathesis makes requests from the description, right and wrong ones, and holds the answers against it."""
    async with gateway.get("/api/openapi.json") as response:
        schema = schemathesis.openapi.from_dict(await response.json())
    base = str(gateway.make_url("/"))
    seen: set[int] = set()
    checks = (
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    )
    operation = schema["/api/forwarded"]["POST"]
    modes = schemathesis.GenerationMode

    def run() -> None:
        for mode in (modes.POSITIVE, modes.NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=40,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            )
            def send(case: schemathesis.Case) -> None:
                answer = case.call(base_url=base, headers={"Authorization": f"Bearer {key}"})
                seen.add(answer.status_code)
                case.validate_response(answer, checks=list(checks))

            send()

    await asyncio.to_thread(run)
    assert {201, 422} <= seen
    assert not any(status >= 500 for status in seen)
