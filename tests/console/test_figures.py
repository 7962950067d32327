"""The figures: counted right, and kept back where they are so small that somebody could be recognised."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import FileComplaint
from bot.casework.desk import By
from bot.casework.service import Casework
from bot.console.figures import figures
from bot.console.roles import Role
from bot.console.talk_index import TalkIndex
from tests.console.conftest import NOW, SignedIn
from tests.console.talks import LEFT, QUICK, Writer, bot, slot, user
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


def _numbers(casework: Casework, name: str) -> dict[str, float | None]:
    figure = next(each for each in figures(casework) if each.name == name)
    return {bar.label: bar.number for bar in figure.bars}


def test_what_came_of_explanations_is_counted_by_what_people_said(
    casework: Casework, sessions: sessionmaker[Session]
) -> None:
    writer = Writer(sessions)
    for helpful, route, times in ((True, "explain", 6), (False, "record", 5), (False, "callback", 2)):
        for number in range(times):
            talk = [user("why was I stopped"), bot("..."), slot("explanation_helpful", helpful), slot("route", route)]
            writer.write(f"{route}{number}", talk, at=NOW)
    writer.write("other", [user("hello"), bot("Hello"), slot("route", "explain")], at=NOW)
    TalkIndex(sessions).refresh()

    assert _numbers(casework, "explained") == {
        "It settled the matter": 6, "A call was wanted": None, "It became a complaint": 5,
    }  # fmt: skip


def test_what_is_overdue_and_what_is_learnt_are_counted(casework: Casework, sessions: sessionmaker[Session]) -> None:
    for number, reference in enumerate(_complaints(casework, 12, "C")):
        by = By("test", "learnt")
        casework.learnings.add(reference, "Brief the team", "Insp Reed", NOW.date() + timedelta(days=30), by)
        if number >= 6:
            casework.learnings.done(reference, 1, "The team is briefed", by)
    later = Casework(sessions, clock=lambda: NOW + timedelta(days=40))

    assert _numbers(casework, "overdue") == {}
    assert _numbers(casework, "learning") == {"Done": 6, "Under way": 6}
    assert _numbers(later, "learning") == {"Done": 6, "Later than promised": 6}
    assert _numbers(later, "overdue")["First contact"] == 12
    assert _numbers(later, "overdue")["Learning"] == 6


async def test_a_figure_that_is_kept_back_is_kept_back_in_its_file_too(signed_in: SignedIn, casework: Casework) -> None:
    for reference in _complaints(casework, 3, "C"):
        casework.learnings.add(reference, "Brief the team", "Insp Reed", date(2999, 6, 1), By("test", "learnt"))
    desk = await signed_in(Role.AUDITOR)

    _, text = await desk.get("/staff/figures/learning.csv")

    assert text.splitlines() == ["What changes because of complaints,changes", "Under way,fewer than 5"]
