"""Where "none of these" stands against what the words establish: it is asked once more, gently, and no ground is lost.

Source: contract part 3 (what the person's own words establish is not undone by "none of these").
"""

from __future__ import annotations

from dataclasses import replace

from bot.intake.heard import Heard
from bot.intake.turn import Turn, names
from bot.understanding.answers import READERS, read_yes_no

DIFFER = "grounds_differ"


def checked(turn: Turn, heard: Heard) -> Heard:
    """What was heard, with the mark to ask once more where words and answer differ for the first time."""
    facts = {**turn.facts, **heard.changes}
    denied = facts.get("referral_grounds") == [] and "referral_grounds" not in names(facts.get("declined"))
    differ = denied and names(facts.get("grounds_established")) and not facts.get("grounds_checked")
    if not heard.changes or not differ or facts.get("fault"):
        return heard
    return replace(heard, changes={**heard.changes, "fault": DIFFER, "grounds_checked": True})


def settled(turn: Turn) -> Heard | None:
    """The answer to that question, whatever it is; None where it was not asked."""
    if turn.requested != "referral_grounds" or turn.facts.get("fault") != DIFFER:
        return None
    answer, agrees = READERS["referral_grounds"](turn.text, turn.on), read_yes_no(turn.text)
    grounds = answer.value or (names(turn.facts.get("grounds_established")) if agrees else [])
    return Heard({"referral_grounds": grounds, "fault": None, "grounds_checked": True}, ("utter_grounds_kept",))
