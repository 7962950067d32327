"""Staff accounts: made with a one-time link, set up by their owner, opened by password and authenticator together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.console import secrets
from bot.console.audit import AuditLog
from bot.console.models import RecoveryCode, StaffAccount, StaffSession, Stage
from bot.console.roles import Role
from bot.database import writing
from bot.keyring import Keyring

LINK_HOURS = 72
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
ENROLLING = timedelta(minutes=20)
_NOTE_EACH = timedelta(minutes=1)
_LONGEST_NAME = 60
_LONGEST_BROWSER = 200


class AccountError(Exception):
    """An account cannot be made or changed so; the message says why and what to do."""


@dataclass(frozen=True)
class Who:
    """Somebody who is signed in, or is about to be (`stage`); `token` is what their browser holds."""

    account_id: int
    session_id: int
    name: str
    role: Role
    number: str | None
    stage: Stage
    token: str


@dataclass(frozen=True)
class SessionView:
    """One browser that is signed in."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class AccountView:
    """One account as the administrators see it."""

    name: str
    role: Role
    number: str | None
    created_at: datetime
    is_enrolled: bool
    is_disabled: bool
    sessions: int


class Accounts:
    """What can be done with accounts; safe to share between threads. `clock` gives the present moment, in real time."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        keyring: Keyring,
        audit: AuditLog,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sessions = sessions
        self._keyring = keyring
        self._audit = audit
        self._clock = clock

    def add(self, name: str, role: Role, by: str, *, number: str | None = None) -> str:
        """Make an account; gives the secret of its one-time link. Raises `AccountError` for a name that is taken."""
        name = plain_name(name)
        if not name or len(name) > _LONGEST_NAME or any(not symbol.isprintable() for symbol in name):
            raise AccountError(f"A name has 1 to {_LONGEST_NAME} letters, such as j.marsh.")
        token = secrets.new_token()
        with writing(self._sessions) as session:
            if _named(session, name) is not None:
                raise AccountError(f"There is an account {name} already. Use: candour staff link {name}")
            account = StaffAccount(name=name, role=role, staff_number=_number(number), created_at=self._clock())
            session.add(account)
            self._give_link(account, token)
            self._audit.add(session, by, "staff.added", name, {"role": role.value})
        return token

    def new_link(self, name: str, by: str) -> str:
        """A new one-time link, for whoever has lost password or authenticator. Raises `AccountError`."""
        token = secrets.new_token()
        with writing(self._sessions) as session:
            account = _must_be(session, name)
            self._give_link(account, token)
            self._audit.add(session, by, "staff.link_made", account.name, {})
        return token

    def disable(self, name: str, by: str) -> None:
        """Let nobody sign in to it any more, and end what is open. Raises `AccountError`."""
        with writing(self._sessions) as session:
            account = _must_be(session, name)
            account.disabled_at, account.link_hash = self._clock(), None
            self._end_sessions(session, account.id)
            self._audit.add(session, by, "staff.disabled", account.name, {})

    def change_role(self, name: str, role: Role, by: str, *, number: str | None = None) -> None:
        """Give an account another role and number; it counts from the next page on. Raises `AccountError`."""
        with writing(self._sessions) as session:
            account = _must_be(session, name)
            before = account.role
            account.role, account.staff_number = role, _number(number)
            detail = {"before": before.value, "after": role.value}
            self._audit.add(session, by, "staff.role_changed", account.name, detail)

    def open_link(self, token: str, password: str, browser: str) -> str | None:
        """Use a link to set a password; gives the token of a session that can only set up the authenticator.

        None for a link that is none or no more. What was set up before counts no more from here on.
        Raises `WeakPassword`.
        """
        with self._sessions() as session:
            account = self._of_link(session, token)
            if account is None:
                return None
            secrets.check_strength(password, account.name)
        kept = secrets.hash_password(password)  # slow: not while the database waits
        with writing(self._sessions) as session:
            account = self._of_link(session, token)
            if account is None:
                return None
            account.password_hash, account.enrolled_at = kept, None
            account.totp_sealed, account.totp_step = secrets.seal(self._keyring, secrets.new_totp_secret()), 0
            self._end_sessions(session, account.id)
            self._audit.add(session, account.name, "staff.link_used", account.name, {})
            return self._begin(session, account, Stage.ENROLLING, browser)

    def totp_secret(self, who: Who) -> str:
        """The secret that an authenticator is set up with. Raises `SealBroken`."""
        with self._sessions() as session:
            account = session.get_one(StaffAccount, who.account_id)
            return secrets.unseal(self._keyring, account.totp_sealed or "")

    def enrol(self, who: Who, code: str, browser: str) -> tuple[str, list[str]] | None:
        """Finish setting up with the first code; gives the token of the session and the recovery codes, shown once.

        None for a wrong code. The link is used up. Raises `SealBroken`.
        """
        with writing(self._sessions) as session:
            account = _locked(session, who.account_id)
            step = self._step(account, code)
            if step is None:
                return None
            codes = secrets.new_recovery_codes()
            session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
            for each in codes:
                session.add(RecoveryCode(account_id=account.id, code_hash=secrets.recovery_digest(account.id, each)))
            account.totp_step, account.enrolled_at = step, self._clock()
            account.link_hash = account.link_expires_at = None
            self._end_sessions(session, account.id)
            self._audit.add(session, account.name, "staff.enrolled", account.name, {})
            return self._begin(session, account, Stage.SIGNED_IN, browser), codes

    def sign_in(self, name: str, password: str, code: str, browser: str) -> str | None:
        """The token of a new session, if name, password and code are right together; else None, logged with its why.

        `code` is of the authenticator, each good once, or a recovery code. Raises `SealBroken`.
        """
        with self._sessions() as session:
            account = _named(session, plain_name(name))
            kept, known = (account.password_hash, account.id) if account else (None, None)
        is_right = secrets.is_password(kept, password)
        with writing(self._sessions) as session:
            if known is None:
                self._audit.add(session, "nobody", "sign_in.refused", None, {"why": "no such account"})
                return None
            account = _locked(session, known)
            why = self._refusal(session, account, is_right and account.password_hash == kept, code)
            if why is not None:
                self._audit.add(session, "nobody", "sign_in.refused", account.name, {"why": why})
                return None
            self._audit.add(session, account.name, "sign_in", account.name, {"browser": browser[:_LONGEST_BROWSER]})
            return self._begin(session, account, Stage.SIGNED_IN, browser)

    def sign_on(self, name: str, browser: str) -> str | None:
        """The token of a new session for whom the force's sign-on vouches; None, logged, if no account is in use."""
        with writing(self._sessions) as session:
            account = _named(session, plain_name(name)[:_LONGEST_NAME])
            if account is None or account.disabled_at is not None:
                why = "sign-on: no such account" if account is None else "sign-on: account disabled"
                about = account.name if account else None
                self._audit.add(session, "nobody", "sign_in.refused", about, {"why": why})
                return None
            detail = {"browser": browser[:_LONGEST_BROWSER], "by": "sign-on"}
            self._audit.add(session, account.name, "sign_in", account.name, detail)
            return self._begin(session, account, Stage.SIGNED_IN, browser)

    def find(self, token: str, browser: str) -> Who | None:
        """Who holds this session, if it has not ended and this is the browser it began in; notes that it was used."""
        query = sa.select(StaffSession).where(StaffSession.token_hash == secrets.digest(token), *self._alive())
        with self._sessions() as session:
            row = session.scalar(query)
            if row is None or row.account.disabled_at is not None or row.browser != browser[:_LONGEST_BROWSER]:
                return None
            account = row.account
            who = Who(account.id, row.id, account.name, account.role, account.staff_number, row.stage, token)
            stale = self._clock() - row.seen_at >= _NOTE_EACH
        if stale:
            with writing(self._sessions) as session:
                session.execute(
                    sa.update(StaffSession).where(StaffSession.id == who.session_id).values(seen_at=self._clock())
                )
        return who

    def refuse(self, token: str, browser: str) -> None:
        """Log that a session which `find` did not give was tried; one that another browser holds is stolen, and ends.

        A token that never was a session's is nothing: visitors who are not signed in have one too.
        """
        with writing(self._sessions) as session:
            row = session.scalar(sa.select(StaffSession).where(StaffSession.token_hash == secrets.digest(token)))
            if row is None:
                return
            why = "ended" if row.ended_at else "too old"
            if row.browser != browser[:_LONGEST_BROWSER]:
                why, row.ended_at = "another browser", row.ended_at or self._clock()
            self._audit.add(session, "nobody", "session.refused", row.account.name, {"why": why, "session": row.id})

    def sessions_of(self, who: Who) -> tuple[SessionView, ...]:
        """The browsers that are signed in to the account, the latest used first."""
        query = sa.select(StaffSession).where(StaffSession.account_id == who.account_id, *self._alive())
        with self._sessions() as session:
            rows = session.scalars(query.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()))
            return tuple(SessionView(row.id, row.browser, row.created_at, row.seen_at) for row in rows)

    def end(self, who: Who, session_id: int | None = None) -> bool:
        """End one session of the account, by default the present one; false if it is not one of theirs."""
        wanted = who.session_id if session_id is None else session_id
        with writing(self._sessions) as session:
            row = session.get(StaffSession, wanted)
            if row is None or row.account_id != who.account_id or row.ended_at is not None:
                return False
            row.ended_at = self._clock()
            action = "signed_out" if wanted == who.session_id else "session.ended"
            self._audit.add(session, who.name, action, who.name, {"session": wanted})
            return True

    def all(self) -> tuple[AccountView, ...]:
        """All accounts by name."""
        with self._sessions() as session:
            open_ones = sa.select(StaffSession.account_id, sa.func.count()).where(*self._alive())
            counts = dict(session.execute(open_ones.group_by(StaffSession.account_id)).tuples().all())
            return tuple(
                AccountView(
                    row.name,
                    row.role,
                    row.staff_number,
                    row.created_at,
                    row.enrolled_at is not None,
                    row.disabled_at is not None,
                    counts.get(row.id, 0),
                )
                for row in session.scalars(sa.select(StaffAccount).order_by(StaffAccount.name))
            )

    def _refusal(self, session: Session, account: StaffAccount, is_right: bool, code: str) -> str | None:
        """Why this sign-in is refused, if it is; otherwise the code is used up."""
        if not is_right:
            return "wrong password"
        if account.disabled_at is not None:
            return "account disabled"
        if account.enrolled_at is None:
            return "not set up"
        step = self._step(account, code)
        if step is not None:
            account.totp_step = step
            return None
        recovery = session.scalar(
            sa.select(RecoveryCode).where(
                RecoveryCode.account_id == account.id,
                RecoveryCode.code_hash == secrets.recovery_digest(account.id, code),
                RecoveryCode.used_at.is_(None),
            )
        )
        if recovery is not None:
            recovery.used_at = self._clock()
            self._audit.add(session, account.name, "recovery_code.used", account.name, {})
            return None
        return "code used before" if self._step(account, code, after=-1) is not None else "wrong code"

    def _step(self, account: StaffAccount, code: str, after: int | None = None) -> int | None:
        secret = secrets.unseal(self._keyring, account.totp_sealed or "")
        now = self._clock().timestamp()
        return secrets.totp_step(secret, code, now, account.totp_step if after is None else after)

    def _give_link(self, account: StaffAccount, token: str) -> None:
        account.link_hash = secrets.digest(token)
        account.link_expires_at = self._clock() + timedelta(hours=LINK_HOURS)
        account.disabled_at = None

    def _of_link(self, session: Session, token: str) -> StaffAccount | None:
        query = sa.select(StaffAccount).where(
            StaffAccount.link_hash == secrets.digest(token.strip()), StaffAccount.link_expires_at > self._clock()
        )
        return session.scalar(query.with_for_update())

    def _begin(self, session: Session, account: StaffAccount, stage: Stage, browser: str) -> str:
        token, now = secrets.new_token(), self._clock()
        session.add(
            StaffSession(
                account_id=account.id,
                token_hash=secrets.digest(token),
                stage=stage,
                browser=browser[:_LONGEST_BROWSER],
                created_at=now,
                seen_at=now,
            )
        )
        return token

    def _end_sessions(self, session: Session, account_id: int) -> None:
        session.execute(
            sa.update(StaffSession)
            .where(StaffSession.account_id == account_id, StaffSession.ended_at.is_(None))
            .values(ended_at=self._clock())
        )

    def _alive(self) -> tuple[sa.ColumnElement[bool], ...]:
        now = self._clock()
        return (
            StaffSession.ended_at.is_(None),
            StaffSession.seen_at > now - IDLE,
            StaffSession.created_at
            > sa.case(
                (StaffSession.stage == Stage.ENROLLING, sa.literal(now - ENROLLING, StaffSession.created_at.type)),
                else_=sa.literal(now - LONGEST, StaffSession.created_at.type),
            ),
        )


def plain_name(name: str) -> str:
    """A name as it is kept: however it is typed to sign in, it is one."""
    return " ".join(name.casefold().split())


def _number(number: str | None) -> str | None:
    return (number or "").strip().upper() or None


def _named(session: Session, name: str) -> StaffAccount | None:
    return session.scalar(sa.select(StaffAccount).where(StaffAccount.name == name))


def _must_be(session: Session, name: str) -> StaffAccount:
    account = _named(session, plain_name(name))
    if account is None:
        raise AccountError(f"There is no account {plain_name(name)}. See: candour staff list")
    return account


def _locked(session: Session, account_id: int) -> StaffAccount:
    """The account, for this transaction alone: a code is not taken twice at once."""
    return session.scalars(sa.select(StaffAccount).where(StaffAccount.id == account_id).with_for_update()).one()
