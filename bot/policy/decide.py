"""The intake policy: from what is known of a complaint to its route, or to the questions that can still change it.

The rules stand in the order of precedence: signpost, (referral,) explain, callback, repeat, out of time, record.
Referral needs no place of its own: a ground keeps the next four from applying, and the complaint is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.policy.decision import Decision
from bot.policy.facts import Facts
from bot.policy.flags import flags_of
from bot.policy.questions import record_needs, unanswered, why_asked
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Reason, because
from bot.policy.situation import NOT_FOR_THIS_FORCE, Situation

STANDARD = Rulebook()


def decide(facts: Facts | Mapping[str, object], received_on: date, rulebook: Rulebook = STANDARD) -> Decision:
    """Decide on what is known so far of a complaint received on `received_on` (a London day).

    Pure: the same facts give the same decision. Raises `InvalidFact` where a slot holds what it cannot mean.
    """
    known = facts if isinstance(facts, Facts) else Facts.from_slots(facts)
    situation = Situation(known, received_on, rulebook)
    for rule in (_signpost, _explain, _callback, _repeat, _out_of_time):
        decision = rule(situation)
        if decision is not None:
            return decision
    return _record(situation)


def decide_in_writing(
    facts: Facts | Mapping[str, object], received_on: date, rulebook: Rulebook = STANDARD
) -> Decision:
    """Decide on a complaint that was forwarded, of which nobody can be asked at present (S5).

    The same rules as `decide`, but what is missing stays open for a person to ask: it is a record unless answers that
    were given say otherwise. Pure. Raises `InvalidFact`.
    """
    known = facts if isinstance(facts, Facts) else Facts.from_slots(facts)
    situation = Situation(known, received_on, rulebook)
    for rule in (_repeat, _out_of_time):
        decision = rule(situation)
        if decision is not None and decision.route != "need":
            return decision
    return _recorded(situation)


def _need(slots: tuple[str, ...]) -> Decision:
    return Decision("need", f"ask.{slots[0]}", tuple(why_asked(slot) for slot in slots), needs=slots)


def _signpost(s: Situation) -> Decision | None:
    """S15: not about this force, or not a complaint; praise or a crime report that also accuses is a complaint."""
    kind, about_met = s.signpost_kind, s.facts.flag("about_met")
    if about_met is False:
        why = because("signpost.not_this_force", "about_met")
        return Decision("signpost", why.rule, (why,), signpost_to=kind or "other_force")
    if kind is None or s.accuses:
        return None
    elsewhere = kind in NOT_FOR_THIS_FORCE
    if elsewhere or s.grounds:  # whose officers they were, by the person's own answer, can still make it a complaint
        if s.force_in_doubt:
            return _need(("about_met",))
        if about_met or not elsewhere:
            return None
    source = "signpost_to" if s.facts.text("signpost_to") else "explain_topic"
    why = because("signpost.not_this_force" if elsewhere else "signpost.not_a_complaint", source)
    return Decision("signpost", why.rule, (why,), signpost_to=kind)


def _explain(s: Situation) -> Decision | None:
    """S1: nothing serious, a quick explanation fits, and the person says that it settles the matter."""
    offered = s.topic is not None or s.facts.flag("explanation_helpful") is True
    if not offered or not s.may_be_explained or s.facts.flag("callback_wanted"):
        return None
    if s.ground_in_doubt:
        return _need(unanswered(s, (*_doubts(s), "referral_grounds")))
    if needs := unanswered(s, (*_doubts(s), "explanation_helpful")):
        return _need(needs)
    if not s.facts.flag("explanation_helpful"):
        return None
    why = because("explain.settled", "explain_topic", "explanation_helpful")
    return Decision("explain", why.rule, (why,))


def _callback(s: Situation) -> Decision | None:
    """S2: as above, but a call is what settles it; without a number there can be none and a record is made."""
    explained = s.topic is not None or not s.facts.is_open("explanation_helpful")
    could_help = explained and (s.topic is None or s.topic.callback)
    wanted = s.facts.flag("callback_wanted")
    if not s.may_be_explained or s.facts.is_declined("phone") or not (could_help or wanted):
        return None
    if s.ground_in_doubt:
        return _need(unanswered(s, (*_doubts(s), "referral_grounds")))
    if needs := unanswered(s, (*_doubts(s), "callback_wanted")):
        return _need(needs)
    if not wanted:
        return None
    if needs := unanswered(s, ("complainant_name", "phone", "callback_time")):
        return _need(needs)
    why = because("callback.wanted", "callback_wanted")
    return Decision("callback", why.rule, (why,), flags=flags_of(s))


def _repeat(s: Situation) -> Decision | None:
    """S14: already received and looked into, and no ground for referral."""
    if not (s.is_cleared_of_grounds and s.is_repeat):
        return None
    if needs := unanswered(s, ("what_happened", *_doubts(s), "previous_reference")):
        return _need(needs)
    return _not_progressed(s, "repeat", because("repeat.same_incident", "complained_before", "previous_reference"))


def _out_of_time(s: Situation) -> Decision | None:
    """S13: too long ago, asked for the reason and none given, and no ground for referral."""
    reason_is_open = s.facts.is_open("delay_reason")
    if not (s.is_cleared_of_grounds and s.is_late) or reason_is_open or s.delay_is_explained:
        return None
    # Whether it is a repeat changes the reason that the person is told.
    if needs := unanswered(s, ("what_happened", *_doubts(s), "complained_before")):
        return _need(needs)
    return _not_progressed(s, "out_of_time", because("age.out_of_time", "incident_date", "delay_reason"))


def _record(s: Situation) -> Decision:
    """S4: everything else; with S10 if there is a ground, and the handling proposed by S11 or S12."""
    needs = record_needs(s)
    return _need(needs) if needs else _recorded(s)


def _recorded(s: Situation) -> Decision:
    reasons = _why_recorded(s)
    return Decision("record", reasons[0].rule, reasons, handling=s.handling, referral=s.grounds, flags=flags_of(s))


def _why_recorded(s: Situation) -> tuple[Reason, ...]:
    sources = tuple(slot for slot in ("grounds_established", "referral_grounds") if s.facts.names(slot))
    basis = sources if s.grounds else ("allegations",)
    applying = {
        because("referral.ground", *sources): bool(s.grounds),
        because("record.complaint", "what_happened"): True,
        because("referral.beats_repeat", "complained_before", *sources): bool(s.grounds) and s.is_repeat,
        because("referral.beats_age", "incident_date", *sources): bool(s.grounds) and s.is_late,
        because("age.reason_given", "incident_date", "delay_reason"): not s.grounds and s.is_late,
        because("age.date_unknown", "incident_date"): s.facts.incident_date is None,
        because(f"handling.{s.handling}", *basis): True,
    }
    return tuple(reason for reason, applies in applying.items() if applies)


def _not_progressed(s: Situation, reason: str, why: Reason) -> Decision:
    """Provisional: only a person closes a door. How to reach the complainant is asked for, but may stay open."""
    reach = ("contact_method", s.contact_slot) if s.contact_slot else ("contact_method",)
    return Decision("not_progressed", reason, (why,), flags=flags_of(s), provisional=True, asks=unanswered(s, reach))


def _doubts(s: Situation) -> tuple[str, ...]:
    return ("about_met",) if s.force_in_doubt else ()
