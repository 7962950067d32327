"""The figures: counted right, and kept back where they are so small that somebody could be recognised."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.desk import By
from bot.casework.service import Casework
from bot.console.figures import figures
from bot.console.roles import Role
from bot.console.talk_index import TalkIndex
from tests.console.conftest import NOW, SignedIn
from tests.console.talks import LEFT, QUICK, Writer
from tests.console.test_cases import DECISION, FACTS


def _complaints(casework: Casework, number: int, *allegations: str) -> list[str]:
    made = []
    for each in range(number):
        facts = {**FACTS, "allegations": list(allegations)}
        filing = FileComplaint(f"talk-{allegations}-{each}", 1, facts, DECISION, NOW)
        made.append(casework.record(filing).reference)
    return made


async def test_figures_are_shown_as_plots_tables_and_csv(
    signed_in: SignedIn, casework: Casework, sessions: sessionmaker[Session]
) -> None:
    _complaints(casework, 7, "C", "U")
    withdrawn = _complaints(casework, 2, "H")
    for reference in withdrawn:
        casework.endings.withdraw(reference, By("test", "asked for"))
    writer = Writer(sessions)
    for number in range(6):
        writer.write(f"left{number}", LEFT, at=NOW)
    writer.write("quick", QUICK, at=NOW)
    TalkIndex(sessions).refresh()

    shown = {figure.name: {bar.label: bar.number for bar in figure.bars} for figure in figures(casework)}

    assert sum(number or 0 for number in shown["weeks"].values()) == 9
    assert len(shown["weeks"]) == 13
    assert {label[0]: number for label, number in shown["categories"].items()} == {"C": 7, "U": 7, "H": None}
    assert shown["states"] == {"Recorded": 7, "Withdrawn": None}
    assert shown["abandoned"] == {"Incident date": 6}
    assert shown["understood"] == {"Messages not understood": round(100 * 6 / 13, 1)}
    assert shown["days"] == {"Recorded": 0.0}
    assert shown["satisfaction"] == {}

    desk = await signed_in(Role.AUDITOR)
    status, page = await desk.get("/staff/figures")
    assert status == 200
    assert "fewer than 5" in page
    _, text = await desk.get("/staff/figures/states.csv")
    assert text.splitlines() == ["Where all complaints stand,complaints", "Recorded,7", "Withdrawn,fewer than 5"]
    assert (await desk.get("/staff/figures/nothing.csv"))[0] == 404
