"""No code that was ever shown or typed stands anywhere afterwards: tables, files, logs, talks, mails, exports."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot.codes import new_code, parse_code
from bot.database import make_engine
from bot.masking import MASK
from tests.product.chat import PATIENCE_SECONDS, Person
from tests.product.product import Product

ANSWERS = {
    "referral_grounds": "None of these",
    "complained_before": "No, never",
    "complainant_name": "Grace Obi",
    "contact_method": "Email",
    "email": "grace@example.org",
    "details_confirmed": "Yes, that's right",
}


@dataclass
class Owner:
    """Somebody who complains and comes back to it; `codes` are all that were ever shown or typed."""

    person: Person
    codes: list[str] = field(default_factory=list)

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Origin": self.person.address}
        async with self.person.http.post(f"{self.person.address}{path}", json=body, headers=headers) as response:
            return {"status": response.status, **(await response.json())}

    async def shown(self, **body: Any) -> str:
        code = str((await self.post("/chat/code", **body))["code"])
        self.codes.append(code)
        return code

    async def typed(self, code: str, words: str = "{}") -> None:
        self.codes.append(parse_code(code))
        await self.person.send(words.format(code))
        await self.person.wait_for("I took a secret code out of your message")


async def _complain(person: Person) -> None:
    """Tell of an event and answer whatever is asked about it, until it is recorded."""
    await person.wait_for("Would you like to tell me what happened?")
    await person.send("Two officers stopped me outside Brixton tube on 15 November and shoved me into the wall")
    for _ in range(20):
        question = await person.asked()
        if question is None:
            return
        await person.send(ANSWERS.get(question, "skip"))
    raise AssertionError(f"not recorded: {person.lines[-1]}")


async def _mail(product: Product, wanted: str) -> str:
    """What the first mail says in which `wanted` is found, once the worker has written it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for path in product.settings.mail_dir.glob("*.eml"):
                if found := re.search(wanted, path.read_text(encoding="utf-8")):
                    return found.group()
            await asyncio.sleep(0.1)


def _everything(product: Product, exports: list[Any], folder: Path) -> dict[str, str]:
    """All that is left: every file, every row, every export, in capitals."""
    left = {str(path): path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()}
    engine = make_engine(product.settings.database_url)
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            left[f"table {table}"] = str(connection.execute(sa.text(f'SELECT * FROM "{table}"')).all())
    engine.dispose()
    left["exports"] = json.dumps(exports)
    return {place: text.upper() for place, text in left.items()}


async def _trackers(product: Product, http: aiohttp.ClientSession) -> list[Any]:
    """Every conversation as the engine tells it."""
    engine = make_engine(product.settings.database_url)
    with engine.connect() as connection:
        senders = connection.execute(sa.text("SELECT DISTINCT sender_id FROM events")).scalars().all()
    engine.dispose()
    trackers = []
    for sender in senders:
        url = f"{product.settings.rasa_url}/conversations/{sender}/tracker?include_events=ALL"
        async with http.get(url) as tracker:
            trackers.append(await tracker.json())
    return trackers


def _places(code: str, left: dict[str, str]) -> list[str]:
    """Where a code stands, in any grouping."""
    groups = code.split("-")
    pattern = re.compile(r"[^0-9A-Z]{0,6}".join(groups))
    return [place for place, text in left.items() if pattern.search(text)]


async def test_no_code_is_found_anywhere(
    product: Product, person: Person, candour: Callable[..., Any], tmp_path: Path
) -> None:
    owner = Owner(person)
    await _complain(person)
    [complaint] = candour("complaints", "list", "--json")
    reference = complaint["reference"]

    await owner.shown(kind="complaint")
    code = await owner.shown(kind="complaint", reference=reference, anew=True)
    await owner.typed(code, "my code is {} and I want to know where it stands")
    await owner.typed(code.replace("-", " ").lower(), "it is {}")
    await owner.typed(code.replace("-", ""))
    for wrong in (new_code(), code[:-1] + ("2" if code[-1] != "2" else "3")):
        owner.codes.append(wrong)
        assert (await owner.post("/chat/status", reference=reference, code=wrong))["status"] in (403, 422)
    assert (await owner.post("/chat/status", reference=reference, code=code))["status"] == 200
    await person.wait_for(f"This is your complaint {reference}")

    talk_code = await owner.shown(kind="talk")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        elsewhere = Owner(Person(person.address, http), owner.codes)
        assert (await elsewhere.post("/chat/resume", code=talk_code))["status"] == 200
        await elsewhere.person.wait_for(f"This is your complaint {reference}")
        await elsewhere.typed(talk_code, "I came back with {}")

    assert (await owner.post("/chat/code/link", reference=reference))["status"] == 202
    link = (await _mail(product, r"/code#[\w-]{24}")).partition("#")[2]
    async with person.http.post(f"{person.address}/code", data={"link": link}) as page:
        owner.codes.append(re.findall(r'id="code">([^<]+)<', await page.text())[0])
    async with person.http.post(
        f"{product.settings.rasa_url}/webhooks/rest/webhook",
        json={"sender": "plain", "message": f"hello, code {owner.codes[-1]}"},
    ) as answer:
        assert answer.status == 200
    await _mail(product, "Your secret code was changed")
    exports = [candour("complaints", "show", reference, "--json"), candour("complaints", "list", "--json")]
    exports += await _trackers(product, person.http)
    product.stop()
    left = _everything(product, exports, tmp_path)

    assert len(set(owner.codes)) == 6
    assert {code: _places(code, left) for code in owner.codes if _places(code, left)} == {}
    # The link is in the mail, which is its way, and nowhere else.
    assert [place for place in _places(link, left) if not place.endswith(".eml")] == []
    # What is looked for would be found: the reference is there, and so is what stands in the place of codes.
    assert _places(reference, left)
    assert len([each for each in exports if "sender_id" in each]) >= 2
    assert any(MASK.upper() in text for place, text in left.items() if place == "table events")
    assert any(MASK.upper() in text for place, text in left.items() if place == "table chat_message")
