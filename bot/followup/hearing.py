"""Hearing a message while a complaint is open: a wish, an answer to what was asked, or something that is for others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.casework.outcome_models import Satisfied
from bot.followup.case import Case
from bot.followup.wishes import Wish, Wishes, possible
from bot.intake.turn import LIKELY, PLAIN, Turn
from bot.understanding.answers import READERS, looks_like_question, read_yes_no
from bot.understanding.safety import danger

# Answered by rules, after which the open question is asked again.
FOR_RULES = frozenset(
    ["faq", "explain", "thank", "bot_challenge", "abuse", "language_help", "request_human", "out_of_scope"]
)
# Answered in a word, and then the open question is asked again.
ANSWERED = {
    "greet": ("utter_greet_again",),
    "pause": ("utter_case_pause",),
    "report_crime": ("utter_signpost_report_crime",),
    "give_praise": ("utter_signpost_praise",),
    "emergency": ("utter_emergency",),
    "distress": ("utter_distress",),
    "ask_why_needed": ("utter_why_case_answer",),
    "ask_repeat": (),
}
# Said before words of danger that are kept with the complaint.
_IN_PASSING = {"distress": "utter_distress_in_passing", "emergency": "utter_emergency_in_passing"}
ASIDE_WORDS = 25
# Where any words would be an answer, only these are no answer, and only in few words.
PLEAS = frozenset(["distress", "emergency", "ask_repeat", "ask_why_needed", "pause"])
PLEA_WORDS = 8
# A message of so many words, where a choice was offered, tells something that must not be lost.
TELLING = 5
_PARTLY = re.compile(r"\b(?:part(?:ly)?|some(?:what|how)?|a bit|a little|mostly|half|kind of|sort of|in a way)\b")


class Question(StrEnum):
    """What the person is being asked."""

    MENU = "menu"
    ADD = "add"
    OFFER = "offer"
    """Whether to add what they have just written."""
    ANSWER = "answer"
    PLAN = "plan"
    CHANGE_PLAN = "change_plan"
    DISPUTE = "dispute"
    SATISFIED = "satisfied"
    WITHDRAW = "withdraw"
    CALL = "call"
    CONTACT = "contact"
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class Deed(StrEnum):
    """What is to be done, now that all is known for it."""

    STATUS = "status"
    UPDATES = "updates"
    SHOW_PLAN = "show_plan"
    ADD = "add"
    ANSWER = "answer"
    AGREE_PLAN = "agree_plan"
    CHANGE_PLAN = "change_plan"
    ACCEPT_OUTCOME = "accept_outcome"
    DISPUTE_OUTCOME = "dispute_outcome"
    SAY_SATISFIED = "say_satisfied"
    WITHDRAW = "withdraw"
    CALL = "call"
    CHANGE_CONTACT = "change_contact"
    LOST_CODE = "lost_code"
    EXPIRE = "expire"
    LEAVE = "leave"
    GO_BACK = "go_back"
    HAND_OVER = "hand_over"
    """Leave, and let the complaint that was set aside hear the message."""
    BEGIN_ANOTHER = "begin_another"


# Words answer these, whatever they resemble.
WORDS = {
    Question.ADD: Deed.ADD,
    Question.ANSWER: Deed.ANSWER,
    Question.CHANGE_PLAN: Deed.CHANGE_PLAN,
    Question.DISPUTE: Deed.DISPUTE_OUTCOME,
    Question.CALL: Deed.CALL,
}
ADDRESSES = {Question.EMAIL: "email", Question.PHONE: "phone", Question.POST: "postal_address"}
METHODS = {"email": Question.EMAIL, "phone": Question.PHONE, "post": Question.POST}
# What each wish needs to be asked first, or does at once.
_ASKS = {
    Wish.ADD: Question.ADD,
    Wish.ANSWER: Question.ANSWER,
    Wish.CHANGE_PLAN: Question.CHANGE_PLAN,
    Wish.DISPUTE_OUTCOME: Question.DISPUTE,
    Wish.SAY_SATISFIED: Question.SATISFIED,
    Wish.WITHDRAW: Question.WITHDRAW,
    Wish.CALL: Question.CALL,
    Wish.CHANGE_CONTACT: Question.CONTACT,
}
_DOES = {
    Wish.STATUS: Deed.STATUS,
    Wish.UPDATES: Deed.UPDATES,
    Wish.SHOW_PLAN: Deed.SHOW_PLAN,
    Wish.AGREE_PLAN: Deed.AGREE_PLAN,
    Wish.ACCEPT_OUTCOME: Deed.ACCEPT_OUTCOME,
    Wish.LOST_CODE: Deed.LOST_CODE,
    Wish.DONE: Deed.LEAVE,
    Wish.BACK: Deed.GO_BACK,
    Wish.NEW: Deed.BEGIN_ANOTHER,
}


@dataclass(frozen=True)
class Heard:
    """What came of a message: what to ask next, or a deed with its words; and what is said beside it.

    With neither the message is for a rule, and nothing has changed.
    """

    asks: Question | None = None
    does: Deed | None = None
    words: str | None = None
    draft: str | None = None
    says: tuple[str, ...] = ()

    @property
    def is_for_a_rule(self) -> bool:
        """Whether somebody else answers the message."""
        return self.asks is None and self.does is None


def hear(turn: Turn, asked: Question, draft: str | None, case: Case, wishes: Wishes, *, set_aside: bool) -> Heard:
    """Read a message against the open question; words of danger are answered first, whatever else they resemble.

    `draft` is what was written before the question (`OFFER`); `set_aside` whether a complaint waits to be gone on with.
    """
    heard, kind = _hear(turn, asked, draft, case, wishes, set_aside=set_aside), danger(turn.text)
    if kind is None:
        return heard
    chosen = (asked in _CHOICES or asked in ADDRESSES) and turn.words <= ASIDE_WORDS and heard.asks is not asked
    if heard.is_for_a_rule or chosen:
        # "I can't go on, I want to die" is no "no": nothing is chosen, and least of all withdrawn, in despair.
        return Heard(asks=asked, draft=draft, says=ANSWERED[kind])
    said = {*ANSWERED[kind], _IN_PASSING[kind]} & {*heard.says}
    return heard if said else replace(heard, says=(_IN_PASSING[kind], *heard.says))


def _hear(turn: Turn, asked: Question, draft: str | None, case: Case, wishes: Wishes, *, set_aside: bool) -> Heard:
    if asked in WORDS:
        return _words(turn, asked, wishes)
    if asked is Question.MENU:
        return _menu(turn, case, wishes, set_aside=set_aside)
    if wishes.leaves(turn.text):
        return Heard(asks=Question.MENU, says=("utter_case_left_as_it_was",))
    if asked in ADDRESSES:
        heard = _address(turn, asked)
        return heard if heard.does else _aside(turn, asked) or heard
    heard = _CHOICES[asked](turn, draft, case, wishes)
    # A choice that is not understood may be no answer at all.
    return heard if heard.asks is not asked else _aside(turn, asked, draft) or heard


def _menu(turn: Turn, case: Case, wishes: Wishes, *, set_aside: bool) -> Heard:
    # Where another complaint waits for an answer, a "no" may be that answer.
    wish = wishes.heard_in(turn, case, outright=set_aside)
    if wish is not None and danger(turn.text) is None:
        return _wanted(wish, case, set_aside=set_aside)
    if (aside := _aside(turn, Question.MENU)) is not None:
        return aside
    if set_aside:
        return Heard(does=Deed.HAND_OVER)
    if turn.words >= TELLING and not looks_like_question(turn.text):
        return Heard(asks=Question.OFFER, draft=turn.text, says=_safety(turn))
    return Heard(asks=Question.MENU, says=("utter_case_not_understood",))


def _wanted(wish: Wish, case: Case, *, set_aside: bool) -> Heard:
    if wish not in possible(case):
        return Heard(asks=Question.MENU, says=(f"utter_case_cannot_{wish}",))
    if wish in _ASKS:
        return Heard(asks=_ASKS[wish])
    deed = _DOES[wish]
    if set_aside and deed in (Deed.LEAVE, Deed.BEGIN_ANOTHER):
        deed = Deed.GO_BACK  # the other complaint is what they come back to
    return Heard(does=deed)


def _words(turn: Turn, asked: Question, wishes: Wishes) -> Heard:
    if wishes.leaves(turn.text):
        return Heard(asks=Question.MENU, says=("utter_case_left_as_it_was",))
    if turn.words <= PLEA_WORDS and turn.confidence >= PLAIN:
        plea = turn.intent in PLEAS or (turn.intent in FOR_RULES and looks_like_question(turn.text))
        if plea and (aside := _aside(turn, asked)) is not None:
            return aside
    return Heard(does=WORDS[asked], words=turn.text, says=_safety(turn))


def _address(turn: Turn, asked: Question) -> Heard:
    answer = READERS[ADDRESSES[asked]](turn.text, turn.on)
    if answer.value:
        return Heard(does=Deed.CHANGE_CONTACT, words=str(answer.value), draft=asked.value)
    if answer.declined:
        return Heard(asks=Question.MENU, says=("utter_case_left_as_it_was",))
    return Heard(asks=asked, says=(f"utter_case_{asked}_unclear",))


def _offer(turn: Turn, draft: str | None, case: Case, wishes: Wishes) -> Heard:
    yes = read_yes_no(turn.text)
    if yes and draft:
        return Heard(does=Deed.ADD, words=draft)
    if yes is False:
        return Heard(asks=Question.MENU, says=("utter_case_not_added",))
    wish = wishes.heard_in(turn, case)
    if wish is not None and wish is not Wish.ADD:
        return _wanted(wish, case, set_aside=False)
    if wish is Wish.ADD and draft and turn.words < TELLING:
        return Heard(does=Deed.ADD, words=draft)
    more = f"{draft}\n{turn.text}" if draft else turn.text
    return Heard(asks=Question.OFFER, draft=more, says=_safety(turn))


def _plan(turn: Turn, draft: str | None, case: Case, wishes: Wishes) -> Heard:
    wish = wishes.heard_in(turn, case)
    if wish in (Wish.AGREE_PLAN, Wish.CHANGE_PLAN):
        return _wanted(wish, case, set_aside=False)
    yes = read_yes_no(turn.text)
    if yes and turn.words <= TELLING:
        return Heard(does=Deed.AGREE_PLAN)
    if yes is False and turn.words <= TELLING:
        return Heard(asks=Question.CHANGE_PLAN)
    if wish is not None:
        return _wanted(wish, case, set_aside=False)
    if turn.words >= TELLING:
        return Heard(does=Deed.CHANGE_PLAN, words=turn.text, says=_safety(turn))
    return Heard(asks=Question.PLAN, says=("utter_case_yes_or_no",))


def _satisfied(turn: Turn, draft: str | None, case: Case, wishes: Wishes) -> Heard:
    said = Satisfied.PARTLY if _PARTLY.search(turn.text.casefold()) else None
    if said is None and (yes := read_yes_no(turn.text)) is not None:
        said = Satisfied.YES if yes else Satisfied.NO
    if said is not None:
        words = turn.text if turn.words >= TELLING else None
        return Heard(does=Deed.SAY_SATISFIED, draft=said, words=words, says=_safety(turn))
    wish = wishes.heard_in(turn, case)
    if wish in (Wish.ACCEPT_OUTCOME, Wish.DISPUTE_OUTCOME):
        said = Satisfied.YES if wish is Wish.ACCEPT_OUTCOME else Satisfied.NO
        return Heard(does=Deed.SAY_SATISFIED, draft=said, words=turn.text if turn.words >= TELLING else None)
    if wish is not None:
        return _wanted(wish, case, set_aside=False)
    return Heard(asks=Question.SATISFIED, says=("utter_case_satisfied_unclear",))


def _withdraw(turn: Turn, draft: str | None, case: Case, wishes: Wishes) -> Heard:
    yes = read_yes_no(turn.text)
    if yes or (yes is None and turn.text.strip().casefold() == wishes.button(Wish.WITHDRAW).casefold()):
        return Heard(does=Deed.WITHDRAW, words=turn.text if turn.words >= TELLING else None)
    if yes is False:
        return Heard(asks=Question.MENU, says=("utter_case_not_withdrawn",))
    wish = wishes.heard_in(turn, case)
    if wish not in (None, Wish.WITHDRAW):
        return _wanted(wish, case, set_aside=False)
    return Heard(asks=Question.WITHDRAW, says=("utter_case_yes_or_no",))


def _contact(turn: Turn, draft: str | None, case: Case, wishes: Wishes) -> Heard:
    for question, slot in ADDRESSES.items():
        # Whoever gives the address at once need not name the way first.
        if slot != "postal_address" and (value := READERS[slot](turn.text, turn.on).value):
            return Heard(does=Deed.CHANGE_CONTACT, words=str(value), draft=question.value)
    method = READERS["contact_method"](turn.text, turn.on).value
    if method == "none":
        return Heard(does=Deed.CHANGE_CONTACT, draft="none")
    if method in METHODS:
        return Heard(asks=METHODS[str(method)])
    return Heard(asks=Question.CONTACT, says=("utter_case_contact_unclear",))


_CHOICES = {
    Question.OFFER: _offer,
    Question.PLAN: _plan,
    Question.SATISFIED: _satisfied,
    Question.WITHDRAW: _withdraw,
    Question.CONTACT: _contact,
}


def _aside(turn: Turn, asked: Question, draft: str | None = None) -> Heard | None:
    """What comes of a message that has nothing to do with the question; None if it may be an answer."""
    kind = danger(turn.text)
    if kind is not None and turn.words <= PLEA_WORDS:
        return Heard(asks=asked, draft=draft, says=ANSWERED[kind])
    plain_enough = LIKELY if looks_like_question(turn.text) else PLAIN
    if kind is not None or turn.confidence < plain_enough or turn.words > ASIDE_WORDS:
        return None
    if turn.intent in ANSWERED:
        return Heard(asks=asked, draft=draft, says=ANSWERED[turn.intent])
    off_topic = turn.intent == "out_of_scope" and not looks_like_question(turn.text)
    return Heard() if turn.intent in FOR_RULES and not off_topic else None


def _safety(turn: Turn) -> tuple[str, ...]:
    """What is said at once to words of danger, beside keeping them."""
    kind = danger(turn.text)
    return () if kind is None else (_IN_PASSING[kind],)
