"""The tables of the staff register, and of every check for a connection with a complaint (clause S7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.casework.models import History, complaint_key, enum_column
from bot.database import Base, UtcDateTime


class StaffRole(StrEnum):
    """What somebody of the register does for complaints."""

    OFFICER = "officer"
    """Nothing: known because they may be complained about, or manage others who are."""
    ASSESSOR = "assessor"
    INVESTIGATOR = "investigator"
    MANAGER = "manager"
    """Resolves complaints at a station (S11)."""


class Verdict(StrEnum):
    """How a check for a connection ended."""

    REFUSED = "refused"
    """The register or the complaint shows a connection."""
    DECLARED = "declared"
    """They say themselves that they are connected."""
    ALLOCATED = "allocated"


class StaffMember(Base):
    """Somebody who serves with the force; who wears no shoulder number is known by the warrant or pay number."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    shoulder_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rank: Mapped[str]
    unit: Mapped[str] = mapped_column(index=True)
    station: Mapped[str | None] = mapped_column(index=True)
    """The key of a station (`data/gazetteer/police_stations.yml`)."""
    line_manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    role: Mapped[StaffRole] = mapped_column(enum_column(StaffRole))
    email: Mapped[str | None]
    """Where they are reminded of what is due for their complaints; without one the team's mailbox is."""
    active: Mapped[bool] = mapped_column(default=True)

    line_manager: Mapped[StaffMember | None] = relationship(remote_side=[id])


class ConnectionCheck(History, Base):
    """One check of one person for one complaint: refused, declared or allocated, and why; kept for ever."""

    __tablename__ = "connection_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = complaint_key()
    staff_member_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    declaration: Mapped[str | None]

    staff_member: Mapped[StaffMember] = relationship()
