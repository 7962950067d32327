"""A recorded complaint as its owner sees it: how it stands, what waits for them, and what they can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.casework.deadlines import Kind, deadlines, london_day
from bot.casework.plans import PLANNING
from bot.casework.service import Casework
from bot.casework.standings import standings
from bot.casework.states import FINAL, OPEN, State
from bot.casework.views import ComplaintView, view
from bot.casework.work_views import MessageView, OutcomeView, PlanView, WorkView, work


@dataclass(frozen=True)
class Case:
    """One complaint at one moment. `due` holds the last day of everything that is owed; days are London's."""

    shown: ComplaintView
    work: WorkView
    due: Mapping[Kind, date]
    today: date
    station: str | None

    @property
    def question(self) -> MessageView | None:
        """The oldest question of the handler that has no answer."""
        return next(iter(self.work.open_questions), None)

    @property
    def plan_to_answer(self) -> PlanView | None:
        """The plan that the owner is asked to agree to."""
        latest = self.work.plans[-1] if self.work.plans else None
        return latest if latest and latest.reply is None and self.shown.state in PLANNING else None

    @property
    def plan(self) -> PlanView | None:
        """The plan that is worked by."""
        return self.work.plan

    @property
    def outcome(self) -> OutcomeView | None:
        """The latest outcome."""
        return self.work.outcomes[-1] if self.work.outcomes else None

    @property
    def outcome_to_answer(self) -> OutcomeView | None:
        """The outcome that the owner is asked to agree with."""
        latest = self.outcome
        waits = latest and latest.reply is None and self.shown.state is State.OUTCOME_PROPOSED
        return latest if waits else None

    @property
    def has_ended(self) -> bool:
        """Whether nobody works on it any more."""
        return self.shown.state in FINAL

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether there is something to take back."""
        return self.shown.state in OPEN


def read_case(casework: Casework, reference: str) -> Case:
    """The complaint with this reference as it is now. Raises `MistypedReference` or `UnknownReference`."""
    desk = casework.desk
    with desk.reading(reference) as (session, complaint):
        found = standings(session, [complaint.id])
        owed = [deadline for row in found for deadline in deadlines(row.standing, desk.rulebook.limits)]
        due: dict[Kind, date] = {}
        for deadline in owed:
            due[deadline.kind] = min(deadline.due_on, due.get(deadline.kind, deadline.due_on))
        return Case(
            shown=view(complaint),
            work=work(complaint),
            due=due,
            today=london_day(desk.clock()),
            station=casework.resolution.station_name(complaint.station),
        )
