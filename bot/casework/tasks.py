"""What has to be done for a complaint, by when, and what is missing in it (clauses S2, S4, S8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.casework.changes import Occasion
from bot.casework.models import Complaint
from bot.casework.work_models import Task, TaskKind
from bot.casework.working_days import after_working_days
from bot.clock import LONDON
from bot.policy.vocabulary import CONTACT_SLOTS, Limits

# What a handler needs to know of every complaint; what only some complaints have is asked for in those alone.
WANTED = (
    "what_happened", "incident_date", "incident_location", "officers", "complained_before", "desired_outcome",
    "evidence", "complainant_name", "contact_method",
)  # fmt: skip


def require_first_contact(complaint: Complaint, occasion: Occasion, limits: Limits) -> None:
    """The person is contacted and told the next steps, within so many working days of recording (S4)."""
    today = occasion.at.astimezone(LONDON).date()
    require(complaint, TaskKind.FIRST_CONTACT, occasion, after_working_days(today, limits.first_contact_working_days))


def require_callback(complaint: Complaint, occasion: Occasion) -> None:
    """The call that the person wants, on the next working day at the latest (S2)."""
    require(complaint, TaskKind.CALLBACK, occasion, after_working_days(occasion.at.astimezone(LONDON).date(), 1))


def require_missing(complaint: Complaint, occasion: Occasion, limits: Limits) -> None:
    """A task for each fact that nobody could be asked for."""
    due_on = after_working_days(occasion.at.astimezone(LONDON).date(), limits.first_contact_working_days)
    for slot in missing(complaint):
        require(complaint, TaskKind.MISSING_FACT, occasion, due_on, slot)


def require(complaint: Complaint, kind: TaskKind, occasion: Occasion, due_on: date | None, subject: str = "") -> None:
    """Set a task; one that was done already is set again."""
    task = _task(complaint, kind, subject)
    if task is None:
        complaint.tasks.append(Task(kind=kind, subject=subject, created_at=occasion.at, due_on=due_on))
    elif task.done_at is not None:
        task.created_at, task.due_on, task.done_at, task.done_by = occasion.at, due_on, None, None


def finish(complaint: Complaint, kind: TaskKind, occasion: Occasion, subject: str = "") -> None:
    """Note that a task is done, if there is one that was not."""
    task = _task(complaint, kind, subject)
    if task is not None and task.done_at is None:
        task.done_at, task.done_by = occasion.at, occasion.actor


def drop_open(complaint: Complaint, occasion: Occasion) -> None:
    """Note that nothing is left to be done for a complaint that has ended."""
    for task in complaint.tasks:
        if task.done_at is None:
            task.done_at, task.done_by = occasion.at, occasion.actor


def missing(complaint: Complaint) -> tuple[str, ...]:
    """The facts that were not given, or that the person did not know or would not give, in the order of asking (S8)."""
    facts = complaint.facts
    wanted = [*WANTED]
    if slot := CONTACT_SLOTS.get(facts.get("contact_method") or ""):
        wanted.append(slot)
    if facts.get("on_behalf_of"):
        wanted.append("consent_given")
    declined: Iterable[str] = facts.get("declined") or ()
    wanted += [slot for slot in declined if slot not in wanted]
    return tuple(slot for slot in wanted if facts.get(slot) in (None, ""))


def _task(complaint: Complaint, kind: TaskKind, subject: str) -> Task | None:
    return next((task for task in complaint.tasks if (task.kind, task.subject) == (kind, subject)), None)
