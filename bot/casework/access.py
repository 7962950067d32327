"""Who may open what: secret codes to complaints and talks, one-time links to a new code, and cases open in a talk.

A code has 85 random bits, so that a keyed hash keeps it (docs/adr/0013-codes.md): a stolen database without the key
opens nothing, and guessing is hopeless at any speed. What is wrong about a reference and a code together is never said,
and finding out takes the same work whatever it is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.access_models import AccessCode, CodeKind, OpenCase
from bot.casework.changes import add_event
from bot.casework.code_store import CodeStore, derived_code
from bot.casework.desk import COMPLAINANT, By, Change, Desk
from bot.casework.errors import CaseworkError
from bot.casework.models import Complaint, EventKind, Message, Role
from bot.casework.references import parse_reference
from bot.casework.telling import CODE_CHANGED, CODE_LINK
from bot.codes import parse_code
from bot.database import writing
from bot.keyring import Keyring

CASE_IDLE = timedelta(minutes=30)
"""A case that nobody asked about for so long is closed; the code opens it again."""
CASE_LONGEST = timedelta(hours=12)
RECORDED_HERE_FOR = timedelta(hours=2)
LINK_GOOD_FOR = timedelta(hours=24)
LINKS_A_DAY = 3
"""Links to one complaint within 24 hours: more would only fill somebody's letterbox."""


class NothingRecorded(CaseworkError, LookupError):
    """No complaint, or none with this reference, was recorded in this talk."""


class AlreadyGiven(CaseworkError):
    """The complaint has a code already: it cannot be shown again, only replaced."""


@dataclass(frozen=True)
class Given:
    """A complaint's code, for the only time."""

    reference: str
    code: str


