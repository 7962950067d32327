"""Whatever people and staff write, each service stores it or says what is wrong; no text makes the database fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from bot.casework.allocation import Declaration, OfficerKnown
from bot.casework.assessment import Assessed
from bot.casework.commands import FileComplaint
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.errors import CaseworkError
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.work_models import Channel, Side
from tests.integration.casework.walking import DPS, REGISTER

Make = Callable[..., FileComplaint]
TEXTS = (
    "a\x00b",
    "half \ud83d of a face",
    "'; DROP TABLE complaint; --",
    "😀 ‮ right to left",
    "<b>&amp;</b>",
    "x" * 1_999,
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_whole_life_of_strange_text(casework: Casework, filing: Make, text: str) -> None:
    by = By(text, text)
    casework.register.import_csv(REGISTER.splitlines())
    told = {"what_happened": text, "officers": text, "evidence": None, "previous_reference": text, text: text}
    ref = casework.record(filing(facts=told, words={text: [text]})).reference
    ground = "serious_assault"
    found = Assessed(("C",), DPS, (ground,), {ground: (text,), text: (text,)})
    casework.assessment.assess(ref, found, by)
    casework.referrals.send(ref, by)
    casework.allocation.name_officer(ref, OfficerKnown(text, text, text, text), by)
    casework.allocation.allocate(ref, "7003", Declaration(is_connected=False, words=text), by)
    casework.contacts.first(ref, Made(Side.COMPLAINANT, Channel.PHONE, text), by)
    casework.contacts.fill(ref, {"evidence": text}, by)
    casework.contacts.change_details(ref, "post", text[:900], by)
    question = casework.messages.write(ref, text, by, key="q", is_question=True)
    casework.messages.receive(ref, text, by, key="a", answers=question)
    number = casework.plans.propose(ref, PlanContent((text,), (Step(text, text),), text), by)
    casework.plans.agree(ref, number, by, text=text)
    casework.investigation.start(ref, by)
    casework.investigation.update(ref, text, by, key="u")
    casework.outcomes.propose(ref, text, (Found("C", Conclusion.UPHELD, (Action.APOLOGY,), text),), by)
    casework.outcomes.accept(ref, 1, by, text=text)
    casework.learnings.add(ref, text, text[:200], date(2026, 6, 1), by)
    casework.learnings.done(ref, 1, text, by)
    casework.endings.close(ref, Satisfied.YES, by, text=text)

    shown, work = casework.show(ref), casework.work(ref)
    json.dumps([shown.as_dict(), work.as_dict(), casework.referrals.sent_packages(ref)]).encode()
    fit = text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert shown.facts["what_happened"] == work.updates[0].text == work.plans[0].content["wanted"] == fit
    assert shown.events[-1].actor == fit


@pytest.mark.parametrize("text", ["", "  ", "\n", "x" * 20_001])
def test_what_says_nothing_or_too_much_is_refused_everywhere(casework: Casework, filing: Make, text: str) -> None:
    ref = casework.record(filing()).reference
    by = By("somebody", "because")
    attempts: list[Callable[[], object]] = [
        lambda: casework.messages.receive(ref, text, by, key="a"),
        lambda: casework.contacts.log(ref, Made(Side.OTHER, Channel.PHONE, text), by),
        lambda: casework.contacts.change_details(ref, "post", text, by),
        lambda: casework.learnings.add(ref, text, "x", date(2026, 6, 1), by),
        lambda: casework.investigation.update(ref, text, by, key="u"),
        lambda: PlanContent((text,), (Step("x", "y"),)),
        lambda: Step(text, "y"),
        lambda: Found("C", Conclusion.UPHELD, (Action.APOLOGY,), text),
        lambda: casework.outcomes.propose(ref, text, (), by),
    ]
    before = casework.show(ref)
    for attempt in attempts:
        with pytest.raises(CaseworkError):
            attempt()
    assert casework.show(ref) == before
