"""What the actions share for the life of the process: the force's rules and texts, and the casework service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.casework.access import Access
from bot.casework.service import Casework
from bot.database import make_engine, make_sessions
from bot.force import Explanation, Force, load_explanations, load_force, load_rulebook
from bot.keyring import Keyring
from bot.policy import Rulebook
from bot.settings import ROOT, load_settings


@cache
def rulebook() -> Rulebook:
    """The force's rules, read once."""
    return load_rulebook(load_settings().policy_file)


@cache
def force() -> Force:
    """The force's names and contacts, read once."""
    return load_force(load_settings().policy_file)


@cache
def helplines() -> Mapping[str, str]:
    """Who helps, as lines to be said: for each kind of need the placeholder `help_<kind>` of responses."""
    return {
        f"help_{kind}": "\n".join(f"- {body.name}, {body.phone}. {body.purpose}" for body in bodies)
        for kind, bodies in force().helplines.items()
    }


@cache
def explanations() -> Mapping[str, Explanation]:
    """The reviewed explanations by topic, read once."""
    return load_explanations(ROOT / "data" / "explanations")


@cache
def casework() -> Casework:
    """The casework service on the configured database."""
    return Casework(make_sessions(make_engine(load_settings().database_url)), rulebook=rulebook())


@cache
def keyring() -> Keyring:
    """The keys of the secret codes, read once."""
    return load_settings().keyring()


def access() -> Access:
    """Who may open what, on the same database."""
    return Access(casework().desk, keyring())
