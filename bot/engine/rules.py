"""Gives the rule policy the end of a talk, as far back as its longest rule reaches, instead of all of it.

The policy holds every state of the talk against every rule, though a rule says nothing about states before its own.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from bot.engine import fingerprint

if TYPE_CHECKING:
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.trackers import DialogueStateTracker

REACH = "_candour_reach"


def install(module: ModuleType) -> None:
    """Make the search for a rule cost the same at turn 100 as at turn 1."""
    policy = module.RulePolicy
    for name, expected in _RELIED_ON.items():
        fingerprint.expect(policy, name, expected)

    def find_action_from_rules(self: RulePolicy, tracker: DialogueStateTracker, *args: Any, **kwargs: Any) -> Any:
        # Trackers of the training are held against rules that are still being learnt.
        if type(tracker).__name__ != "DialogueStateTracker":
            return search(self, tracker, *args, **kwargs)
        featurizer: Any = self.featurizer
        before = featurizer.max_history
        featurizer.max_history = _reach(self, module)
        try:
            return search(self, tracker, *args, **kwargs)
        finally:
            featurizer.max_history = before

    search: Any = fingerprint.replace(policy, "_find_action_from_rules", find_action_from_rules, "be6da6ee0f5429bd")


def _reach(policy: RulePolicy, module: ModuleType) -> int:
    """The number of states that the longest rule of a trained policy speaks of."""
    if REACH not in vars(policy):
        lookups = (policy.lookup[kind] for kind in (module.RULES, module.RULES_FOR_LOOP_UNHAPPY_PATH))
        lengths = [len(policy._rule_key_to_state(key)) for lookup in lookups for key in lookup]
        vars(policy)[REACH] = max(lengths, default=0) + 1
    return int(vars(policy)[REACH])


# What makes states before the longest rule's first one irrelevant.
_RELIED_ON = {
    "_get_possible_keys": "2915fd81711e194c",
    "_is_rule_applicable": "64a108b016b46e57",
    "_does_rule_match_state": "d3109c1a97de319c",
}
