"""The outcome: what was found about each allegation, and what the complainant says of it (clauses S11, S15)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.changes import add_event, move
from bot.casework.commands import words
from bot.casework.desk import By, Desk
from bot.casework.errors import InvalidCommand, NotNow
from bot.casework.models import EventKind
from bot.casework.outcome_models import Action, Conclusion, Finding, Outcome, OutcomeAnswer, OutcomeReply
from bot.casework.states import State, Trigger
from bot.casework.telling import OUTCOME_PROPOSED, tell


@dataclass(frozen=True)
class Found:
    """What was found about one allegation, what follows from it, and how the person is told, in words of its own.

    Raises `InvalidCommand` for a finding without words or actions, or for no action beside another.
    """

    category: str
    conclusion: Conclusion
    actions: tuple[Action, ...]
    words: str

    def __post_init__(self) -> None:
        """Refuse what nobody could understand."""
        words(f"what is said about {self.category}", self.words)
        if not self.actions:
            raise InvalidCommand(f"say what follows for {self.category}: {', '.join(Action)}")
        if Action.NO_ACTION in self.actions and len(self.actions) > 1:
            raise InvalidCommand(f"{self.category}: no action cannot stand beside another action")


class Outcomes:
    """What handler and complainant do about the outcome."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def propose(self, reference: str, summary: str, findings: tuple[Found, ...], by: By) -> int:
        """Put an outcome to the complainant, with a finding for every allegation; gives its number.

        Raises `InvalidCommand` where an allegation has no finding or one of another complaint, `IllegalTransition`
        unless it is being resolved or investigated.
        """
        summary = words("the summary", summary)
        with self._desk.changing(reference, by) as change:
            complaint, occasion = change.complaint, change.occasion
            _must_match({each.category for each in complaint.allegations}, findings)
            move(complaint, Trigger.PROPOSE_OUTCOME, occasion)
            number = len(complaint.outcomes) + 1
            complaint.outcomes.append(
                Outcome(
                    number=number,
                    at=occasion.at,
                    by=occasion.actor,
                    summary=summary,
                    findings=[_row(place, found) for place, found in enumerate(findings, start=1)],
                )
            )
            complaint.last_update_at = occasion.at
            add_event(complaint, EventKind.OUTCOME, "propose", None, f"outcome {number}", occasion)
            tell(complaint, OUTCOME_PROPOSED, occasion, number)
            return number

    def accept(self, reference: str, number: int, by: By, *, text: str | None = None) -> State:
        """The complainant agrees with the latest outcome, which they name by its `number`.

        Raises `NotNow` for one that is not the latest or that was answered otherwise.
        """
        return self._answer(reference, number, OutcomeReply.ACCEPTED, text, by)

    def dispute(self, reference: str, number: int, text: str, by: By) -> State:
        """The complainant does not agree and says why: the work goes on, or the force closes and names the appeal.

        Raises as `accept`.
        """
        return self._answer(reference, number, OutcomeReply.DISPUTED, words("why", text), by)

    def _answer(self, reference: str, number: int, reply: OutcomeReply, text: str | None, by: By) -> State:
        with self._desk.changing(reference, by) as change:
            complaint, occasion = change.complaint, change.occasion
            if not complaint.outcomes or complaint.outcomes[-1].number != number:
                raise NotNow(f"outcome {number} is not the latest: look at it again")
            outcome = complaint.outcomes[-1]
            if outcome.answer is not None:
                if outcome.answer.reply is reply:
                    return complaint.state
                raise NotNow(f"outcome {number} was answered before: {outcome.answer.reply}")
            if complaint.state is not State.OUTCOME_PROPOSED:
                raise NotNow(f"this complaint is {complaint.state}: there is no outcome to answer")
            said = words("the answer", text) if text else None
            outcome.answer = OutcomeAnswer(at=occasion.at, by=occasion.actor, reply=reply, words=said)
            add_event(complaint, EventKind.OUTCOME, reply, None, f"outcome {number}", occasion)
            return complaint.state


def _must_match(allegations: set[str], findings: tuple[Found, ...]) -> None:
    """Every allegation gets its own finding, and nothing else does; a complaint without any gets at least one."""
    found = {each.category for each in findings}
    if len(found) != len(findings):
        raise InvalidCommand("there is more than one finding for an allegation")
    if allegations and (wrong := allegations ^ found):
        raise InvalidCommand(f"each allegation needs its own finding; look at: {', '.join(sorted(wrong))}")
    if not findings:
        raise InvalidCommand("an outcome needs at least one finding")


def _row(place: int, found: Found) -> Finding:
    return Finding(
        position=place,
        category=found.category,
        conclusion=found.conclusion,
        actions=list(dict.fromkeys(found.actions)),
        words=words("the words", found.words),
    )
