"""The action plan: versions that the handler proposes, and what the complainant says of each (clause S9)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot.casework.changes import add_event, move
from bot.casework.commands import words
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import InvalidCommand, NotNow
from bot.casework.models import EventKind
from bot.casework.states import State, Trigger
from bot.casework.telling import PLAN_PROPOSED, PLAN_SETTLED, can_be_reached, tell
from bot.casework.views import json_ready
from bot.casework.work_models import Channel, Plan, PlanAnswer, PlanReply

_LINE = 2_000  # characters of one line of a plan
PLANNING = frozenset({State.IN_CONTACT, State.PLAN_AGREED, State.RESOLVING, State.INVESTIGATING})


@dataclass(frozen=True)
class Step:
    """One thing that will be done, by whom, and by when if that is known. Raises `InvalidCommand`."""

    what: str
    who: str
    by: date | None = None

    def __post_init__(self) -> None:
        """Refuse a step that says nothing."""
        object.__setattr__(self, "what", words("a step of the plan", self.what, most=_LINE))
        object.__setattr__(self, "who", words("who does it", self.who, most=_LINE))


@dataclass(frozen=True)
class PlanContent:
    """A plan: the issues in the person's words, what they want, the steps, and how and how often they hear of it.

    Raises `InvalidCommand` for a plan without issues or steps, or with fewer updates than are promised.
    """

    issues: tuple[str, ...]
    steps: tuple[Step, ...]
    wanted: str | None = None
    update_days: int = 28
    update_by: Channel = Channel.EMAIL
    expected_by: date | None = None

    def __post_init__(self) -> None:
        """Refuse what is no plan."""
        if not self.issues or not self.steps:
            raise InvalidCommand("a plan names what the complaint is about and at least one step")
        issues = tuple(words("an issue of the plan", issue, most=_LINE) for issue in self.issues)
        object.__setattr__(self, "issues", issues)
        object.__setattr__(self, "wanted", words("what is wanted", self.wanted, most=_LINE) if self.wanted else None)
        if not 1 <= self.update_days <= 28:
            raise InvalidCommand("an update is promised at least every 28 days")


class Plans:
    """What handler and complainant do to agree a plan. An agreed version never changes; another may follow it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def propose(self, reference: str, content: PlanContent, by: By) -> int:
        """Put a version to the complainant; gives its number. Raises `NotNow` before the first contact and at the end.

        A version that they have not answered yet is replaced by this one.
        """
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if complaint.state not in PLANNING:
                raise NotNow(f"a plan is agreed after the first contact; this complaint is {complaint.state}")
            number = len(complaint.plans) + 1
            complaint.plans.append(
                Plan(
                    number=number, at=change.occasion.at, by=change.occasion.actor, content=json_ready(asdict(content))
                )
            )
            add_event(complaint, EventKind.PLAN, "propose", None, f"version {number}", change.occasion)
            tell(complaint, PLAN_PROPOSED, change.occasion, number)
            return number

    def agree(self, reference: str, number: int, by: By, *, text: str | None = None) -> State:
        """The complainant agrees to the latest version, which they name by its `number`. Agreeing twice is agreeing.

        Raises `NotNow` for a version that is not the latest or that was answered otherwise.
        """
        return self._answer(reference, number, PlanReply.AGREED, text, by)

    def ask_for_change(self, reference: str, number: int, text: str, by: By) -> State:
        """The complainant says what should be otherwise; the handler proposes the next version. Raises as `agree`."""
        return self._answer(reference, number, PlanReply.CHANGE_WANTED, words("what should change", text), by)

    def adopt(self, reference: str, number: int, by: By) -> State:
        """Work by a plan that the person cannot be asked about: they left no address, or have not answered in time.

        Raises `NotNow` while an answer can still come.
        """
        with self._desk.changing(reference, by) as change:
            plan = _latest(change, number)
            limit = self._desk.rulebook.limits.answer_days
            waited = change.occasion.at - plan.at >= timedelta(days=limit)
            if can_be_reached(change.complaint) and not waited:
                raise NotNow(f"the complainant has {limit} days to answer; ask them first")
            return _settle(change, plan, PlanReply.ADOPTED, None)

    def _answer(self, reference: str, number: int, reply: PlanReply, text: str | None, by: By) -> State:
        with self._desk.changing(reference, by) as change:
            plan = _latest(change, number)
            return _settle(change, plan, reply, text)


def _latest(change: Change, number: int) -> Plan:
    plans = change.complaint.plans
    if not plans or plans[-1].number != number:
        raise NotNow(f"version {number} is not the latest plan: look at the plan again")
    return plans[-1]


def _settle(change: Change, plan: Plan, reply: PlanReply, text: str | None) -> State:
    complaint, occasion = change.complaint, change.occasion
    if plan.answer is not None:
        if plan.answer.reply is reply:
            return complaint.state
        raise NotNow(f"version {plan.number} was answered before: {plan.answer.reply}")
    text = words("the answer", text) if text else None
    plan.answer = PlanAnswer(at=occasion.at, by=occasion.actor, reply=reply, words=text)
    add_event(complaint, EventKind.PLAN, reply, None, f"version {plan.number}", occasion)
    if reply is not PlanReply.CHANGE_WANTED:
        if complaint.state is State.IN_CONTACT:
            move(complaint, Trigger.AGREE_PLAN, occasion)
        tell(complaint, PLAN_SETTLED, occasion, plan.number)
    return complaint.state
