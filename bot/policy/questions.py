"""Which questions a complaint still needs, when each is asked, and for which clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.policy.rules import Reason
from bot.policy.situation import Situation


def _always(_: Situation) -> bool:
    return True


def _never(_: Situation) -> bool:
    return False


@dataclass(frozen=True)
class Question:
    """A question: the clause that it serves, when a record needs it, and the slots that make it needed."""

    clause: str
    for_record: Callable[[Situation], bool] = _always
    rests_on: tuple[str, ...] = ()


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "what_happened": Question("S15"),
        "about_met": Question("S15", lambda s: s.force_in_doubt, ("account_signals",)),
        "explanation_helpful": Question("S1", _never, ("explain_topic",)),
        "callback_wanted": Question("S2", _never, ("explanation_helpful",)),
        "referral_grounds": Question("S10", lambda s: not s.grounds_are_settled, ("grounds_possible",)),
        "injury": Question("S10", lambda s: s.may_ask_of_injury, ("account_signals",)),
        "incident_date": Question("S13"),
        "delay_reason": Question("S13", lambda s: s.is_late, ("incident_date",)),
        "incident_location": Question("S11"),
        "borough": Question(
            "S11",
            lambda s: s.handling == "local_resolution" and s.facts.text("incident_location") is not None,
            ("incident_location",),
        ),
        "officers": Question("S7"),
        "complained_before": Question("S14"),
        "previous_reference": Question("S14", lambda s: s.is_repeat, ("complained_before",)),
        "complainant_role": Question("S15", lambda s: s.has_signal("role_in_doubt"), ("account_signals",)),
        "on_behalf_of": Question("S15", lambda s: s.speaks_for_another, ("account_signals", "complainant_role")),
        "consent_given": Question("S15", lambda s: s.consent_matters, ("on_behalf_of",)),
        "desired_outcome": Question("S16"),
        "evidence": Question("S6"),
        "support_needs": Question("S8"),
        "complainant_name": Question("S8"),
        "contact_method": Question("S8"),
        "email": Question("S8", lambda s: s.contact_slot == "email", ("contact_method",)),
        "phone": Question("S8", lambda s: s.contact_slot == "phone", ("contact_method",)),
        "postal_address": Question("S8", lambda s: s.contact_slot == "postal_address", ("contact_method",)),
        "callback_time": Question("S2", _never, ("callback_wanted",)),
        "details_confirmed": Question("S15"),
    }
)


def record_needs(situation: Situation) -> tuple[str, ...]:
    """What a record of this complaint still needs, in the order of the rulebook.

    An account that was refused is asked for once more when nothing but the summary is left, and no record is made
    without it: what the person says then is the complaint.
    """
    needs = tuple(
        slot
        for slot in situation.rules.question_order
        if _is_unanswered(situation, slot) and QUESTIONS[slot].for_record(situation)
    )
    if _is_without_account(situation) and not set(needs) - {"details_confirmed"}:
        return ("what_happened", *needs)
    return needs


def unanswered(situation: Situation, slots: Iterable[str]) -> tuple[str, ...]:
    """Those of `slots` that were neither answered nor declined, in the order of the rulebook."""
    wanted = set(slots)
    return tuple(slot for slot in situation.rules.question_order if slot in wanted and _is_unanswered(situation, slot))


def why_asked(slot: str) -> Reason:
    """Why a question is put, for the reasons of a decision that still needs it."""
    question = QUESTIONS[slot]
    return Reason(f"ask.{slot}", question.clause, question.rests_on)


def _is_unanswered(situation: Situation, slot: str) -> bool:
    """A summary that was not confirmed is still to be confirmed; everything else is asked once."""
    facts = situation.facts
    return facts.is_open(slot) or (slot == "details_confirmed" and facts.flag(slot) is False)


def _is_without_account(situation: Situation) -> bool:
    """Whether nothing was told, though it was asked for: no record can be made of nothing."""
    return situation.facts.is_declined("what_happened")
