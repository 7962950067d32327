"""Takes an invented complaint along its way, by the services that staff and complainants use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.casework.allocation import Candidate, Declaration, OfficerKnown
from bot.casework.assessment import Assessed
from bot.casework.contacts import Made
from bot.casework.desk import COMPLAINANT, By
from bot.casework.errors import Connected
from bot.casework.outcome_models import Action, Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PlanContent, Step
from bot.casework.service import Casework
from bot.casework.staff_models import StaffRole
from bot.casework.states import State
from bot.casework.telling import can_be_reached
from bot.casework.work_models import Channel, Side
from bot.clock import LONDON
from bot.demo.moment import Moment
from bot.demo.script import Script

LOCAL, DPS = "local_resolution", "dps_investigation"
PERSON = By(COMPLAINANT, "by chat")
_ACTIONS = {
    Conclusion.UPHELD: (Action.APOLOGY, Action.LEARNING),
    Conclusion.NOT_UPHELD: (Action.EXPLANATION,),
    Conclusion.RESOLVED: (Action.APOLOGY,),
    Conclusion.NO_FINDING: (Action.NO_ACTION,),
}


@dataclass
class Walker:
    """Walks one complaint; each step is a method of its name."""

    casework: Casework
    script: Script
    moment: Moment
    reference: str
    person: str
    assessor: str
    handler: str = ""

    def take(self, step: str) -> None:
        """Take one step at the present moment; what a person does who cannot be reached is left out."""
        way: Callable[[], None] = getattr(self, f"_{step}")
        way()

    @property
    def _by(self) -> By:
        return By(self.handler or self.assessor, "as the work needs")

    def _line(self, key: str) -> str:
        return self.script.pick("handlers", key).replace("{name}", self.person)

    def _key(self) -> str:
        return f"{self.script.rng.getrandbits(64):016x}"

    # Assessment and referral

    def _assess(self) -> None:
        shown = self.casework.show(self.reference)
        proposal = shown.decisions[0]
        grounds = shown.decision.referral
        account = str(shown.facts.get("what_happened") or "")
        words = {code: tuple(found) for code, found in proposal.words.items()}
        words |= {ground: words.get(ground) or (account[:120],) for ground in grounds}
        assessed = Assessed(proposal.categories or ("W",), shown.handling or LOCAL, grounds, words)
        self.casework.assessment.assess(self.reference, assessed, By(self.assessor, "read the account"))

    def _reassess(self) -> None:
        shown = self.casework.show(self.reference)
        assessed = Assessed(
            shown.allegations, DPS, shown.decision.referral, {k: tuple(v) for k, v in shown.decision.words.items()}
        )
        self.casework.assessment.assess(
            self.reference, assessed, By(self.assessor, "the video shows more than was told")
        )

    def _confirm(self) -> None:
        self.casework.assessment.confirm_not_progressed(
            self.reference, By(self.assessor, "no reason for the delay was given")
        )

    def _overturn(self) -> None:
        self.casework.assessment.overturn(self.reference, By(self.assessor, "there is something new in it"))

    def _refer(self) -> None:
        self.casework.referrals.send(self.reference, By(self.assessor, "the package is complete"))

    def _returned(self) -> None:
        self.casework.referrals.returned(self.reference, "local", By(self.assessor, "letter of the commission"))

    # Calls

    def _call_missed(self) -> None:
        self.casework.callbacks.attempted(self.reference, self._line("missed"), self._by, key=self._key())

    def _call_helped(self) -> None:
        self.casework.callbacks.helped(self.reference, self._line("contact"), self._by)

    def _call_failed(self) -> None:
        self.casework.callbacks.not_helped(self.reference, self._line("contact"), self._by)

    # Allocation and contact

    def _identify(self) -> None:
        """Who is complained of is found in the register: one of the constables of the nearest station."""
        near = self.casework.resolution.nearest(self.reference, most=1)
        team = self.casework.register.list(station=near[0].station.key, role=StaffRole.OFFICER) if near else ()
        constables = [each for each in team if each.rank == "PC"]
        if constables:
            known = OfficerKnown(shoulder_number=self.script.rng.choice(constables).shoulder_number)
            by = By(self.assessor, "the duty sheet of that day")
            self.casework.allocation.name_officer(self.reference, known, by)

    def _allocate(self) -> None:
        if self.script.rng.random() < 0.5:
            self._identify()
        candidates = self._candidates()
        refused = next((each for each in candidates if each.refused_because), None)
        free = [each for each in candidates if not each.refused_because]
        chosen = self.script.rng.choice(free)
        if refused and self.script.rng.random() < 0.5:
            self._try(refused, Declaration(is_connected=False, words=self.script.pick("handlers", "allocation")))
        if len(free) > 1 and self.script.rng.random() < 0.1:
            other = next(each for each in free if each is not chosen)
            self._try(other, Declaration(is_connected=True, words=self.script.pick("handlers", "declared")))
        declared = Declaration(is_connected=False, words=self.script.pick("handlers", "allocation"))
        by = By(self.assessor, "next on the list")
        self.casework.allocation.allocate(self.reference, chosen.number, declared, by)
        self.handler = chosen.name

    def _candidates(self) -> list[Candidate]:
        """Those of the nearest station for a local resolution, if one of them is free; else everybody."""
        if self.casework.show(self.reference).handling == LOCAL:
            for near in self.casework.resolution.nearest(self.reference):
                found = self.casework.allocation.candidates(self.reference, station=near.station.key)
                if any(not each.refused_because for each in found):
                    return list(found)
        return list(self.casework.allocation.candidates(self.reference))

    def _try(self, candidate: Candidate, declaration: Declaration) -> None:
        try:
            self.casework.allocation.allocate(self.reference, candidate.number, declaration, By(self.assessor, "asked"))
        except Connected:
            return

    def _missed(self) -> None:
        made = Made(Side.COMPLAINANT, Channel.PHONE, self._line("missed"), reached=False)
        self.casework.contacts.first(self.reference, made, self._by)

    def _contact(self) -> None:
        if not self._is_reachable():
            self.casework.contacts.go_on_without(self.reference, By(self.handler, "left no way to be reached"))
            return
        made = Made(Side.COMPLAINANT, Channel.PHONE, self._line("contact"))
        self.casework.contacts.first(self.reference, made, self._by)

    def _ask(self) -> None:
        text = self._line("question")
        self.casework.messages.write(self.reference, text, self._by, key=self._key(), is_question=True)

    def _reply(self) -> None:
        for question in self.casework.work(self.reference).open_questions:
            text = self._line("reply")
            self.casework.messages.receive(self.reference, text, PERSON, key=self._key(), answers=question.id)

    def _add(self) -> None:
        self.casework.messages.receive(self.reference, self._line("more"), PERSON, key=self._key())

    # Plan and work

    def _plan(self) -> None:
        facts = self.casework.show(self.reference).facts
        account = str(facts.get("what_happened") or "what was told")
        steps = self.script.rng.sample(self.script.lines["handlers"]["steps"], 2)
        expected = self.moment().astimezone(LONDON).date() + timedelta(days=40)
        content = PlanContent(
            issues=(account[:160],),
            steps=tuple(Step(step, self.handler, expected) for step in steps),
            wanted=str(facts.get("desired_outcome") or "") or None,
            expected_by=expected,
        )
        self.casework.plans.propose(self.reference, content, self._by)

    def _latest(self) -> int:
        return self.casework.work(self.reference).plans[-1].number

    def _change(self) -> None:
        if self._is_reachable():
            self.casework.plans.ask_for_change(self.reference, self._latest(), self._line("change"), PERSON)

    def _agree(self) -> None:
        if self._is_reachable():
            self.casework.plans.agree(self.reference, self._latest(), PERSON)
        else:
            self.casework.plans.adopt(self.reference, self._latest(), self._by)

    def _start(self) -> None:
        if self.casework.show(self.reference).handling == DPS:
            self.casework.investigation.start(self.reference, self._by)
            return
        work = self.casework.work(self.reference)
        station = work.handler.station if work.handler else None
        self.casework.resolution.start(self.reference, station or "charing_cross", self._by)

    def _resume(self) -> None:
        self._start()

    def _liaise(self) -> None:
        if self.casework.show(self.reference).state is not State.RESOLVING:
            self._update()
            return
        for side, key in ((Side.OFFICERS, "officers"), (Side.COMPLAINANT, "overheard")):
            made = Made(side, Channel.MEETING, self._line(key))
            self.casework.resolution.liaise(self.reference, made, self._by, key=self._key())

    def _update(self) -> None:
        self.casework.investigation.update(self.reference, self._line("updates"), self._by, key=self._key())

    # Outcome and end

    def _outcome(self) -> None:
        shown = self.casework.show(self.reference)
        local = shown.handling == LOCAL
        conclusions = (
            [Conclusion.RESOLVED] if local else [Conclusion.UPHELD, Conclusion.NOT_UPHELD, Conclusion.NO_FINDING]
        )
        findings = []
        for category in shown.allegations or ("W",):
            conclusion = self.script.rng.choice(conclusions)
            said = self.script.pick("findings", conclusion)
            findings.append(Found(category, conclusion, _ACTIONS[conclusion], said))
        summary = "We have looked into what you told us. This is what we found about each part of it."
        self.casework.outcomes.propose(self.reference, summary, tuple(findings), self._by)

    def _accept(self) -> None:
        if self._is_reachable():
            number = self.casework.work(self.reference).outcomes[-1].number
            self.casework.outcomes.accept(self.reference, number, PERSON, text=self.script.pick("accept") or None)

    def _dispute(self) -> None:
        number = self.casework.work(self.reference).outcomes[-1].number
        self.casework.outcomes.dispute(self.reference, number, self.script.pick("dispute"), PERSON)

    def _learn(self) -> None:
        due = self.moment().astimezone(LONDON).date() + timedelta(days=45)
        self.casework.learnings.add(self.reference, self._line("learning"), self.handler, due, self._by)

    def _learnt(self) -> None:
        self.casework.learnings.done(self.reference, 1, self._line("learnt"), self._by)

    def _close(self) -> None:
        answer = self.casework.work(self.reference).outcomes[-1].reply
        if answer is None and not self._is_reachable():
            satisfied = Satisfied.NOT_SAID
        else:
            satisfied = (
                Satisfied.NO if answer == "disputed" else self.script.rng.choice([Satisfied.YES, Satisfied.PARTLY])
            )
        text = self.script.pick("satisfied") if satisfied in (Satisfied.YES, Satisfied.PARTLY) else None
        if self.casework.show(self.reference).handling == LOCAL and answer == "disputed":
            return  # a local resolution closes by agreement alone
        self.casework.endings.close(self.reference, satisfied, self._by, text=text or None)

    def _withdraw(self) -> None:
        self.casework.endings.withdraw(self.reference, PERSON, text=self.script.pick("withdrawn"))

    def _reopen(self) -> None:
        self.casework.endings.reopen(self.reference, By(COMPLAINANT, "has found a witness"))

    def _is_reachable(self) -> bool:
        with self.casework.desk.reading(self.reference) as (_, complaint):
            return can_be_reached(complaint)
