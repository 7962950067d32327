"""Messages between handler and complainant, both ways, with the handler's open questions and their answers (S8)."""

from __future__ import annotations

from bot.casework.changes import add_event
from bot.casework.commands import words
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import InvalidCommand, NotNow
from bot.casework.models import EventKind
from bot.casework.states import FINAL
from bot.casework.telling import MESSAGE_WAITING, tell
from bot.casework.work_models import Author, CaseMessage, MessageKind


class Messages:
    """What handler and complainant write to each other; each message has a `key`, so that it is kept once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(
        self, reference: str, text: str, by: By, *, key: str, is_question: bool = False, about: str | None = None
    ) -> int:
        """A message of the handler to the complainant, who is told by mail that one waits; gives its id.

        `is_question`: an answer is asked for; `about`: the slot of the missing fact that it asks for.
        Raises `InvalidCommand` for an empty text.
        """
        kind = MessageKind.QUESTION if is_question or about else MessageKind.MESSAGE
        with self._desk.changing(reference, by) as change:
            return _keep(change, CaseMessage(key=key, author=Author.HANDLER, kind=kind, text=text, about=about))

    def receive(self, reference: str, text: str, by: By, *, key: str, answers: int | None = None) -> int:
        """A message of the complainant: something to add, or the answer to the question `answers`; gives its id.

        Taken in every state, also when the complaint has ended. Raises `InvalidCommand` for an empty text or for an
        answer to what is no question of this complaint.
        """
        kind = MessageKind.MESSAGE if answers is None else MessageKind.ANSWER
        with self._desk.changing(reference, by) as change:
            questions = {each.id for each in change.complaint.letters if each.kind is MessageKind.QUESTION}
            if answers is not None and answers not in questions:
                raise InvalidCommand("there is no such question to this complainant")
            message = CaseMessage(key=key, author=Author.COMPLAINANT, kind=kind, text=text, answers_id=answers)
            return _keep(change, message)

    def ask_for_call(self, reference: str, when: str, by: By, *, key: str) -> int:
        """The complainant asks their handler for a call, at the time that `when` tells; gives the message's id.

        Raises `NotNow` for a complaint that has ended.
        """
        with self._desk.changing(reference, by) as change:
            if change.complaint.state in FINAL:
                raise NotNow(f"this complaint is {change.complaint.state}: ask for it to be reopened")
            message = CaseMessage(key=key, author=Author.COMPLAINANT, kind=MessageKind.CALL_WANTED, text=when)
            return _keep(change, message)


def _keep(change: Change, message: CaseMessage) -> int:
    """Write a message down, once for each key, and its event; word of it goes to the complainant if it is for them."""
    complaint, occasion = change.complaint, change.occasion
    if before := next((each for each in complaint.letters if each.key == message.key), None):
        return before.id
    message.at, message.by, message.text = occasion.at, occasion.actor, words("the message", message.text)
    complaint.letters.append(message)
    change.session.flush()
    add_event(complaint, EventKind.MESSAGE, message.kind, None, message.author, occasion)
    if message.author is Author.HANDLER:
        tell(complaint, MESSAGE_WAITING, occasion, message.id)
    return message.id
