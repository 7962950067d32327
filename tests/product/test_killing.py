"""Each program is really killed in the middle of a talk: nothing acknowledged is lost, nothing is filed twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot import database
from tests.product.chat import Person
from tests.product.product import Product

TALK = [
    (
        "Last Tuesday about 9pm two officers stopped me outside Brixton tube, one of them, PC 1234 LX, shoved me into "
        "the wall and called me a liar, my wrist is bruised",
        "I ask everyone this",
    ),
    ("None of these", "complained about this before"),
    ("No, never", "put this right"),
    ("I want an apology from him", "Did anyone else see it"),
    ("My friend Tom was with me", "make this easier"),
    ("No thank you", "What name should we use"),
    ("Marcus Bell", "How can we reach you"),
    ("Email", "What is your email address"),
    ("marcus.bell@example.com", "Is this right?"),
    ("Yes, that's right", "Your complaint is recorded"),
]
# Seconds after a message was acknowledged: before, in the middle of and after the engine's work on it.
MOMENTS = [0.0, 0.01, 0.02, 0.03, 0.05, 0.1]


async def test_any_program_killed_at_any_moment_loses_nothing_and_files_nothing_twice(
    product: Product, person: Person, candour: Callable[..., Any]
) -> None:
    chance = random.Random(20261122)
    victims = ["rasa", "actions", "web", "worker"] * 3
    await person.wait_for("Would you like to tell me what happened?")

    for number, (text, answer) in enumerate(TALK):
        await person.send(text)
        await asyncio.sleep(chance.choice(MOMENTS))
        product.kill(victims[number])
        product.start(victims[number])
        await person.wait_for(answer)
        await asyncio.to_thread(product.wait_for, victims[number])

    complaints = candour("complaints", "list", "--json")
    assert len(complaints) == 1
    assert complaints[0]["reference"] in person.lines[-1].text + "".join(line.text for line in person.lines)
    shown = candour("complaints", "show", complaints[0]["reference"], "--json")
    assert shown["facts"]["complainant_name"] == "Marcus Bell"
    assert shown["facts"]["email"] == "marcus.bell@example.com"
    assert shown["facts"]["what_happened"] == TALK[0][0]
    assert [line.text for line in person.lines if line.author == "person"] == [text for text, _ in TALK]
    assert await _heard_by_the_engine(product) == [text for text, _ in TALK]
    said = [line.text for line in person.lines if line.author == "bot"]
    assert sum("Your complaint is recorded" in text for text in said) == 1
    assert await _emails(product) == ["marcus.bell@example.com"]


async def _emails(product: Product) -> list[str]:
    """To whom the emails went, once there is one."""
    for _ in range(300):
        if files := list(product.settings.mail_dir.glob("*.eml")):
            return [str(message_from_bytes(file.read_bytes())["To"]) for file in files]
        await asyncio.sleep(0.1)
    return []


async def _heard_by_the_engine(product: Product) -> list[str]:
    engine = sa.create_engine(database.parse_url(product.settings.database_url))
    with engine.connect() as connection:
        conversation = connection.execute(sa.text("SELECT conversation_id FROM complaint")).scalar_one()
    engine.dispose()
    address = f"{product.settings.rasa_url}/conversations/{conversation}/tracker?include_events=ALL"
    async with aiohttp.ClientSession() as http, http.get(address) as response:
        tracker = await response.json()
    heard = [event["text"] for event in tracker["events"] if event["event"] == "user"]
    return [text for text in heard if text != "hello"]
