"""Every state of the pages that a person may come to, by name: how to get there; for axe, and for docs/images."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from playwright.async_api import Page, expect

from bot.casework.service import Casework
from bot.database import make_engine, make_sessions
from tests.browser.conftest import Gateway
from tests.browser.script import ACCOUNT, perform
from tests.web.complaints import filing
from tests.web.fake_engine import FakeEngine
from tests.web.samples import JPEG


@dataclass
class Stage:
    """What a state is made with."""

    page: Page
    gateway: Gateway
    engine: FakeEngine

    async def go(self, address: str) -> None:
        await self.page.goto(f"{self.gateway.url}{address}")

    async def chat(self, *texts: str) -> None:
        """Open the chat and say the texts, each after the answer to the one before."""
        self.engine.answer = perform
        await self.go("/chat")
        await self.idle()
        await self.say(*texts)

    async def record(self) -> None:
        """Let there be a complaint of this talk, so that its code can be shown."""
        sessions = make_sessions(make_engine(self.gateway.settings["database_url"]))
        command = filing(self.engine.heard[0].sender)
        filed = await asyncio.to_thread(Casework(sessions).record, command)
        self.engine.answer = partial(perform, reference=filed.reference)

    async def say(self, *texts: str) -> None:
        for text in texts:
            await self.page.locator("#message").fill(text)
            await self.page.locator("#message").press("Enter")
            await self.answered(text)

    async def answered(self, text: str) -> None:
        await expect(self.page.locator(".line.person .words").last).to_have_text(text)
        await expect(self.page.locator(".line").last).to_contain_class("bot")
        await self.idle()

    async def idle(self) -> None:
        await expect(self.page.locator(".line.bot").first).to_be_visible()
        await expect(self.page.locator("#status")).to_be_empty()

    async def form(self, *texts: str) -> None:
        """Start the form and answer with the texts."""
        self.engine.answer = perform
        await self.go("/complain")
        await self.page.get_by_role("button", name="Start now").click()
        for text in texts:
            radio = self.page.get_by_role("radio", name=text, exact=True)
            if await radio.count():
                await radio.check()
            else:
                await self.page.get_by_role("textbox").last.fill(text)
            await self.page.get_by_role("button", name="Continue").click()


State = Callable[[Stage], Awaitable[None]]
STATES: dict[str, State] = {}
TALK = (ACCOUNT, "None of these", "17 November 2026", "My friend Tom was with me", "Yes, that's right")


def state(function: State) -> State:
    """Name a state after its function."""
    STATES[function.__name__.replace("_", "-")] = function
    return function


@state
async def site(stage: Stage) -> None:
    await stage.go("/")
    await expect(stage.page.get_by_role("button", name="Make a complaint")).to_be_visible()


@state
async def widget(stage: Stage) -> None:
    stage.engine.answer = perform
    await site(stage)
    await stage.page.get_by_role("button", name="Make a complaint").click()
    frame = stage.page.frame_locator("iframe")
    await frame.get_by_label("Your message").fill(ACCOUNT)
    await frame.get_by_label("Your message").press("Enter")
    await expect(frame.get_by_role("button", name="A serious assault")).to_be_visible()
    await expect(frame.locator("#status")).to_be_empty()


@state
async def greeting(stage: Stage) -> None:
    await stage.chat()


@state
async def talk(stage: Stage) -> None:
    await stage.chat(ACCOUNT)


@state
async def date(stage: Stage) -> None:
    await stage.chat(*TALK[:2])
    await expect(stage.page.get_by_role("group", name="Date")).to_be_visible()


@state
async def problem(stage: Stage) -> None:
    await date(stage)
    await stage.page.get_by_label("Day", exact=True).fill("31")
    await stage.page.get_by_label("Month", exact=True).fill("2")
    await stage.page.get_by_label("Year", exact=True).fill("2026")
    await stage.page.get_by_role("button", name="Send").click()
    await expect(stage.page.get_by_role("alert")).to_contain_text("There is no such date")


@state
async def summary(stage: Stage) -> None:
    await stage.chat(*TALK[:4])
    await expect(stage.page.locator("dl.summary")).to_be_visible()


@state
async def recorded(stage: Stage) -> None:
    await stage.chat(*TALK)


@state
async def code(stage: Stage) -> None:
    await stage.chat(*TALK[:4])
    await stage.record()
    await stage.say(TALK[4])
    await stage.page.get_by_role("button", name="Show my secret code").click()
    await expect(stage.page.locator("[data-code]").first).not_to_be_empty()
    await stage.page.locator("#access").scroll_into_view_if_needed()


@state
async def status(stage: Stage) -> None:
    await options(stage)
    await stage.page.get_by_role("button", name="See where your complaint stands").click()
    await expect(stage.page.get_by_role("button", name="Open my complaint")).to_be_visible()


@state
async def status_problem(stage: Stage) -> None:
    await status(stage)
    form = stage.page.locator("form[data-form=status]")
    await form.get_by_label("Reference").fill("MPC-7K4D-9XTR-K")
    await form.get_by_label("Secret code").fill("7K4D")
    await form.get_by_role("button", name="Open my complaint").click()
    await expect(stage.page.locator("form[data-form=status] .problem")).not_to_be_empty()


@state
async def new_code(stage: Stage) -> None:
    await status(stage)
    await stage.page.get_by_role("button", name="I have lost my code").click()
    await expect(stage.page.locator("form[data-form=lost_code]")).to_be_visible()


@state
async def talk_code(stage: Stage) -> None:
    await options(stage)
    await stage.page.locator("#options [data-form=talk]").click()
    await stage.page.locator("form[data-form=talk] [data-before]").click()
    await expect(stage.page.locator("form[data-form=talk] [data-code]")).not_to_be_empty()


@state
async def evidence(stage: Stage) -> None:
    await stage.chat(*TALK[:3])
    page = stage.page
    await page.get_by_label("Choose files").set_input_files(
        [
            {"name": "wrist.jpg", "mimeType": "image/jpeg", "buffer": JPEG},
            {"name": "notes.docx", "mimeType": "application/zip", "buffer": b"PK" + bytes(200)},
        ]
    )
    await expect(page.locator("#files [role=alert]")).to_be_visible()
    await expect(page.get_by_role("button", name="I have added my files")).to_be_visible()


@state
async def copy(stage: Stage) -> None:
    await stage.chat(*TALK)
    await stage.go("/chat/copy")


@state
async def form_files(stage: Stage) -> None:
    await stage.form()
    await stage.page.get_by_role("link", name="Add a photo").click()
    await stage.page.get_by_label("Choose files").set_input_files(
        {"name": "wrist.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
    )
    await stage.page.get_by_role("button", name="Add").click()
    await expect(stage.page.get_by_text("wrist.jpg").first).to_be_visible()


@state
async def away(stage: Stage) -> None:
    await stage.chat()
    await stage.engine.down()
    await stage.page.locator("#message").fill(ACCOUNT)
    await stage.page.locator("#message").press("Enter")
    await expect(stage.page.get_by_text("Your message is safe")).to_be_visible()


@state
async def offline(stage: Stage) -> None:
    await stage.chat()
    await stage.page.context.set_offline(True)
    await expect(stage.page.get_by_text("You are offline")).to_be_visible()
    await stage.page.locator("#message").fill(ACCOUNT)
    await stage.page.locator("#message").press("Enter")
    await expect(stage.page.get_by_text("Not sent yet")).to_be_visible()


@state
async def welsh(stage: Stage) -> None:
    stage.engine.answer = perform
    await stage.go("/chat?lang=cy")
    await stage.idle()
    await stage.say(ACCOUNT)


@state
async def options(stage: Stage) -> None:
    await stage.chat()
    await stage.page.locator("#options summary").click()
    await expect(stage.page.locator("#options ul")).to_be_visible()


@state
async def still_there(stage: Stage) -> None:
    await stage.page.clock.install()
    await stage.chat(ACCOUNT)
    await stage.page.clock.fast_forward(24 * 3600_000 - 60_000)
    await expect(stage.page.get_by_text("Are you still there?")).to_be_visible()


@state
async def closed(stage: Stage) -> None:
    await stage.chat()
    await stage.page.locator("#options summary").click()
    await stage.page.get_by_role("button", name="Finish").click()
    await expect(stage.page.get_by_role("heading", name="This chat is closed")).to_be_visible()


@state
async def form_start(stage: Stage) -> None:
    await stage.go("/complain")


@state
async def form_account(stage: Stage) -> None:
    await stage.form()


@state
async def form_question(stage: Stage) -> None:
    await stage.form(ACCOUNT)


@state
async def form_problem(stage: Stage) -> None:
    await stage.form(*TALK[:2])
    await stage.page.get_by_label("Day").fill("31")
    await stage.page.get_by_label("Month").fill("2")
    await stage.page.get_by_label("Year").fill("2026")
    await stage.page.get_by_role("button", name="Continue").click()
    await expect(stage.page.get_by_role("alert")).to_be_visible()


@state
async def form_check(stage: Stage) -> None:
    await stage.form(*TALK[:4])


@state
async def form_done(stage: Stage) -> None:
    await form_check(stage)
    await stage.page.get_by_role("button", name="Yes, that's right").click()
    await expect(stage.page.locator(".panel")).to_be_visible()


@state
async def form_code(stage: Stage) -> None:
    await form_check(stage)
    await stage.record()
    await stage.page.get_by_role("button", name="Yes, that's right").click()
    await stage.page.get_by_role("button", name="Show my secret code").click()
    await expect(stage.page.locator("#code")).to_be_visible()


@state
async def form_code_again(stage: Stage) -> None:
    await form_code(stage)
    await stage.page.go_back()
    await stage.page.get_by_role("button", name="Show my secret code").click()
    await expect(stage.page.locator("#problem")).to_be_visible()


@state
async def form_status(stage: Stage) -> None:
    await stage.go("/status")


@state
async def form_status_problem(stage: Stage) -> None:
    await form_status(stage)
    await stage.page.get_by_label("Reference").first.fill("MPC-7K4D-9XTR-K")
    await stage.page.get_by_label("Secret code").first.fill("7K4D")
    await stage.page.get_by_role("button", name="Open my complaint").click()
    await expect(stage.page.locator("#status-problem")).to_be_visible()


@state
async def code_link(stage: Stage) -> None:
    await stage.go("/code")


@state
async def fault(stage: Stage) -> None:
    await stage.go("/nowhere")


async def no_script(stage: Stage) -> None:
    session = await stage.page.context.new_cdp_session(stage.page)
    await session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    await stage.go("/chat")
    await expect(stage.page.get_by_role("link", name="Use the form", exact=True)).to_be_visible()


PICTURES = {**STATES, "no-script": no_script}
"""What there are pictures of: axe itself needs scripts."""
