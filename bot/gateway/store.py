"""What the chat remembers: short, synchronous transactions, safe with several gateways on one database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from bot import clock
from bot.database import make_sessions, writing
from bot.gateway import words
from bot.gateway.messages import Line, Refused, Reply, Turn, summary_of
from bot.gateway.models import BOT, PERSON, SYSTEM, ChatConversation, ChatMessage, ChatSession

OPENED_CASE = "show my complaint"
"""What the engine is told when a case was opened beside the talk; kept as a system message, never shown."""
OPENING = "hello"
"""What the engine is told first, so that it opens the talk; kept as a system message, never shown."""
PAGE = 200
"""Lines read from the database at a time."""


GRACE = timedelta(minutes=3)
"""The page ends a session itself, when it has said so; only one that did not is ended by us, so much later."""


@dataclass(frozen=True)
class Idle:
    """How long a session may be without use before it no longer opens its conversation."""

    usual: timedelta = timedelta(hours=24)
    shared: timedelta = timedelta(minutes=15)

    def limit(self, *, is_shared: bool) -> timedelta:
        """The limit on the person's own device, or on one that they share."""
        return self.shared if is_shared else self.usual


@dataclass(frozen=True)
class Opened:
    """What an open session leads to."""

    conversation_id: str
    is_shared: bool


@dataclass(frozen=True)
class Waiting:
    """A message that the engine has not answered yet; `id` lets the engine recognise it if it comes again."""

    id: str
    text: str
    author: str
    case: str | None = None


