"""Invented complaints at all stages, with the work on them, and the register of those who do it."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from bot.casework.plans import PlanContent, Step
from bot.casework.references import new_reference
from bot.casework.states import FINAL, State
from bot.casework.stations import load_gazetteer
from bot.casework.views import json_ready
from bot.casework.working_days import after_working_days
from bot.clock import LONDON
from bot.demo.script import Script
from bot.settings import ROOT

COLUMNS = {
    "staff_member": (
        "id", "shoulder_number", "name", "rank", "unit", "station", "line_manager_id", "role", "active", "email",
    ),
    "complaint": (
        "id", "version", "reference", "conversation_id", "number", "facts", "route", "handling", "state",
        "referral_status", "referral_due_on", "referral_sent_at", "referral_returned_at", "incident_date", "borough",
        "received_at", "created_at", "source", "state_since", "handler_id", "station", "first_contact_at",
        "last_update_at", "closed_at", "is_held",
    ),
    "allegation": ("complaint_id", "category", "position"),
    "person": (
        "complaint_id", "role", "name", "description", "contact_method", "email", "phone", "postal_address",
    ),
    "decision": (
        "complaint_id", "made_at", "made_by", "route", "handling", "referral", "reasons", "flags", "categories",
        "words", "provisional",
    ),
    "complaint_event": ("complaint_id", "sequence", "at", "actor", "reason", "kind", "trigger", "before", "after"),
    "task": ("complaint_id", "kind", "subject", "created_at", "due_on", "done_at", "done_by"),
    "connection_check": ("complaint_id", "staff_member_id", "at", "by", "verdict", "reasons", "declaration"),
    "contact": ("complaint_id", "key", "at", "by", "side", "channel", "reached", "summary"),
    "plan": ("id", "complaint_id", "number", "at", "by", "content"),
    "plan_answer": ("plan_id", "at", "by", "reply"),
    "progress_update": ("complaint_id", "key", "at", "by", "text"),
    "outcome": ("id", "complaint_id", "number", "at", "by", "summary"),
    "finding": ("outcome_id", "position", "category", "conclusion", "actions", "words"),
    "outcome_answer": ("outcome_id", "at", "by", "reply"),
    "satisfaction": ("complaint_id", "at", "by", "satisfied"),
    "learning": ("complaint_id", "number", "change", "owner", "due_on", "created_at", "done_at"),
}  # fmt: skip
Tables = dict[str, list[tuple[Any, ...]]]
LOCAL, DPS = "local_resolution", "dps_investigation"
_WAY = ("recorded", "assessed", "allocated", "in_contact", "plan_agreed", "work", "outcome_proposed", "closed")
_TRIGGERS = {
    "recorded": "record", "assessed": "assess", "allocated": "allocate", "in_contact": "make_contact",
    "plan_agreed": "agree_plan", "resolving": "start_resolving", "investigating": "start_investigating",
    "outcome_proposed": "propose_outcome", "closed": "close", "withdrawn": "withdraw", "explained": "explain",
    "callback_due": "request_callback", "awaiting_confirmation": "set_aside", "not_progressed": "confirm",
}  # fmt: skip
# Shares of the states of open complaints: of those that came in a few days ago, and of all others.
_NEW = {"recorded": 50, "awaiting_confirmation": 12, "callback_due": 15, "assessed": 15, "allocated": 8}
_OLD = {
    "recorded": 5, "awaiting_confirmation": 3, "callback_due": 1, "assessed": 5, "allocated": 9, "in_contact": 12,
    "plan_agreed": 6, "resolving": 25, "investigating": 24, "outcome_proposed": 10,
}  # fmt: skip
_ENDED = {"closed": 80, "withdrawn": 7, "not_progressed": 8, "explained": 5}
_OPEN_SHARE = ((60, 0.95), (150, 0.75), (300, 0.4), (10_000, 0.05))
"""How many of those that are at most so many days old are still open."""
_CATEGORIES = "ABCDEFGHJKLMNPQRSTUVWXY"
_WEIGHTS = [3 if code in "CEKSU" else 1 for code in _CATEGORIES]
_DPS = frozenset("ABCDEFGHXY")


class Cases:
    """Makes the register and the complaints; the same for the same seed. `now` is the moment at which all is seen."""

    def __init__(self, seed: int, now: datetime, staff: int) -> None:
        self._chance = random.Random(seed)
        self._script = Script(random.Random(seed + 1))
        self._now = now
        self._stations = sorted(
            load_gazetteer(ROOT / "data" / "gazetteer").stations.values(), key=lambda each: each.key
        )
        self._plans = self._outcomes = 0
        self._earlier: list[tuple[Any, ...]] = []
        self.tables: Tables = defaultdict(list)
        self._investigators: list[int] = []
        self._managers: dict[str, list[int]] = defaultdict(list)
        self._register(staff)

    def taken(self) -> Tables:
        """What was made since the last time."""
        made, self.tables = self.tables, defaultdict(list)
        return made

    def made(self) -> tuple[int, int]:
        """How many plans and outcomes there are so far."""
        return self._plans, self._outcomes

    def make(self, number: int, conversation_id: str, received: datetime, account: str) -> tuple[str, str]:
        """One complaint with all that belongs to it; gives its reference and route."""
        chance = self._chance
        reference = new_reference(lambda n: chance.randrange(n))
        state = self._state((self._now - received).days)
        codes = list(dict.fromkeys(chance.choices(_CATEGORIES, _WEIGHTS, k=chance.choice((1, 1, 2, 3)))))
        handling = DPS if _DPS & set(codes) else LOCAL
        route = {"explained": "explain", "callback_due": "callback", "awaiting_confirmation": "not_progressed"}.get(
            state, "not_progressed" if state == "not_progressed" else "record"
        )
        steps = self._steps(state, handling)
        moments = self._moments(received, len(steps))
        person = self._person(number)
        station = chance.choice(self._stations)
        handler = self._handler(handling, station.key) if "allocated" in steps else None
        at = dict(zip(steps, moments, strict=True))
        self._history(number, steps, moments)
        referral = self._referral(number, received, steps) if route == "record" else (None,) * 4
        status, due_on, sent, returned = referral
        told = self._work(number, at, handler, codes, handling)
        facts = {
            "what_happened": account, "incident_date": (received.date() - timedelta(chance.randint(0, 40))).isoformat(),
            "incident_location": self._script.pick("answers", "incident_location"), "borough": station.borough,
            "officers": self._script.pick("answers", "officers"), "complainant_name": person[0],
            "contact_method": person[1], "email": person[2], "phone": person[3], "postal_address": person[4],
            "desired_outcome": self._script.pick("answers", "desired_outcome"), "complained_before": False,
        }  # fmt: skip
        self.tables["complaint"].append((
            number, len(steps), reference, conversation_id, 1, facts, route, handling, state, status or "not_required",
            due_on, sent, returned, facts["incident_date"], station.borough, received, received, "chat", moments[-1],
            handler, station.key if handling == LOCAL and handler else None, at.get("in_contact"), told,
            moments[-1] if State(state) in FINAL else None, False,
        ))  # fmt: skip
        self.tables["allegation"] += [(number, code, place) for place, code in enumerate(codes, start=1)]
        self.tables["person"].append((number, "complainant", person[0], None, *person[1:]))
        self.tables["person"].append((number, "officer", None, facts["officers"], None, None, None, None))
        grounds = ["serious_assault"] if status else []
        reasons = [{"rule": "record", "clause": "S4", "facts": ["what_happened", "about_met"]}]
        words = {codes[0]: [account[:60]]}
        for moment, by in ((received, "program"), (at.get("assessed"), "ann")):
            if moment is not None:
                self.tables["decision"].append(
                    (number, moment, by, route, handling, grounds, reasons, [], codes, words, by == "program")
                )
        return reference, route

    def _register(self, staff: int) -> None:
        """A command, investigators, and at each station an inspector, sergeants and constables in teams."""
        chance, rows = self._chance, self.tables["staff_member"]

        def add(rank: str, unit: str, station: str | None, above: int | None, role: str) -> int:
            key = len(rows) + 1
            rows.append((key, f"{key}XD", self._script.name(), rank, unit, station, above, role, True, None))
            return key

        head = add("Commander", "DPS Command", None, None, "officer")
        for place in range(max(4, staff // 25)):
            self._investigators.append(add("DS", f"DPS Team {1 + place // 8}", None, head, "investigator"))
        while len(rows) < staff:
            station = self._stations[len(rows) % len(self._stations)]
            unit = f"{station.name} Team {1 + len(rows) // (12 * len(self._stations))}"
            manager = add("Inspector", unit, station.key, head, "manager")
            self._managers[station.key].append(manager)
            sergeant = add("PS", unit, station.key, manager, "officer")
            for _ in range(chance.randint(6, 12)):
                add("PC", unit, station.key, sergeant, "officer")

    def _state(self, days: int) -> str:
        is_open = self._chance.random() < next(share for most, share in _OPEN_SHARE if days <= most)
        shares = (_NEW if days < 4 else _OLD) if is_open else _ENDED
        return self._chance.choices(list(shares), list(shares.values()))[0]

    def _steps(self, state: str, handling: str) -> list[str]:
        work = "resolving" if handling == LOCAL else "investigating"
        way = [work if step == "work" else step for step in _WAY]
        match state:
            case "explained" | "callback_due" | "awaiting_confirmation":
                return [state]
            case "not_progressed":
                return ["awaiting_confirmation", state]
            case "withdrawn":
                return [*way[: self._chance.randint(1, 5)], state]
            case "resolving" | "investigating":
                return [*way[:5], state]
        return way[: way.index(state) + 1]

    def _moments(self, received: datetime, steps: int) -> list[datetime]:
        """When each step was taken: in the days after, and before now."""
        chance, at, moments = self._chance, received, [received]
        for _ in range(steps - 1):
            most = min(20 * 86_400, max(60, int((self._now - at).total_seconds() / 2)))
            at += timedelta(seconds=chance.randint(30, most))
            moments.append(at)
        return moments

    def _history(self, number: int, steps: list[str], moments: list[datetime]) -> None:
        before = None
        for place, (step, at) in enumerate(zip(steps, moments, strict=True), start=1):
            actor = "ann" if before else "program"
            row = (number, place, at, actor, "by the rules", "state", _TRIGGERS[step], before, step)
            self.tables["complaint_event"].append(row)
            before = step

    def _referral(self, number: int, received: datetime, steps: list[str]) -> tuple[Any, ...]:
        """Status, last day, sent, returned."""
        chance = self._chance
        if chance.random() > 0.12:
            return (None, None, None, None)
        due_on = after_working_days(received.astimezone(LONDON).date(), 1)
        fresh = len(steps) < 3 and steps[-1] != "withdrawn"
        status = chance.choice(("due", "due", "sent")) if fresh else "returned"
        sent = received + timedelta(hours=chance.randint(2, 30)) if status != "due" else None
        returned = sent + timedelta(days=6) if sent and status == "returned" else None
        row = (len(steps) + 1, received, "program", "serious_assault", "referral", "require", "not_required", "due")
        self.tables["complaint_event"].append((number, *row))
        return status, due_on, sent, returned

    def _work(
        self, number: int, at: dict[str, datetime], handler: int | None, codes: list[str], handling: str
    ) -> datetime | None:
        """Tasks, contacts, plan, updates, outcome and learning; gives when the person was last told something."""
        chance, told, last = self._chance, None, max(at.values())
        first = next(iter(at))
        if first == "recorded":
            due = after_working_days(at[first].astimezone(LONDON).date(), 10)
            done = at.get("in_contact") or at.get("withdrawn")
            self._task(number, "first_contact", "", at[first], due, done)
            if chance.random() < 0.15:
                self._task(number, "missing_fact", "evidence", at[first], due, done)
        if first == "callback_due":
            due = after_working_days(at[first].astimezone(LONDON).date(), 1)
            self._task(number, "callback", "", at[first], due, None)
        if handler and "allocated" in at:
            said = "I do not know anybody who is named in it."
            self.tables["connection_check"].append((number, handler, at["allocated"], "ann", "allocated", [], said))
        if "in_contact" in at:
            told = at["in_contact"]
            summary = self._script.pick("handlers", "contact").format(name="them")
            self.tables["contact"].append((number, "1", told, "cy", "complainant", "phone", True, summary))
            self._plan(number, at, told)
        if work := at.get("resolving") or at.get("investigating"):
            told = self._updates(number, work, at.get("outcome_proposed") or min(last + timedelta(200), self._now))
        if "outcome_proposed" in at:
            self._outcome(number, at, codes, handling)
        return told

    def _task(self, number: int, kind: str, subject: str, made: datetime, due: date, done: datetime | None) -> None:
        row = (number, kind, subject, made, due, done, "cy" if done else None)
        self.tables["task"].append(row)

    def _plan(self, number: int, at: dict[str, datetime], put: datetime) -> None:
        chance = self._chance
        agreed = at.get("plan_agreed")
        if agreed is None and chance.random() < 0.5:
            return
        self._plans += 1
        step = Step("Look at the video of the stop", "the handler")
        days = chance.choice((14, 28))
        content = json_ready(asdict(PlanContent(("What was done to me",), (step,), update_days=days)))
        self.tables["plan"].append((self._plans, number, 1, put + timedelta(hours=1), "cy", content))
        if agreed is not None:
            self.tables["plan_answer"].append((self._plans, agreed, "complainant", "agreed"))

    def _updates(self, number: int, begun: datetime, until: datetime) -> datetime:
        """An update every few weeks, now and then a late one."""
        at, last, key = begun, begun, 0
        while (at := at + timedelta(days=self._chance.choice((18, 22, 26, 27, 34)))) < until:
            key, last = key + 1, at
            self.tables["progress_update"].append(
                (number, str(key), at, "cy", self._script.pick("handlers", "updates"))
            )
        return last

    def _outcome(self, number: int, at: dict[str, datetime], codes: list[str], handling: str) -> None:
        chance, put = self._chance, at["outcome_proposed"]
        self._outcomes += 1
        key = self._outcomes
        self.tables["outcome"].append((key, number, 1, put, "cy", "What was found, and what follows from it."))
        for place, code in enumerate(codes, start=1):
            found = chance.choice(("upheld", "not_upheld", "no_finding")) if handling == DPS else "resolved"
            row = (key, place, code, found, ["apology", "learning"], self._script.pick("findings", found))
            self.tables["finding"].append(row)
        if "closed" not in at:
            return
        closed = at["closed"]
        self.tables["outcome_answer"].append((key, closed, "complainant", "accepted"))
        said = chance.choice(("yes", "yes", "partly", "no", "not_said"))
        self.tables["satisfaction"].append((number, closed, "complainant", said))
        if chance.random() < 0.1:
            due = closed.date() + timedelta(chance.randint(20, 120))
            done = None if due > self._now.date() or chance.random() < 0.02 else closed + timedelta(10)
            change = self._script.pick("handlers", "learning")
            self.tables["learning"].append((number, 1, change, "Insp Reed", due, closed, done))

    def _person(self, number: int) -> tuple[Any, ...]:
        """Name, way of contact, email, phone, address: mostly somebody new, now and then somebody who came before."""
        chance = self._chance
        if self._earlier and chance.random() < 0.06:
            return chance.choice(self._earlier)
        name = self._script.name()
        match chance.choice(("email", "email", "phone", "post", "none")):
            case "email":
                person = (name, "email", f"{name.split()[0].lower()}.{number}@example.org", None, None)
            case "phone":
                person = (name, "phone", None, f"+4477{number % 10**8:08}", None)
            case "post":
                street = self._script.pick("streets")
                person = (name, "post", None, None, f"{chance.randint(1, 200)} {street}, London SE1 {number % 9}AA")
            case _:
                return (None, "none", None, None, None)
        if len(self._earlier) < 5_000:
            self._earlier.append(person)
        return person

    def _handler(self, handling: str, station: str) -> int:
        managers = self._managers.get(station)
        return self._chance.choice(managers if handling == LOCAL and managers else self._investigators)
