"""Invented conversations of thirty turns, as the engine keeps them and as the console's digest of them stands."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

import yaml

from bot.console.transcript import _COURSE, SAFETY_INTENTS, SAFETY_SIGNALS
from bot.demo.script import Script
from bot.settings import ROOT

TURNS = 30
LANGUAGES = ("en",) * 30 + ("cy", "pl", "ro", "ur", "bn", "so", "ar", "tr", "pt", "fr")
SIGNALS = ("force_used", "hurt", "stopped", "searched", "child", "aged_16_or_17", "deceased", "racist_words")
# What the assistant asks for, in its order, each with the intent of a plain answer.
QUESTIONS = (
    "incident_date", "incident_location", "borough", "officers", "injury", "delay_reason", "complained_before",
    "complainant_role", "desired_outcome", "evidence", "support_needs", "complainant_name", "contact_method", "email",
)  # fmt: skip
VARIANTS = 60
"""Ways in which each answer is worded."""


@dataclass(frozen=True)
class Turn:
    """One message with what follows: the events behind their moment, the words, and what is true of it."""

    intent: str
    confidence: float
    user: str
    action: tuple[str, str]
    slots: tuple[tuple[str, Any, str], ...]
    asking: str | None
    bot: str
    lines: str
    labels: frozenset[tuple[str, str]]
    is_fallback: bool = False


@dataclass
class Talk:
    """What the digest says of one conversation."""

    number: int
    conversation_id: str
    started_at: datetime
    ended_at: datetime
    route: str | None
    reference: str | None
    language: str
    confidence: float
    fallbacks: int
    abandoned_at: str | None
    last_event: int
    text: str
    labels: set[tuple[str, str]]
    events: list[tuple[Any, ...]] = field(repr=False)

    @property
    def messages(self) -> int:
        return TURNS

    @property
    def seconds(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True)
class Ending:
    """How a conversation comes to its end; without a route the person left."""

    route: str | None
    reference: str | None


class Talks:
    """Makes conversations; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._script = Script(random.Random(seed + 1))
        self._greetings = {language: self._greeting(language) for language in dict.fromkeys(LANGUAGES)}
        self._accounts = [self._account(text) for text in self._script.accounts]
        self._answers = {slot: [self._answer(slot) for _ in range(VARIANTS)] for slot in QUESTIONS}
        self._asides = [self._aside(topic, text) for topic, texts in self._topics.items() for text in texts]
        self._lost = [self._fallback(text) for text in ("asdf", "???", "wot u on about", "the thing with the man", "9")]
        self._alarms = [
            self._turn(text, intent, 0.93, "utter_" + intent, {}, None, "If you are in danger now, call 999.")
            for intent, text in (("distress", "I can't go on with this any more"), ("emergency", "he is outside now"))
        ]
        self._ends = {
            "record": "Your complaint is recorded. Your reference and what happens next are below.",
            "explain": "I am glad that helped. Nothing more is needed from you.",
            "callback": "An experienced officer will ring you by the end of the next working day.",
            "not_progressed": "Somebody will look at this before it is decided whether it is taken on.",
            "signpost": "This is not something that this force can look into. Here is who can.",
        }

    @property
    def accounts(self) -> list[str]:
        """What people tell of what happened."""
        return self._script.accounts

    def make(
        self, number: int, sender: str, first_event: int, started: int, account: int, ending: Ending
    ) -> Talk:  # fmt: skip
        """One conversation of thirty turns that begins at that second; `account` is the place of what is told in it."""
        chance = self.rng
        language = chance.choice(LANGUAGES)
        others = islice(self._middle(), TURNS - (3 if ending.route else 2))
        turns = [self._greetings[language], self._accounts[account], *others]
        events: list[tuple[Any, ...]] = []
        at, key = started, first_event
        for turn in turns:
            key, at = self._write(events, sender, key, at + (self._pause() if events else 0), turn)
        labels = set().union(*(turn.labels for turn in turns))
        lines = [turn.lines for turn in turns]
        asking = turns[-1].asking or None
        if ending.route:
            key, at = self._conclude(events, sender, key, at + self._pause(), ending)
            labels |= {("intent", "affirm"), ("slot", "route")}
            labels |= {("slot", "complaint_reference")} if ending.reference else set()
            lines.append(f"yes that is right\n{self._ends[ending.route]}")
            asking = None
        return Talk(
            number, sender, datetime.fromtimestamp(started, UTC), datetime.fromtimestamp(at, UTC), ending.route,
            ending.reference, language, min(turn.confidence for turn in turns),
            sum(turn.is_fallback for turn in turns), asking, key - 1, "\n".join(lines), labels, events,
        )  # fmt: skip

    def _middle(self) -> Iterator[Turn]:
        """Answers in the order of the questions, with questions back and misunderstandings between."""
        chance, asked = self.rng, list(QUESTIONS)
        while True:
            dice = chance.random()
            if asked and dice < 0.5:
                yield chance.choice(self._answers[asked.pop(0)])
            elif dice < 0.53:
                yield chance.choice(self._lost)
            elif dice < 0.531:
                yield chance.choice(self._alarms)
            else:
                yield chance.choice(self._asides)

    def _pause(self) -> int:
        """The seconds that somebody takes to read and write."""
        return self.rng.choice((4, 9, 14, 22, 35, 60))

    def _write(self, events: list[tuple[Any, ...]], sender: str, key: int, at: int, turn: Turn) -> tuple[int, int]:
        events.append((key, sender, "user", at, turn.intent, None, _USER + f"{at}.0" + turn.user))
        name, tail = turn.action
        events.append((key + 1, sender, "action", at, None, name, _ACTION + f"{at}.0" + tail))
        key += 2
        for slot, _, data in turn.slots:
            events.append((key, sender, "slot", at, None, slot, _SLOT + f"{at}.0" + data))
            key += 1
        events.append((key, sender, "bot", at + 1, None, None, _BOT + f"{at + 1}.0" + turn.bot))
        return key + 1, at + 1

    def _conclude(
        self, events: list[tuple[Any, ...]], sender: str, key: int, at: int, ending: Ending
    ) -> tuple[int, int]:
        said = self._ends[ending.route or ""]
        slots = {"route": ending.route, "complaint_reference": ending.reference, "concluded": True}
        last = self._turn("yes that is right", "affirm", 0.99, "action_record", slots, None, said)
        return self._write(events, sender, key, at, last)

    def _greeting(self, language: str) -> Turn:
        said = "Hello. I am a computer program that takes complaints about the police. What happened?"
        return self._turn("hello", "greet", 0.98, "utter_greet", {}, "what_happened", said, {"language": language})

    def _account(self, text: str) -> Turn:
        signals = self.rng.sample(SIGNALS, self.rng.choice((0, 1, 1, 2)))
        slots = {"what_happened": text, "account_signals": signals}
        said = "Thank you for telling me. I am sorry that this happened to you."
        confidence = self.rng.choice((0.55, 0.71, 0.83, 0.9, 0.96))
        return self._turn(text, "describe_incident", confidence, "complaint_form", slots, QUESTIONS[0], said)

    def _answer(self, slot: str) -> Turn:
        chance, script = self.rng, self._script
        listed = slot in script.lines["answers"]
        text, intent = (script.pick("answers", slot) if listed else "") or "no", "inform"
        match slot:
            case "incident_date":
                text = f"it was on {chance.randint(1, 28)}/{chance.randint(1, 12)}"
            case "complained_before":
                text, intent = chance.choice((("no", "deny"), ("yes once", "affirm")))
            case "complainant_role":
                text = chance.choice(("it happened to me", "I saw it", "for my son"))
            case "complainant_name":
                text = script.name()
            case "contact_method":
                text = chance.choice(("email", "phone please", "by post"))
            case "email":
                text = f"{script.name().lower().replace(' ', '.')}{chance.randint(1, 9999)}@example.org"
        if chance.random() < 0.12:
            text, intent = chance.choice((("I don't know", "dont_know"), ("skip", "skip")))
        after = QUESTIONS.index(slot) + 1
        asking = QUESTIONS[after] if after < len(QUESTIONS) else "details_confirmed"
        slots = {} if intent in ("dont_know", "skip") else {slot: text}
        said, _ = script.says(f"utter_ask_{asking}")
        confidence = round(chance.uniform(0.42, 0.99), 2)
        return self._turn(text, intent, confidence, "complaint_form", slots, asking, said)

    def _aside(self, topic: str, text: str) -> Turn:
        said, _ = self._script.says(f"utter_faq/{topic}")
        return self._turn(text, f"faq/{topic}", round(self.rng.uniform(0.6, 0.99), 2), "utter_faq", {}, "", said)

    def _fallback(self, text: str) -> Turn:
        said = "I am sorry, I did not understand that. Could you say it in other words?"
        return self._turn(text, "nlu_fallback", 0.2, "action_default_fallback", {}, "", said)

    @cached_property
    def _topics(self) -> dict[str, list[str]]:
        entries = yaml.safe_load((ROOT / "data" / "nlu" / "faq.yml").read_text(encoding="utf-8"))["nlu"]
        return {
            entry["intent"].partition("/")[2]: [line.removeprefix("- ") for line in entry["examples"].splitlines()[:30]]
            for entry in entries
            if entry["intent"].startswith("faq/")
        }

    @staticmethod
    def _turn(
        text: str, intent: str, confidence: float, action: str, slots: dict[str, Any], asking: str | None, said: str,
        metadata: dict[str, str] | None = None,
    ) -> Turn:  # fmt: skip
        """`asking` is empty where the open question stays."""
        name, _, topic = intent.partition("/")
        ranking = [{"name": name, "confidence": confidence}, {"name": "inform", "confidence": round(1 - confidence, 2)}]
        selector = {"faq": {"response": {"intent_response_key": intent}}} if topic else {}
        parsed = {"intent": ranking[0], "entities": [], "text": text, "intent_ranking": ranking}
        user = {"text": text, "parse_data": parsed | {"response_selector": selector}, "metadata": metadata or {}}
        told = dict(slots) if asking == "" else {**slots, "requested_slot": asking}
        filled = {slot for slot, value in slots.items() if value not in (None, [])}
        labels = {("intent", name), ("intent", intent)} | {("slot", slot) for slot in filled - _COURSE}
        safety = ({intent} & SAFETY_INTENTS) | (set(slots.get("account_signals") or ()) & SAFETY_SIGNALS)
        return Turn(
            name, confidence, _tail(user),
            (action, _tail({"name": action, "policy": "RulePolicy", "confidence": 1.0})),
            tuple((slot, value, _tail({"name": slot, "value": value})) for slot, value in told.items()),
            asking, _tail({"text": said, "data": {"buttons": []}}), f"{text}\n{said}",
            frozenset(labels | {("safety", each) for each in safety}), intent == "nlu_fallback",
        )  # fmt: skip


def _tail(rest: dict[str, Any]) -> str:
    """What stands in an event behind its moment."""
    return f", {json.dumps(rest)[1:]}"


_USER, _ACTION, _SLOT, _BOT = (
    f'{{"event": "{kind}", "timestamp": ' for kind in ("user", "action", "slot", "bot")
)  # fmt: skip
