"""Only the part of the register around somebody shows whether they are connected: the same as all of it would show."""

from __future__ import annotations

import random

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.connections import ComplainedOf, Named
from bot.casework.register import around, members
from bot.casework.staff_models import StaffMember

NAMES = ("Martin Hale", "Jo Marsh", "Ann Reed", "Val Oduya", "Ike Bell", "Bea Stone", "Cy North", "Flo West")
UNITS = ("North Response", "South Response", "Traffic", "Custody")
SIZE = 24


def register(session: Session, chance: random.Random) -> None:
    """Somebody above anybody, also in circles, and some above nobody."""
    rows = [
        {
            "id": number, "shoulder_number": f"{100 + number}AB", "name": chance.choice(NAMES), "rank": "PC",
            "unit": chance.choice(UNITS), "role": "officer", "active": chance.random() < 0.8,
        }
        for number in range(1, SIZE + 1)
    ]  # fmt: skip
    session.execute(sa.insert(StaffMember), rows)
    for row in rows:
        above = chance.choice((None, *range(1, SIZE + 1)))
        session.execute(sa.update(StaffMember).where(StaffMember.id == row["id"]).values(line_manager_id=above))


def test_whoever_is_connected_by_the_whole_register_is_by_the_part_around_them(sessions: sessionmaker[Session]) -> None:
    chance, connected = random.Random(4), 0
    for _ in range(6):
        with sessions() as session:
            register(session, chance)
            whole = members(session)
            for account, named in (
                ("PC Hale pushed me", []),
                ("it was 107AB and a tall one", []),
                ("they were rude", [Named(name="Val Oduya")]),
                ("nothing", [Named(unit="Custody"), Named(number="111 ab")]),
                ("nobody is named", []),
            ):
                for number, member in whole.items():
                    part = around(session, number)
                    by_part = ComplainedOf(named, [], account, part).connections(part[number])
                    by_whole = ComplainedOf(named, [], account, whole).connections(member)
                    assert by_part == by_whole
                    connected += bool(by_part)
            session.rollback()
    assert connected > 100
    with sessions() as session:
        assert around(session, "nobody") == {}
