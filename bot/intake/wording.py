"""How the next question is worded: in the person's own words, in other words, or shorter after an aside.

The name of the wording chooses a variant of `utter_ask_<slot>` in `data/responses/questions.yml`; a question without
that variant is asked in its plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.intake.grounds import DIFFER
from bot.intake.summary import when
from bot.intake.turn import CHANGING, names
from bot.understanding.mentions import mention, quotation

BACK = "back"  # after an aside
OTHER = "other"  # asked to say it again, or to say it differently
QUOTED = "quoted"  # takes up the person's own words
HURT, YOU, ANOTHER, BEREAVED = "hurt", "you", "another", "bereaved"  # for whom it is asked
TOGETHER = "together"  # asks for the place as well, where that is missing too
_FAULTS_THAT_QUOTE = frozenset({"account_short", DIFFER})
# Answers that may establish a ground as the account does.
_TELLING = ("injury", "evidence", "officers", "delay_reason", "desired_outcome")
_OF_HARM = frozenset({"referral_grounds", "injury"})


@dataclass(frozen=True)
class Wording:
    """The variant of a question and the words it quotes; both None for its plain words."""

    name: str | None = None
    quote: str | None = None


def wording_of(question: str | None, facts: Mapping[str, object], on: date) -> Wording:
    """How to ask `question` on the day `on`, with the facts as they are known then."""
    fault = str(facts.get("fault") or "")
    match question:
        case None:
            return Wording()
        case "ready":
            return Wording(str(facts.get("waiting") or "") or None)
        case "confirm_stop":
            return Wording(str(facts.get("stopping") or "") or None)
    if fault.startswith(CHANGING):
        return Wording("changing")
    if fault:
        words = _quote(question, facts, on) if fault in _FAULTS_THAT_QUOTE else None
        return Wording(f"{fault}_{QUOTED}" if fault == DIFFER and words else fault, words)
    quote = _quote(question, facts, on)
    if quote is None and question == "incident_date" and _is_open(facts, "incident_location"):
        return Wording(TOGETHER)
    name = "_".join(filter(None, (QUOTED if quote else None, _for_whom(question, facts))))
    return Wording(name or None, quote)


def _for_whom(question: str, facts: Mapping[str, object]) -> str | None:
    """The variant of a question for who was hurt, for who speaks of themselves, or of another, or has lost somebody."""
    signals = names(facts.get("account_signals"))
    match question:
        case "injury" if "hurt" in signals:
            return HURT
        case "injury" if facts.get("complainant_role") == "affected":
            return YOU
        case "officers" if "deceased" in signals or facts.get("complainant_role") == "behalf":
            return ANOTHER  # who was not there remembers nothing of it
        case "desired_outcome" if "deceased" in signals:
            return BEREAVED
    return None


def _quote(question: str, facts: Mapping[str, object], on: date) -> str | None:
    account = facts.get("what_happened")
    if not isinstance(account, str):
        return None
    if question == "what_happened":
        return quotation(account)
    if question == "delay_reason":
        return when(str(facts.get("incident_date")))
    if question == "referral_grounds" and facts.get("fault") == DIFFER:
        told = (mention("grounds_established", str(facts.get(slot) or ""), on) for slot in ("what_happened", *_TELLING))
        return next(filter(None, told), None)
    if question in _OF_HARM and not _may_be_held_up(facts):
        return None
    return mention(question, account, on)


def _may_be_held_up(facts: Mapping[str, object]) -> bool:
    """Whether words about a hurt may be said again to who told them; of what is intimate nothing is."""
    grounds = {*names(facts.get("grounds_established")), *names(facts.get("referral_grounds"))}
    signals = {*names(facts.get("account_signals"))}
    return not signals.isdisjoint({"hurt", "force_used"}) and "serious_sexual_offence" not in grounds


def _is_open(facts: Mapping[str, object], slot: str) -> bool:
    return facts.get(slot) is None and slot not in names(facts.get("declined"))
