"""Who may do what: the one table of roles and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is at the console for."""

    REVIEWER = "reviewer"
    ASSESSOR = "assessor"
    HANDLER = "handler"
    LOCAL_MANAGER = "local_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One thing that may be done; each address of the console needs exactly one."""

    OPEN = "open"
    """Needs no sign-in: the ways to sign in themselves."""
    ENROL = "enrol"
    """For whoever has opened their one-time link and is setting up the authenticator; no role has it."""
    OWN_ACCOUNT = "own_account"
    READ_TALKS = "read_talks"
    REVIEW_TALKS = "review_talks"
    UNMASK_TALKS = "unmask_talks"
    EXPORT_TALKS = "export_talks"
    READ_CASES = "read_cases"
    FORWARD = "forward"
    ASSESS = "assess"
    REFER = "refer"
    ALLOCATE = "allocate"
    CALL = "call"
    HANDLE = "handle"
    INVESTIGATE = "investigate"
    RESOLVE = "resolve"
    READ_FIGURES = "read_figures"
    MANAGE_STAFF = "manage_staff"
    READ_AUDIT = "read_audit"


_P = Permission
_ALL = frozenset({_P.OPEN, _P.OWN_ACCOUNT})
_CASEWORK = frozenset({_P.READ_TALKS, _P.UNMASK_TALKS, _P.READ_CASES, _P.CALL, _P.READ_FIGURES})

# Whoever manages accounts reads no talk and no case, and whoever reads the log changes nothing.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.REVIEWER: _ALL | {_P.READ_TALKS, _P.REVIEW_TALKS, _P.UNMASK_TALKS, _P.EXPORT_TALKS, _P.READ_FIGURES},
        Role.ASSESSOR: _ALL
        | _CASEWORK
        | {_P.REVIEW_TALKS, _P.EXPORT_TALKS, _P.FORWARD, _P.ASSESS, _P.REFER, _P.ALLOCATE},
        Role.HANDLER: _ALL | _CASEWORK | {_P.HANDLE, _P.INVESTIGATE},
        Role.LOCAL_MANAGER: _ALL | _CASEWORK | {_P.HANDLE, _P.RESOLVE},
        Role.ADMINISTRATOR: _ALL | {_P.MANAGE_STAFF, _P.READ_FIGURES},
        Role.AUDITOR: _ALL | {_P.READ_AUDIT, _P.READ_FIGURES},
    }
)

# These roles open only the cases that were given to them (a local manager also those of their station).
OWN_CASES_ONLY = frozenset({Role.HANDLER, Role.LOCAL_MANAGER})


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return permission in PERMISSIONS[role]
