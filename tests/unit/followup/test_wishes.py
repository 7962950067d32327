"""Wishes: what owners of complaints say, and what is meant by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.casework.states import State
from bot.casework.work_models import PlanReply
from bot.followup.case import Case
from bot.followup.hearing import ADDRESSES, Deed, Question, hear
from bot.followup.wishes import InvalidWishes, Wish, load_wishes, offered, possible
from bot.intake.turn import Turn
from bot.settings import ROOT

WISHES = load_wishes()
RESPONSES = yaml.safe_load((ROOT / "data/responses/status.yml").read_text(encoding="utf-8"))["responses"]
ALWAYS = {
    Wish.STATUS, Wish.ADD, Wish.DONE, Wish.NEW, Wish.BACK, Wish.LOST_CODE, Wish.CHANGE_CONTACT, Wish.UPDATES,
}  # fmt: skip


def case(state: State = State.INVESTIGATING, **work: Any) -> Case:
    """A complaint in that state; `work` as in `WorkView`."""
    nothing: dict[str, Any] = {
        "open_questions": (), "plans": (), "plan": None, "outcomes": (), "updates": (), "messages": (),
        "satisfactions": (), "handler": None,
    }  # fmt: skip
    shown: Any = SimpleNamespace(state=state)
    return Case(shown, SimpleNamespace(**(nothing | work)), {}, date(2026, 11, 22), None)  # type: ignore[arg-type]


PLAN = SimpleNamespace(reply=None, number=1)
OUTCOME = SimpleNamespace(reply=None, number=1)
WAITING = case(State.IN_CONTACT, plans=(PLAN,))
DECIDED = case(State.OUTCOME_PROPOSED, outcomes=(OUTCOME,))


def turn(text: str, intent: str = "inform", confidence: float = 0.9) -> Turn:
    return Turn(text, intent, confidence, "case_answer", {}, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "of", "wish"),
    [
        ("Add something", WAITING, Wish.ADD),
        ("i forgot to tell you about the van", WAITING, Wish.ADD),
        ("I've got a video of it now", WAITING, Wish.ADD),
        ("I agree to the plan", WAITING, Wish.AGREE_PLAN),
        ("the plan looks fine", WAITING, Wish.AGREE_PLAN),
        ("I don’t agree with the plan", WAITING, Wish.CHANGE_PLAN),
        ("something is missing in the plan", WAITING, Wish.CHANGE_PLAN),
        ("what is the plan", WAITING, Wish.SHOW_PLAN),
        ("I agree", DECIDED, Wish.ACCEPT_OUTCOME),
        ("I accept the decision", DECIDED, Wish.ACCEPT_OUTCOME),
        ("I do not accept this", DECIDED, Wish.DISPUTE_OUTCOME),
        ("that decision is wrong", DECIDED, Wish.DISPUTE_OUTCOME),
        ("I want to appeal", DECIDED, Wish.DISPUTE_OUTCOME),
        ("can somebody ring me", WAITING, Wish.CALL),
        ("I want to talk to the investigator", WAITING, Wish.CALL),
        ("my phone number has changed", WAITING, Wish.CHANGE_CONTACT),
        ("I moved house", WAITING, Wish.CHANGE_CONTACT),
        ("stop emailing me", WAITING, Wish.CHANGE_CONTACT),
        ("I lost my secret code", WAITING, Wish.LOST_CODE),
        ("can I have a new code please", WAITING, Wish.LOST_CODE),
        ("I want to withdraw it", WAITING, Wish.WITHDRAW),
        ("please drop the case", WAITING, Wish.WITHDRAW),
        ("take it back", WAITING, Wish.WITHDRAW),
        ("take my complaint back", WAITING, Wish.WITHDRAW),
        ("any news?", WAITING, Wish.STATUS),
        ("show me all messages", WAITING, Wish.UPDATES),
        ("that's all, thanks", WAITING, Wish.DONE),
        ("no thanks", WAITING, Wish.DONE),
        ("I want to make another complaint", WAITING, Wish.NEW),
        ("answer the question", WAITING, Wish.ANSWER),
        ("He called me a liar and said that I should withdraw my complaint or he would come back", WAITING, None),
        ("bananas", WAITING, None),
    ],
)
def test_a_wish_is_heard(text: str, of: Case, wish: Wish | None) -> None:
    assert WISHES.heard_in(turn(text), of) == wish


@pytest.mark.parametrize("wish", Wish)
def test_pressing_a_button_is_its_wish(wish: Wish) -> None:
    assert WISHES.heard_in(turn(WISHES.button(wish)), WAITING) is wish
    assert WISHES.heard_in(turn(WISHES.button(wish).upper()), DECIDED) is wish


def test_buttons_say_different_things() -> None:
    buttons = [*WISHES.buttons.values(), WISHES.never_mind]
    assert len({button.casefold() for button in buttons}) == len(buttons)


def test_what_the_classifier_hears_counts_only_where_it_may_and_is_sure() -> None:
    sure, unsure = turn("tell me everything", "check_status", 0.9), turn("tell me everything", "check_status", 0.5)
    assert WISHES.heard_in(sure, WAITING) is Wish.STATUS
    assert WISHES.heard_in(unsure, WAITING) is None
    assert WISHES.heard_in(sure, WAITING, outright=True) is None


@pytest.mark.parametrize("state", State)
def test_in_every_state_there_is_something_to_do_and_a_way_out(state: State) -> None:
    wishes = offered(case(state), in_mid_complaint=False)
    assert Wish.ADD in wishes
    assert wishes[-1] is Wish.DONE
    assert set(wishes) <= possible(case(state))
    assert len(wishes) == len(set(wishes)) <= 8
    assert offered(case(state), in_mid_complaint=True)[-1] is Wish.BACK


def test_what_waits_for_the_owner_is_offered_first() -> None:
    question = SimpleNamespace(text="Was it raining?")
    waiting = case(State.IN_CONTACT, plans=(PLAN,), open_questions=(question,), messages=(question,))
    first = offered(waiting, in_mid_complaint=False)
    assert first[:3] == [Wish.ANSWER, Wish.AGREE_PLAN, Wish.CHANGE_PLAN]


def test_every_wish_that_can_be_out_of_place_is_answered_with_why() -> None:
    assert {f"utter_case_cannot_{wish}" for wish in set(Wish) - ALWAYS} <= set(RESPONSES)


def test_every_question_and_every_state_has_its_words() -> None:
    asked = {f"utter_ask_case_{question}" for question in Question}
    states = {f"utter_case_state_{state}" for state in State}
    unclear = {f"utter_case_{question}_unclear" for question in ADDRESSES}
    assert asked | states | unclear <= set(RESPONSES)


def test_an_answered_plan_is_not_to_be_answered_again() -> None:
    answered = case(State.PLAN_AGREED, plans=(SimpleNamespace(reply=PlanReply.AGREED),))
    heard = hear(turn("I agree to the plan"), Question.MENU, None, answered, WISHES, set_aside=False)
    assert heard.says == ("utter_case_cannot_agree_plan",)
    assert heard.does is None


def test_words_that_were_asked_for_are_taken_whatever_they_resemble() -> None:
    for text in ("I want to withdraw my complaint", "that's all", "the plan is wrong", "call me"):
        heard = hear(turn(text, "withdraw_complaint"), Question.ADD, None, WAITING, WISHES, set_aside=False)
        assert (heard.does, heard.words) == (Deed.ADD, text)


@pytest.mark.parametrize("text", ["never mind", "Cancel", "go back.", "I've changed my mind", "forget it"])
@pytest.mark.parametrize("question", [question for question in Question if question is not Question.MENU])
def test_every_question_can_be_left(text: str, question: Question) -> None:
    heard = hear(turn(text), question, "what was written before", WAITING, WISHES, set_aside=False)
    assert (heard.asks, heard.does) == (Question.MENU, None)


def test_the_middle_of_another_complaint_hears_what_is_no_wish_here() -> None:
    heard = hear(turn("None of these", "deny"), Question.MENU, None, WAITING, WISHES, set_aside=True)
    assert heard.does is Deed.HAND_OVER
    heard = hear(turn("that is all"), Question.MENU, None, WAITING, WISHES, set_aside=True)
    assert heard.does is Deed.GO_BACK


@pytest.mark.parametrize("broken", ["", "wishes: {}", "wishes: {add: {button: x}}", "wishes: [", "wishes: {fly: {}}"])
def test_a_file_of_wishes_that_cannot_be_used_is_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "followup.yml"
    path.write_text(broken)
    with pytest.raises(InvalidWishes, match=r"followup\.yml"):
        load_wishes(path)
