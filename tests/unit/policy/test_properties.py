"""What must hold for any facts whatever: no ground is ever lost, every question counts, and every talk ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import Decision, decide
from bot.policy.vocabulary import CONTACT_METHODS, GROUNDS, QUESTION_ORDER, ROLES, SIGNALS, SIGNPOSTS

RECEIVED = date(2026, 11, 22)
Slots = dict[str, object]

WORDS = ["some words", "no reason"]
FLAG = [True, False]
ANSWERS: dict[str, list[object]] = {
    **{slot: list(WORDS) for slot in QUESTION_ORDER},
    **dict.fromkeys(("about_met", "explanation_helpful", "callback_wanted"), FLAG),
    **dict.fromkeys(("complained_before", "consent_given"), FLAG),
    "referral_grounds": [[], *([ground] for ground in GROUNDS)],
    "incident_date": ["2026-11-01", "2025-11-22", "2024-05", "2019", "2026"],
    "complainant_role": list(ROLES),
    "on_behalf_of": ["", "Sam"],
    "contact_method": list(CONTACT_METHODS),
    "details_confirmed": [True],
}  # fmt: skip
READ_IN_THE_ACCOUNT = {
    "allegations": st.lists(st.sampled_from("ACFKSUX"), max_size=3, unique=True),
    "grounds_established": st.lists(st.sampled_from(GROUNDS), max_size=2, unique=True),
    "grounds_possible": st.lists(st.sampled_from(GROUNDS), max_size=2, unique=True),
    "explain_topic": st.sampled_from(["stop_search_record", "bail", "noise", "other_force"]),
    "signpost_to": st.sampled_from(SIGNPOSTS),
    "account_signals": st.lists(st.sampled_from(SIGNALS), max_size=3, unique=True),
}
SLOTS = st.fixed_dictionaries(
    {"declined": st.lists(st.sampled_from(QUESTION_ORDER), max_size=4, unique=True)},
    optional={**{slot: st.sampled_from(values) for slot, values in ANSWERS.items()}, **READ_IN_THE_ACCOUNT},
)
# Slots that may take a complaint with a ground elsewhere: whose force it is comes before everything.
WHOSE_MATTER = {"about_met", "explain_topic", "signpost_to"}


def decided(slots: Slots) -> Decision:
    return decide(slots, RECEIVED)


def held_grounds(slots: Slots) -> set[str]:
    return {*slots.get("grounds_established", ()), *slots.get("referral_grounds", ())}  # type: ignore[misc]


def replies(slots: Slots, slot: str) -> list[Slots]:
    """What the facts become with each possible answer to the question, and with a refusal.

    Only the account is ever asked for a second time, and a talk can only end with it: it is then given.
    """
    answered: list[Slots] = [{**slots, slot: answer} for answer in ANSWERS[slot]]
    if slot in slots["declined"]:  # type: ignore[operator]
        return answered
    return [*answered, {**slots, slot: None, "declined": [*slots["declined"], slot]}]  # type: ignore[misc]


def asked_again(slots: Slots, slot: str) -> bool:
    """Whether this is the account, once refused, that the record still lacks when all else is settled."""
    refused = slot == "what_happened" and slot in slots["declined"]  # type: ignore[operator]
    return refused and set(decided(slots).needs) <= {"what_happened", "details_confirmed"}


def talked_to_the_end(slots: Slots, choose: Callable[[list[Slots]], Slots]) -> Decision:
    """Answer what is needed, first things first, at most once each but for the account."""
    for _ in (*QUESTION_ORDER, "what_happened"):
        decision = decided(slots)
        if not decision.needs:
            break
        slots = choose(replies(slots, decision.needs[0]))
    return decided(slots)


@given(SLOTS)
def test_a_question_is_open_exactly_while_the_route_is_need(slots: Slots) -> None:
    decision = decided(slots)
    assert bool(decision.needs) == (decision.route == "need")
    assert list(decision.needs) == sorted(decision.needs, key=QUESTION_ORDER.index)
    assert decision.reasons
    assert decision.reason in {"out_of_time", "repeat", decision.reasons[0].rule}


@given(SLOTS)
def test_nothing_that_is_known_or_declined_is_asked(slots: Slots) -> None:
    decision = decided(slots)
    for slot in (*decision.needs, *decision.asks):
        assert slots.get(slot) is None
        assert slot not in slots["declined"] or asked_again(slots, slot)  # type: ignore[operator]


@given(SLOTS)
def test_a_record_always_has_an_account(slots: Slots) -> None:
    if decided(slots).route == "record":
        assert slots.get("what_happened")


@given(SLOTS)
def test_a_ground_is_recorded_and_referred_or_is_for_another_force(slots: Slots) -> None:
    grounds = held_grounds(slots)
    decision = decided(slots)
    if grounds:
        assert decision.route in {"need", "record", "signpost"}
    if decision.route == "record":
        assert set(decision.referral) == grounds
        assert decision.handling == "dps_investigation" or not grounds


@given(SLOTS, st.data())
def test_a_further_fact_never_weakens_a_record_with_a_ground(slots: Slots, data: st.DataObject) -> None:
    before = decided(slots)
    if before.route != "record" or not before.referral:
        return
    slot = data.draw(st.sampled_from(sorted(({*ANSWERS} | {*READ_IN_THE_ACCOUNT}) - WHOSE_MATTER)))
    if slots.get(slot) is None:
        strategy = READ_IN_THE_ACCOUNT.get(slot) or st.sampled_from(ANSWERS[slot])
        after = decided({**slots, slot: data.draw(strategy)})
        assert after.route in {"record", "need"}
        assert after.route == "need" or set(after.referral) >= set(before.referral)


@given(SLOTS)
def test_a_signpost_with_a_ground_rests_on_whose_force_it_was(slots: Slots) -> None:
    decision = decided(slots)
    if decision.route == "signpost" and held_grounds(slots):
        assert slots.get("about_met") is False or decision.signpost_to in {"other_force", "other_body"}


@given(SLOTS)
def test_nothing_closes_before_grounds_are_settled_and_an_account_was_asked_for(slots: Slots) -> None:
    decision = decided(slots)
    if decision.route == "not_progressed":
        assert decision.provisional
        assert not held_grounds(slots)
        assert slots.get("referral_grounds") == [] or "referral_grounds" in slots["declined"]  # type: ignore[operator]
        assert slots.get("what_happened") or "what_happened" in slots["declined"]  # type: ignore[operator]


@given(SLOTS)
def test_each_question_moves_the_talk_on_whatever_the_answer(slots: Slots) -> None:
    """A needed slot is settled by any answer, so that a talk can only end; and none is asked for nothing."""
    before = decided(slots)
    for slot in before.needs:
        for after in replies(slots, slot):
            assert slot not in decided(after).needs or asked_again(after, slot)


@given(SLOTS)
def test_a_question_that_decides_the_route_can_change_the_end_of_the_talk(slots: Slots) -> None:
    """What is not a line of the record's summary is asked only where its answers lead to different ends."""
    for slot in {"about_met", "explanation_helpful", "callback_wanted", "referral_grounds"} & set(decided(slots).needs):
        ends = {
            (end.route, end.reason, end.referral, end.signpost_to, end.flags)
            for end in (talked_to_the_end(reply, lambda each: each[-1]) for reply in replies(slots, slot))
        }
        assert len(ends) > 1


@settings(max_examples=200)
@given(SLOTS, st.randoms(use_true_random=False))
def test_answering_what_is_needed_always_ends(slots: Slots, random: Random) -> None:
    end = talked_to_the_end(slots, random.choice)
    assert end.route != "need"
    assert end.needs == ()


@given(SLOTS)
def test_a_decision_is_pure_and_fit_for_json(slots: Slots) -> None:
    decision = decided(slots)
    assert decided(slots) == decision
    plain = decision.as_dict()
    assert json.loads(json.dumps(plain)) == plain
