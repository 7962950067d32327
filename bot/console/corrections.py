"""What reviewers say that messages should have been understood as: kept, laid side by side, and accepted by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.commands import words
from bot.casework.errors import InvalidCommand
from bot.console.talk_models import Correction, Talk
from bot.console.talk_review import talk_row
from bot.database import writing

INTENT, FACT, QUESTION = "intent", "fact", "question"


@dataclass(frozen=True)
class Said:
    """What one reviewer says of one message; `text` is the message without personal data."""

    kind: str
    value: str
    text: str
    understood: str
    subject: str = ""
    kept: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class View:
    """One of the things that reviewers say: what, who says so, and the correction that the reader could accept."""

    value: str
    by: list[str] = field(default_factory=list)
    acceptable: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """What reviewers say of one message in one respect."""

    id: int
    event_id: int
    conversation_id: str
    kind: str
    subject: str
    text: str
    understood: str
    views: tuple[View, ...]
    accepted: str | None

    @property
    def is_disputed(self) -> bool:
        """Whether reviewers disagree."""
        return len(self.views) > 1


class Corrections:
    """What can be done with corrections; safe to share between threads."""

    def __init__(
        self, sessions: sessionmaker[Session], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sessions = sessions
        self._clock = clock

    def add(self, conversation_id: str, event_id: int, said: Iterable[Said], by: str) -> None:
        """Keep what a reviewer says of a message; a later word of the same reviewer takes the place of an earlier one.

        Raises `NoSuchTalk` or `InvalidCommand`.
        """
        with writing(self._sessions) as session:
            talk = talk_row(session, conversation_id)
            for each in said:
                self._keep(session, talk, event_id, each, by)

    def _keep(self, session: Session, talk: Talk, event_id: int, said: Said, by: str) -> None:
        key = {"event_id": event_id, "by": by, "kind": said.kind, "subject": said.subject}
        row = session.scalar(sa.select(Correction).filter_by(**key))
        if row is None:
            row = Correction(talk_id=talk.id, understood=said.understood, **key)
            session.add(row)
        row.text = words("the words to learn from", said.text, most=1_000)
        row.value, row.kept, row.after, row.at = said.value, said.kept, said.after, self._clock()
        row.accepted_by = row.accepted_at = None

    def corrected(self, event_ids: Iterable[int]) -> set[int]:
        """Those of the messages about whose intent somebody has said something."""
        query = sa.select(Correction.event_id).where(Correction.kind == INTENT, Correction.event_id.in_(event_ids))
        with self._sessions() as session:
            return set(session.scalars(query))

    def suggestions(self, reader: str) -> tuple[Suggestion, ...]:
        """All corrections by message and respect: those that nobody has accepted yet first, then the latest first."""
        query = sa.select(Correction, Talk.conversation_id).join(Talk, Talk.id == Correction.talk_id)
        by_matter: defaultdict[tuple[int, str, str], list[tuple[Correction, str]]] = defaultdict(list)
        with self._sessions() as session:
            for row, conversation_id in session.execute(query.order_by(Correction.id)):
                by_matter[row.event_id, row.kind, row.subject].append((row, conversation_id))
        made = [_suggestion(rows, reader) for rows in by_matter.values()]
        return tuple(sorted(made, key=lambda each: (each.accepted is not None, -each.id)))

    def accept(self, correction_id: int, by: str) -> None:
        """Let a correction count. Raises `InvalidCommand` for one's own, or where another is accepted."""
        with writing(self._sessions) as session:
            row = session.get(Correction, correction_id)
            if row is None:
                raise InvalidCommand("there is no such correction")
            if row.by == by:
                raise InvalidCommand("somebody else has to accept your correction")
            same = sa.select(Correction).filter_by(event_id=row.event_id, kind=row.kind, subject=row.subject)
            if any(each.accepted_at for each in session.scalars(same.with_for_update())):
                raise InvalidCommand("one correction of this message is accepted already")
            row.accepted_by, row.accepted_at = by, self._clock()

    def accepted(self) -> tuple[Correction, ...]:
        """Those that count, in the order in which they were made."""
        query = sa.select(Correction).where(Correction.accepted_at.is_not(None)).order_by(Correction.id)
        with self._sessions() as session:
            return tuple(session.scalars(query))


def _suggestion(rows: list[tuple[Correction, str]], reader: str) -> Suggestion:
    views: dict[str, View] = {}
    for row, _ in rows:
        shown = f"{row.value}: {row.kept}" if row.kept else row.value
        view = views.get(shown) or View(shown)
        acceptable = view.acceptable if row.by == reader else row.id
        views[shown] = View(shown, [*view.by, row.by], acceptable)
    accepted = next((row for row, _ in rows if row.accepted_at), None)
    last, conversation_id = rows[-1]
    shown_row = accepted or last
    return Suggestion(
        shown_row.id,
        shown_row.event_id,
        conversation_id,
        shown_row.kind,
        shown_row.subject,
        shown_row.text,
        shown_row.understood,
        tuple(views.values()),
        accepted.value if accepted else None,
    )