class ChatStore:
    """Sessions, conversations and messages. Every method is one transaction and may raise `DatabaseError`."""

    def __init__(self, engine: Engine, idle: Idle | None = None) -> None:
        self.idle = idle or Idle()
        self._engine = engine
        self._sessions = make_sessions(engine)

    def check(self) -> None:
        """Ask the database for a sign of life."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def start(self, token_hash: str) -> str:
        """Begin a conversation for a new session, with the opening message waiting; give its id."""
        now = clock.now()
        conversation_id = secrets.token_hex(16)
        with writing(self._sessions) as session:
            session.add(ChatConversation(id=conversation_id, last_seq=1, created_at=now))
            session.flush()
            session.add(
                ChatSession(token_hash=token_hash, conversation_id=conversation_id, created_at=now, last_seen_at=now)
            )
            session.add(_message(conversation_id, seq=1, author=SYSTEM, text=OPENING))
        return conversation_id

    def join(self, token_hash: str, conversation_id: str) -> None:
        """Let a new session open a conversation that there is."""
        now = clock.now()
        with writing(self._sessions) as session:
            session.add(
                ChatSession(token_hash=token_hash, conversation_id=conversation_id, created_at=now, last_seen_at=now)
            )

    def use(self, token_hash: str) -> Opened | None:
        """What a session opens, as a use of it; nothing if it is unknown, ended or was not used for too long."""
        statement = (
            update(ChatSession)
            .where(ChatSession.token_hash == token_hash, self._is_open())
            .values(last_seen_at=clock.now())
            .returning(ChatSession.conversation_id, ChatSession.is_shared)
        )
        with writing(self._sessions) as session:
            row = session.execute(statement).first()
        return None if row is None else Opened(*row)

    def is_open(self, token_hash: str) -> bool:
        """Whether a session still opens its conversation; to ask is no use of it."""
        statement = select(ChatSession.token_hash).where(ChatSession.token_hash == token_hash, self._is_open())
        with self._sessions() as session:
            return session.scalar(statement) is not None

    def share(self, token_hash: str, *, is_shared: bool) -> None:
        """Keep whether the person shares the device."""
        with writing(self._sessions) as session:
            session.execute(update(ChatSession).where(ChatSession.token_hash == token_hash).values(is_shared=is_shared))

    def end(self, token_hash: str) -> None:
        """End a session: its cookie opens nothing any more. The conversation stays."""
        with writing(self._sessions) as session:
            session.execute(delete(ChatSession).where(ChatSession.token_hash == token_hash))

    def keep_draft(self, conversation_id: str, text: str | None) -> None:
        """Keep what was written and not sent, or forget it."""
        with writing(self._sessions) as session:
            session.execute(
                update(ChatConversation).where(ChatConversation.id == conversation_id).values(draft=text or None)
            )

    def draft_of(self, conversation_id: str) -> str | None:
        """What was written and not sent when the chat closed by itself."""
        with self._sessions() as session:
            return session.scalar(select(ChatConversation.draft).where(ChatConversation.id == conversation_id))

    def _is_open(self) -> ColumnElement[bool]:
        now = clock.now()
        return or_(
            and_(ChatSession.is_shared.is_(False), ChatSession.last_seen_at > now - self.idle.usual - GRACE),
            and_(ChatSession.is_shared.is_(True), ChatSession.last_seen_at > now - self.idle.shared - GRACE),
        )

    def add_text(
        self, conversation_id: str, client_id: str, text: str, *, hint: Reply | None = None, is_heard: bool = False
    ) -> int:
        """Keep what the person wrote; give its number. The same client id again changes nothing, gives the same.

        `hint` is what we say to it ourselves; `is_heard` keeps it from the engine, which has nothing to add.
        """
        with writing(self._sessions) as session:
            seq = _next_seq(session, conversation_id, draft=None)
            if (known := _seq_of(session, conversation_id, client_id)) is not None:
                session.rollback()
                return known
            said = _message(conversation_id, seq=seq, author=PERSON, text=text, client_id=client_id)
            said.delivered_at = clock.now() if is_heard else None
            session.add(said)
            if hint is not None:
                session.add(_reply(conversation_id, _next_seq(session, conversation_id), hint))
        return seq

    def add_opened_case(self, conversation_id: str, handle: str) -> None:
        """Tell the engine, in its turn, that a case was opened in the conversation."""
        with writing(self._sessions) as session:
            seq = _next_seq(session, conversation_id)
            opened = _message(conversation_id, seq=seq, author=SYSTEM, text=OPENED_CASE)
            opened.case_handle = handle
            session.add(opened)

    def add_choice(self, conversation_id: str, client_id: str, of: int, button: int) -> int:
        """Keep that the person pressed a button of message `of`; give its number, as `add_text` does.

        Raises `Refused` (reason `not_offered`) unless the message offered that button and is still unanswered:
        "yes" to an older question must not become the answer to a newer one.
        """
        with writing(self._sessions) as session:
            seq = _next_seq(session, conversation_id)
            if (known := _seq_of(session, conversation_id, client_id)) is not None:
                session.rollback()
                return known
            offered = _offered(session, conversation_id, of)
            if not 0 <= button < len(offered):
                raise Refused("not_offered", words.NOT_OFFERED, client_id)
            choice = _message(
                conversation_id, seq=seq, author=PERSON, text=offered[button]["title"], client_id=client_id
            )
            choice.payload, choice.choice_of, choice.choice = offered[button]["payload"], of, button
            session.add(choice)
        return seq

    def has_message(self, conversation_id: str, client_id: str) -> bool:
        """Whether the message of this client id was kept before."""
        with self._sessions() as session:
            return _seq_of(session, conversation_id, client_id) is not None

    def next_waiting(self, conversation_id: str) -> Waiting | None:
        """The oldest message of the conversation that the engine has not answered."""
        statement = (
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id, *_IS_WAITING)
            .order_by(ChatMessage.seq)
            .limit(1)
        )
        with self._sessions() as session:
            row = session.scalar(statement)
            if row is None:
                return None
            return Waiting(row.id, row.text if row.payload is None else row.payload, row.author, row.case_handle)

    def waiting_conversations(self) -> list[str]:
        """Conversations with a message that the engine has not answered (found when the gateway starts)."""
        with self._sessions() as session:
            return list(session.scalars(select(ChatMessage.conversation_id).where(*_IS_WAITING).distinct()))

    def record_turn(self, conversation_id: str, message_id: str, turn: Turn) -> None:
        """Keep the engine's answers to a message, in order, and that it is delivered. A second time changes nothing."""
        claim = (
            update(ChatMessage)
            .where(ChatMessage.id == message_id, ChatMessage.delivered_at.is_(None))
            .values(delivered_at=clock.now())
            .returning(ChatMessage.id)
        )
        with writing(self._sessions) as session:
            if session.scalar(claim) is None:
                return
            for reply in turn.replies:
                row = _reply(conversation_id, _next_seq(session, conversation_id), reply)
                row.asking, row.reply_to = turn.asking, message_id
                session.add(row)

    def lines_after(self, conversation_id: str, seq: int) -> list[Line]:
        """The next lines of the transcript after number `seq`, oldest first, at most `PAGE`."""
        statement = (
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id, ChatMessage.seq > seq, ChatMessage.author != SYSTEM)
            .order_by(ChatMessage.seq)
            .limit(PAGE)
        )
        with self._sessions() as session:
            return [_line(row) for row in session.scalars(statement)]

    def last_turn(self, conversation_id: str) -> list[Line]:
        """What the bot has said since anything was last said to it, oldest first."""
        in_talk = ChatMessage.conversation_id == conversation_id
        last = select(func.max(ChatMessage.seq)).where(in_talk, ChatMessage.author != BOT).scalar_subquery()
        statement = select(ChatMessage).where(in_talk, ChatMessage.seq > last).order_by(ChatMessage.seq)
        with self._sessions() as session:
            return [_line(row) for row in session.scalars(statement)]


