"""One turn of the talk, as the intake sees it: the words, what they resemble, and what is known so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# A retrieval topic is worth an explanation only if the message is likely to be such a question at all.
LIKELY = 0.3
# So plain that it is heard even where any words would be an answer.
PLAIN = 0.6

# Intents that interrupt a question; each has a rule of its own that answers and comes back to the question.
# What is out of scope does so only as a question: "bananas" in the place of a yes is an answer that cannot be used.
INTERRUPTIONS = frozenset(
    [
        "faq",
        "explain",
        "ask_why_needed",
        "ask_repeat",
        "bot_challenge",
        "greet",
        "thank",
        "goodbye",
        "abuse",
        "language_help",
        "request_human",
        "request_callback",
        "emergency",
        "distress",
        "report_crime",
        "give_praise",
        "check_status",
        "add_information",
        "respond_to_action_plan",
        "pause",
    ]
)
# Free text: any words answer these, so only a plain question or steering interrupts them.
FREE_TEXT = frozenset(
    [
        "what_happened",
        "injury",
        "incident_location",
        "officers",
        "delay_reason",
        "desired_outcome",
        "evidence",
        "support_needs",
        "previous_reference",
        "callback_time",
    ]
)
# Where people say what they wish or have suffered: "I want to talk to him" and "I can't sleep" are answers.
FELT = frozenset(["desired_outcome", "delay_reason", "injury"])
# A statement of this length tells something, unless it asks for something.
TELLING_WORDS = 8
_ASKS_FOR = re.compile(
    r"\b(?:(?:want|like|need|try(?:ing)?|wish) to (?:know|understand|ask|find out|get|learn|see|have)|wonder(?:ing|ed)?"
    r"|tell me|explain|curious|question|no idea (?:how|what|who|where|when)|unsure|not sure)\b",
    re.IGNORECASE,
)
# The signal that the teller works for the police.
SERVING = "serving"
# How a fault begins that stands for a fact being asked for once more; the name of the fact follows.
CHANGING = "changing_"
STOPS = {"cancel": "cancel", "withdraw_complaint": "cancel", "start_over": "start_over"}


@dataclass(frozen=True)
class Turn:
    """What was said, with the classifier's reading of it, the open question and the facts before it.

    `topic` is an `explain` topic of the contract if the message is likely to ask for one, `faq` a topic of the process
    if it is one. `on` is the day on which
    the message was received, in London. `after_a_break`: nothing had been said for a while.
    """

    text: str
    intent: str
    confidence: float
    requested: str | None
    facts: Mapping[str, object]
    on: date
    topic: str | None = None
    faq: str | None = None
    after_a_break: bool = False
    words: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", len(self.text.split()))

    def known(self, slot: str) -> bool:
        """Whether the fact is known or was declined, so that it is not to be asked."""
        return self.facts.get(slot) is not None or slot in self.declined

    @property
    def only_tells(self) -> bool:
        """Whether it is a longer statement that asks for nothing: no question, whatever topic it sounds like."""
        if self.intent not in {"explain", "faq"} or self.words < TELLING_WORDS:
            return False
        return not (self.text.rstrip().endswith("?") or _ASKS_FOR.search(self.text))

    @property
    def changing(self) -> str | None:
        """The fact that the person is changing just now, if any."""
        fault = str(self.facts.get("fault") or "")
        return fault.removeprefix(CHANGING) if fault.startswith(CHANGING) else None

    @property
    def declined(self) -> list[str]:
        """The facts that the person did not know or would not give."""
        return names(self.facts.get("declined"))

    @property
    def answered(self) -> list[str]:
        """The questions answered so far, oldest first."""
        return names(self.facts.get("answered"))


def names(value: object) -> list[str]:
    """The names in a slot that holds a list of them; none where it is empty."""
    return [str(name) for name in value] if isinstance(value, list | tuple) else []
