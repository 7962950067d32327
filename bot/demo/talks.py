"""Invented talks: the policy asks, an invented person answers, until there is something to file or to explain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.demo.script import Script
from bot.intake import load_labels
from bot.intake.reading import read_complaint
from bot.intake.summary import summary
from bot.policy import Decision, Rulebook, decide

DONT_KNOW = "I don't know"
_MOST_QUESTIONS = 60


@dataclass(frozen=True)
class Line:
    """One line of a talk: `author` is `person` or `bot`, `asking` the slot that a question is for."""

    author: str
    text: str
    buttons: list[dict[str, str]] | None = None
    asking: str | None = None


@dataclass
class Talk:
    """A talk that has come to its end: the lines, the facts, and what the policy decides on them."""

    lines: list[Line]
    facts: dict[str, object]
    decision: Decision
    words: dict[str, list[str]]


@dataclass
class Person:
    """An invented complainant, and what they want of the talk: `record`, `explain`, `callback`, `late` or `repeat`."""

    script: Script
    name: str
    wish: str
    method: str
    told_on: date
    facts: dict[str, object] = field(default_factory=dict)

    def answer(self, slot: str) -> tuple[str, object]:
        """What they say to a question, and the fact that it gives; None: they do not know."""
        fixed = self._fixed()
        if slot in fixed:
            return fixed[slot]
        text = self.script.pick("answers", slot) if slot in self.script.lines["answers"] else ""
        return (text, text) if text else (DONT_KNOW, None)

    def _fixed(self) -> dict[str, tuple[str, object]]:
        rng = self.script.rng
        days = rng.randint(420, 900) if self.wish == "late" else rng.randint(2, 40)
        day = self.told_on - timedelta(days=days)
        number = f"020 7946 0{rng.randint(100, 999)}"
        email = f"{self.name.lower().replace(' ', '.')}@example.org"
        address = f"{rng.randint(1, 90)} {self.script.pick('streets')}, London SE15 {rng.randint(1, 9)}AB"
        anonymous = self.method == "none"
        return {
            "about_met": ("Yes", True),
            "explanation_helpful": ("Yes, that settles it", True)
            if self.wish == "explain"
            else ("No, it does not", False),
            "callback_wanted": ("Yes, please call me", True)
            if self.wish == "callback"
            else ("No, record my complaint", False),
            "referral_grounds": ("None of these", []),
            "incident_date": (f"{day.day} {day:%B %Y}", day.isoformat()),
            "complained_before": ("Yes", True) if self.wish == "repeat" else ("No", False),
            "complainant_role": ("It happened to me", "affected"),
            "on_behalf_of": ("me", ""),
            "consent_given": ("Yes", True),
            "complainant_name": ("I would rather not say", None) if anonymous else (self.name, self.name),
            "contact_method": {
                "email": ("By email", "email"),
                "phone": ("By phone", "phone"),
                "post": ("By post", "post"),
                "none": ("No contact", "none"),
            }[self.method],
            "email": (email, email),
            "phone": (number, "+44" + number.replace(" ", "")[1:]),
            "postal_address": (address, address),
            "details_confirmed": ("Yes, that is right", True),
        }


def talk(person: Person, account: str, topic: str | None, rulebook: Rulebook) -> Talk:
    """The talk of a person who tells this account; `topic` is the explanation that fits it, if there is one."""
    script = person.script
    found = read_complaint(account, person.told_on)
    facts: dict[str, object] = {**found.facts, "explain_topic": topic, "declined": []}
    if person.wish in ("late", "repeat"):
        facts.pop("incident_date", None)
    lines = [_said(script, "utter_greet"), Line("person", account), _said(script, "utter_account_taken")]
    if topic:
        lines += [Line("bot", paragraph) for paragraph in script.explanations[topic].summary]
    for _ in range(_MOST_QUESTIONS):
        decision = decide(facts, person.told_on, rulebook)
        if decision.route != "need":
            return Talk(lines, facts, decision, found.words)
        _ask(person, decision.needs[0], facts, lines)
    raise RuntimeError(f"the talk has no end: {decision.needs}")


def _ask(person: Person, slot: str, facts: dict[str, object], lines: list[Line]) -> None:
    if slot == "details_confirmed":
        shown = "\n".join(f"{line.label}: {line.value}" for line in summary(facts, load_labels()))
        lines.append(Line("bot", shown))
    text, buttons = person.script.says(f"utter_ask_{slot}")
    lines.append(Line("bot", text.replace("{on_behalf_of}", str(facts.get("on_behalf_of") or "they")), buttons, slot))
    words, value = person.answer(slot)
    lines.append(Line("person", words))
    if value is None:
        facts["declined"] = [*_declined(facts), slot]
    else:
        facts[slot] = value


def _declined(facts: dict[str, object]) -> list[str]:
    declined = facts["declined"]
    return declined if isinstance(declined, list) else []


def _said(script: Script, response: str) -> Line:
    text, buttons = script.says(response)
    return Line("bot", text, buttons)
