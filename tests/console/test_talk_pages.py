"""The pages of conversations by the way of a browser: reading, hiding, reviewing, exporting, and who may not."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.console.roles import Role
from tests.console.conftest import NOW, SignedIn, logged
from tests.console.talks import ADA, LEFT, QUICK, Writer

REGISTER = """name,rank,shoulder_number,unit,station,line_manager,role,active
Martin Hale,PC,1190LX,Lambeth Response,brixton,,officer,yes
Cy North,DS,7003,DPS,,,investigator,yes
"""


@pytest.fixture
def talks(sessions: sessionmaker[Session], casework: Casework) -> str:
    """Two conversations; a complaint came of the first; gives its reference."""
    writer = Writer(sessions)
    writer.write("ada", ADA)
    writer.write("left", LEFT)
    casework.register.import_csv(REGISTER.splitlines())
    decision = {
        "route": "record", "handling": "dps_investigation", "referral": [], "flags": [], "provisional": True,
        "reason": "record", "reasons": [{"rule": "record", "clause": "S4", "facts": ["what_happened"]}],
    }  # fmt: skip
    facts = {"what_happened": "PC Hale shoved me", "complainant_name": "Ada Obi", "email": "ada@example.org"}
    return casework.record(FileComplaint("ada", 1, facts, decision, NOW)).reference


async def test_a_reviewer_finds_reads_and_reviews(
    signed_in: SignedIn, talks: str, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.REVIEWER)
    status, page = await desk.get("/staff/conversations?q=shoved&route=record&reviewed=no")
    assert status == 200
    assert "/staff/conversations/ada?q=shoved&amp;route=record&amp;reviewed=no" in page.replace("&", "&amp;").replace(
        "&amp;amp;", "&amp;"
    )
    assert "/staff/conversations/left" not in page

    status, page = await desk.get("/staff/conversations/ada?reviewed=no")
    assert status == 200
    for part in (
        "Describe incident",
        "80%",
        "What is your name?",
        "I'd rather not say",
        talks,
        "clause S4",
        "RulePolicy",
    ):
        assert part in page
    assert "<mark>Hale" in page

    for fields in (
        {"do": "tag", "tag": "Force"},
        {"do": "note", "note": "Look at the video <b>first</b>"},
        {"do": "flag", "reason": "wrong question"},
    ):
        assert (await desk.post("/staff/conversations/ada", fields))[0] == 303
    _, page = await desk.get("/staff/conversations/ada")
    assert "force" in page
    assert "<b>first" in page  # as text: the page was unescaped by the test
    assert (await desk.post("/staff/conversations/ada", {"do": "review", "then": "next"}))[1] == (
        "/staff/conversations/next?after=ada"
    )
    assert (await desk.get("/staff/conversations/next?after=ada"))[1].startswith(
        ("/staff/conversations/left", "/staff/conversations?")
    )
    actions = [action for who, action, subject in logged(sessions) if who == desk.name and subject == "ada"]
    assert actions == [
        "talk.looked", "talk.tag", "talk.note", "talk.flag", "talk.looked", "talk.review",
    ]  # fmt: skip
    assert (desk.name, "talks.searched", None) in logged(sessions)


async def test_what_people_write_is_text_in_the_page(signed_in: SignedIn, sessions: sessionmaker[Session]) -> None:
    evil = '<script>alert(1)</script> "><img src=x onerror=alert(1)>'
    Writer(sessions).write("evil", [{**QUICK[0], "text": evil}, {**QUICK[1], "text": evil}])
    desk = await signed_in(Role.REVIEWER)

    raw = await (await desk.client.get("/staff/conversations/evil")).text()

    assert "<script>alert" not in raw
    assert "<img" not in raw
    assert "&lt;script&gt;alert(1)" in raw


async def test_personal_data_is_hidden_until_somebody_says_why(
    signed_in: SignedIn, talks: str, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.REVIEWER)
    _, page = await desk.get("/staff/conversations/ada")
    for personal in ("Ada", "Obi", "ada@example.org"):
        assert personal not in page

    status, page = await desk.post("/staff/conversations/ada/unmask", {"reason": " "})
    assert status == 400
    assert "ada@example.org" not in page

    status, page = await desk.post("/staff/conversations/ada/unmask", {"reason": "to call her back"})
    assert status == 200
    assert "Ada Obi" in page
    assert "ada@example.org" in page
    assert (desk.name, "talk.unmasked", "ada") in logged(sessions)
    _, page = await desk.get("/staff/conversations/ada")
    assert "ada@example.org" not in page


async def test_search_results_hide_personal_data(signed_in: SignedIn, talks: str) -> None:
    desk = await signed_in(Role.REVIEWER)

    _, page = await desk.get("/staff/conversations?q=shoved")

    assert "[email]" in page
    assert "ada@example.org" not in page


async def test_exports_hide_personal_data_unless_there_is_a_reason(
    signed_in: SignedIn, talks: str, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.REVIEWER)
    await desk.get("/staff/conversations/ada")
    status, text = await desk.post("/staff/conversations/ada/export", {"format": "text"})
    assert status == 200
    assert "Person: PC Hale shoved me. I am [name], [email]" in text

    response = await desk.client.post(
        "/staff/conversations/ada/export",
        data={"token": desk.token, "format": "json", "unmasked": "yes", "reason": "asked for by her"},
    )
    assert response.headers["Content-Disposition"] == 'attachment; filename="conversation.json"'
    exported = json.loads(await response.text())
    assert exported["turns"][1]["text"].endswith("ada@example.org")
    assert exported["references"] == [talks]

    await desk.get("/staff/conversations/ada")
    assert (await desk.post("/staff/conversations/ada/export", {"unmasked": "yes"}))[0] == 400
    assert [action for _, action, _ in logged(sessions)].count("talk.exported") == 2


async def test_nobody_sees_a_conversation_that_they_are_named_in(
    signed_in: SignedIn, talks: str, sessions: sessionmaker[Session]
) -> None:
    hale = await signed_in(Role.REVIEWER, name="hale", number="1190LX")
    north = await signed_in(Role.REVIEWER, name="north", number="7003")

    status, page = await hale.get("/staff/conversations/ada")
    assert status == 403
    assert "You are named in it" in page
    assert "/staff/conversations/ada" not in (await hale.get("/staff/conversations"))[1]
    assert (await hale.post("/staff/conversations/ada/export", {}))[0] == 403
    assert (await hale.post("/staff/conversations/ada/unmask", {"reason": "curious"}))[0] == 403
    assert "/staff/conversations/left" in (await hale.get("/staff/conversations"))[1]
    assert (await north.get("/staff/conversations/ada"))[0] == 200
    assert ("hale", "refused", None) in logged(sessions)


async def test_views_are_kept_by_account(signed_in: SignedIn, talks: str) -> None:
    one, other = await signed_in(Role.REVIEWER, name="one"), await signed_in(Role.ASSESSOR, name="other")
    await one.get("/staff/conversations?fallback=yes")
    query = "fallback=yes&evil=1&q=a%26b"
    assert (await one.post("/staff/conversations/views", {"query": query, "name": "Not understood"}))[0] == 303

    _, page = await one.get("/staff/conversations")
    assert "Not understood</a>" in page
    assert "evil" not in page
    await other.get("/staff/conversations")
    assert "Not understood</a>" not in (await other.get("/staff/conversations"))[1]
    await other.post("/staff/conversations/views", {"remove": "1"})
    assert "Not understood</a>" in (await one.get("/staff/conversations"))[1]
    await one.post("/staff/conversations/views", {"remove": "1"})
    assert "Not understood</a>" not in (await one.get("/staff/conversations"))[1]


@pytest.mark.parametrize(
    "address", ["/staff/conversations/nobody", "/staff/conversations/a%2Fb", "/staff/conversations/%00"]
)
async def test_a_conversation_that_is_not_there_is_said_plainly(signed_in: SignedIn, talks: str, address: str) -> None:
    desk = await signed_in(Role.REVIEWER)

    status, page = await desk.get(address)

    assert status == 404
    assert "There is no such page" in page


async def test_a_bad_filter_is_said_beside_its_field(signed_in: SignedIn, talks: str) -> None:
    desk = await signed_in(Role.REVIEWER)

    status, page = await desk.get("/staff/conversations?from=soon&confidence=50")

    assert status == 400
    assert 'href="#from"' in page
    assert "Write a date such as 2026-03-14" in page
