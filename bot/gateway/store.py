"""What the chat remembers: short, synchronous transactions, safe with several gateways on one database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select, text, update
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
IDLE_LIMIT = timedelta(hours=24)
"""A session that was not used for so long no longer opens its conversation."""
PAGE = 200
"""Lines read from the database at a time."""


@dataclass(frozen=True)
class Waiting:
    """A message that the engine has not answered yet; `id` lets the engine recognise it if it comes again."""

    id: str
    text: str
    author: str
    case: str | None = None


class ChatStore:
    """Sessions, conversations and messages. Every method is one transaction and may raise `DatabaseError`."""

    def __init__(self, engine: Engine) -> None:
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

    def conversation_of(self, token_hash: str) -> str | None:
        """The conversation that a session opens, or nothing if it is unknown or was idle for too long."""
        now = clock.now()
        statement = (
            update(ChatSession)
            .where(ChatSession.token_hash == token_hash, ChatSession.last_seen_at > now - IDLE_LIMIT)
            .values(last_seen_at=now)
            .returning(ChatSession.conversation_id)
        )
        with writing(self._sessions) as session:
            return session.scalar(statement)

    def add_text(
        self, conversation_id: str, client_id: str, text: str, *, hint: Reply | None = None, is_heard: bool = False
    ) -> int:
        """Keep what the person wrote; give its number. The same client id again changes nothing, gives the same.

        `hint` is what we say to it ourselves; `is_heard` keeps it from the engine, which has nothing to add.
        """
        with writing(self._sessions) as session:
            seq = _next_seq(session, conversation_id)
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


def _next_seq(session: Session, conversation_id: str) -> int:
    """Take the next number. The row stays locked to the end of the transaction: writers of one talk go in turn."""
    statement = (
        update(ChatConversation)
        .where(ChatConversation.id == conversation_id)
        .values(last_seq=ChatConversation.last_seq + 1)
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
