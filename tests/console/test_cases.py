"""Cases by the way of a browser: the whole life of one, who may see it, and what is refused."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.service import Casework
from bot.console.app import create_console
from bot.console.case_actions import ACTIONS
from bot.console.keys import NEEDS
from bot.console.roles import Permission, Role
from bot.settings import Settings
from tests.console.conftest import NOW, Desk, SignedIn, logged

REGISTER = """name,rank,shoulder_number,unit,station,line_manager,role,active
Martin Hale,PC,1190LX,Lambeth Response,brixton,88LX,officer,yes
Jo Marsh,PS,88LX,Lambeth Response,brixton,,officer,yes
Bea Stone,Inspector,7002,Walworth Command,walworth,,manager,yes
Cy North,DS,7003,DPS,,,investigator,yes
Di West,DS,7004,DPS North,,,investigator,yes
"""
DECISION = {
    "route": "record", "handling": "dps_investigation", "referral": [], "flags": [], "provisional": True,
    "reason": "record", "reasons": [{"rule": "record", "clause": "S4", "facts": ["what_happened"]}],
}  # fmt: skip
FACTS = {
    "what_happened": "PC 1190LX pushed me to the ground outside the station.", "incident_location": "Brixton Road",
    "borough": "Lambeth", "allegations": ["C", "U"], "complainant_name": "Ada Obi", "contact_method": "email",
    "email": "ada@example.org",
}  # fmt: skip


@pytest.fixture
def file(casework: Casework):
    casework.register.import_csv(REGISTER.splitlines())

    def make(number: int = 1, **decision: object) -> str:
        return casework.record(FileComplaint("talk", number, FACTS, {**DECISION, **decision}, NOW)).reference

    return make


async def act(desk: Desk, reference: str, action: str, fields: list | dict | None = None) -> tuple[int, str]:
    """Open the case, fill in the form of an action as the page has it, and send it."""
    status, page = await desk.get(f"/staff/cases/{reference}")
    assert status == 200, page
    assert f'id="do-{action}"' in page, f"{action} is not offered"
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "key")}  # type: ignore[index]
    pairs = list(fields.items()) if isinstance(fields, dict) else list(fields or [])
    return await desk.post(f"/staff/cases/{reference}/{action}", [*hidden.items(), *pairs])


async def done(desk: Desk, reference: str, action: str, fields: list | dict | None = None) -> None:
    status, where = await act(desk, reference, action, fields)
    assert status == 303, where


async def test_a_case_from_the_first_queue_to_its_end(
    signed_in: SignedIn, file, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    reference = file()
    assessor = await signed_in(Role.ASSESSOR)
    north = await signed_in(Role.HANDLER, name="north", number="7003")
    assert reference in (await assessor.get("/staff/cases?queue=to_assess"))[1]
    assert (await north.get(f"/staff/cases/{reference}"))[0] == 403

    ground = "death_or_serious_injury"
    await done(assessor, reference, "assess", [
        ("gravest", "C"), ("categories", "C"), ("categories", "U"), ("handling", "dps_investigation"),
        ("grounds", ground), (f"words-{ground}", "pushed me to the ground"), ("reason", "Force that may have hurt"),
    ])  # fmt: skip
    assert reference in (await assessor.get("/staff/cases?queue=to_refer"))[1]
    await done(assessor, reference, "send_referral", {"reason": "Sent by secure mail"})
    await done(assessor, reference, "referral_returned", {"mode": "local", "reason": "Letter of today"})

    status, page = await act(assessor, reference, "allocate", {
        "number": "7003", "connected": "yes", "declaration": "He is my cousin", "reason": "x"})  # fmt: skip
    assert status == 409
    assert "cannot handle this complaint" in page
    await done(assessor, reference, "allocate", {
        "number": "7003", "connected": "no", "declaration": "I know nobody of them", "reason": "Has time"})  # fmt: skip

    assert reference in (await north.get("/staff/cases?queue=open"))[1]
    await done(north, reference, "first_contact", {
        "side": "complainant", "channel": "phone", "reached": "yes", "summary": "Said who I am"})  # fmt: skip
    await done(north, reference, "message", {"text": "Who saw it?", "question": "yes", "about": "evidence"})
    plan = {"issues": "I was pushed", "update_days": "28", "update_by": "email", "wanted": "An apology"}
    status, page = await act(north, reference, "plan", {**plan, "steps": "Look at the video"})
    assert status == 409
    assert "what | who | by when" in page
    assert "An apology" in page
    await done(north, reference, "plan", {**plan, "steps": "Look at the video | DS North | 2026-04-10"})
    await done(north, reference, "plan_answer", {"reply": "agree", "reason": "By phone"})
    await done(north, reference, "investigate", {"reason": "The plan is agreed"})
    await done(north, reference, "update", {"text": "I have seen the video"})
    await done(north, reference, "outcome", [
        ("outcome", "We looked at the video"),
        ("conclusion-C", "upheld"), ("actions-C", "apology"), ("actions-C", "misconduct"), ("words-C", "Yes, pushed."),
        ("conclusion-U", "not_upheld"), ("actions-U", "explanation"), ("words-U", "Nobody was rude."),
    ])  # fmt: skip
    await done(north, reference, "outcome_answer", {"reply": "accept", "reason": "By phone"})
    await done(north, reference, "learn", {"change": "Brief the team", "owner": "Insp Reed", "due_on": "2026-06-01"})
    await done(north, reference, "close", {"satisfied": "yes", "reason": "All is done"})

    shown = casework.show(reference)
    assert shown.state == "closed"
    assert {event.actor for event in shown.events if event.actor != "program"} >= {assessor.name, "north"}
    for action in ("case.looked", "case.assess", "case.allocate", "case.close"):
        assert any(entry[1:] == (action, reference) for entry in logged(sessions)), action


async def test_nobody_sees_a_case_that_they_are_named_in(
    signed_in: SignedIn, file, sessions: sessionmaker[Session]
) -> None:
    reference = file()
    for name, number in (("hale", "1190LX"), ("marsh", "88lx")):
        desk = await signed_in(Role.ASSESSOR, name=name, number=number)
        status, page = await desk.get(f"/staff/cases/{reference}")
        assert status == 403
        assert "You are named in it" in page
        assert reference not in (await desk.get("/staff/cases?queue=to_assess"))[1]
        assert (await desk.post(f"/staff/cases/{reference}/assess", {"seen": "1"}))[0] == 403
        assert (name, "refused", None) in logged(sessions)
    other = await signed_in(Role.ASSESSOR, name="west", number="7004")
    assert (await other.get(f"/staff/cases/{reference}"))[0] == 200


async def test_handlers_open_their_own_cases_alone(signed_in: SignedIn, file, casework: Casework) -> None:
    mine, theirs = file(1), file(2)
    assessor = await signed_in(Role.ASSESSOR)
    for reference, number in ((mine, "7003"), (theirs, "7004")):
        await done(assessor, reference, "assess", {"gravest": "C", "handling": "dps_investigation", "reason": "Force"})
        await done(assessor, reference, "allocate", {
            "number": number, "connected": "no", "declaration": "None", "reason": "Has time"})  # fmt: skip
    north = await signed_in(Role.HANDLER, name="north", number="7003")

    assert (await north.get(f"/staff/cases/{mine}"))[0] == 200
    status, page = await north.get(f"/staff/cases/{theirs}")
    assert status == 403
    assert "This case is not yours" in page
    _, page = await north.get("/staff/cases?queue=open")
    assert mine in page
    assert theirs not in page
    assert (await north.post(f"/staff/cases/{theirs}/message", {"text": "hello", "seen": "9"}))[0] == 403


async def test_who_saw_an_older_version_is_told_and_nothing_is_lost(signed_in: SignedIn, file) -> None:
    reference = file()
    one, other = await signed_in(Role.ASSESSOR, name="one"), await signed_in(Role.ASSESSOR, name="other")
    await one.get(f"/staff/cases/{reference}")
    fields = {"gravest": "U", "handling": "local_resolution", "reason": "Words only"}
    await done(other, reference, "assess", fields)

    status, page = await one.post(
        f"/staff/cases/{reference}/assess", {**fields, "reason": "My long reason", "seen": "1"}
    )

    assert status == 409
    assert "has changed since you opened it" in page
    assert "My long reason" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"gravest": "ZZ", "handling": "local_resolution"}, "category"),
        ({"gravest": "C", "handling": "nobody"}, "handling is one of"),
        ({"gravest": "C", "handling": "local_resolution", "grounds": "serious_assault"}, "not resolved locally"),
        ({"gravest": "C", "handling": "dps_investigation", "grounds": "serious_assault"}, "which words"),
        ({}, "category"),
    ],
)
async def test_what_cannot_be_decided_so_is_said_and_changes_nothing(
    signed_in: SignedIn, file, casework: Casework, fields: dict[str, str], words: str
) -> None:
    reference = file()
    desk = await signed_in(Role.ASSESSOR)

    status, page = await act(desk, reference, "assess", fields)

    assert status == 409
    assert words.casefold() in page.casefold()
    assert casework.show(reference).state == "recorded"


async def test_a_call_is_anybodys_who_makes_calls(signed_in: SignedIn, file, casework: Casework) -> None:
    reference = file(1, route="callback", reason="callback", handling=None)
    desk = await signed_in(Role.HANDLER, name="north", number="7003")
    assert reference in (await desk.get("/staff/cases?queue=callbacks"))[1]

    await done(desk, reference, "call_failed", {"summary": "No answer"})
    await done(desk, reference, "call_did_not_help", {"summary": "She wants it looked into"})

    assert casework.show(reference).state == "recorded"


async def test_what_is_provisional_is_confirmed_or_recorded_after_all(
    signed_in: SignedIn, file, casework: Casework
) -> None:
    desk = await signed_in(Role.ASSESSOR)
    one, other = (file(number, route="not_progressed", reason="out_of_time", handling=None) for number in (1, 2))
    assert one in (await desk.get("/staff/cases?queue=to_confirm"))[1]

    await done(desk, one, "confirm", {"reason": "Two years old and no reason given"})
    await done(desk, other, "overturn", {"reason": "She was in hospital"})

    assert (casework.show(one).state, casework.show(other).state) == ("not_progressed", "recorded")


async def test_queues_show_what_is_overdue(signed_in: SignedIn, file) -> None:
    reference = file()
    desk = await signed_in(Role.ASSESSOR)

    status, page = await desk.get("/staff/cases?queue=due")

    assert status == 200
    assert "Overdue and due within a week" in page
    assert reference in page


@pytest.mark.parametrize(
    "path", ["/staff/cases/MPC-XXXX", "/staff/cases/find?reference=nothing", "/staff/cases?queue=nothing",
             "/staff/cases?queue=open&after=x", "/staff/cases/MPC-7K4D-9XTR-K"],
)  # fmt: skip
async def test_what_is_not_there_is_said_plainly(signed_in: SignedIn, path: str) -> None:
    desk = await signed_in(Role.ASSESSOR)

    status, page = await desk.get(path)

    assert status == 404
    assert "There is no such page" in page


async def test_a_case_is_found_by_its_reference_as_it_is_read_out(signed_in: SignedIn, file) -> None:
    reference = file()
    desk = await signed_in(Role.ASSESSOR)

    status, where = await desk.get(f"/staff/cases/find?reference={reference.lower().replace('-', '%20')}")

    assert (status, where) == (303, f"/staff/cases/{reference}")


def test_every_action_has_an_address_with_its_own_permission(settings: Settings) -> None:
    needs = {
        route.resource.canonical.rpartition("/")[2]: permission  # type: ignore[union-attr]
        for route, permission in create_console(settings)[NEEDS].items()
        if route.method == "POST" and "/cases/{" in route.resource.canonical  # type: ignore[union-attr]
    }
    assert needs == {name: action.needs for name, action in ACTIONS.items()}
    assert Permission.OPEN not in needs.values()


async def test_a_forwarded_complaint_is_typed_in_once(
    signed_in: SignedIn, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    desk = await signed_in(Role.ASSESSOR)
    await desk.get("/staff/cases/forwarded")
    fields = {
        "reference": "IPCC/2026/77", "received_on": "2026-03-20",
        "what_happened": "An officer broke my arm in the van.", "complainant_name": "Ada Obi",
    }  # fmt: skip
    status, page = await desk.post("/staff/cases/forwarded", {**fields, "received_on": "soon", "email": "nobody"})
    assert status == 400
    assert 'href="#received_on"' in page
    assert 'href="#email"' in page
    assert "An officer broke my arm" in page

    status, where = await desk.post("/staff/cases/forwarded", fields)
    assert status == 303, where
    reference = where.rpartition("/")[2].partition("?")[0]
    assert casework.show(reference).referral.status == "due"
    named = [*fields.items(), ("complained_before", "no"), ("contact_method", "none")]
    named += [("referral_grounds", "serious_assault"), ("referral_grounds", "serious_corruption")]
    status, where_named = await desk.post("/staff/cases/forwarded", [("reference", "IPCC/2026/78"), *named[1:]])
    assert status == 303, where_named
    shown = casework.show(where_named.rpartition("/")[2].partition("?")[0])
    assert set(shown.facts["referral_grounds"]) >= {"serious_assault", "serious_corruption"}
    assert shown.facts["complained_before"] is False
    assert (await desk.post("/staff/cases/forwarded", fields))[1] == where
    assert (desk.name, "case.typed_in", None) in logged(sessions)


async def test_an_assessor_sees_what_may_be_about_the_same(signed_in: SignedIn, file) -> None:
    first, second = file(1), file(2)
    desk = await signed_in(Role.ASSESSOR)

    _, page = await desk.get(f"/staff/cases/{second}")

    assert "May be about the same" in page
    assert f"/staff/cases/{first}" in page
