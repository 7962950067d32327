"""Referral to the IPCC: due by working days, sent as a package that is kept, returned, or stood down with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.desk import By
from bot.casework.errors import IllegalTransition, InvalidCommand
from bot.casework.evidence_models import EvidenceFile, Scan
from bot.casework.models import Complaint, Message
from bot.casework.package import as_html
from bot.casework.service import Casework
from bot.casework.states import Referral
from bot.database import writing
from bot.policy.vocabulary import STANDARD_GROUNDS

Make = Callable[..., FileComplaint]
CLERK = By("clerk Poe", "the form is complete")
GROUND = "serious_assault"


@pytest.fixture
def reference(casework: Casework, filing: Make) -> str:
    facts = {"evidence": "CCTV of the shop\nMy brother saw it", "injury": "a broken wrist", "on_behalf_of": "Sam Obi"}
    words = {GROUND: ["pushed me to the ground", "broke <my> wrist"]}
    return casework.record(filing(referral=[GROUND], words=words, facts=facts)).reference


def test_the_package_has_account_grounds_with_words_and_the_list_of_evidence(
    casework: Casework, reference: str
) -> None:
    package = casework.referrals.package(reference)
    assert package["account"].startswith("A constable pushed me")
    assert [(g["ground"], g["words"]) for g in package["grounds"]] == [
        (GROUND, ["pushed me to the ground", "broke <my> wrist"])
    ]
    assert package["evidence"] == ["CCTV of the shop", "My brother saw it"]
    assert (package["due_on"], package["injury"]) == ("2026-03-30", "a broken wrist")
    assert package["officers"][0]["description"] == "PC 1234 LX, tall"
    assert [each["category"] for each in package["allegations"]] == ["C", "U"]
    assert json.loads(json.dumps(package)) == package


def test_the_page_shows_the_same_and_lets_nothing_of_the_account_become_markup(
    casework: Casework, reference: str
) -> None:
    page = as_html(casework.referrals.package(reference))
    assert "broke &lt;my&gt; wrist" in page
    assert "<my>" not in page
    for shown in ("CCTV of the shop", STANDARD_GROUNDS[GROUND].label, "PC 1234 LX", "Sam Obi"):
        assert shown in page


def test_what_came_later_goes_with_it_and_files_are_named_with_their_fingerprints(
    casework: Casework, reference: str, sessions: sessionmaker[Session]
) -> None:
    casework.messages.receive(reference, "The <doctor> says it was broken", By("complainant", "by chat"), key="m")
    with writing(sessions) as session:
        complaint_id = session.scalars(sa.select(Complaint.id)).one()
        for name, scan in (("wrist.jpg", Scan.CLEAN), ("trap.pdf", Scan.INFECTED)):
            session.add(
                EvidenceFile(
                    id=name,
                    conversation_id="talk",
                    complaint_id=complaint_id,
                    name=name,
                    media_type="image/jpeg",
                    kind="photo",
                    size=2_048,
                    sha256="ab" * 32,
                    stored_as=name,
                    scan=scan,
                    added_at=datetime(2026, 3, 29, tzinfo=UTC),
                )
            )
    package = casework.referrals.package(reference)
    assert [each["text"] for each in package["added"]] == ["The <doctor> says it was broken"]
    assert package["files"] == [{"name": "wrist.jpg", "media_type": "image/jpeg", "bytes": 2_048, "sha256": "ab" * 32}]
    page = as_html(package)
    assert "The &lt;doctor&gt; says" in page
    assert "wrist.jpg" in page
    assert "trap.pdf" not in page


def test_what_was_sent_is_kept_as_it_was_and_the_person_is_told_of_each_step(
    casework: Casework, reference: str, sessions: sessionmaker[Session]
) -> None:
    assert [(due.reference, due.grounds) for due in casework.referrals.due()] == [(reference, (GROUND,))]
    assert casework.referrals.send(reference, CLERK) is Referral.SENT
    assert casework.referrals.due() == ()
    sent = casework.referrals.sent_packages(reference)
    casework.contacts.change_details(reference, "phone", "020 7946 0999", CLERK)
    assert casework.referrals.returned(reference, "local", CLERK) is Referral.RETURNED
    assert casework.referrals.sent_packages(reference) == sent
    assert len(sent) == 1
    with sessions() as session:
        templates = list(session.scalars(sa.select(Message.template).order_by(Message.id)))
    # The old address hears of the change; from then on they want to be rung.
    assert templates == ["acknowledgement", "referred", "contact_changed"]
    shown = casework.show(reference)
    assert (shown.referral.sent_at, shown.referral.returned_at) == (shown.created_at, shown.created_at)
    assert [(e.trigger, e.after) for e in shown.events[-2:]] == [("return", "returned"), ("decide_mode", "local")]


def test_what_is_sent_cannot_be_stood_down_and_what_is_not_due_cannot_be_sent(
    casework: Casework, reference: str, filing: Make
) -> None:
    casework.referrals.send(reference, CLERK)
    for wrong in (casework.referrals.stand_down, casework.referrals.send):
        with pytest.raises(IllegalTransition):
            wrong(reference, CLERK)
    assert len(casework.referrals.sent_packages(reference)) == 1
    with pytest.raises(IllegalTransition):
        casework.referrals.send(casework.record(filing(2)).reference, CLERK)
    with pytest.raises(InvalidCommand, match="one of independent"):
        casework.referrals.returned(reference, "perhaps", CLERK)


def test_standing_down_needs_a_reason_that_is_kept(casework: Casework, reference: str) -> None:
    with pytest.raises(InvalidCommand):
        casework.referrals.stand_down(reference, By("clerk", "  "))
    why = By("clerk", "the hospital says that nothing was broken")
    assert casework.referrals.stand_down(reference, why) is Referral.NOT_REQUIRED
    assert casework.show(reference).events[-1].reason == why.reason


def test_a_ground_that_turns_up_later_makes_it_due_again_with_what_it_rests_on(
    casework: Casework, reference: str
) -> None:
    casework.referrals.send(reference, CLERK)
    casework.referrals.returned(reference, "local", CLERK)
    later = {"serious_corruption": ("he asked my brother for money",)}
    assert casework.referrals.require(reference, later, CLERK) is Referral.DUE
    package = casework.referrals.package(reference)
    assert {g["ground"]: g["words"] for g in package["grounds"]} == {
        GROUND: ["pushed me to the ground", "broke <my> wrist"],
        "serious_corruption": ["he asked my brother for money"],
    }
    casework.referrals.send(reference, CLERK)
    assert len(casework.referrals.sent_packages(reference)) == 2


@pytest.mark.parametrize("grounds", [{}, {"rudeness": ("x",)}, {GROUND: ()}])
def test_a_referral_is_required_for_a_ground_with_its_words(
    casework: Casework, filing: Make, grounds: dict[str, tuple[str, ...]]
) -> None:
    reference = casework.record(filing()).reference
    with pytest.raises(InvalidCommand):
        casework.referrals.require(reference, grounds, CLERK)


def test_the_most_urgent_referral_comes_first(casework: Casework, filing: Make) -> None:
    from bot.casework.assessment import Assessed

    first = casework.record(filing(1, referral=[GROUND])).reference
    late = casework.record(filing(2)).reference
    found = Assessed(("A",), "dps_investigation", (GROUND,), {GROUND: ("x",)})
    casework.assessment.assess(late, found, CLERK)
    assert [due.reference for due in casework.referrals.due()] == [first, late]
