"""What the actions share for the life of the process: the force's rules and texts, and the casework service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.casework.service import Casework
from bot.database import make_engine, make_sessions
from bot.force import Explanation, load_explanations, load_rulebook
from bot.policy import Rulebook
from bot.settings import ROOT, load_settings


@cache
def rulebook() -> Rulebook:
    """The force's rules, read once."""
    return load_rulebook(load_settings().policy_file)


@cache
def explanations() -> Mapping[str, Explanation]:
    """The reviewed explanations by topic, read once."""
    return load_explanations(ROOT / "data" / "explanations")


@cache
def casework() -> Casework:
    """The casework service on the configured database."""
    return Casework(make_sessions(make_engine(load_settings().database_url)), rulebook=rulebook())
