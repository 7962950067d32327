"""The outbox: which emails are due, who is sending them, how each attempt went, and what operators see of it.

An email is claimed by setting its next attempt to after the time that sending can take. A worker that dies leaves its
claims to run out; one that was too slow finds that the claim is no longer its own. So two never send one email at the
same time, and none is forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot import clock as real_clock
from bot.casework.models import Complaint, Message, Person, Role
from bot.database import writing
from bot.notifications.letters import Mail

BATCH = 20
CLAIM = timedelta(minutes=10)
"""How long a claim holds; a batch that cannot be done in the time is let go."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
MOST_ATTEMPTS = 60
"""With these pauses the last attempt is more than four days after the first."""
UNDELIVERED = "undelivered"

_WAITS = (Message.sent_at.is_(None), Message.given_up_at.is_(None))


@dataclass(frozen=True)
class OutboxEntry:
    """One email as operators see it: where it is on its way, and why; no more of the address than tells it apart."""

    id: int
    template: str
    reference: str | None
    recipient: str
    created_at: datetime
    attempts: int
    next_attempt_at: datetime
    given_up_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class OutboxCounts:
    """How many emails wait and were given up, and since when the oldest waits."""

    waiting: int
    given_up: int
    oldest_waiting_since: datetime | None


class Outbox:
    """The emails of the database; every method is one transaction.

    `staff_mailbox` is told when an email to a complainant is given up. `jitter()` gives a factor for each pause, so
    that what failed together does not come back together.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        clock: Callable[[], datetime] = real_clock.now,
        *,
        staff_mailbox: str | None = None,
        jitter: Callable[[], float] = lambda: random.uniform(0.75, 1.25),  # noqa: S311 - no secret
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._staff_mailbox = staff_mailbox
        self._jitter = jitter

    def claim(self, limit: int = BATCH) -> list[Mail]:
        """Take the emails that are due, the longest due first; nobody else gets them while the claim holds."""
        now = self._clock()
        due = (
            sa.select(Message.id)
            .where(*_WAITS, Message.next_attempt_at <= now)
            .order_by(Message.next_attempt_at, Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with writing(self._sessions) as session:
            ids = list(session.scalars(due))
            if not ids:
                return []
            session.execute(
                sa.update(Message)
                .where(Message.id.in_(ids))
                .values(attempts=Message.attempts + 1, next_attempt_at=now + CLAIM)
                .execution_options(synchronize_session=False)
            )
            rows = session.scalars(sa.select(Message).where(Message.id.in_(ids)).order_by(Message.id))
            names = _names(session, ids)
            return [_mail(row, names.get(row.id)) for row in rows]

    def mark_sent(self, mail: Mail) -> bool:
        """Note that the email was taken; False if the claim was not ours any more."""
        return self._finish(mail, sent_at=self._clock(), last_error=None)

    def put_off(self, mail: Mail, reason: str, *, tell_staff: bool = False) -> bool:
        """Try the email again later, each time after a longer pause; after the last attempt it is given up."""
        if mail.attempts >= MOST_ATTEMPTS:
            reason = f"given up after {mail.attempts} attempts; the last time: {reason}"
            return self.give_up(mail, reason, tell_staff=tell_staff)
        pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 20), LONGEST_PAUSE) * self._jitter()
        return self._finish(mail, next_attempt_at=self._clock() + pause, last_error=reason)

    def give_up(self, mail: Mail, reason: str, *, tell_staff: bool = False) -> bool:
        """Keep the email as one that cannot be delivered, until an operator retries it; False as in `mark_sent`.

        With `tell_staff` the team learns that the complainant has to be reached in another way.
        """
        now = self._clock()
        with writing(self._sessions) as session:
            own = _own(mail).values(given_up_at=now, last_error=reason).returning(Message.complaint_id)
            row = session.execute(own).first()
            if row is not None and tell_staff and self._staff_mailbox:
                session.add(_notice(mail, row.complaint_id, self._staff_mailbox, now))
            return row is not None

    def let_go(self, mails: Collection[Mail], reason: str | None = None) -> None:
        """Give claimed emails back as they were: it was not on them that they were not sent."""
        now = self._clock()
        with writing(self._sessions) as session:
            for mail in mails:
                values = {"attempts": Message.attempts - 1, "next_attempt_at": now, "last_error": reason}
                session.execute(_own(mail).values(values))

    def entries(self, *, given_up: bool, limit: int) -> list[OutboxEntry]:
        """Emails that were given up or, if not `given_up`, that still wait; the oldest first."""
        which = (Message.given_up_at.is_not(None),) if given_up else _WAITS
        query = (
            sa.select(Message, Complaint.reference)
            .outerjoin(Complaint, Complaint.id == Message.complaint_id)
            .where(*which)
            .order_by(Message.id)
            .limit(limit)
        )
        with self._sessions() as session:
            return [_entry(row, reference) for row, reference in session.execute(query)]

    def counts(self) -> OutboxCounts:
        """How the outbox stands."""
        waits = sa.and_(*_WAITS)
        query = sa.select(
            sa.func.count().filter(waits),
            sa.func.count().filter(Message.given_up_at.is_not(None)),
            sa.func.min(Message.created_at).filter(waits),
        )
        with self._sessions() as session:
            return OutboxCounts(*session.execute(query).one())

    def retry(self, ids: Sequence[int] | None = None) -> int:
        """Let emails that were given up, or that wait for their next attempt, be tried at once; None: all given up.

        Gives how many.
        """
        which = (Message.given_up_at.is_not(None),) if ids is None else (Message.id.in_(ids), Message.sent_at.is_(None))
        anew = sa.update(Message).where(*which).returning(Message.id)
        with writing(self._sessions) as session:
            changed = session.scalars(anew.values(given_up_at=None, attempts=0, next_attempt_at=self._clock()))
            return len(changed.all())

    def _finish(self, mail: Mail, **values: object) -> bool:
        with writing(self._sessions) as session:
            return session.scalar(_own(mail).values(**values).returning(Message.id)) is not None


def _own(mail: Mail) -> sa.Update:
    """The row of an email, as long as the claim on it is the one that `mail` came from."""
    mine = (Message.id == mail.id, Message.attempts == mail.attempts, *_WAITS)
    return sa.update(Message).where(*mine).execution_options(synchronize_session=False)


def _notice(mail: Mail, complaint_id: int | None, staff_mailbox: str, now: datetime) -> Message:
    return Message(
        complaint_id=complaint_id,
        key=f"{UNDELIVERED}:{mail.id}:{now.isoformat()}",
        template=UNDELIVERED,
        recipient=staff_mailbox,
        payload={key: value for key, value in mail.payload.items() if key == "reference"},
        created_at=now,
    )


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The complainant's name for each email that goes to the address they gave."""
    theirs = sa.and_(
        Person.complaint_id == Message.complaint_id,
        Person.role == Role.COMPLAINANT,
        Person.email == Message.recipient,
    )
    query = sa.select(Message.id, Person.name).join(Person, theirs).where(Message.id.in_(ids))
    return {mail: name for mail, name in session.execute(query) if name}


def _mail(row: Message, name: str | None) -> Mail:
    return Mail(
        id=row.id,
        key=row.key,
        template=row.template,
        recipient=row.recipient,
        payload=row.payload,
        attempts=row.attempts,
        name=name,
    )


def _entry(row: Message, reference: str | None) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        template=row.template,
        reference=reference,
        recipient=masked(row.recipient),
        created_at=row.created_at,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        given_up_at=row.given_up_at,
        reason=row.last_error,
    )


def masked(recipient: str) -> str:
    """An address of which only the first letter and the domain can be read."""
    user, at, domain = recipient.rpartition("@")
    return f"{user[:1]}***{at}{domain}"
