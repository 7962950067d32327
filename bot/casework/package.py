"""The package that goes to the IPCC: account, grounds with the words they rest on, evidence and history (S10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.casework.evidence_models import EvidenceFile, Scan
from bot.casework.models import Complaint, Decision, Person, Role
from bot.casework.views import json_ready
from bot.casework.work_models import Author
from bot.policy import Rulebook

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def package_of(session: Session, complaint: Complaint, rulebook: Rulebook) -> dict[str, Any]:
    """All that the commission needs to decide, JSON-ready: moments in UTC and dates in ISO 8601.

    Of files that the person added it names each, with its SHA-256: they are sent beside it.
    """
    facts, decision = complaint.facts, complaint.decisions[-1]
    package: dict[str, Any] = json_ready(
        {
            "reference": complaint.reference,
            "received_at": complaint.received_at,
            "due_on": complaint.referral_due_on,
            "account": facts.get("what_happened"),
            "added": _added(complaint),
            "incident": {slot: facts.get(slot) for slot in ("incident_date", "incident_time", "incident_location")},
            "injury": facts.get("injury"),
            "desired_outcome": facts.get("desired_outcome"),
            "support_needs": facts.get("support_needs"),
            "grounds": [
                {
                    "ground": ground,
                    "label": rulebook.grounds[ground].label,
                    "definition": rulebook.grounds[ground].definition,
                    "words": _words_for(ground, complaint.decisions),
                }
                for ground in decision.referral
            ],
            "allegations": [
                {"category": each.category, "name": rulebook.categories[each.category].name}
                for each in complaint.allegations
                if each.category in rulebook.categories
            ],
            "evidence": _evidence(complaint),
            "files": _files(session, complaint),
            "officers": [_officer(each) for each in complaint.persons if each.role is Role.OFFICER],
            "complainant": next((_reach(each) for each in complaint.persons if each.role is Role.COMPLAINANT), None),
            "affected": [each.name for each in complaint.persons if each.role is Role.AFFECTED],
            "decided": [
                {"by": each.made_by, "at": each.made_at, "why": each.note or each.reason}
                for each in complaint.decisions
            ],
            "history": [
                {"at": each.at, "kind": each.kind, "step": each.trigger, "to": each.after} for each in complaint.events
            ],
        }
    )
    return package


def as_html(package: dict[str, Any]) -> str:
    """A package as one page that can be read and printed."""
    return _TEMPLATES.get_template("referral_package.html.j2").render(package=package)


def _words_for(ground: str, decisions: list[Decision]) -> list[str]:
    """The words that anybody who decided found for a ground, the latest first."""
    found = [word for decision in reversed(decisions) for word in decision.words.get(ground, ())]
    return list(dict.fromkeys(found))


def _added(complaint: Complaint) -> list[dict[str, Any]]:
    """What the person wrote since, in order."""
    return [{"at": each.at, "text": each.text} for each in complaint.letters if each.author is Author.COMPLAINANT]


def _evidence(complaint: Complaint) -> list[str]:
    """What the person says there is, line by line."""
    said = complaint.facts.get("evidence")
    return [line.strip() for line in str(said).splitlines() if line.strip()] if said else []


def _files(session: Session, complaint: Complaint) -> list[dict[str, Any]]:
    """The files that the person added, without those in which something harmful was found."""
    query = (
        sa.select(EvidenceFile).filter_by(complaint_id=complaint.id).order_by(EvidenceFile.added_at, EvidenceFile.id)
    )
    return [
        {"name": each.name, "media_type": each.media_type, "bytes": each.size, "sha256": each.sha256}
        for each in session.scalars(query.where(EvidenceFile.scan != Scan.INFECTED))
    ]


def _officer(person: Person) -> dict[str, str | None]:
    names = ("name", "rank", "shoulder_number", "unit", "description")
    return {name: getattr(person, name) for name in names}


def _reach(person: Person) -> dict[str, str | None]:
    return {name: getattr(person, name) for name in ("name", "contact_method", "email", "phone", "postal_address")}
