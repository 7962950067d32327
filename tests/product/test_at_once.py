"""Several people at once: each has a talk and a complaint of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.product.chat import Person
from tests.product.product import Product
from tests.product.test_killing import TALK


async def _complain(address: str, name: str) -> str:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        person = Person(address, http)
        await person.wait_for("Would you like to tell me what happened?")
        for text, answer in TALK:
            await person.send(text.replace("Marcus Bell", name))
            await person.wait_for(answer)
        return "\n".join(line.text for line in person.lines)


async def test_people_who_talk_at_once_do_not_hear_each_other(product: Product, candour: Callable[..., Any]) -> None:
    names = ["Ann Ash", "Ben Birch", "Cleo Cedar", "Dev Dale", "Eve Elm", "Fay Fern"]

    talks = await asyncio.gather(*(_complain(product.address, name) for name in names))

    complaints = [
        candour("complaints", "show", c["reference"], "--json") for c in candour("complaints", "list", "--json")
    ]
    assert sorted(c["facts"]["complainant_name"] for c in complaints) == names
    for name, talk in zip(names, talks, strict=True):
        assert [other for other in names if other in talk] == [name]
