"""The edge itself: who may come in, what every response says, what is counted, logged and kept."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import create_engine, text

from bot.casework.job_runs import JobRuns
from bot.database import make_engine, make_sessions, migrate
from tests.web.conftest import Page, StartGateway, origin_of
from tests.web.fake_engine import FakeEngine

ADDRESSES = [
    ("GET", "/", 200),
    ("GET", "/chat", 200),
    ("POST", "/chat/session", 403),
    ("GET", "/chat/socket", 403),
    ("POST", "/chat/status", 403),
    ("POST", "/chat/code", 403),
    ("POST", "/chat/code/link", 403),
    ("POST", "/chat/resume", 403),
    ("GET", "/status", 200),
    ("POST", "/status", 422),
    ("POST", "/complain/code", 401),
    ("GET", "/code", 200),
    ("POST", "/code", 422),
    ("POST", "/chat/end", 403),
    ("GET", "/leave", 303),
    ("GET", "/complain", 200),
    ("POST", "/complain", 401),
    ("GET", "/complain/files", 303),
    ("POST", "/complain/files", 303),
    ("GET", "/chat/evidence", 200),
    ("POST", "/chat/evidence", 403),
    ("POST", "/chat/evidence/{id}/remove", 403),
    ("GET", "/chat/copy", 303),
    ("GET", "/chat/copy.html", 303),
    ("GET", "/chat/copy.txt", 303),
    ("POST", "/api/forwarded", 401),
    ("GET", "/api/openapi.json", 200),
    ("GET", "/widget.js", 200),
    ("GET", "/healthz", 200),
    ("GET", "/metrics", 200),
    ("GET", "/static/chat.js", 200),
    ("GET", "/static/", 403),
    ("GET", "/nowhere", 404),
    ("DELETE", "/chat", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), ADDRESSES)
async def test_every_response_carries_the_strict_headers(
    gateway: TestClient, method: str, path: str, status: int
) -> None:
    response = await gateway.request(method, path.replace("{id}", "some"), allow_redirects=False)
    assert response.status == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    framed_by = "'self'" if (path, status) == ("/chat", 200) else "'none'"
    assert policy.endswith(f"frame-ancestors {framed_by}")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Server"] == "candour"
    is_file = path == "/widget.js" or (path.startswith("/static/") and status == 200)
    assert response.headers["Cache-Control"] == ("no-cache" if is_file else "no-store")


async def test_only_the_chat_may_be_framed_and_only_by_pages_that_are_named(start_gateway: StartGateway) -> None:
    named = "https://www.force.example"
    gateway = await start_gateway(embed_origins=named)
    chat = await gateway.get("/chat")
    assert f"frame-ancestors 'self' {named}" in chat.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in chat.headers
    assert "frame-ancestors 'none'" in (await gateway.get("/")).headers["Content-Security-Policy"]
    assert (await gateway.get("/")).headers["X-Frame-Options"] == "DENY"


async def test_in_a_frame_on_another_site_the_cookie_is_kept_for_that_site_alone(gateway: TestClient) -> None:
    headers = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    assert "data-apart" in await (await gateway.get("/chat", headers=headers)).text()
    assert "data-apart" not in await (await gateway.get("/chat")).text()
    secure = {"Origin": origin_of(gateway).replace("http:", "https:"), "X-Forwarded-Proto": "https"}
    cookie = (await gateway.post("/chat/session?apart", headers=secure)).headers["Set-Cookie"]
    assert cookie.startswith("__Host-candour=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=None; Secure; Partitioned")


async def test_every_address_is_in_the_table_above(gateway: TestClient) -> None:
    known = {path for _, path, _ in ADDRESSES}
    served = {route.resource.canonical for route in gateway.app.router.routes()}
    assert {path for path in served if path != "/static"} <= known


async def test_an_unforeseen_error_is_a_plain_page_with_the_headers_and_is_logged_without_its_text(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys
) -> None:
    from bot.gateway.keys import STORE

    def fail(_hash: str) -> str:
        raise RuntimeError("They kept my phone")

    monkeypatch.setattr(gateway.app[STORE], "start", fail)
    response = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
    assert response.status == 500
    assert "Please try again" in await response.text()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "They kept my phone" not in caplog.text + capsys.readouterr().out


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_pages_of_other_sites_reach_neither_session_nor_socket(gateway: TestClient, origin: str | None) -> None:
    await Page.open(gateway)  # the cookie is there
    headers = {} if origin is None else {"Origin": origin}
    assert (await gateway.post("/chat/session", headers=headers)).status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await gateway.ws_connect("/chat/socket", headers=headers)
    assert refused.value.status == 403


async def test_the_socket_is_closed_to_who_has_no_session(gateway: TestClient) -> None:
    headers = {"Origin": origin_of(gateway), "Cookie": "candour=guess"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await gateway.ws_connect("/chat/socket", headers=headers)
    assert refused.value.status == 401


async def test_looking_at_the_pages_sets_no_cookie_and_begins_no_talk(gateway: TestClient, engine: FakeEngine) -> None:
    for path in ("/", "/chat", "/widget.js", "/healthz"):
        assert not (await gateway.get(path)).cookies
    assert engine.attempts == []


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_kept_as_a_hash_only(
    gateway: TestClient, migrated_url: str
) -> None:
    response = await gateway.post("/chat/session", headers={"Origin": origin_of(gateway)})
    cookie = response.cookies["candour"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"], cookie["domain"]) == ("Lax", "/", "", "")
    assert len(cookie.value) >= 43  # 256 bits in base 64
    database = create_engine(migrated_url)
    with database.connect() as connection:
        kept = connection.execute(text("SELECT token_hash, conversation_id FROM chat_session")).one()
    database.dispose()
    assert kept.token_hash == hashlib.sha256(cookie.value.encode()).hexdigest()
    assert kept.conversation_id not in cookie.value


async def test_over_https_the_cookie_is_bound_to_the_host(gateway: TestClient) -> None:
    origin = origin_of(gateway).replace("http:", "https:")
    response = await gateway.post("/chat/session", headers={"Origin": origin, "X-Forwarded-Proto": "https"})
    cookie = response.cookies["__Host-candour"]
    assert cookie["secure"]
    assert "max-age" in response.headers["Strict-Transport-Security"]


async def test_a_session_is_resumed_by_its_cookie(gateway: TestClient) -> None:
    headers = {"Origin": origin_of(gateway)}
    first = await gateway.post("/chat/session", headers=headers)
    assert await first.json() == {"resumed": False}
    second = await gateway.post("/chat/session", headers=headers)
    assert await second.json() == {"resumed": True}
    assert not second.cookies


async def test_a_session_that_was_idle_for_a_day_no_longer_opens_the_talk(
    gateway: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Origin": origin_of(gateway)}
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-14T10:00:00")
    await gateway.post("/chat/session", headers=headers)
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-15T09:59:00")
    assert (await (await gateway.post("/chat/session", headers=headers)).json())["resumed"]
    monkeypatch.setenv("CANDOUR_CLOCK", "2026-03-16T10:03:00")
    assert not (await (await gateway.post("/chat/session", headers=headers)).json())["resumed"]


async def test_healthz_tells_the_state_of_all_and_fails_for_the_database_only(
    gateway: TestClient, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await (await gateway.get("/healthz")).json() == {
        "status": "ok", "web": "ok", "database": "ok", "engine": "ok", "worker": "away",
    }  # fmt: skip
    await engine.down()
    response = await gateway.get("/healthz")
    assert (response.status, (await response.json())["engine"]) == (200, "away")


async def test_what_the_worker_notes_is_told_to_operators(gateway: TestClient, migrated_url: str) -> None:
    database = make_engine(migrated_url)
    runs = JobRuns(make_sessions(database))
    runs.note("beat", figures={"waiting": 3, "given_up": 1, "oldest_seconds": 40.0})
    runs.note("clocks", figures={"overdue": {"update": 2}})
    runs.note("mail", fault="RuntimeError")
    database.dispose()

    assert (await (await gateway.get("/healthz")).json())["worker"] == "ok"
    body = await (await gateway.get("/metrics")).text()
    for line in (
        'candour_outbox_emails{state="waiting"} 3.0',
        'candour_outbox_emails{state="given_up"} 1.0',
        "candour_outbox_oldest_seconds 40.0",
        'candour_deadlines_overdue{kind="update"} 2.0',
        'candour_worker_job_failed{job="mail"} 1.0',
        'candour_worker_job_failed{job="beat"} 0.0',
        'candour_worker_job_age_seconds{job="clocks"}',
    ):
        assert line in body


async def test_a_worker_that_was_silent_for_long_is_away(gateway: TestClient, migrated_url: str) -> None:
    database = make_engine(migrated_url)
    JobRuns(make_sessions(database), lambda: datetime.now(UTC) - timedelta(minutes=3)).note("beat")
    database.dispose()

    assert (await (await gateway.get("/healthz")).json())["worker"] == "away"


async def test_healthz_is_503_without_a_database(start_gateway: StartGateway, tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'gone' / 'candour.db'}"
    migrate(url)
    client = await start_gateway(url)
    for file in (tmp_path / "gone").iterdir():
        file.unlink()
    (tmp_path / "gone").rmdir()
    from bot.gateway.keys import STORE

    client.app[STORE]._engine.dispose()
    response = await client.get("/healthz")
    assert (response.status, (await response.json())["database"]) == (503, "away")


async def test_metrics_count_and_name_nobody(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.send("They kept my phone")
    await page.next(text="I heard: They kept my phone")
    body = await (await gateway.get("/metrics")).text()
    assert "candour_chat_messages_accepted_total 1.0" in body
    assert 'candour_engine_deliveries_total{outcome="answered"} 2.0' in body
    assert "phone" not in body


async def test_the_log_holds_ids_but_no_words_cookies_or_addresses(
    gateway: TestClient, engine: FakeEngine, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    page = await Page.open(gateway)
    engine.aborts = 3
    await page.send("They kept my phone")
    await page.next(text="I heard: They kept my phone")
    cookie = next(iter(gateway.session.cookie_jar)).value
    said = capsys.readouterr()
    log = said.out + said.err + caplog.text
    assert "chat.delivery_put_off" in log
    assert not [secret for secret in ("phone", cookie, "127.0.0.1") if secret in log]


def test_a_taken_port_is_said_plainly(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'candour.db'}"
    migrate(url)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("CANDOUR_WEB_PORT", str(port))
        monkeypatch.setenv("CANDOUR_DATABASE_URL", url)
        run = subprocess.run([sys.executable, "-m", "bot.gateway"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr == f"web: Port {port} is taken: stop the other program or set CANDOUR_WEB_PORT.\n"


def test_a_database_that_is_not_set_up_is_said_plainly(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_WEB_PORT", "21999")
    monkeypatch.setenv("CANDOUR_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    run = subprocess.run([sys.executable, "-m", "bot.gateway"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert "is not set up yet" in run.stderr
    assert "Traceback" not in run.stderr
