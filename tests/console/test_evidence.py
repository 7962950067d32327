"""Files of a case for staff: whole, judged, logged, kept from whoever may not see the case, and never shown inline."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.evidence import Evidence, EvidenceView
from bot.casework.evidence_models import EvidenceFile, Scan
from bot.casework.service import Casework
from bot.casework.vault import Vault
from bot.console.roles import Role
from bot.settings import Settings
from tests.console.conftest import NOW, SignedIn, logged
from tests.console.test_cases import DECISION, FACTS, REGISTER

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)


@pytest.fixture
def evidence(casework: Casework, settings: Settings) -> Evidence:
    return Evidence(casework.desk, Vault(settings.uploads))


def add(
    evidence: Evidence, scan: Scan = Scan.CLEAN, name: str = "<b>Auge um Äug'\".jpg", talk: str = "talk"
) -> EvidenceView:
    with evidence.vault.incoming() as incoming:
        incoming.write(JPEG)
        arrived = incoming.finish()
    return evidence.add(talk, name, arrived, scan)


def record(casework: Casework, talk: str = "talk") -> str:
    casework.register.import_csv(REGISTER.splitlines())
    return casework.record(FileComplaint(talk, 1, FACTS, DECISION, NOW)).reference


async def test_a_file_is_given_out_as_bytes_to_be_kept_and_that_is_logged(
    signed_in: SignedIn, evidence: Evidence, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    file, reference = add(evidence), record(casework)
    desk = await signed_in(Role.ASSESSOR)
    _, page = await desk.get(f"/staff/cases/{reference}")
    assert f"/staff/cases/{reference}/files/{file.id}" in page

    response = await desk.client.get(f"/staff/cases/{reference}/files/{file.id}")

    assert (response.status, await response.read()) == (200, JPEG)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"_b_Auge um _ug__.jpg\"; filename*=UTF-8''%3Cb%3EAuge%20um%20%C3%84ug%27%22.jpg"
    )
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert logged(sessions)[-1] == (desk.name, "evidence.taken", reference)


async def test_whoever_may_not_see_the_case_gets_no_file_of_it(
    signed_in: SignedIn, evidence: Evidence, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    file, reference = add(evidence), record(casework)
    path = f"/staff/cases/{reference}/files/{file.id}"
    for name, role, number in (
        ("hale", Role.ASSESSOR, "1190LX"), ("north", Role.HANDLER, "7003"), ("rev", Role.REVIEWER, None),
        ("admin", Role.ADMINISTRATOR, None), ("auditor", Role.AUDITOR, None),
    ):  # fmt: skip
        desk = await signed_in(role, name=name, number=number)
        assert (await desk.get(path))[0] == 403, name
        assert logged(sessions)[-1][:2] == (name, "refused")
    assert "evidence.taken" not in [action for _, action, _ in logged(sessions)]


async def test_a_file_of_another_case_is_not_there(signed_in: SignedIn, evidence: Evidence, casework: Casework) -> None:
    file, reference = add(evidence, talk="another"), record(casework)
    other = casework.record(FileComplaint("another", 1, FACTS, DECISION, NOW)).reference
    desk = await signed_in(Role.ASSESSOR)

    assert (await desk.get(f"/staff/cases/{reference}/files/{file.id}"))[0] == 404
    assert (await desk.get(f"/staff/cases/{reference}/files/{'0' * 32}"))[0] == 404
    assert (await desk.client.get(f"/staff/cases/{other}/files/{file.id}")).status == 200


@pytest.mark.parametrize(
    ("scan", "shown", "words"),
    [
        (Scan.WAITING, "waits for the scanner", "This file waits for the scanner"),
        (Scan.INFECTED, "was harmful, deleted", "This file was harmful"),
    ],
)
async def test_what_is_not_known_to_be_harmless_stays_in(
    signed_in: SignedIn, evidence: Evidence, casework: Casework, sessions: sessionmaker[Session],
    scan: Scan, shown: str, words: str,
) -> None:  # fmt: skip
    file, reference = add(evidence, Scan.WAITING), record(casework)
    evidence.judged(file.id, scan)
    desk = await signed_in(Role.ASSESSOR)
    _, page = await desk.get(f"/staff/cases/{reference}")
    assert shown in page
    assert f"/files/{file.id}" not in page

    status, page = await desk.get(f"/staff/cases/{reference}/files/{file.id}")

    assert status == 403
    assert words in page
    assert logged(sessions)[-1] == (desk.name, "refused", None)


async def test_a_file_that_has_changed_on_the_disk_is_not_given_out(
    signed_in: SignedIn, evidence: Evidence, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    file, reference = add(evidence), record(casework)
    with sessions() as session:
        stored_as = session.scalars(sa.select(EvidenceFile.stored_as)).one()
    evidence.vault.path(stored_as).write_bytes(JPEG + b"x")
    desk = await signed_in(Role.ASSESSOR)

    status, page = await desk.get(f"/staff/cases/{reference}/files/{file.id}")

    assert status == 403
    assert "not the one that was sent" in page
