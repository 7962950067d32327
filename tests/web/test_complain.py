"""The complaint as plain pages: the same talk, one step on each page, with nothing lost by reload, back or outage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import pytest
import yaml
from aiohttp.test_utils import TestClient

from bot.gateway import complain
from bot.gateway.limits import RateLimiter
from bot.gateway.messages import Line
from bot.gateway.rendering import prose
from bot.gateway.steps import UnclearDate, date_in_words, step_of
from bot.policy.questions import QUESTIONS
from bot.settings import ROOT
from tests.web.conftest import Page, StartGateway, origin_of
from tests.web.fake_engine import GREETING, FakeEngine

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="(\w*)"')


@dataclass
class Form:
    """What a browser without scripts does: gets pages, fills in forms, follows redirects."""

    client: TestClient
    status: int = 0
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self) -> Form:
        return await self._take(await self.client.get("/complain"))

    async def send(self, **fields: str) -> Form:
        """Send the second form of the page (the first is "Back"), or its only one, with these fields."""
        hidden = dict(FIELD.findall(self.html)[-3:])
        return await self.post({**hidden, **fields})

    async def post(self, fields: dict[str, str], **headers: str) -> Form:
        given = {"Origin": origin_of(self.client), **headers}
        return await self._take(await self.client.post("/complain", data=fields, headers=given))

    async def _take(self, response) -> Form:
        self.status, self.html, self.headers = response.status, unescape(await response.text()), dict(response.headers)
        return self


@pytest.fixture
async def form(gateway: TestClient) -> Form:
    """A complaint that was just started."""
    form = await Form(gateway).get()
    assert "Start now" in form.html
    await form.post({"do": "start"})
    assert form.status == 200
    return form


async def test_to_look_at_the_start_begins_nothing(gateway: TestClient, engine: FakeEngine) -> None:
    response = await gateway.get("/complain")
    assert not response.cookies
    assert engine.attempts == []


async def test_it_is_the_same_talk_as_the_chat(form: Form, engine: FakeEngine) -> None:
    assert GREETING in form.html
    await form.send(do="answer", text="They kept my phone")
    assert "I heard: They kept my phone" in form.html
    page = await Page.open(form.client)
    await page.next(text="I heard: They kept my phone")
    await page.send("ask me when")
    await page.next(text="When did this happen?")
    assert "When it happened" in (await form.get()).html
    assert engine.texts == ["They kept my phone", "ask me when"]


@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({"choice": 1}, "no, nobody"),
        ({"text": "a broken arm"}, "a broken arm"),
        ({"choice": 0, "text": "a broken arm"}, "Yes. a broken arm"),
    ],
)
async def test_a_choice_words_or_both(form: Form, engine: FakeEngine, fields: dict[str, object], heard: str) -> None:
    await form.send(do="answer", text="ask me")
    values = re.findall(r'name="choice"[^>]* value="(\d+:\d+)"', form.html)
    if "choice" in fields:
        fields["choice"] = values[int(str(fields["choice"]))]
    await form.send(do="answer", **fields)
    assert engine.texts[-1] == heard


async def test_a_date_in_boxes_and_what_is_wrong_with_one(form: Form, engine: FakeEngine) -> None:
    await form.send(do="answer", text="ask me when")
    await form.send(do="answer", day="30", month="2", year="2026")
    assert form.status == 422
    assert "<title>Error:" in form.html
    assert 'href="#day"' in form.html
    assert 'id="year" name="year" inputmode="numeric" autocomplete="off" maxlength="4" value="2026"' in form.html
    await form.send(do="answer", day="3", month="2", year="2026", text="at night")
    assert engine.texts[-1] == "3 February 2026. at night"


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (("", "", ""), ""),
        (("1", "1", "2026"), "1 January 2026"),
        (("", "12", "2025"), "December 2025"),
        (("", "", "1999"), "1999"),
        (("29", "2", "2024"), "29 February 2024"),
    ],
)
def test_what_is_known_of_a_date(boxes: tuple[str, str, str], words: str) -> None:
    assert date_in_words(*boxes) == words


@pytest.mark.parametrize(
    ("boxes", "wrong"),
    [
        (("1", "", "2026"), "month"),
        (("1", "1", ""), "year"),
        (("1", "1", "26"), "year"),
        (("1", "1", "٢٠٢٦"), "year"),
        (("1", "0", "2026"), "month"),
        (("1", "x", "2026"), "month"),
        (("31", "4", "2026"), "day"),
        (("-1", "4", "2026"), "day"),
        (("1e1", "4", "2026"), "day"),
        (("1", "4", "0000"), "day"),
    ],
)
def test_what_is_no_date_says_which_box_is_wrong(boxes: tuple[str, str, str], wrong: str) -> None:
    with pytest.raises(UnclearDate) as unclear:
        date_in_words(*boxes)
    assert unclear.value.box == wrong


async def test_the_summary_is_checked_and_changed_line_by_line(form: Form, engine: FakeEngine) -> None:
    await form.send(do="answer", text="sum up")
    assert "<h1>Check your answers</h1>" in form.html
    assert "When: 14 March 2026" not in form.html
    (_, when) = re.findall(r'name="change" value="(\d+:\d+)"', form.html)
    await form.send(change=when)
    assert engine.texts[-1] == "When"


async def test_skip_and_back_are_said_to_the_engine(form: Form, engine: FakeEngine) -> None:
    await form.send(do="answer", text="ask me when")
    await form.send(do="skip")
    await form.send(do="answer", text="ask me when")
    await form.send(do="back")
    assert engine.texts == ["ask me when", "Skip", "ask me when", "Go back"]


async def test_the_end_shows_the_reference(form: Form, engine: FakeEngine) -> None:
    engine.answer = lambda _: [{"text": "Your reference number is MPC-7K4D-9XTR-K.", "asking": None}]
    await form.send(do="answer", text="yes")
    assert "<h1>Your complaint is recorded</h1>" in form.html
    assert "<strong>MPC-7K4D-9XTR-K</strong>" in form.html


async def test_the_same_form_sent_twice_is_one_message(form: Form, engine: FakeEngine) -> None:
    fields = {**dict(FIELD.findall(form.html)), "do": "answer", "text": "They kept my phone"}
    for _ in range(2):
        await form.post(fields)
        assert "I heard: They kept my phone" in form.html
    assert engine.texts == ["They kept my phone"]


async def test_an_answer_to_an_older_question_is_not_given_to_a_newer_one(form: Form, engine: FakeEngine) -> None:
    old = dict(FIELD.findall(form.html))
    await form.send(do="answer", text="ask me when")
    await form.post({**old, "id": "f" * 32, "do": "answer", "text": "They kept my phone"})
    assert form.status == 409
    assert "older question" in form.html
    assert "They kept my phone</textarea>" in form.html
    assert engine.texts == ["ask me when"]


@pytest.mark.parametrize("text", ["", " \n ", "\x00"])
async def test_no_words_are_said_to_be_missing(form: Form, text: str) -> None:
    await form.send(do="answer", text=text)
    assert form.status == 422
    assert 'class="problems"' in form.html


async def test_too_long_a_text_stays_in_its_box(form: Form, engine: FakeEngine) -> None:
    text = "\N{GRINNING FACE}" * 5_001
    await form.send(do="answer", text=text)
    assert form.status == 422
    assert text in form.html
    assert engine.texts == []


async def test_who_goes_too_fast_is_told_when_to_go_on_and_keeps_the_words(
    start_gateway: StartGateway, engine: FakeEngine
) -> None:
    form = Form(await start_gateway(message_rate=RateLimiter(burst=1, per_second=0.01)))
    await form.post({"do": "start"})
    await form.send(do="answer", text="one")
    await form.send(do="answer", text="two")
    assert form.status == 429
    assert int(form.headers["Retry-After"]) >= 1
    assert "faster than I can read" in form.html
    assert "two</textarea>" in form.html


async def test_an_outage_is_told_and_the_answer_comes_later(
    form: Form, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complain, "ANSWER_WITHIN", 0.05)
    engine.gate.clear()
    await form.send(do="answer", text="They kept my phone")
    assert form.status == 202
    assert "We have your answer" in form.html
    assert 'http-equiv="refresh"' in form.html
    engine.gate.set()
    monkeypatch.undo()
    assert "I heard: They kept my phone" in (await form.get()).html


async def test_words_for_a_session_that_has_ended_are_shown_and_can_be_sent_again(
    form: Form, engine: FakeEngine
) -> None:
    fields = {**dict(FIELD.findall(form.html)), "do": "answer", "text": "They kept my phone"}
    form.client.session.cookie_jar.clear()
    await form.post(fields)
    assert form.status == 401
    assert "They kept my phone</textarea>" in form.html
    await form.post({"do": "start", "text": "They kept my phone"})
    assert "I heard: They kept my phone" in form.html
    assert len({heard.sender for heard in engine.heard}) == 2


async def test_who_keeps_no_cookies_is_told_so(gateway: TestClient) -> None:
    form = Form(gateway)
    await form._take(await gateway.get("/complain?begun"))
    assert "need a cookie" in form.html


async def test_many_who_start_at_once_are_put_off_in_plain_words(gateway: TestClient) -> None:
    from bot.gateway.keys import START_RATE

    gateway.app[START_RATE]._burst = 0
    form = await Form(gateway).post({"do": "start"})
    assert (form.status, form.headers["Retry-After"] >= "1") == (429, True)
    assert "A lot of people" in form.html


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_form_of_another_site_is_refused(form: Form, engine: FakeEngine, headers: dict[str, str]) -> None:
    fields = {**dict(FIELD.findall(form.html)), "do": "answer", "text": "Not mine"}
    assert (await form.post(fields, **headers)).status == 403
    assert engine.texts == []


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
async def test_a_form_without_its_token_is_refused(form: Form, engine: FakeEngine, token: str) -> None:
    fields = {**dict(FIELD.findall(form.html)), "do": "answer", "text": "Not mine", "token": token}
    assert (await form.post(fields)).status == 403
    assert engine.texts == []


async def test_a_form_without_an_origin_is_good_with_its_token(form: Form, engine: FakeEngine) -> None:
    fields = {**dict(FIELD.findall(form.html)), "do": "answer", "text": "Mine"}
    await form.post(fields, Origin="null")
    assert engine.texts == ["Mine"]


async def test_finish_ends_the_session(form: Form) -> None:
    await form.send(do="finish")
    assert "This chat is closed on this device" in form.html
    assert "Start now" in (await form.get()).html


def test_a_long_text_is_parted_before_its_question() -> None:
    greeting = "Hello. I am Candour, a computer program. " * 4 + "Would you like to tell me what happened?"
    step = step_of([Line(2, "bot", greeting, None)])  # type: ignore[arg-type]
    assert step.question == "Would you like to tell me what happened?"
    assert step.said[0].startswith("Hello.")
    short = step_of([Line(2, "bot", "Where was it? A street is enough.", None)])  # type: ignore[arg-type]
    assert (short.said, short.question) == ((), "Where was it? A street is enough.")
    listed = step_of([Line(2, "bot", "I ask all. Was it so?\n\n- a\n- b\n\nSay which.", None)])  # type: ignore[arg-type]
    assert (listed.said, listed.question) == (("I ask all.\n\n- a\n- b\n\nSay which.",), "Was it so?")


def test_every_question_has_a_heading() -> None:
    for language in ("en", "cy"):
        words = yaml.safe_load((ROOT / "data" / "interface" / f"{language}.yml").read_text(encoding="utf-8"))
        assert set(QUESTIONS) | {"confirm_stop", "other"} <= set(words["facts"])


def test_text_becomes_paragraphs_lists_and_links_and_markup_stays_text() -> None:
    text = 'Bring:\n- a <b>photo</b>\n- a letter\n\nMore at https://example.org/help"><script>, or call.'
    assert prose(text) == (
        "<p>Bring:</p><ul><li>a &lt;b&gt;photo&lt;/b&gt;</li><li>a letter</li></ul>"
        '<p>More at <a href="https://example.org/help" rel="noopener noreferrer">https://example.org/help</a>'
        "&#34;&gt;&lt;script&gt;, or call.</p>"
    )
