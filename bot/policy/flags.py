"""Notes to the assessor: what a complaint lacks or carries that a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.policy.situation import Situation


def _ground_denied(s: Situation) -> bool:
    denied = not s.facts.is_open("referral_grounds") and not s.facts.is_declined("referral_grounds")
    return bool(s.facts.names("grounds_established")) and denied and not s.facts.names("referral_grounds")


def _is_approximate(s: Situation) -> bool:
    return s.facts.incident_date is not None and not s.facts.incident_date.is_exact


def _is_in_future(s: Situation) -> bool:
    return s.facts.incident_date is not None and s.facts.incident_date.first > s.received_on


def _video_may_exist(s: Situation) -> bool:
    happened = s.facts.incident_date
    return happened is not None and 0 <= (s.received_on - happened.last).days <= s.rules.limits.video_kept_days


def _cannot_be_reached(s: Situation) -> bool:
    method = s.facts.text("contact_method")
    unreachable = method == "none" or s.facts.is_declined("contact_method")
    return unreachable or (s.contact_slot is not None and s.facts.is_declined(s.contact_slot))


def _call_requested(s: Situation) -> bool:
    return s.facts.flag("callback_wanted") is True


FLAGS: Mapping[str, Callable[[Situation], bool]] = MappingProxyType(
    {
        # referral (S10)
        "ground_denied_by_answer": _ground_denied,
        "grounds_not_answered": lambda s: s.facts.is_declined("referral_grounds"),
        "ground_possible_unconfirmed": lambda s: bool(s.unconfirmed_grounds),
        # repetition (S14) and age (S13)
        "repeat_linked": lambda s: bool(s.grounds) and s.is_repeat,
        "previous_reference_unknown": lambda s: s.is_repeat and s.facts.is_declined("previous_reference"),
        "age_not_applied": lambda s: bool(s.grounds) and s.is_late,
        "delay_reason_to_assess": lambda s: not s.grounds and s.is_late and s.delay_is_explained,
        "date_unknown": lambda s: s.facts.incident_date is None,
        "date_approximate": _is_approximate,
        "date_in_future": _is_in_future,
        "preserve_video": _video_may_exist,
        # the person and those they speak for (S8, S15)
        "anonymous": lambda s: s.facts.is_declined("complainant_name"),
        "cannot_be_reached": _cannot_be_reached,
        "consent_outstanding": lambda s: s.consent_matters and s.facts.flag("consent_given") is None,
        "consent_refused": lambda s: s.consent_matters and s.facts.flag("consent_given") is False,
        "complainant_serves": lambda s: s.has_signal("serving"),
        "child_affected": lambda s: s.has_signal("child"),
        "person_died": lambda s: s.has_signal("deceased"),
        # what is missing
        "account_missing": lambda s: s.facts.is_declined("what_happened"),
        "force_not_confirmed": lambda s: s.facts.is_declined("about_met"),
        "details_not_confirmed": lambda s: s.facts.is_declined("details_confirmed"),
        # calls (S2)
        "callback_requested": lambda s: _call_requested(s) and not s.facts.is_declined("phone"),
        "callback_not_possible": lambda s: _call_requested(s) and s.facts.is_declined("phone"),
    }
)


def flags_of(situation: Situation) -> tuple[str, ...]:
    """The flags that this complaint carries, in a fixed order."""
    return tuple(name for name, applies in FLAGS.items() if applies(situation))
