"""The pages speak the language that is asked for, and no language lacks a word of another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from aiohttp.test_utils import TestClient

from bot.gateway.catalogue import FOLDER, InvalidCatalogue, load_catalogues
from tests.web.conftest import Page, origin_of


def _written(folder: Path, **changes: object) -> Path:
    english = yaml.safe_load((FOLDER / "en.yml").read_text(encoding="utf-8"))
    (folder / "en.yml").write_text(yaml.safe_dump(english), encoding="utf-8")
    other = {**english, "language": {"code": "xx", "tag": "xx", "name": "Other", "dir": "ltr"}}
    for key, value in changes.items():
        section, _, name = key.partition("__")
        other[section] = {**other[section], name: value}
        if value is None:
            del other[section][name]
    (folder / "xx.yml").write_text(yaml.safe_dump(other), encoding="utf-8")
    return folder


def test_english_and_welsh_are_whole() -> None:
    assert list(load_catalogues()) == ["en", "cy"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chat__send": None}, "chat.send is missing"),
        ({"chat__sendd": "x"}, "chat.sendd is missing"),
        ({"chat__left": {"other": "left"}}, "chat.left must keep these marks: {n}"),
        ({"chat__copy": "x"}, "copy means something else"),
        ({"language__dir": "up"}, "must be ltr or rtl"),
        ({"language__code": "yy"}, "the name of the file"),
    ],
)
def test_a_file_that_lacks_something_is_refused_with_what_it_lacks(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidCatalogue, match=said.replace("{", r"\{")):
        load_catalogues(_written(tmp_path, **changes))


@pytest.mark.parametrize(
    ("address", "accept", "spoken"),
    [
        ("/chat", "", "en-GB"),
        ("/chat", "cy", "cy"),
        ("/chat", "fr, cy-GB;q=0.4, en;q=0.8", "en-GB"),
        ("/chat", "fr;q=x, cy;q=0.9", "cy"),
        ("/chat?lang=cy", "en", "cy"),
        ("/chat?lang=en", "cy", "en-GB"),
        ("/chat?lang=tlh", "cy", "cy"),
        ("/", "cy", "cy"),
    ],
)
async def test_the_address_decides_then_the_browser(
    gateway: TestClient, address: str, accept: str, spoken: str
) -> None:
    response = await gateway.get(address, headers={"Accept-Language": accept})
    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}" dir="ltr">' in await response.text()


async def test_refusals_are_said_in_the_language_of_the_page(gateway: TestClient) -> None:
    page = await Page.open(gateway)
    await page.socket.close()
    page.socket = await gateway.ws_connect("/chat/socket?lang=cy", headers={"Origin": origin_of(gateway)})
    await page.send(" ")
    assert (await page.next(type="refused"))["text"] == load_catalogues()["cy"].say("refused.empty")


async def test_a_person_gets_a_failure_as_a_page_and_a_program_as_a_text(gateway: TestClient) -> None:
    page = await gateway.get("/nowhere?lang=cy", headers={"Accept": "text/html"})
    assert page.status == 404
    assert load_catalogues()["cy"].say("fault.not_found").split(".")[0] in await page.text()
    text = await gateway.get("/nowhere")
    assert (text.status, text.content_type) == (404, "text/plain")
