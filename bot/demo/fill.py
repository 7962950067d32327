"""Fills an empty database with the demonstration, the same for the same seed, day and number of complaints."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.access import Access
from bot.casework.commands import FileComplaint
from bot.casework.errors import CaseworkError
from bot.casework.forwarded_rows import read_row
from bot.casework.models import Complaint, Message
from bot.casework.references import new_reference
from bot.casework.service import Casework
from bot.casework.staff_models import StaffRole
from bot.casework.states import State
from bot.casework.stations import load_gazetteer
from bot.clock import LONDON
from bot.database import writing
from bot.demo.lives import WAYS, Way, schedule
from bot.demo.moment import Moment, evening
from bot.demo.script import Script
from bot.demo.staff import register_csv
from bot.demo.talks import Person, Talk, talk
from bot.demo.transcript import write_talk
from bot.demo.walking import Walker
from bot.intake.reading import read_complaint
from bot.keyring import Keyring
from bot.policy import Rulebook
from bot.settings import ROOT

FORWARDED_SHARE = 0.08
# Where there is most to see by chat, first.
_WORTH_SEEING = (
    State.OUTCOME_PROPOSED,
    State.INVESTIGATING,
    State.RESOLVING,
    State.IN_CONTACT,
    State.CLOSED,
    State.RECORDED,
    State.PLAN_AGREED,
    State.CALLBACK_DUE,
    State.AWAITING_CONFIRMATION,
    State.ALLOCATED,
)


class NotEmpty(CaseworkError):
    """The database has complaints already: real and invented ones must never stand side by side."""


@dataclass(frozen=True)
class Shown:
    """A complaint of the demonstration that can be looked at by chat: its reference, its code and where it stands."""

    reference: str
    code: str
    state: State


class Demo:
    """The demonstration for one database; `now` is the moment that it has come to."""

    def __init__(self, sessions: sessionmaker[Session], *, seed: int, now: datetime, rulebook: Rulebook) -> None:
        self._sessions = sessions
        self._rng = random.Random(seed)  # noqa: S311 - nothing here is secret
        self._now = now
        self._moment = Moment(now)
        self._script = Script(self._rng)
        self._rulebook = rulebook
        self.casework = Casework(
            sessions,
            clock=self._moment,
            references=lambda: new_reference(self._rng.randrange),
            rulebook=rulebook,
        )
        self._conversations: dict[str, str] = {}

    def fill(self, count: int) -> Counter[State]:
        """Make the staff and `count` complaints; gives how many stand in each state. Raises `NotEmpty`."""
        with self._sessions() as session:
            if session.scalar(sa.select(Complaint.id).limit(1)) is not None:
                raise NotEmpty(
                    "There are complaints in this database already: name an empty one for the demonstration."
                )
        stations = load_gazetteer(ROOT / "data" / "gazetteer").stations.values()
        self.casework.register.import_csv(register_csv(stations, self._script).splitlines(keepends=True))
        self._assessors = [each.name for each in self.casework.register.list(role=StaffRole.ASSESSOR)]
        states: Counter[State] = Counter()
        # Every way once, so that each state can be seen; the others as often as they come.
        ways = [*WAYS, *self._rng.choices(WAYS, [way.weight for way in WAYS], k=max(0, count - len(WAYS)))][:count]
        for number, way in enumerate(ways):
            states[self._live(number, way)] += 1
        with writing(self._sessions) as session:
            # The mails of invented people were never meant to leave.
            session.execute(sa.update(Message).values(sent_at=Message.created_at, attempts=1))
        return states

    def show(self, keyring: Keyring, count: int) -> list[Shown]:
        """Give codes to some complaints, to look at by chat. Codes are random, whatever the seed."""
        self._moment.begin(self._now)
        access = Access(self.casework.desk, keyring)
        first: dict[State, str] = {}
        for complaint in self.casework.list(limit=10_000):
            if complaint.reference in self._conversations:
                first.setdefault(complaint.state, complaint.reference)
        chosen = [(state, first[state]) for state in _WORTH_SEEING if state in first][:count]
        codes = {ref: access.give_code(self._conversations[ref], ref).code for _, ref in chosen}
        return [Shown(reference, codes[reference], state) for state, reference in chosen]

    def _live(self, number: int, way: Way) -> State:
        rng, script = self._rng, self._script
        is_forwarded = way.wish == "record" and number >= len(WAYS) and rng.random() < FORWARDED_SHARE
        method = rng.choices(["email", "phone", "post", "none"], [60, 30, 6, 4])[0]
        if way.wish == "callback" or {"agree", "dispute", "reply"} & set(way.steps):
            method = "phone" if way.wish == "callback" else "email"
        steps = schedule(way, is_referred=True, rng=rng)
        passed = sum(days for _, days in steps) + rng.randint(*way.idle)
        told_at = evening((self._now - timedelta(days=passed)).astimezone(LONDON).date(), rng)
        self._moment.begin(told_at)
        person = Person(script, script.name(), way.wish, method, self._moment().astimezone(LONDON).date())
        reference = self._forward(number, person) if is_forwarded else self._file(person)
        return self._walk(reference, person, steps)

    def _walk(self, reference: str, person: Person, steps: list[tuple[str, int]]) -> State:
        walker = Walker(
            self.casework, self._script, self._moment, reference, person.name, self._rng.choice(self._assessors)
        )
        is_referred = bool(self.casework.show(reference).referral.grounds)
        for step, days in steps:
            self._moment.go_on(days, self._rng)
            if is_referred or step not in ("refer", "returned"):
                walker.take(step)
        return self.casework.show(reference).state

    def _file(self, person: Person) -> str:
        finished = self._talk(person)
        conversation = f"{self._rng.getrandbits(128):032x}"
        decision = {**finished.decision.as_dict(), "words": finished.words}
        command = FileComplaint(conversation, 1, finished.facts, decision, self._moment())
        reference = self.casework.record(command).reference
        with writing(self._sessions) as session:
            write_talk(session, conversation, finished, reference, self._moment(), self._script)
        self._conversations[reference] = conversation
        return reference

    def _talk(self, person: Person) -> Talk:
        """A talk that ends as the way wants it; accounts that the policy takes elsewhere are told another time."""
        wanted = {"late": "not_progressed", "repeat": "not_progressed"}.get(person.wish, person.wish)
        for _ in range(200):
            topic = None
            account = self._rng.choice(self._script.accounts)
            if wanted in ("explain", "callback"):
                topic = self._rng.choice(list(self._script.lines["explained"]))
                account = self._script.lines["explained"][topic]
            finished = talk(person, account, topic, self._rulebook)
            if finished.decision.route == wanted:
                return finished
        raise RuntimeError(f"no account leads to {wanted}")

    def _forward(self, number: int, person: Person) -> str:
        account = self._rng.choice(self._script.accounts)
        day = person.told_on.isoformat()
        row = {"reference": f"{person.told_on.year}/{number:06}", "received_on": day, "what_happened": account}
        email = f"{person.name.lower().replace(' ', '.')}@example.org"
        forwarded = read_row({**row, "complainant_name": person.name, "email": email}, self._now.date())
        report = self.casework.forwarded.take(forwarded, read_complaint(account, person.told_on))
        return str(report.reference)
