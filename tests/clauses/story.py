"""A story: talks with the assistant, the casework behind it, a register of staff, and a clock that can be moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent

from actions import resources
from bot.casework.access import Given
from bot.casework.allocation import Declaration
from bot.casework.assessment import Assessed
from bot.casework.clocks import Clocks, Due
from bot.casework.code_store import derived_code
from bot.casework.contacts import Made
from bot.casework.desk import By
from bot.casework.models import Complaint, Message
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.telling import CODE_LINK
from bot.casework.views import ComplaintView
from bot.casework.work_models import Channel, Side
from bot.database import make_engine, make_sessions
from tests.dialogue.driver import Said, Talk
from tests.integration.casework.walking import REGISTER

MOST_TURNS = 30
# What somebody says who wants to be reached and has nothing to add.
ANSWERS = {
    "about_met": "Yes",
    "explanation_helpful": "No, it does not",
    "callback_wanted": "No, record my complaint",
    "referral_grounds": "None of these",
    "incident_date": "on 12 November 2026",
    "complained_before": "No",
    "complainant_name": "Grace Obi",
    "contact_method": "by email",
    "email": "grace@example.org",
    "phone": "020 7946 0123",
    "details_confirmed": "yes",
}
STAFF = By("DS Kay", "as the work needs")
PERSON = By("complainant", "by chat")
NO_CONNECTION = Declaration(is_connected=False, words="I know nobody who is named in it.")
RUDE = "PC Hale at Lewisham police station was rude to me on 12 November, he told me to shut up and walked off"
ROUGH = "On 12 November PC Hale shoved me against a wall in Walworth Road, SE17, and called me a liar for no reason"
HURT = "On 12 November two officers in Brixton pushed me to the ground and broke my wrist, it was in plaster"
PLAN = PlanContent(
    issues=("The officer was rude",),
    steps=(Step("Speak with the officer and watch the video", "the handler"),),
    wanted="An apology",
)


@dataclass
class Opened:
    """A talk about a complaint that is open, and what was said last."""

    talk: Talk
    said: Said

    async def say(self, *words: str) -> str:
        """Say this, one after the other; gives what is answered to the last."""
        for text in words:
            self.said = await self.talk.say(text)
        return self.said.text


class Story:
    """What happens to one person and their complaint."""

    def __init__(self, agent: Agent, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._agent = agent
        self._monkeypatch = monkeypatch
        self._sessions = make_sessions(make_engine(url))
        self.casework = Casework(self._sessions)
        self.casework.register.import_csv(REGISTER.splitlines())
        self.heard: list[Said] = []
        self._talks: dict[str, str] = {}

    def at(self, moment: str) -> None:
        """Let it be that moment, in London, for everybody."""
        self._monkeypatch.setenv("CANDOUR_CLOCK", moment)

    async def tell(self, *words: str, **answers: str | tuple[str, ...]) -> str:
        """Tell a complaint in a new talk and answer what is asked, to the end; gives the reference.

        Several answers to one question are given in turn, each time it is asked.
        """
        talk, said = await self._talk(*words, **answers)
        reference = str(said.slots["complaint_reference"])
        self._talks[reference] = talk.sender
        return reference

    async def open(self, reference: str) -> Opened:
        """The owner comes another day and opens the complaint with its code, as the widget's form does."""
        access, talk = resources.access(), Talk(self._agent)
        conversation = self._talks.get(reference)
        given = access.give_code(conversation, reference, anew=True) if conversation else self._by_link(reference)
        handle = access.open_case(given.reference, given.code, talk.sender)
        assert handle is not None
        return Opened(talk, await talk.say("show my complaint", case=handle))

    def _by_link(self, reference: str) -> Given:
        """The code for whoever never talked with us: through the one-time link in a mail to their address."""
        access = resources.access()
        assert access.send_link(reference)
        query = sa.select(Message.payload).join(Complaint).where(Complaint.reference == reference)
        with self._sessions() as session:
            payload = session.scalars(query.where(Message.template == CODE_LINK)).one()
        given = access.use_link(derived_code(resources.keyring(), payload["key_id"], payload["nonce"]))
        assert given is not None
        return given

    async def _talk(self, *words: str, **answers: str | tuple[str, ...]) -> tuple[Talk, Said]:
        talk = Talk(self._agent)
        self.heard = [await talk.say(text) for text in words]
        for _ in range(MOST_TURNS):
            asked = self.heard[-1].asked
            if asked is None:
                return talk, self.heard[-1]
            given = {**ANSWERS, **answers}.get(asked, "skip")
            given = (given,) if isinstance(given, str) else given
            self.heard.append(await talk.say(given[min(self.asked.count(asked), len(given)) - 1]))
        raise AssertionError(f"no end in {MOST_TURNS} turns: {[said.asked for said in self.heard]}")

    @property
    def asked(self) -> list[str]:
        """What was asked in the last talk, in order."""
        return [said.asked for said in self.heard if said.asked]

    @property
    def told(self) -> str:
        """All that the assistant said in the last talk."""
        return "\n".join(said.text for said in self.heard)

    def complaint(self, reference: str) -> ComplaintView:
        """The complaint as it stands."""
        return self.casework.show(reference)

    def rows(self) -> int:
        """How many complaints there are."""
        with self._sessions() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Complaint)) or 0

    def mails(self, reference: str) -> list[str]:
        """The mails to the complainant, in order, by the name of the letter."""
        query = sa.select(Message.template).join(Complaint).where(Complaint.reference == reference)
        with self._sessions() as session:
            return list(session.scalars(query.order_by(Message.id)))

    def due(self, reference: str) -> dict[str, Due]:
        """What is due for a complaint, by kind."""
        return {each.deadline.kind: each for each in Clocks(self.casework.desk).due() if each.reference == reference}

    def steps(self, reference: str, kind: str = "state") -> list[str]:
        """The history of one kind, as what it came to."""
        return [event.after for event in self.complaint(reference).events if event.kind == kind]

    # The way to the work, in the fewest words.

    def assess(self, reference: str, *categories: str, handling: str, **more: Any) -> None:
        """Assess it with these categories."""
        self.casework.assessment.assess(reference, Assessed(categories, handling, **more), STAFF)

    def bring_to_work(self, reference: str, *categories: str, handling: str, handler: str) -> None:
        """From recording to an agreed plan."""
        self.assess(reference, *categories, handling=handling)
        self.casework.allocation.allocate(reference, handler, NO_CONNECTION, STAFF)
        call = Made(Side.COMPLAINANT, Channel.PHONE, "Said who I am and what happens next.")
        self.casework.contacts.first(reference, call, STAFF)
        self.casework.plans.agree(reference, self.casework.plans.propose(reference, PLAN, STAFF), PERSON)
