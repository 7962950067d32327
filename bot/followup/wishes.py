"""What owners want done about their complaint: which wishes there are, what each is called, and how it is heard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from bot.casework.desk import COMPLAINANT
from bot.casework.states import FINAL, State
from bot.followup.case import Case
from bot.intake.turn import PLAIN, Turn
from bot.settings import ROOT

FILE = ROOT / "data" / "followup.yml"
SHORT = 14
"""Words of a message in which a cue is a wish; a longer one tells something."""


class Wish(StrEnum):
    """Something that the owner of a complaint can want."""

    BACK = "back"
    NEW = "new"
    LOST_CODE = "lost_code"
    CHANGE_CONTACT = "change_contact"
    WITHDRAW = "withdraw"
    CHANGE_PLAN = "change_plan"
    AGREE_PLAN = "agree_plan"
    SHOW_PLAN = "show_plan"
    DISPUTE_OUTCOME = "dispute_outcome"
    ACCEPT_OUTCOME = "accept_outcome"
    SAY_SATISFIED = "say_satisfied"
    ANSWER = "answer"
    CALL = "call"
    UPDATES = "updates"
    STATUS = "status"
    ADD = "add"
    DONE = "done"


# What the classifier hears in whole sentences that no cue is made for.
BY_INTENT = {
    "check_status": Wish.STATUS,
    "add_information": Wish.ADD,
    "withdraw_complaint": Wish.WITHDRAW,
    "respond_to_action_plan": Wish.SHOW_PLAN,
    "request_callback": Wish.CALL,
    "goodbye": Wish.DONE,
    "deny": Wish.DONE,
    "make_complaint": Wish.NEW,
    "start_over": Wish.NEW,
}


class InvalidWishes(ValueError):
    """The file of wishes cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Wishes:
    """Buttons and cues by wish, in the order in which cues are tried."""

    buttons: Mapping[Wish, str]
    cues: Mapping[Wish, re.Pattern[str]]
    never_mind: str
    leaving: re.Pattern[str]

    def heard_in(self, turn: Turn, case: Case, *, outright: bool = False) -> Wish | None:
        """The wish that a message says: by a button, a cue, or, unless `outright`, as the classifier hears it."""
        said = turn.text.strip().casefold()
        for wish, button in self.buttons.items():
            if said == button.casefold():
                return wish
        if turn.words > SHORT:
            return None
        low = said.replace("\u2019", "'")
        able = possible(case)
        found = [wish for wish, cue in self.cues.items() if cue.search(low)]
        heard = next((wish for wish in found if wish in able), found[0] if found else None)
        if heard or outright or turn.confidence < PLAIN:
            return heard
        return BY_INTENT.get(turn.intent)

    def leaves(self, text: str) -> bool:
        """Whether a message only leaves the question that is open."""
        low = text.strip().casefold().replace("\u2019", "'")
        return low == self.never_mind.casefold() or self.leaving.search(low) is not None

    def button(self, wish: Wish) -> str:
        """What the button of a wish says."""
        return self.buttons[wish]


def possible(case: Case) -> frozenset[Wish]:
    """What can be done about a complaint as it stands; the rest is answered with why not."""
    able = {Wish.STATUS, Wish.ADD, Wish.DONE, Wish.NEW, Wish.BACK, Wish.LOST_CODE, Wish.CHANGE_CONTACT, Wish.UPDATES}
    if case.question:
        able.add(Wish.ANSWER)
    if case.plan or case.plan_to_answer:
        able.add(Wish.SHOW_PLAN)
    if case.plan_to_answer:
        able |= {Wish.AGREE_PLAN, Wish.CHANGE_PLAN}
    if case.outcome_to_answer:
        able |= {Wish.ACCEPT_OUTCOME, Wish.DISPUTE_OUTCOME}
    if case.shown.state is State.CLOSED or (case.outcome and case.outcome.reply):
        able.add(Wish.SAY_SATISFIED)
    if case.can_be_withdrawn:
        able.add(Wish.WITHDRAW)
    if case.shown.state not in FINAL:
        able.add(Wish.CALL)
    return frozenset(able)


def offered(case: Case, *, in_mid_complaint: bool) -> list[Wish]:
    """The wishes that are offered as buttons, what waits for the owner first; few, so that they can be taken in."""
    able = possible(case)
    first = (Wish.ANSWER, Wish.AGREE_PLAN, Wish.CHANGE_PLAN, Wish.ACCEPT_OUTCOME, Wish.DISPUTE_OUTCOME)
    told = case.work.updates or case.work.messages
    wishes = [wish for wish in first if wish in able]
    said = any(each.by == COMPLAINANT for each in case.work.satisfactions)
    if case.shown.state is State.CLOSED and not said:
        wishes.append(Wish.SAY_SATISFIED)
    wishes.append(Wish.ADD)
    wishes += [Wish.UPDATES] if told else []
    wishes += [wish for wish in (Wish.CALL, Wish.CHANGE_CONTACT, Wish.WITHDRAW) if wish in able]
    return [*wishes, Wish.BACK if in_mid_complaint else Wish.DONE]


@cache
def load_wishes(path: Path = FILE) -> Wishes:
    """Read the wishes once. Raises `InvalidWishes`."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = {Wish(name): entry for name, entry in data["wishes"].items()}
        if missing := set(Wish) - set(entries):
            raise InvalidWishes(f"{path}: wishes: {', '.join(sorted(missing))} missing. Add them.")
        return Wishes(
            buttons={wish: str(entry["button"]) for wish, entry in entries.items()},
            cues={wish: re.compile("|".join(entry["cues"])) for wish, entry in entries.items()},
            never_mind=str(data["never_mind"]["button"]),
            leaving=re.compile("|".join(data["never_mind"]["cues"])),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        raise InvalidWishes(f"{path}: {error}. Correct it there.") from error
