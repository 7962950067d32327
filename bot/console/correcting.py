"""Reads the form with which a reviewer corrects a message: its intent, what a passage of it tells, what to ask next."""

from __future__ import annotations

import re
from functools import cache

from multidict import MultiDict

from bot.casework.errors import InvalidCommand
from bot.console.corrections import FACT, INTENT, QUESTION, Said
from bot.console.hiding import PERSONAL
from bot.console.talk_reading import Reading
from bot.console.transcript import Turn
from bot.policy.vocabulary import QUESTION_ORDER
from bot.settings import ROOT

QUESTIONS = tuple(slot for slot in QUESTION_ORDER if slot != "what_happened")
"""What the assistant can ask for; it asks for the account itself at the very beginning."""
FACTS = (*(slot for slot in QUESTIONS if slot not in PERSONAL and slot != "details_confirmed"), "incident_time")
"""What a passage can tell. Who somebody is and how to reach them is never taken out of the console."""
_INTENT = re.compile(r"^- intent: (\S+)", re.MULTILINE)
_LONGEST = 200


@cache
def intents() -> tuple[str, ...]:
    """Every intent and topic that there are examples of."""
    texts = (file.read_text(encoding="utf-8") for file in sorted((ROOT / "data" / "nlu").glob("*.yml")))
    return tuple(sorted({name for text in texts for name in _INTENT.findall(text)}))


def said_in(form: MultiDict[str], reading: Reading, event_id: int | None) -> list[Said]:
    """What the reviewer says of the message; that its intent is right, if nothing else. Raises `InvalidCommand`."""
    turns = reading.read.turns
    place = next((at for at, turn in enumerate(turns) if turn.event_id == event_id and turn.text is not None), None)
    if place is None:
        raise InvalidCommand("choose a message of this conversation")
    turn, after = turns[place], turns[place - 1].asking if place else None
    text = reading.hide.text(form.get("example", "").strip())
    if "[" in text:
        raise InvalidCommand("take personal data out of the words to learn from: write other words in its place")
    passages = [*_question(form, turn, text, after), *_fact(form, reading, turn, text, after)]
    intent = form.get("intent", "")
    if intent not in intents():
        raise InvalidCommand("choose one of the intents")
    if passages and intent == turn.intent:
        return passages
    return [Said(INTENT, intent, text, turn.intent or "nothing", after=after), *passages]


def _question(form: MultiDict[str], turn: Turn, text: str, after: str | None) -> list[Said]:
    question = form.get("question", "")
    if not question:
        return []
    if question not in QUESTIONS:
        raise InvalidCommand("choose one of the questions")
    return [Said(QUESTION, question, text, turn.asking or "nothing", after=after)]


def _fact(form: MultiDict[str], reading: Reading, turn: Turn, text: str, after: str | None) -> list[Said]:
    fact, passage = form.get("fact", ""), " ".join(form.get("passage", "").split())
    if not (fact or passage):
        return []
    if fact not in FACTS or not passage:
        raise InvalidCommand("say which words tell a fact, and which fact it is")
    if passage.casefold() not in " ".join(text.split()).casefold():
        raise InvalidCommand("the words that tell a fact must stand in the words to learn from")
    kept = reading.hide.text(form.get("kept", "").strip())[:_LONGEST] or None
    understood = reading.hide.slot(fact, turn.changed[fact]) if turn.changed.get(fact) is not None else "nothing"
    return [Said(FACT, fact, text, understood, passage, kept, after)]
