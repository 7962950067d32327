"""Nothing that anybody writes runs anywhere: a corpus of hostile texts through every text that is shown."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.casework.commands import FileComplaint
from bot.casework.package import as_html
from bot.casework.service import Casework
from bot.clock import now
from bot.console.roles import Role
from bot.database import make_engine, make_sessions
from bot.gateway.limits import RateLimiter
from bot.notifications.letters import Mail, load_letters
from bot.settings import Settings
from tests.browser.conftest import Gateway, Watch
from tests.browser.hostile import ALL, PAYLOADS, SHOWN, Trap
from tests.browser.staff import Staff
from tests.browser.test_widget import open_chat
from tests.console.conftest import NOW
from tests.console.talks import BEGAN, Writer, bot, slot, user
from tests.console.test_cases import DECISION, REGISTER
from tests.web.fake_engine import FakeEngine
from tests.web.samples import JPEG

NAMES = (f"{SHOWN}.jpg", '"><svg onload=canary(2)>.jpg', "{{ 7 * 191 }}.jpg")
FILES = [{"name": name, "mimeType": "image/jpeg", "buffer": JPEG} for name in NAMES]
SUMMARY = [
    {"slot": name, "label": f"{name} {payload}", "value": payload, "change": f"Change: {payload}"}
    for name, payload in zip(
        ("what_happened", "officers", "email", "postal_address"), (ALL, *PAYLOADS[5:]), strict=False
    )
]
FACTS = {
    "what_happened": ALL, "incident_location": SHOWN, "borough": SHOWN, "officers": SHOWN, "injury": SHOWN,
    "desired_outcome": SHOWN, "evidence": SHOWN, "support_needs": SHOWN, "complainant_name": SHOWN,
    "contact_method": "email", "email": "a@example.org", "postal_address": SHOWN, "allegations": ["C"],
}  # fmt: skip
REGISTERED = REGISTER + f'"{SHOWN}",PC,7009,"{SHOWN}",brixton,,investigator,yes\n'


def answer(text: str) -> list[dict[str, object]]:
    """An engine that says back whatever it hears, in every way in which an engine can."""
    if text == "hello":
        return [{"text": "Hello. I can take your complaint about the police. What happened?"}]
    if text != ALL:
        return [{"text": text, "buttons": [{"title": text, "payload": "Yes"}]}]
    buttons = [{"title": payload, "payload": "Yes"} for payload in PAYLOADS]
    return [{"text": text}, {"text": "Is this right?", "buttons": buttons, "custom": {"summary": SUMMARY}}]


@pytest_asyncio.fixture(loop_scope="session")
async def trap(context: BrowserContext, watch: Watch) -> Trap:
    trap = Trap(watch)
    await trap.lay(context)
    return trap


@pytest_asyncio.fixture(loop_scope="session")
async def echoing(gateway: Gateway, engine: FakeEngine) -> Gateway:
    engine.answer = answer
    gateway.message_rate = RateLimiter(burst=1_000, per_second=100)
    await gateway.restart()
    return gateway


async def test_nothing_runs_in_the_chat_its_summary_its_files_and_its_copies(
    echoing: Gateway, trap: Trap, page: Page, engine: FakeEngine
) -> None:
    box = await open_chat(page)
    await box.fill(ALL)
    await box.press("Enter")
    await expect(page.locator("dl.summary")).to_be_visible()
    await trap.look(page, "chat")
    for payload in PAYLOADS:
        await box.fill(payload)
        await box.press("Enter")
    await expect(page.locator(".line.person")).to_have_count(1 + len(PAYLOADS))
    await expect(page.locator(".line.bot")).to_have_count(3 + len(PAYLOADS), timeout=60_000)
    assert engine.texts == [ALL, *(payload.strip() for payload in PAYLOADS)]
    await page.get_by_label("Choose files").set_input_files(FILES)
    await expect(page.locator("#files li")).to_have_count(len(FILES))
    await trap.look(page, "chat, line by line")
    await page.locator("fieldset button").last.click()
    await expect(page.locator(".line.bot")).to_have_count(4 + len(PAYLOADS))
    await page.reload()
    await expect(page.locator("dl.summary").first).to_be_visible()
    await trap.look(page, "chat, again")
    for copy in ("/chat/copy", "/chat/copy.txt"):
        await page.goto(copy) if copy == "/chat/copy" else await show_text(page, copy)
        await trap.look(page, copy)
    saved = await (await page.request.get("/chat/copy.html")).text()
    await page.goto("about:blank")
    await page.set_content(saved)
    await trap.look(page, "saved copy, with no policy around it")


async def show_text(page: Page, address: str) -> None:
    """A text as a browser shows one: by its type, which must not be guessed from what is in it."""
    response = await page.request.get(address)
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["x-content-type-options"] == "nosniff"
    await page.goto("about:blank")
    await page.evaluate("text => document.body.append(text)", await response.text())


async def test_nothing_runs_in_the_form_without_javascript_nor_in_what_is_typed_wrong(
    echoing: Gateway, trap: Trap, page: Page, watch: Watch
) -> None:
    await page.goto("/complain")
    await page.get_by_role("button", name="Start now").click()
    await page.get_by_role("textbox").last.fill(ALL)
    await page.get_by_role("button", name="Continue").click()
    await trap.look(page, "/complain", shows=SHOWN)
    await page.goto("/complain/files")
    await page.get_by_label("Choose files").set_input_files(FILES)
    await page.get_by_role("button", name="Add").click()
    await trap.look(page, "/complain/files")
    for form in range(3):
        await page.goto("/status")
        wrong = page.locator("form").nth(form)
        for field in await wrong.get_by_role("textbox").all():
            await field.fill(SHOWN)
        await wrong.get_by_role("button").click()
        await trap.look(page, f"/status {form}", shows=None)
    await page.goto(f"/code#{quote(SHOWN)}")
    await trap.look(page, "/code", shows=None)
    for number, payload in enumerate(PAYLOADS):
        address = ("/{}", "/chat?lang={}", "/complain?lang={}", "/status?lang={}")[number % 4]
        await page.goto(address.format(quote(payload, safe="")))
        await trap.look(page, address, shows=None)
    watch.forgive("status of 4")


async def hostile_staff(gateway: Gateway) -> tuple[Staff, str]:
    """A console in which everything that anybody can write is hostile; and the reference of a case."""
    staff = await Staff.open(gateway)
    sessions = make_sessions(make_engine(gateway.settings["database_url"]))
    writer = Writer(sessions)
    lines = [part for payload in PAYLOADS for part in (user(payload, "inform", 0.4), bot(payload, payload))]
    said = [user(ALL, "describe_incident"), slot("what_happened", ALL), slot("complainant_name", SHOWN), *lines]
    writer.write("hostile", said, at=BEGAN + timedelta(days=9))
    casework = Casework(sessions, clock=lambda: NOW)
    casework.register.import_csv(REGISTERED.splitlines())
    decision = {**DECISION, "referral": ["serious_assault"]}
    filed = [casework.record(FileComplaint(f"bad{number}", 1, FACTS, decision, NOW)) for number in range(6)]
    return staff, filed[0].reference


class Console:
    """A signed-in browser: sends forms as the pages do, with what is hidden in them."""

    def __init__(self, page: Page, staff: Staff, trap: Trap) -> None:
        self.page, self.staff, self.trap = page, staff, trap

    async def send(self, address: str, form: str, **fields: str) -> None:
        """Take the hidden fields of the form that goes to `form`, and send it with these."""
        await self.page.goto(self.staff.address(address))
        hidden = await self.page.locator(
            f"form[method=post]:is([action='{form}'], [action^='{form}?']) input[type=hidden]"
        ).evaluate_all("boxes => Object.fromEntries(boxes.map((box) => [box.name, box.value]))")
        assert "token" in hidden, f"{form} is not on {address}"
        response = await self.page.request.post(
            self.staff.address(form), form={**hidden, **fields}, headers={"Origin": self.staff.gateway.url}
        )
        assert response.status == 200, (
            form,
            response.status,
            (await response.text()).partition("error-summary")[2][:500],
        )

    async def look(self, address: str, *, shows: str | None = SHOWN) -> None:
        await self.page.goto(self.staff.address(address))
        await self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        await self.trap.look(self.page, address, shows=shows)


async def decide(console: Console, case: str) -> None:
    """Assess the case, have it referred and returned, and give it to somebody with a hostile name."""
    ground = {"grounds": "serious_assault", "words-serious_assault": "canary"}
    await console.send(case, f"{case}/assess", gravest="C", handling="dps_investigation", reason=SHOWN, **ground)
    await console.send(case, f"{case}/send_referral", reason=SHOWN)
    await console.send(case, f"{case}/referral_returned", mode="local", reason=SHOWN)
    await console.send(case, f"{case}/allocate", number="7009", connected="no", declaration=SHOWN, reason=SHOWN)


async def test_nothing_runs_in_the_console(gateway: Gateway, trap: Trap, page: Page, watch: Watch) -> None:
    staff, reference = await hostile_staff(gateway)
    case, talk = f"/staff/cases/{reference}", "/staff/conversations/hostile"
    await staff.enrol(page, f"j.{SHOWN}", Role.ASSESSOR)
    console = Console(page, staff, trap)
    for fields in ({"do": "tag", "tag": SHOWN[:30]}, {"do": "note", "note": ALL}, {"do": "flag", "reason": SHOWN}):
        await console.send(talk, talk, **fields)
    await console.send("/staff/conversations", "/staff/conversations/views", name=SHOWN, query=f"q={quote(SHOWN)}")
    await console.send(talk, f"{talk}/unmask", reason=SHOWN)
    await decide(console, case)
    for address in (
        "/staff", talk, case, "/staff/conversations", "/staff/cases", "/staff/cases?queue=to_assess", "/staff/account",
        f"/staff/conversations?q={quote(SHOWN)}", f"/staff/conversations?from={quote(SHOWN)}",
    ):  # fmt: skip
        await console.look(address)
    for address in (
        "/staff/learning", "/staff/figures", f"/staff/cases/find?reference={quote(SHOWN)}",
        f"/staff/cases?queue={quote(SHOWN)}", f"/staff/{quote(SHOWN, safe='')}",
        f"/staff/conversations?reference={quote(SHOWN)}",
    ):  # fmt: skip
        await console.look(address, shows=None)
    await page.goto(staff.address("/staff/cases/forwarded"))
    for box in await page.locator("main form").last.get_by_role("textbox").all():
        await box.fill(SHOWN)
    await page.get_by_role("button", name="Record it").click()
    await trap.look(page, "forwarded")
    watch.forgive("status of 4")


async def test_nothing_runs_for_the_handler_the_auditor_and_the_administrator(
    gateway: Gateway, trap: Trap, browser: Browser, watch: Watch
) -> None:
    staff, reference = await hostile_staff(gateway)
    case = f"/staff/cases/{reference}"
    casework = Casework(make_sessions(make_engine(gateway.settings["database_url"])), clock=lambda: NOW)

    async def console(name: str, role: Role, number: str | None = None) -> Console:
        context = await browser.new_context(base_url=gateway.url)
        await trap.follow(context)
        page = await context.new_page()
        await staff.enrol(page, name, role, number)
        return Console(page, staff, trap)

    assessor = await console("assessor", Role.ASSESSOR)
    await decide(assessor, case)
    handler = await console(f"h.{SHOWN}", Role.HANDLER, "7009")
    await handler.send(case, f"{case}/first_contact", side="complainant", channel="phone", reached="yes", summary=ALL)
    await handler.send(case, f"{case}/message", text=ALL, question="yes", about="evidence")
    plan = {"issues": SHOWN, "update_days": "28", "update_by": "email", "wanted": SHOWN}
    await handler.send(case, f"{case}/plan", steps=f"{SHOWN} | {SHOWN} | 2026-04-10", **plan)
    await handler.send(case, f"{case}/plan_answer", reply="agree", reason=SHOWN)
    await handler.send(case, f"{case}/investigate", reason=SHOWN)
    await handler.send(case, f"{case}/update", text=ALL)
    finding = {"conclusion-C": "upheld", "actions-C": "apology", "words-C": SHOWN}
    await handler.send(case, f"{case}/outcome", outcome=ALL, **finding)
    await handler.send(case, f"{case}/outcome_answer", reply="accept", reason=SHOWN)
    await handler.send(case, f"{case}/learn", change=ALL, owner=SHOWN, due_on="2026-06-01")
    await handler.look(case)
    await handler.look("/staff/cases?queue=open")
    administrator = await console("administrator", Role.ADMINISTRATOR)
    await administrator.look("/staff/accounts")
    auditor = await console("auditor", Role.AUDITOR)
    await auditor.look("/staff/audit")
    await auditor.look(f"/staff/audit?actor={quote(SHOWN)}&action={quote(SHOWN)}&subject={quote(SHOWN)}")
    await auditor.look("/staff/figures", shows=None)
    for page in (assessor.page, handler.page, administrator.page, auditor.page):
        await page.context.close()
    assert casework.show(reference).state == "outcome_proposed"


async def test_nothing_runs_in_an_email_nor_in_the_package_for_the_ipcc(
    gateway: Gateway, trap: Trap, page: Page
) -> None:
    """A mail program and a file on a disk have no policy of ours around them."""
    _, reference = await hostile_staff(gateway)
    settings = Settings(**gateway.settings, code_key="0c" * 32)
    casework = Casework(make_sessions(make_engine(settings.database_url)), clock=lambda: NOW)
    await page.set_content(as_html(casework.referrals.package(reference)))
    await trap.look(page, "package")
    letters = load_letters(settings)
    for number, name in enumerate(sorted(letters.names)):
        payload = {"reference": SHOWN, "due_on": SHOWN, "kind": "learning", "part": SHOWN}
        mail = letters.write(Mail(number, str(number), name, "a@example.org", payload, 0, name=SHOWN), now())
        await page.set_content(html_of(mail))
        await trap.look(page, f"letter {name}", shows=SHOWN if letters.is_for_complainant(name) else None)
    assert len(trap.seen) > 10


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


async def test_the_trap_would_spring(trap: Trap, page: Page) -> None:
    await page.goto("about:blank")
    await page.set_content("".join(PAYLOADS[:20]))
    await page.wait_for_function("document.querySelector('[data-hostile]')")
    while not trap.ran:
        await page.wait_for_timeout(20)
    with pytest.raises(AssertionError, match="data-hostile"):
        await trap.look(page, "a page that takes texts for markup")
    trap.watch.errors.clear()
    trap.watch.foreign.clear()
