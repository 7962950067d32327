"""What casework shows of the work on a complaint: read-only copies, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from bot.casework.learnings import LearningView, learning_view
from bot.casework.models import Complaint
from bot.casework.outcome_models import Conclusion, Outcome, OutcomeReply, Satisfied
from bot.casework.register import StaffView, staff_view
from bot.casework.staff_models import Verdict
from bot.casework.tasks import missing
from bot.casework.views import copy_row, json_ready
from bot.casework.work_models import Author, CaseMessage, Channel, MessageKind, Plan, PlanReply, Side, TaskKind


@dataclass(frozen=True)
class TaskView:
    """Something to be done."""

    kind: TaskKind
    subject: str
    created_at: datetime
    due_on: date | None
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True)
class CheckView:
    """A check for a connection (S7)."""

    number: str
    name: str
    at: datetime
    by: str
    verdict: Verdict
    reasons: tuple[str, ...]
    declaration: str | None


@dataclass(frozen=True)
class ContactView:
    """A contact or an attempt at one."""

    at: datetime
    by: str
    side: Side
    channel: Channel
    reached: bool
    summary: str


@dataclass(frozen=True)
class MessageView:
    """A message; `is_open` for a question of the handler that has no answer yet."""

    id: int
    at: datetime
    by: str
    author: Author
    kind: MessageKind
    text: str
    about: str | None
    answers: int | None
    is_open: bool


@dataclass(frozen=True)
class PlanView:
    """A version of the plan, and what the complainant said of it."""

    number: int
    at: datetime
    by: str
    content: Mapping[str, Any]
    reply: PlanReply | None
    words: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class UpdateView:
    """An update to the complainant."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class FindingView:
    """What was found about one allegation."""

    category: str
    conclusion: Conclusion
    actions: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class OutcomeView:
    """A version of the outcome, and what the complainant said of it."""

    number: int
    at: datetime
    by: str
    summary: str
    findings: tuple[FindingView, ...]
    reply: OutcomeReply | None
    words: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class SatisfactionView:
    """The person's word on whether it satisfies them."""

    at: datetime
    by: str
    satisfied: Satisfied
    words: str | None


@dataclass(frozen=True)
class WorkView:
    """The work on a complaint, each list in the order of time."""

    reference: str
    version: int
    handler: StaffView | None
    station: str | None
    missing: tuple[str, ...]
    tasks: tuple[TaskView, ...]
    checks: tuple[CheckView, ...]
    contacts: tuple[ContactView, ...]
    messages: tuple[MessageView, ...]
    plans: tuple[PlanView, ...]
    updates: tuple[UpdateView, ...]
    outcomes: tuple[OutcomeView, ...]
    satisfactions: tuple[SatisfactionView, ...]
    learnings: tuple[LearningView, ...]

    @property
    def plan(self) -> PlanView | None:
        """The plan that holds: the latest that was settled."""
        settled = [each for each in self.plans if each.reply in (PlanReply.AGREED, PlanReply.ADOPTED)]
        return settled[-1] if settled else None

    @property
    def open_questions(self) -> tuple[MessageView, ...]:
        """The handler's questions that the complainant has not answered."""
        return tuple(message for message in self.messages if message.is_open)

    def as_dict(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        shown: dict[str, Any] = json_ready(asdict(self))
        return shown


def work(complaint: Complaint) -> WorkView:
    """The work on a complaint whose session is still open."""
    answered = {message.answers_id for message in complaint.letters if message.answers_id}
    return WorkView(
        reference=complaint.reference,
        version=complaint.version,
        handler=staff_view(complaint.handler) if complaint.handler else None,
        station=complaint.station,
        missing=missing(complaint),
        tasks=tuple(copy_row(TaskView, task) for task in complaint.tasks),
        checks=tuple(
            CheckView(
                check.staff_member.shoulder_number,
                check.staff_member.name,
                check.at,
                check.by,
                check.verdict,
                tuple(check.reasons),
                check.declaration,
            )
            for check in complaint.checks
        ),
        contacts=tuple(copy_row(ContactView, contact) for contact in complaint.contacts),
        messages=tuple(_message(message, answered) for message in complaint.letters),
        plans=tuple(map(_plan, complaint.plans)),
        updates=tuple(copy_row(UpdateView, update) for update in complaint.updates),
        outcomes=tuple(map(_outcome, complaint.outcomes)),
        satisfactions=tuple(copy_row(SatisfactionView, each) for each in complaint.satisfactions),
        learnings=tuple(learning_view(each, complaint.reference) for each in complaint.learnings),
    )


def _message(row: CaseMessage, answered: set[int]) -> MessageView:
    return MessageView(
        row.id,
        row.at,
        row.by,
        row.author,
        row.kind,
        row.text,
        row.about,
        row.answers_id,
        is_open=row.kind is MessageKind.QUESTION and row.id not in answered,
    )


def _plan(row: Plan) -> PlanView:
    answer = row.answer
    return PlanView(
        row.number,
        row.at,
        row.by,
        row.content,
        answer.reply if answer else None,
        answer.words if answer else None,
        answer.at if answer else None,
    )


def _outcome(row: Outcome) -> OutcomeView:
    answer = row.answer
    return OutcomeView(
        row.number,
        row.at,
        row.by,
        row.summary,
        tuple(FindingView(each.category, each.conclusion, tuple(each.actions), each.words) for each in row.findings),
        answer.reply if answer else None,
        answer.words if answer else None,
        answer.at if answer else None,
    )
