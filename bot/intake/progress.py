"""Where a talk stands: the policy's decision on the facts so far, and the question that comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.intake.faults import UNSETTLED
from bot.intake.grounds import DIFFER
from bot.intake.repeats import MAYBE_REPEAT
from bot.intake.turn import CHANGING
from bot.intake.wording import wording_of
from bot.policy import Decision, Rulebook, decide


@dataclass(frozen=True)
class Progress:
    """The decision, the next question (None: nothing more to ask) and the slots that tell of both."""

    decision: Decision
    question: str | None
    slots: Mapping[str, object]


def progress(facts: Mapping[str, object], on: date, rulebook: Rulebook) -> Progress:
    """Decide on the facts as known on the day `on`. The policy's `needs` are the only list of questions."""
    decision = decide(facts, on, rulebook)
    question = _question(facts, decision)
    wording = wording_of(question, facts, on)
    slots: dict[str, object] = {
        "route": decision.route,
        "handling": decision.handling,
        "decision_reason": decision.reason,
        "wording": wording.name,
        "quote": wording.quote,
    }
    if question == "ready" and facts.get("waiting_at") is None:
        # What is said while the talk waits may answer the question that comes after.
        slots["waiting_at"] = _question({**facts, "waiting": None}, decision)
    return Progress(decision, question, slots)


def _question(facts: Mapping[str, object], decision: Decision) -> str | None:
    if facts.get("waiting"):
        return "ready"
    if facts.get("stopping"):
        return None if facts.get("confirm_stop") else "confirm_stop"
    fault = str(facts.get("fault") or "")
    if fault in {"account_short", UNSETTLED}:
        return "what_happened"
    if fault == "not_saved":
        return "details_confirmed"
    if fault == DIFFER:
        return "referral_grounds"
    if fault == MAYBE_REPEAT:
        return "complained_before"
    if fault.startswith(CHANGING):
        return fault.removeprefix(CHANGING)
    open_questions = decision.needs or decision.asks
    return open_questions[0] if open_questions else None