class Access:
    """Gives codes and opens what they open; safe to share between threads. Every method may raise `DatabaseError`."""

    def __init__(self, desk: Desk, keyring: Keyring) -> None:
        self._desk = desk
        self._sessions = desk.sessions
        self._clock = desk.clock
        self._keyring = keyring
        self._codes = CodeStore(keyring, desk.clock)

    def give_code(self, conversation_id: str, reference: str | None = None, *, anew: bool = False) -> Given:
        """The code of a complaint that was recorded in this talk: the one named, or else the last.

        Raises `MistypedReference`, `NothingRecorded`; and `AlreadyGiven` unless `anew`, which ends the code before.
        """
        recorded = sa.select(Complaint.reference).filter_by(conversation_id=conversation_id)
        if reference is not None:
            recorded = recorded.where(Complaint.reference == parse_reference(reference))
        with self._sessions() as session:
            found = session.scalar(recorded.order_by(Complaint.number.desc()).limit(1))
        if found is None:
            raise NothingRecorded("no complaint was recorded in this talk")
        with self._desk.changing(found, By(COMPLAINANT, "shown in the talk that recorded it")) as change:
            had_one = self._codes.has_code(change.session, change.complaint.id)
            if had_one and not anew:
                raise AlreadyGiven("the code of this complaint was shown before")
            return self._give(change, "replace_code" if had_one else "give_code")

    def give_talk_code(self, conversation_id: str) -> str:
        """A code that opens this talk on another day; one that was given before is good no more.

        It is good for as long as a talk is kept that leads to no complaint.
        """
        expires_at = self._clock() + timedelta(days=self._desk.rulebook.retention.talk_days)
        with writing(self._sessions) as session:
            return self._codes.replace(session, CodeKind.TALK, conversation_id=conversation_id, expires_at=expires_at)

    def talk_of(self, code: str) -> str | None:
        """The talk that a code opens; None if it opens none. Raises `MistypedCode`."""
        query = sa.select(AccessCode.conversation_id).where(*self._codes.is_good(CodeKind.TALK, parse_code(code)))
        with self._sessions() as session:
            return session.scalar(query)

    def open_case(self, reference: str, code: str, conversation_id: str) -> str | None:
        """A handle for the complaint, good in this talk only; None if reference and code do not open one.

        Raises `MistypedReference` or `MistypedCode`, which say nothing about what there is.
        """
        reference, code = parse_reference(reference), parse_code(code)
        by_code = sa.select(AccessCode.complaint_id).where(*self._codes.is_good(CodeKind.COMPLAINT, code))
        by_name = sa.select(Complaint.id).where(Complaint.reference == reference)
        with self._sessions() as session:
            # One question for both, the same whatever is wrong.
            opened, named = session.execute(sa.select(by_code.scalar_subquery(), by_name.scalar_subquery())).one()
        if opened is None or opened != named:
            return None
        return self._open(opened, conversation_id)

    def open_recorded_here(self, reference: str, conversation_id: str) -> str | None:
        """A handle for a complaint that this talk has just recorded: who has told it need not prove that it is theirs.

        None if it was another talk, or longer ago. Raises `MistypedReference`.
        """
        recorded = sa.select(Complaint.id).where(
            Complaint.reference == parse_reference(reference),
            Complaint.conversation_id == conversation_id,
            Complaint.created_at > self._clock() - RECORDED_HERE_FOR,
        )
        with self._sessions() as session:
            complaint_id = session.scalar(recorded)
        return None if complaint_id is None else self._open(complaint_id, conversation_id)

    def case_of(self, handle: str, conversation_id: str) -> str | None:
        """The reference of the case that a handle opens in this talk, and stays open; None if it is open no more."""
        now = self._clock()
        use = (
            sa.update(OpenCase)
            .where(
                OpenCase.handle == handle,
                OpenCase.conversation_id == conversation_id,
                OpenCase.closed_at.is_(None),
                OpenCase.used_at > now - CASE_IDLE,
                OpenCase.opened_at > now - CASE_LONGEST,
            )
            .values(used_at=now)
            .returning(OpenCase.complaint_id)
        )
        with writing(self._sessions) as session:
            complaint_id = session.scalar(use)
            return session.scalar(sa.select(Complaint.reference).where(Complaint.id == complaint_id))

    def close_case(self, conversation_id: str) -> None:
        """Close whatever case is open in this talk."""
        with writing(self._sessions) as session:
            self._close(session, conversation_id)

    def send_link(self, reference: str) -> bool:
        """Write a one-time link to a new code to the address on the complaint; whether there was one to write to.

        What is told to whoever asked must not depend on the answer. Raises `MistypedReference`.
        """
        with self._sessions() as session:
            known = session.scalar(sa.select(Complaint.id).where(Complaint.reference == parse_reference(reference)))
        if known is None:
            return False
        with self._desk.changing(reference, By(COMPLAINANT, "asked for by reference")) as change:
            session, complaint = change.session, change.complaint
            email = _email(complaint)
            if email is None or self._links_today(session, complaint) >= LINKS_A_DAY:
                return False
            nonce, key_id = secrets.token_hex(16), self._keyring.current
            self._codes.keep(
                session,
                CodeKind.LINK,
                derived_code(self._keyring, key_id, nonce),
                complaint_id=complaint.id,
                expires_at=self._clock() + LINK_GOOD_FOR,
            )
            _write(change, email, CODE_LINK, {"key_id": key_id, "nonce": nonce})
            add_event(complaint, EventKind.ACCESS, "send_link", None, "email", change.occasion)
        return True

    def use_link(self, code: str) -> Given | None:
        """A new code for a one-time link, which is used up; None if it opens nothing. Raises `MistypedCode`."""
        good = self._codes.is_good(CodeKind.LINK, parse_code(code))
        leads_to = sa.select(Complaint.reference).join(AccessCode, AccessCode.complaint_id == Complaint.id).where(*good)
        with self._sessions() as session:
            reference = session.scalar(leads_to)
        if reference is None:
            return None
        with self._desk.changing(reference, By(COMPLAINANT, "by the link in a mail")) as change:
            spend = sa.update(AccessCode).where(*good).values(ended_at=self._clock()).returning(AccessCode.id)
            if change.session.scalar(spend) is None:  # somebody was faster with the same link
                return None
            if email := _email(change.complaint):
                _write(change, email, CODE_CHANGED, {})
            return self._give(change, "use_link")

    def lost_keys(self) -> set[str]:
        """The keys of codes that are good, but are not at hand: those codes open nothing any more."""
        with self._sessions() as session:
            return self._codes.lost_keys(session)

    def _open(self, complaint_id: int, conversation_id: str) -> str:
        now = self._clock()
        case = OpenCase(
            handle=secrets.token_hex(16),
            complaint_id=complaint_id,
            conversation_id=conversation_id,
            opened_at=now,
            used_at=now,
        )
        with writing(self._sessions) as session:
            self._close(session, conversation_id)
            session.add(case)
        return case.handle

    def _give(self, change: Change, trigger: str) -> Given:
        complaint = change.complaint
        code = self._codes.replace(change.session, CodeKind.COMPLAINT, complaint_id=complaint.id)
        add_event(complaint, EventKind.ACCESS, trigger, None, "code", change.occasion)
        return Given(complaint.reference, code)

    def _close(self, session: Session, conversation_id: str) -> None:
        still_open = sa.update(OpenCase).filter_by(conversation_id=conversation_id, closed_at=None)
        session.execute(still_open.values(closed_at=self._clock()))

    def _links_today(self, session: Session, complaint: Complaint) -> int:
        since = self._clock() - timedelta(days=1)
        links = sa.select(sa.func.count()).where(
            AccessCode.kind == CodeKind.LINK, AccessCode.complaint_id == complaint.id, AccessCode.made_at > since
        )
        return session.scalar(links) or 0


def _write(change: Change, email: str, template: str, payload: dict[str, str]) -> None:
    complaint = change.complaint
    complaint.messages.append(
        Message(
            key=f"{template}:{complaint.reference}:{secrets.token_hex(8)}",
            template=template,
            recipient=email,
            payload={"reference": complaint.reference, **payload},
            created_at=change.occasion.at,
        )
    )


def _email(complaint: Complaint) -> str | None:
    """The address that the person gave, whatever way they prefer: who asks for a link asks for a mail."""
    return next((person.email for person in complaint.persons if person.role is Role.COMPLAINANT), None)