_IS_WAITING = (ChatMessage.delivered_at.is_(None), ChatMessage.author != BOT)


def _message(conversation_id: str, *, seq: int, author: str, text: str, client_id: str | None = None) -> ChatMessage:
    return ChatMessage(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        seq=seq,
        author=author,
        text=text,
        client_id=client_id,
        created_at=clock.now(),
    )


def _reply(conversation_id: str, seq: int, reply: Reply) -> ChatMessage:
    row = _message(conversation_id, seq=seq, author=BOT, text=reply.text)
    row.buttons = [{"title": b.title, "payload": b.payload} for b in reply.buttons] or None
    row.custom = dict(reply.custom) if reply.custom else None
    return row


def _next_seq(session: Session, conversation_id: str, **changes: object) -> int:
    """Take the next number. The row stays locked to the end of the transaction: writers of one talk go in turn.

    `changes` are made to the conversation on the way.
    """
    statement = (
        update(ChatConversation)
        .where(ChatConversation.id == conversation_id)
        .values(last_seq=ChatConversation.last_seq + 1, **changes)
        .returning(ChatConversation.last_seq)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one()


def _seq_of(session: Session, conversation_id: str, client_id: str) -> int | None:
    return session.scalar(
        select(ChatMessage.seq).where(
            ChatMessage.conversation_id == conversation_id, ChatMessage.client_id == client_id
        )
    )


def _offered(session: Session, conversation_id: str, seq: int) -> Sequence[dict[str, str]]:
    """The buttons of a message of the bot to which the person has said nothing yet; of a summary, one for each line."""
    in_talk = ChatMessage.conversation_id == conversation_id
    answered = session.scalar(
        select(ChatMessage.id).where(in_talk, ChatMessage.author == PERSON, ChatMessage.seq > seq).limit(1)
    )
    if answered is not None:
        return ()
    offer = session.execute(
        select(ChatMessage.buttons, ChatMessage.custom).where(in_talk, ChatMessage.seq == seq)
    ).first()
    if offer is None:
        return ()
    return offer.buttons or [{"title": row["change"], "payload": row["label"]} for row in summary_of(offer.custom)]


def _line(row: ChatMessage) -> Line:
    return Line(
        seq=row.seq,
        author=row.author,
        text=row.text,
        at=row.created_at,
        client_id=row.client_id,
        buttons=tuple(button["title"] for button in row.buttons or ()),
        choice_of=row.choice_of,
        choice=row.choice,
        asking=row.asking,
        custom=row.custom,
    )
