"""Writes conversations into Rasa's table as the engine does, event for event."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.database import writing

BEGAN = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
TABLE = {
    "sqlite": "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, sender_id VARCHAR(255), "
    "type_name VARCHAR(255), timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)",
    "postgresql": "CREATE TABLE IF NOT EXISTS events (id SERIAL PRIMARY KEY, sender_id VARCHAR(255), "
    "type_name VARCHAR(255), timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)",
}


class Writer:
    """Writes talks; each event is a second after the one before."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        with sessions.begin() as session:
            session.execute(sa.text(TABLE[session.get_bind().dialect.name]))

    def write(self, talk: str, events: list[dict[str, Any]], *, at: datetime = BEGAN) -> None:
        seconds = itertools.count()
        with writing(self._sessions) as session:
            for event in events:
                moment = (at + timedelta(seconds=next(seconds))).timestamp()
                session.execute(
                    sa.text(
                        "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data) "
                        "VALUES (:talk, :kind, :at, :intent, :action, :data)"
                    ),
                    {
                        "talk": talk,
                        "kind": event["event"],
                        "at": moment,
                        "intent": event.get("parse_data", {}).get("intent", {}).get("name"),
                        "action": event.get("name"),
                        "data": json.dumps({**event, "timestamp": moment}),
                    },
                )


def user(text: str, intent: str = "inform", confidence: float = 0.9, **more: Any) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": confidence}, {"name": "greet", "confidence": 1 - confidence}]
    parsed = {"intent": ranking[0], "entities": more.pop("entities", []), "intent_ranking": ranking}
    return {"event": "user", "text": text, "parse_data": {**parsed, **more}}


def bot(text: str, *buttons: str) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {"buttons": [{"title": title} for title in buttons]}}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def action(name: str, policy: str = "RulePolicy") -> dict[str, Any]:
    return {"event": "action", "name": name, "policy": policy, "confidence": 1.0}


ADA = [
    action("action_session_start"),
    user("PC Hale shoved me. I am Ada Obi, ada@example.org", "describe_incident", 0.8,
         entities=[{"entity": "officer", "start": 3, "end": 7, "value": "Hale"}]),
    action("complaint_form"),
    slot("what_happened", "PC Hale shoved me. I am Ada Obi, ada@example.org"),
    slot("account_signals", ["force_used", "hurt"]),
    slot("requested_slot", "complainant_name"),
    bot("What is your name?", "I'd rather not say"),
    user("Ada Obi", "inform", 0.4),
    slot("complainant_name", "Ada Obi"),
    slot("email", "ada@example.org"),
    slot("requested_slot", "details_confirmed"),
    bot("Is that right, Ada Obi?"),
    user("yes", "affirm", 0.99),
    slot("route", "record"),
    slot("complaint_reference", "MPC-7K4D-9XTR-K"),
    slot("concluded", True),
    slot("requested_slot", None),
    bot("Your complaint is recorded."),
]  # fmt: skip
LEFT = [
    user("asdf", "nlu_fallback", 0.2),
    action("action_default_fallback"),
    bot("I did not understand that."),
    user("they stopped me at the station", "describe_incident", 0.7),
    slot("requested_slot", "incident_date"),
    bot("When was it?"),
]
QUICK = [user("how long does it take", "faq", 0.95, response_selector={
    "faq": {"response": {"intent_response_key": "faq/how_long"}}}), bot("It depends.")]  # fmt: skip
DANGER = [user("I want to die", "distress", 0.97), bot("Please call somebody now.")]
