"""The intake policy: pure rules over what is known of a complaint (standard library only)."""

from bot.policy.decide import decide, decide_in_writing
from bot.policy.decision import Decision
from bot.policy.facts import Facts, InvalidFact
from bot.policy.rulebook import InvalidRulebook, Rulebook
from bot.policy.rules import RULES, Reason, Rule

__all__ = [
    "RULES",
    "Decision",
    "Facts",
    "InvalidFact",
    "InvalidRulebook",
    "Reason",
    "Rule",
    "Rulebook",
    "decide",
    "decide_in_writing",
]
