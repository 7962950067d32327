"""The whole product on a database of each kind, and a person who talks to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.settings import ROOT
from tests.product.chat import Person
from tests.product.product import Product

CLOCK = "2026-11-22T10:00:00"


@pytest.fixture
def product(database_url: str, tmp_path: Path) -> Iterator[Product]:
    """All programs, really running."""
    with Product(database_url, tmp_path, CLOCK) as product:
        yield product


@pytest.fixture
async def person(product: Product) -> AsyncIterator[Person]:
    """A person with a browser of their own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Person(product.address, http)


@pytest.fixture
def candour(product: Product) -> Callable[..., Any]:
    """The command line on the product's database; gives what it prints as JSON."""

    def run(*arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli.main", *arguments],
            cwd=ROOT,
            env=product.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
