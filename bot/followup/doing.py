"""Doing what the owner of a complaint wants: one call of casework for each wish, and what is said and asked then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.casework.desk import COMPLAINANT, By
from bot.casework.errors import IllegalTransition, NotNow
from bot.casework.models import Role
from bot.casework.outcome_models import Satisfied
from bot.casework.service import Casework
from bot.casework.states import State
from bot.casework.views import PersonView
from bot.followup.case import Case
from bot.followup.hearing import Deed, Question
from bot.followup.saying import Say
from bot.followup.standing import all_updates, plan_words, standing
from bot.policy.vocabulary import CONTACT_SLOTS

BY = By(COMPLAINANT, "said in the chat")


@dataclass(frozen=True)
class Order:
    """What is to be done: the deed, the words and the draft that belong to it, and a key by which it is done once."""

    deed: Deed
    key: str
    words: str = ""
    draft: str = ""


@dataclass(frozen=True)
class Done:
    """What is said when it is done, and what is asked next; None: nothing more here."""

    says: tuple[Say, ...]
    asks: Question | None = Question.MENU


def carry_out(order: Order, case: Case, casework: Casework) -> Done:
    """Do it, once however often it is ordered. Raises `DatabaseError`."""
    try:
        return _DEEDS[order.deed](order, case, casework)
    except (NotNow, IllegalTransition):
        # The complaint has moved on while they wrote: show it as it is now.
        return Done((Say("utter_case_changed_meanwhile"),), Question.MENU)


def _status(order: Order, case: Case, casework: Casework) -> Done:
    return Done(tuple(standing(case)))


def _updates(order: Order, case: Case, casework: Casework) -> Done:
    return Done(tuple(all_updates(case)))


def _show_plan(order: Order, case: Case, casework: Casework) -> Done:
    if case.plan_to_answer:
        return Done(tuple(plan_words(case.plan_to_answer)), Question.PLAN)
    plan = case.plan
    return Done(tuple(plan_words(plan)) if plan else (Say("utter_case_cannot_show_plan"),))


def _add(order: Order, case: Case, casework: Casework) -> Done:
    casework.messages.receive(_reference(case), order.words, BY, key=order.key)
    return Done((Say("utter_case_added_after_end" if case.has_ended else "utter_case_added"),))


def _answer(order: Order, case: Case, casework: Casework) -> Done:
    if case.question is None:
        return _add(order, case, casework)
    casework.messages.receive(_reference(case), order.words, BY, key=order.key, answers=case.question.id)
    more = len(case.work.open_questions) > 1
    return Done((Say("utter_case_answered"),), Question.ANSWER if more else Question.MENU)


def _agree_plan(order: Order, case: Case, casework: Casework) -> Done:
    if case.plan_to_answer is None:
        raise NotNow("there is no plan to answer")
    casework.plans.agree(_reference(case), case.plan_to_answer.number, BY)
    return Done((Say("utter_case_plan_is_agreed"),))


def _change_plan(order: Order, case: Case, casework: Casework) -> Done:
    if case.plan_to_answer is None:
        raise NotNow("there is no plan to answer")
    casework.plans.ask_for_change(_reference(case), case.plan_to_answer.number, order.words, BY)
    return Done((Say("utter_case_plan_change_sent"),))


def _accept_outcome(order: Order, case: Case, casework: Casework) -> Done:
    if case.outcome_to_answer is None:
        raise NotNow("there is no outcome to answer")
    casework.outcomes.accept(_reference(case), case.outcome_to_answer.number, BY)
    return Done((Say("utter_case_outcome_is_accepted"),), Question.SATISFIED)


def _dispute_outcome(order: Order, case: Case, casework: Casework) -> Done:
    if case.outcome_to_answer is None:
        raise NotNow("there is no outcome to answer")
    casework.outcomes.dispute(_reference(case), case.outcome_to_answer.number, order.words, BY)
    return Done((Say("utter_case_outcome_is_disputed"), Say("utter_case_appeal")), Question.SATISFIED)


def _say_satisfied(order: Order, case: Case, casework: Casework) -> Done:
    """The person's own word is kept each time that it is another (S16)."""
    satisfied, words = Satisfied(order.draft), order.words or None
    before = [each for each in case.work.satisfactions if each.by == COMPLAINANT]
    if not before or (before[-1].satisfied, before[-1].words) != (satisfied, words):
        casework.endings.say_satisfied(_reference(case), satisfied, BY, text=words)
    return Done((Say("utter_case_satisfied_kept"),))


def _withdraw(order: Order, case: Case, casework: Casework) -> Done:
    if case.shown.state is State.WITHDRAWN:
        return Done((Say("utter_case_withdrawn"),))
    goes_on = casework.endings.withdraw(_reference(case), BY, text=order.words or None).goes_on
    return Done((Say("utter_case_withdrawn_but_referred" if goes_on else "utter_case_withdrawn"),))


def _call(order: Order, case: Case, casework: Casework) -> Done:
    casework.messages.ask_for_call(_reference(case), order.words, BY, key=order.key)
    return Done((Say("utter_case_call_asked_for" if _complainant(case).phone else "utter_case_call_needs_number"),))


def _change_contact(order: Order, case: Case, casework: Casework) -> Done:
    if order.words not in _addresses(case, order.draft):
        casework.contacts.change_details(_reference(case), order.draft, order.words or None, BY)
    if order.draft == "none":
        return Done((Say("utter_case_contact_stopped"),))
    return Done((Say("utter_case_contact_changed", {"words": order.words}),))


def _lost_code(order: Order, case: Case, casework: Casework) -> Done:
    return Done((Say("utter_case_lost_code", form="lost_code"),))


def _leave(order: Order, case: Case, casework: Casework) -> Done:
    return Done((Say("utter_case_left"),), None)


def _say_nothing(order: Order, case: Case, casework: Casework) -> Done:
    return Done((), None)


def _reference(case: Case) -> str:
    return case.shown.reference


def _complainant(case: Case) -> PersonView:
    return next(person for person in case.shown.persons if person.role is Role.COMPLAINANT)


def _addresses(case: Case, method: str) -> set[str | None]:
    """What would change nothing: the address of this kind, if it is the way that they are reached by."""
    person = _complainant(case)
    slot = CONTACT_SLOTS.get(method)
    return {getattr(person, slot) if slot else ""} if person.contact_method == method else set()


_DEEDS: dict[Deed, Callable[[Order, Case, Casework], Done]] = {
    Deed.STATUS: _status,
    Deed.UPDATES: _updates,
    Deed.SHOW_PLAN: _show_plan,
    Deed.ADD: _add,
    Deed.ANSWER: _answer,
    Deed.AGREE_PLAN: _agree_plan,
    Deed.CHANGE_PLAN: _change_plan,
    Deed.ACCEPT_OUTCOME: _accept_outcome,
    Deed.DISPUTE_OUTCOME: _dispute_outcome,
    Deed.SAY_SATISFIED: _say_satisfied,
    Deed.WITHDRAW: _withdraw,
    Deed.CALL: _call,
    Deed.CHANGE_CONTACT: _change_contact,
    Deed.LOST_CODE: _lost_code,
    Deed.LEAVE: _leave,
    Deed.GO_BACK: _say_nothing,
    Deed.HAND_OVER: _say_nothing,
    Deed.BEGIN_ANOTHER: _say_nothing,
    Deed.EXPIRE: _say_nothing,
}
