"""How a complaint stands, in plain words: state, referral, handler, decision, updates, and what waits for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.casework.deadlines import Kind
from bot.casework.outcome_models import OutcomeReply
from bot.casework.states import Referral, State
from bot.casework.work_models import Author, MessageKind, PlanReply
from bot.casework.work_views import OutcomeView, PlanView
from bot.followup.case import Case
from bot.followup.saying import Say, spoken_day

_AT_WORK = frozenset(
    {
        State.RECORDED,
        State.ASSESSED,
        State.ALLOCATED,
        State.IN_CONTACT,
        State.PLAN_AGREED,
        State.RESOLVING,
        State.INVESTIGATING,
    }
)


def standing(case: Case) -> list[Say]:
    """Everything that the owner should know at once, the most important first."""
    return [*_state(case), *_referral(case), *_handler(case), *_decided(case), *_last_update(case), *waiting(case)]


def waiting(case: Case) -> Iterator[Say]:
    """What waits for the owner: a question, a plan or an outcome to answer."""
    if question := case.question:
        yield Say("utter_case_question", {"words": question.text})
    if plan := case.plan_to_answer:
        yield Say("utter_case_plan_to_answer")
        yield from plan_words(plan)
    if case.outcome_to_answer:
        yield Say("utter_case_outcome_to_answer")


def all_updates(case: Case) -> list[Say]:
    """All updates and messages of the handler, the oldest first."""
    told = [(update.at, update.text) for update in case.work.updates]
    told += [
        (message.at, message.text)
        for message in case.work.messages
        if message.author is Author.HANDLER and message.kind is MessageKind.MESSAGE
    ]
    if not told:
        return [Say("utter_case_no_updates")]
    return [Say("utter_case_update", {"day": spoken_day(at), "words": words}) for at, words in sorted(told)]


def plan_words(plan: PlanView) -> Iterator[Say]:
    """A plan, part by part."""
    content = plan.content
    yield Say("utter_case_plan_about", {"lines": _listed(content.get("issues") or ())})
    if wanted := content.get("wanted"):
        yield Say("utter_case_plan_wanted", {"words": str(wanted)})
    yield Say("utter_case_plan_steps", {"lines": _listed(_step(step) for step in content.get("steps") or ())})
    if days := content.get("update_days"):
        yield Say("utter_case_plan_updates", {"days": str(days)})


def _state(case: Case) -> Iterator[Say]:
    shown = case.shown
    yield Say("utter_case_reference", {"reference": shown.reference})
    match shown.state:
        case State.ALLOCATED if due := case.due.get(Kind.FIRST_CONTACT):
            late = "_late" if case.today > due else ""
            yield Say(f"utter_case_state_allocated{late}", {"day": spoken_day(due)})
        case State.CALLBACK_DUE if due := case.due.get(Kind.CALLBACK):
            late = "_late" if case.today > due else ""
            yield Say(f"utter_case_state_callback_due{late}", {"day": spoken_day(due)})
        case State.RESOLVING if case.station:
            yield Say("utter_case_state_resolving_at", {"station": case.station})
        case State.NOT_PROGRESSED:
            yield Say("utter_case_state_not_progressed")
            if shown.decision.reason in ("out_of_time", "repeat"):
                yield Say(f"utter_case_not_progressed_{shown.decision.reason}")
            yield Say("utter_case_appeal")
        case State.CLOSED | State.WITHDRAWN:
            yield Say(f"utter_case_state_{shown.state}", {"day": spoken_day(shown.closed_at or shown.state_since)})
        case _:
            yield Say(f"utter_case_state_{shown.state}")


def _referral(case: Case) -> Iterator[Say]:
    referral = case.shown.referral
    match referral.status:
        case Referral.DUE if referral.due_on:
            yield Say("utter_case_referral_due", {"day": spoken_day(referral.due_on)})
        case Referral.SENT if referral.sent_at:
            yield Say("utter_case_referral_sent", {"day": spoken_day(referral.sent_at)})
        case Referral.RETURNED if referral.returned_at:
            yield Say("utter_case_referral_returned", {"day": spoken_day(referral.returned_at)})


def _handler(case: Case) -> Iterator[Say]:
    handler = case.work.handler
    if handler is not None and not case.has_ended:
        yield Say("utter_case_handler", {"name": f"{handler.rank} {handler.name}".strip()})
    elif case.shown.state in (State.RECORDED, State.ASSESSED):
        yield Say("utter_case_no_handler")


def _decided(case: Case) -> Iterator[Say]:
    """What was decided and why, with what the owner said of it (S15, S16)."""
    if case.shown.state not in (State.OUTCOME_PROPOSED, State.CLOSED) or case.outcome is None:
        return
    outcome = case.outcome
    yield Say("utter_case_outcome", {"words": outcome.summary})
    yield from _findings(outcome)
    if outcome.reply is not None:
        yield Say(f"utter_case_outcome_{outcome.reply}")
    if case.shown.state is State.CLOSED and outcome.reply is not OutcomeReply.ACCEPTED:
        yield Say("utter_case_appeal")


def _findings(outcome: OutcomeView) -> Iterator[Say]:
    for finding in outcome.findings:
        yield Say("utter_case_finding", {"words": finding.words})


def _last_update(case: Case) -> Iterator[Say]:
    """The last update in its words, and when the next one is owed (S12)."""
    if case.work.updates and not case.has_ended:
        last = case.work.updates[-1]
        yield Say("utter_case_last_update", {"day": spoken_day(last.at), "words": last.text})
    if case.shown.state in _AT_WORK and (due := case.due.get(Kind.UPDATE)):
        late = "_late" if case.today > due else ""
        yield Say(f"utter_case_next_update{late}", {"day": spoken_day(due)})
    if case.plan and not case.plan_to_answer and not case.has_ended:
        agreed = case.plan.reply is PlanReply.AGREED
        yield Say("utter_case_plan_agreed" if agreed else "utter_case_plan_adopted", {"day": spoken_day(case.plan.at)})


def _step(step: Any) -> str:
    return f"{step['what']} ({step['who']})"


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
