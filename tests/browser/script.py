"""A talk with the words that people really read (`data/responses/`), for the fake engine: quick, always the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from bot.intake import load_labels
from bot.settings import ROOT
from tests.web.fake_engine import Answer

ACCOUNT = (
    "Last Tuesday about 9pm two officers stopped me outside Brixton tube. One of them, PC 1234 LX, shoved me into the "
    "wall and called me a liar. My wrist is bruised."
)
REFERENCE = "MPC-7K4D-9XTR-K"
FACTS = {
    "what_happened": ACCOUNT,
    "incident_date": "17 November 2026, about 9pm",
    "incident_location": "outside Brixton tube",
    "officers": "PC 1234 LX",
    "injury": "My wrist is bruised",
    "referral_grounds": "None of these",
    "complained_before": "No",
    "desired_outcome": "An apology from him",
    "evidence": "My friend Tom was with me",
    "complainant_name": "Marcus Bell",
    "contact_method": "By email",
    "email": "marcus.bell@example.com",
}


@cache
def responses() -> dict[str, Any]:
    """Every wording, by its name."""
    found: dict[str, Any] = {}
    for path in (ROOT / "data" / "responses").glob("*.yml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return found


def said(name: str, asking: str | None = None, **values: str) -> dict[str, object]:
    """What a response says where no condition holds, with its buttons."""
    response = next(variant for variant in responses()[name] if "condition" not in variant)
    text = response["text"]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return {"text": text, "buttons": response.get("buttons") or [], "asking": asking}


def asked(slot: str) -> dict[str, object]:
    """The question for a fact."""
    return said(f"utter_ask_{slot}", slot)


def summary() -> dict[str, object]:
    """Everything that was understood, as a list."""
    labels = load_labels()
    rows = [
        {"slot": slot, "label": labels.names[slot], "value": value, "change": f"Change: {labels.names[slot]}"}
        for slot, value in FACTS.items()
    ]
    lines = "\n".join(f"{row['label']}: {row['value']}" for row in rows)
    return {**said("utter_summary", "details_confirmed", lines=lines), "custom": {"summary": rows}}


def perform(text: str, reference: str = REFERENCE) -> Answer:
    """The engine's part: the account leads to the question of grounds, and so on to the end."""
    script = {
        "hello": [said("utter_greet")],
        ACCOUNT: [said("utter_account_taken", "referral_grounds"), asked("referral_grounds")],
        "None of these": [asked("incident_date")],
        "17 November 2026": [asked("evidence")],
        "My friend Tom was with me": [summary(), said("utter_ask_details_confirmed", "details_confirmed")],
        "Yes, that's right": [
            said("utter_recorded", reference=reference),
            said("utter_next_steps_dps_investigation"),
            {**said("utter_next_steps_contact_dps_investigation"), "custom": {"form": "code"}},
        ],
    }
    return script.get(text) or [said("utter_ask_rephrase")]
