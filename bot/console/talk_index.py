"""Keeps the digests of conversations up to date, from where the events were last read."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.models import Complaint
from bot.console.talk_models import Talk, TalkLabel, TalkMark
from bot.console.transcript import EVENTS, Transcript, facts, has_events, read_events, transcript
from bot.database import writing
from bot.gateway.models import ChatConversation

EVENTS_AT_ONCE = 4_000
"""Events looked at in one transaction: it is short, so that nobody has to wait for it."""
_LOOK_BACK = 500
"""Ids are given before they can be seen: those of the last moment are looked at again."""


class TalkIndex:
    """The digests; safe to share between threads and processes."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def refresh(self, *, most: int | None = None) -> int:
        """Read what has been said since the last time, `most` steps at most; gives how many digests were made."""
        made, steps = 0, 0
        while most is None or steps < most:
            done = self._step()
            if done is None:
                break
            made, steps = made + done, steps + 1
        return made

    def add_chats(self, *, portion: int = 200) -> int:
        """Make digests of conversations that the gateway has kept and the engine knows nothing of; gives how many."""
        missing = (
            sa.select(ChatConversation.id)
            .outerjoin(Talk, Talk.conversation_id == ChatConversation.id)
            .where(Talk.id.is_(None))
            .order_by(ChatConversation.id)
            .limit(portion)
        )
        made, last = 0, ""
        while True:
            with writing(self._sessions) as session:
                ids = session.scalars(missing.where(ChatConversation.id > last)).all()
                if not ids:
                    return made
                made += sum(digest(session, each) is not None for each in ids)
                last = ids[-1]

    def _step(self) -> int | None:
        """One portion; None when there is nothing new."""
        with self._sessions() as session:
            if not has_events(session):
                return None
            newest = session.scalar(sa.select(sa.func.max(EVENTS.c.id))) or 0
            if newest <= (session.scalar(sa.select(TalkMark.event_id).where(TalkMark.id == 1)) or 0):
                return None
        with writing(self._sessions) as session:
            mark = _locked_mark(session)
            rows = session.execute(
                sa.select(EVENTS.c.id, EVENTS.c.sender_id)
                .where(EVENTS.c.id > mark.event_id - _LOOK_BACK)
                .order_by(EVENTS.c.id)
                .limit(EVENTS_AT_ONCE)
            ).all()
            if not rows or rows[-1].id <= mark.event_id:
                return None
            newest_of = {row.sender_id: row.id for row in rows}
            known = _known(session, list(newest_of))
            changed = [sender for sender, last in newest_of.items() if known.get(sender, -1) < last]
            for sender in changed:
                digest(session, sender)
            mark.event_id = rows[-1].id
            return len(changed)


def _known(session: Session, senders: list[str]) -> dict[str, int]:
    query = sa.select(Talk.conversation_id, Talk.last_event).where(Talk.conversation_id.in_(senders))
    return dict(session.execute(query).tuples().all())


def digest(session: Session, conversation_id: str) -> Talk | None:
    """Make the digest of a conversation, or make it anew; what reviewers added stays. None if nothing was said."""
    talk = session.scalar(sa.select(Talk).where(Talk.conversation_id == conversation_id))
    read = transcript(conversation_id, read_events(session, conversation_id))
    if read is None:
        if talk is not None:
            session.delete(talk)
        return None
    if talk is None:
        talk = Talk(conversation_id=conversation_id)
        session.add(talk)
    _fill(talk, read)
    if talk.reference is None and talk.route is None:
        talk.reference, talk.route = _recorded(session, conversation_id)
    session.flush()
    session.execute(sa.delete(TalkLabel).where(TalkLabel.talk_id == talk.id))
    if labels := sorted(_labels(read)):
        values = [{"talk_id": talk.id, "kind": kind, "value": value} for kind, value in labels]
        session.execute(sa.insert(TalkLabel), values)
    return talk


def _fill(talk: Talk, read: Transcript) -> None:
    confidences = [turn.confidence for turn in read.messages if turn.confidence is not None]
    talk.started_at, talk.ended_at = read.started_at, read.ended_at
    talk.seconds = max(0, round((read.ended_at - read.started_at).total_seconds()))
    talk.messages = len(read.messages)
    talk.route = read.slots.get("route")
    talk.reference = read.references[-1] if read.references else None
    talk.language = read.language
    talk.confidence = min(confidences, default=None)
    talk.fallbacks = read.fallbacks
    talk.abandoned_at = read.abandoned_at
    talk.last_event = read.last_event
    talk.text = read.text


def _recorded(session: Session, conversation_id: str) -> tuple[str | None, str | None]:
    """Reference and route of the latest complaint, where the events tell of none: those of the gateway do not."""
    query = sa.select(Complaint.reference, Complaint.route).where(Complaint.conversation_id == conversation_id)
    row = session.execute(query.order_by(Complaint.number.desc()).limit(1)).first()
    return (row.reference, row.route) if row else (None, None)


def _labels(read: Transcript) -> set[tuple[str, str]]:
    intents = {("intent", turn.intent) for turn in read.messages if turn.intent}
    whole = {("intent", intent.partition("/")[0]) for _, intent in intents}
    slots = {("slot", name) for name in facts(read.slots)}
    return intents | whole | slots | {("safety", name) for name in read.safety}


def _locked_mark(session: Session) -> TalkMark:
    query = sa.select(TalkMark).where(TalkMark.id == 1).with_for_update()
    mark = session.scalar(query)
    if mark is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = {"id": 1, "event_id": 0}
        session.execute(dialect.insert(TalkMark.__table__).values(first).on_conflict_do_nothing())
        mark = session.scalars(query).one()
    return mark
