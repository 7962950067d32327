"""The staff console in a browser: something to see in it, signing in, and every page by role, for tests and pictures.

`python -m tests.browser.staff docs/images` takes a picture of each page.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
from playwright.async_api import Page, async_playwright

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.casework.states import State
from bot.clock import VARIABLE
from bot.console.accounts import Accounts
from bot.console.audit import AuditLog
from bot.console.corrections import FACT, INTENT, QUESTION, Corrections, Said
from bot.console.roles import Role
from bot.console.talk_index import TalkIndex
from bot.console.transcript import read_events, transcript
from bot.database import make_engine, make_sessions, migrate
from bot.demo.fill import Demo
from bot.force import load_rulebook
from bot.settings import Settings
from tests.browser.conftest import ARGUMENTS, Gateway
from tests.browser.pictures import shrink
from tests.conftest import BROWSERS
from tests.console.conftest import NOW, PASSWORD, Clock
from tests.console.talks import ADA, BEGAN, DANGER, LEFT, QUICK, Writer
from tests.console.test_cases import DECISION, FACTS, REGISTER

# Serves in the unit that is complained of.
CONNECTED = "Ed Hill,DI,7005,Lambeth Response,brixton,,investigator,yes"

PAGES = {
    Role.ASSESSOR: {
        "start": "/staff",
        "conversations": "/staff/conversations?reviewed=no",
        "conversation": "/staff/conversations/ada",
        "corrections": "/staff/learning",
        "unsure": "/staff/learning/unsure",
        "cases": "/staff/cases",
        "forwarded": "/staff/cases/forwarded",
        "case": "/staff/cases/{reference}",
        "figures": "/staff/figures",
        "account": "/staff/account",
        "failure": "/staff/nothing",
    },
    Role.ADMINISTRATOR: {"accounts": "/staff/accounts"},
    Role.AUDITOR: {"audit": "/staff/audit"},
}


# Of a case with some work done on it, which the demonstration makes; for pictures alone.
IN_WORK = {"case-in-work": "/staff/cases/{in_work}"}


@dataclass
class Staff:
    """A gateway with the console and something in it; `reference` is of a case."""

    gateway: Gateway
    clock: Clock
    accounts: Accounts
    reference: str

    @classmethod
    async def open(cls, gateway: Gateway) -> Staff:
        """Fill the database of the gateway and start it with the console."""
        clock, settings = Clock(), Settings(**gateway.settings)
        sessions = make_sessions(make_engine(settings.database_url))
        accounts = Accounts(sessions, settings.keyring(), AuditLog(sessions, settings.keyring(), clock), clock)
        writer = Writer(sessions)
        for days, (name, talk) in enumerate({"ada": ADA, "left": LEFT, "quick": QUICK, "danger": DANGER}.items()):
            writer.write(name, talk, at=BEGAN + timedelta(days=days))
        casework = Casework(sessions, clock=lambda: NOW)
        casework.register.import_csv([*REGISTER.splitlines(), CONNECTED])
        filed = [
            casework.record(FileComplaint(talk, 1, FACTS, DECISION, NOW))
            for talk in ("ada", *(f"talk{number}" for number in range(7)))
        ]
        gateway.staff_clock = clock
        await gateway.restart()
        return cls(gateway, clock, accounts, filed[0].reference)

    async def enrol(self, page: Page, name: str, role: Role, number: str | None = None) -> str:
        """Set up a new account in the browser, from its link on; gives the secret of its authenticator."""
        link = self.accounts.add(name, role, "test", number=number)
        await page.goto(f"{self.gateway.url}/staff/join#{link}")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_label("The same password again").fill(PASSWORD)
        await page.get_by_role("button", name="Continue").click()
        secret = (await page.locator("p > code").inner_text()).replace(" ", "")
        await page.get_by_label("The code that it shows now").fill(pyotp.TOTP(secret).at(self.clock.now))
        await page.get_by_role("button", name="Finish").click()
        await page.get_by_role("link", name="I have kept them").click()
        self.clock.go(minutes=1)
        return secret

    def address(self, path: str) -> str:
        """The address of one of the pages."""
        return self.gateway.url + path.format(reference=self.reference)


def invent(settings: Settings) -> str:
    """Fill the database with the demonstration; gives the reference of a case that is looked into."""
    sessions = make_sessions(make_engine(settings.database_url))
    demo = Demo(sessions, seed=1, now=NOW, rulebook=load_rulebook(settings.policy_file))
    demo.fill(160)
    TalkIndex(sessions).add_chats()
    found = demo.casework.list(state=State.INVESTIGATING, limit=50)
    return max(found, key=lambda each: len(demo.casework.work(each.reference).updates)).reference


def correct(settings: Settings) -> None:
    """Let two reviewers say what they think of messages, and disagree about one."""
    sessions = make_sessions(make_engine(settings.database_url))
    corrections = Corrections(sessions, lambda: NOW)
    TalkIndex(sessions).refresh()
    with sessions() as session:
        read = transcript("left", read_events(session, "left"))
    first, second = (turn.event_id for turn in read.messages) if read else (0, 0)
    said = "they stopped me at the station"
    corrections.add("left", first, [Said(INTENT, "ask_repeat", "come again", "nlu_fallback")], "b.low")
    corrections.add("left", first, [Said(INTENT, "language_help", "come again", "nlu_fallback")], "c.reed")
    corrections.add("left", second, [Said(FACT, "incident_location", said, "nothing", "the station")], "b.low")
    corrections.add("left", second, [Said(QUESTION, "officers", said, "incident_date")], "c.reed")
    corrections.accept(3, "c.reed")


async def main(target: Path) -> None:
    """Take a picture of every page, on the day on which what is shown was written."""
    os.environ[VARIABLE] = NOW.isoformat()
    path = next(filter(None, map(shutil.which, BROWSERS)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/candour.db"
            migrate(url)
            gateway = Gateway({"database_url": url, "var_dir": Path(folder), "rasa_port": 1})
            settings = Settings(**gateway.settings)
            in_work = invent(settings)
            await gateway.start()
            staff = await Staff.open(gateway)
            correct(settings)
            for role, pages in PAGES.items():
                page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
                await staff.enrol(page, f"j.{role.value}", role)
                for name, address in {**pages, **(IN_WORK if role is Role.ASSESSOR else {})}.items():
                    await page.goto(staff.address(address.replace("{in_work}", in_work)))
                    # A page that is longer than two windows shows by its beginning how it goes on.
                    height = min(2_000, await page.evaluate("document.documentElement.scrollHeight"))
                    clip = {"x": 0, "y": 0, "width": 1280, "height": max(height, 400)}
                    picture = target / f"staff-{name}.png"
                    await page.screenshot(path=picture, full_page=True, clip=clip)
                    shrink(picture)
                    print(name)  # noqa: T201
            await gateway.stop()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
