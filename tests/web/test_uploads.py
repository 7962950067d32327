"""Files that people add: only what they say they are, whole or not at all, out of reach of the web, and scanned."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient
from sqlalchemy import create_engine, text

from bot.casework import vault
from bot.casework.evidence_models import Scan
from bot.gateway import uploads
from bot.gateway.keys import EVIDENCE, SCANNER
from bot.gateway.limits import RateLimiter
from bot.gateway.scanner import Scanner
from tests.web.conftest import Page, StartGateway, origin_of
from tests.web.fake_clamav import VIRUS, FakeClamav
from tests.web.fake_engine import GREETING, FakeEngine
from tests.web.samples import BAD, GOOD, JPEG, PDF


@pytest.fixture
async def client(start_gateway: StartGateway, tmp_path: Path) -> TestClient:
    """A gateway with a talk that has begun."""
    client = await start_gateway(upload_dir=tmp_path / "uploads")
    await (await Page.open(client)).next(text=GREETING)
    return client


@pytest.fixture
async def clamav() -> AsyncIterator[FakeClamav]:
    daemon = FakeClamav()
    await daemon.up()
    yield daemon
    await daemon.down()


@pytest.fixture
async def scanned(start_gateway: StartGateway, tmp_path: Path, clamav: FakeClamav) -> TestClient:
    """The same with a scanner."""
    client = await start_gateway(upload_dir=tmp_path / "uploads", clamav=clamav.place)
    client.app[SCANNER] = Scanner(clamav.place, answer_within=0.3)
    await (await Page.open(client)).next(text=GREETING)
    return client


async def add(client: TestClient, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
    form = FormData()
    form.add_field("file", content, filename=name, content_type="application/octet-stream")
    response = await client.post("/chat/evidence", data=form, headers={"Origin": origin_of(client)})
    return response.status, await response.json()


async def listed(client: TestClient) -> list[dict[str, Any]]:
    return (await (await client.get("/chat/evidence")).json())["files"]


def on_disk(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []


def limit(client: TestClient, **changes: int) -> None:
    evidence = client.app[EVIDENCE]
    evidence.rules = dataclasses.replace(evidence.rules, **changes)


@pytest.mark.parametrize("name", GOOD)
async def test_a_file_is_what_its_content_says(client: TestClient, name: str) -> None:
    content, kind = GOOD[name]
    status, kept = await add(client, name, content)
    assert (status, kept["kind"], kept["size"], kept["scan"]) == (201, kind, len(content), "none")
    assert await listed(client) == [kept]


@pytest.mark.parametrize("name", BAD)
async def test_what_is_no_such_file_is_refused_whatever_it_is_called(
    client: TestClient, tmp_path: Path, name: str
) -> None:
    status, why = await add(client, name, BAD[name])
    assert (status, why["reason"]) == (422, "unknown_type")
    assert "describe it in words" in why["text"]
    assert on_disk(tmp_path) == []
    assert await listed(client) == []


async def test_a_file_lies_outside_the_web_under_a_random_name_for_our_eyes_only(
    client: TestClient, tmp_path: Path, migrated_url: str
) -> None:
    _, kept = await add(client, "my photo.jpg", JPEG)
    (path,) = on_disk(tmp_path)
    assert len(path.name) == 64
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert path.read_bytes() == JPEG
    database = create_engine(migrated_url)
    with database.connect() as connection:
        row = connection.execute(text("SELECT * FROM evidence_file")).mappings().one()
    database.dispose()
    assert (row["sha256"], row["stored_as"]) == (hashlib.sha256(JPEG).hexdigest(), path.name)
    assert "stored_as" not in kept
    assert "sha256" not in kept
    for address in (f"/chat/evidence/{kept['id']}", f"/static/{path.name}", f"/static/..%2f..%2fuploads%2f{path.name}"):
        assert (await client.get(address)).status in (403, 404, 405)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe.jpg"),
        ("\x00\n.jpg", "file.jpg"),
        ("a" * 500 + ".jpg", "a" * 120 + ".jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
    ],
)
async def test_a_name_neither_leads_anywhere_nor_misleads(client: TestClient, given: str, kept: str) -> None:
    assert client.app[EVIDENCE].rules.endings["image/jpeg"] == "jpg"
    evidence = client.app[EVIDENCE]
    with evidence.vault.incoming() as incoming:
        incoming.write(JPEG)
        arrived = incoming.finish()
    assert evidence.add("talk", given, arrived, Scan.NONE).name == kept


async def test_an_empty_file_and_one_that_is_too_big_are_refused(client: TestClient, tmp_path: Path) -> None:
    assert (await add(client, "photo.jpg", b""))[1]["reason"] == "empty"
    limit(client, file_bytes=150_000)
    assert (await add(client, "photo.jpg", JPEG + bytes(300_000)))[0] == 413

    async def without_a_length():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + JPEG
        for _ in range(10):
            yield bytes(50_000)
        yield b"\r\n--x--\r\n"

    headers = {"Origin": origin_of(client), "Content-Type": "multipart/form-data; boundary=x"}
    response = await client.post("/chat/evidence", data=without_a_length(), headers=headers)
    assert (response.status, (await response.json())["reason"]) == (413, "too_big")
    assert on_disk(tmp_path) == []


async def test_a_talk_takes_so_many_files_and_so_much_and_says_who_takes_more(client: TestClient) -> None:
    limit(client, files=2)
    assert (await add(client, "a.jpg", JPEG))[0] == 201
    assert (await add(client, "b.jpg", JPEG))[0] == 201
    status, why = await add(client, "c.jpg", JPEG)
    assert (status, why["reason"]) == (422, "too_many")
    assert "2 files" in why["text"]
    limit(client, files=9, talk_bytes=len(JPEG) * 2 + 1)
    assert (await add(client, "c.jpg", JPEG))[1]["reason"] == "too_much"


async def test_a_file_can_be_removed_by_its_talk_alone(
    client: TestClient, start_gateway: StartGateway, tmp_path: Path
) -> None:
    _, kept = await add(client, "a.jpg", JPEG)
    other = await start_gateway(upload_dir=tmp_path / "uploads")
    await (await Page.open(other)).next(text=GREETING)
    address = f"/chat/evidence/{kept['id']}/remove"
    assert (await other.post(address, headers={"Origin": origin_of(other)})).status == 409
    assert await listed(other) == []
    assert (await client.post(address, headers={"Origin": "https://evil.example"})).status == 403
    assert len(on_disk(tmp_path)) == 1
    assert (await client.post(address, headers={"Origin": origin_of(client)})).status == 204
    assert on_disk(tmp_path) == []
    assert await listed(client) == []
    assert (await client.post(address, headers={"Origin": origin_of(client)})).status == 409


async def test_only_our_own_pages_with_a_session_can_add(client: TestClient, tmp_path: Path) -> None:
    form = FormData()
    form.add_field("file", JPEG, filename="a.jpg")
    assert (await client.post("/chat/evidence", data=form, headers={"Origin": "https://evil.example"})).status == 403
    client.session.cookie_jar.clear()
    status, why = await add(client, "a.jpg", JPEG)
    assert (status, why["reason"]) == (401, "ended")
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/plain", b"hello"), ("multipart/form-data; boundary=x", b"--x--\r\n"), ("multipart/form-data", b"")],
)
async def test_what_is_no_form_is_refused_plainly(client: TestClient, content_type: str, body: bytes) -> None:
    headers = {"Origin": origin_of(client), "Content-Type": content_type}
    response = await client.post("/chat/evidence", data=body, headers=headers)
    assert response.status == 400
    assert "Traceback" not in await response.text()


async def test_a_connection_that_breaks_off_leaves_nothing(client: TestClient, tmp_path: Path) -> None:
    cookie = "; ".join(f"{cookie.key}={cookie.value}" for cookie in client.session.cookie_jar)
    _, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(
        f"POST /chat/evidence HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nOrigin: {origin_of(client)}\r\n"
        f"Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
        + JPEG * 20
    )
    await writer.drain()
    while not on_disk(tmp_path):
        await asyncio.sleep(0.01)
    writer.close()
    while on_disk(tmp_path):
        await asyncio.sleep(0.01)
    assert await listed(client) == []


async def test_a_full_disk_is_told_and_the_talk_goes_on(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: FakeEngine
) -> None:
    monkeypatch.setattr(vault, "KEPT_FREE", 1 << 62)
    status, why = await add(client, "a.jpg", JPEG)
    assert (status, why["reason"]) == (503, "no_room")
    page = await Page.open(client)
    await page.send("still here")
    await page.next(text="I heard: still here")


async def test_who_adds_very_fast_is_put_off_in_plain_words(client: TestClient) -> None:
    from bot.gateway.keys import UPLOAD_RATE

    client.app[UPLOAD_RATE] = RateLimiter(burst=1, per_second=0.01)
    assert (await add(client, "a.jpg", JPEG))[0] == 201
    status, why = await add(client, "b.jpg", JPEG)
    assert (status, why["reason"]) == (429, "too_often")


async def test_a_code_in_the_name_of_a_file_is_masked(client: TestClient) -> None:
    from bot.codes import new_code

    code = new_code()
    _, kept = await add(client, f"{code}.jpg", JPEG)
    assert code not in kept["name"]


async def test_the_log_holds_no_name_of_a_file(
    client: TestClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await add(client, "me and my son.jpg", JPEG)
    said = capsys.readouterr()
    log = said.out + said.err + caplog.text
    assert "evidence.added" in log
    assert "my son" not in log


async def test_a_clean_file_is_kept_as_clean(scanned: TestClient, clamav: FakeClamav) -> None:
    content = PDF + bytes(200_000)
    _, kept = await add(scanned, "a.pdf", content)
    assert kept["scan"] == "clean"
    assert clamav.seen == [content]


async def test_a_virus_is_refused_in_plain_words_and_nothing_of_it_stays(scanned: TestClient, tmp_path: Path) -> None:
    status, why = await add(scanned, "a.pdf", PDF + VIRUS)
    assert (status, why["reason"]) == (422, "infected")
    assert "A virus was found" in why["text"]
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("mood", ["slow", "odd", "rude", "down"])
async def test_while_the_scanner_gives_no_answer_the_file_is_kept_and_brought_to_it_again(
    scanned: TestClient, clamav: FakeClamav, tmp_path: Path, mood: str
) -> None:
    clamav.mood = mood
    if mood == "down":
        await clamav.down()
    assert (await add(scanned, "a.pdf", PDF))[1]["scan"] == "waiting"
    assert (await add(scanned, "b.pdf", PDF + VIRUS))[1]["scan"] == "waiting"
    evidence, scanner = scanned.app[EVIDENCE], scanned.app[SCANNER]
    await uploads.scan_waiting(evidence, scanner)
    assert [file["scan"] for file in await listed(scanned)] == ["waiting", "waiting"]
    clamav.mood = "good"
    if mood == "down":
        await clamav.up()
    await uploads.scan_waiting(evidence, scanner)
    assert sorted(file["scan"] for file in await listed(scanned)) == ["clean", "infected"]
    assert len(on_disk(tmp_path)) == 1


async def test_files_that_wait_are_scanned_by_themselves(
    start_gateway: StartGateway, tmp_path: Path, clamav: FakeClamav, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SCAN_AGAIN_EVERY", 0.05)
    clamav.mood = "odd"
    client = await start_gateway(upload_dir=tmp_path / "uploads", clamav=clamav.place)
    await (await Page.open(client)).next(text=GREETING)
    await add(client, "a.pdf", PDF)
    clamav.mood = "good"
    while (await listed(client))[0]["scan"] != "clean":
        await asyncio.sleep(0.02)


async def test_without_javascript_files_are_added_and_removed_by_forms(client: TestClient, tmp_path: Path) -> None:
    page = await (await client.get("/complain/files")).text()
    token = page.partition('name="token" value="')[2].partition('"')[0]

    async def post(*fields: tuple[str, str | bytes, str | None], origin: str = origin_of(client)) -> ClientResponse:
        form = FormData(default_to_multipart=True)
        for name, value, filename in fields:
            form.add_field(name, value, filename=filename)
        return await client.post("/complain/files", data=form, headers={"Origin": origin})

    assert (await post(("token", "0" * 64, None), ("file", JPEG, "a.jpg"))).status == 403
    assert (await post(("file", JPEG, "a.jpg"), ("token", token, None))).status == 403
    assert (await post(("token", token, None), ("file", JPEG, "a.jpg"), origin="https://evil.example")).status == 403
    assert on_disk(tmp_path) == []
    response = await post(("token", token, None), ("file", JPEG, "a.jpg"), ("file", PDF, "b.pdf"))
    assert response.status == 200
    assert [file["name"] for file in await listed(client)] == ["a.jpg", "b.pdf"]
    response = await post(("token", token, None), ("file", b"MZ" + bytes(99), "c.jpg"))
    assert response.status == 422
    assert "not a photo" in await response.text()
    (first, _) = await listed(client)
    assert (await post(("token", token, None), ("remove", first["id"], None))).status == 200
    assert [file["name"] for file in await listed(client)] == ["b.pdf"]


async def test_who_has_no_talk_is_led_to_the_start(gateway: TestClient) -> None:
    response = await gateway.get("/complain/files", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/complain?lang=en")
