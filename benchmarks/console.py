"""Measures the pages of the console over 200,000 conversations and 100,000 complaints; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyotp
import sqlalchemy as sa
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer

from benchmarks import publishing
from benchmarks.crowd import Crowd
from benchmarks.errors import CannotMeasure
from bot import clock
from bot.casework.models import Complaint
from bot.casework.staff_models import StaffMember
from bot.console.accounts import Accounts
from bot.console.app import create_console
from bot.console.audit import AuditLog
from bot.console.case_reading import DUE, QUEUES
from bot.console.roles import Role
from bot.console.talk_models import Talk, TalkLabel
from bot.console.talk_search import FILTERS
from bot.database import make_engine, make_sessions
from bot.gateway.app import create_app
from bot.settings import Settings

LIMITS = {"postgresql": 200.0, "sqlite": 1000.0}
"""Milliseconds at the 95th percentile."""
WORDS = (
    "stopped searched", "Brixton", "handcuffs", "station", "rude", "video camera", "appeal decision", "Lewisham market",
    "bruise arm", "how long does it take", "solicitor", "phone taken", "xylophone", "reference", "racist",
)  # fmt: skip
PAIRS = (
    {"q": "searched", "route": "record"}, {"intent": "faq/how_long", "slot": "email"},
    {"tag": "rare", "fallback": "yes"}, {"safety": "hurt", "reviewed": "no"},
    {"language": "cy", "abandoned": "evidence"},
    {"q": "Brixton", "reviewed": "no"}, {"intent": "distress", "route": "explain"}, {"slot": "injury", "tag": "slow"},
    {"flagged": "yes", "messages_min": "5"},
)  # fmt: skip
Asked = tuple[str, Role, str]
"""What kind of page, of which role, at which address."""


@dataclass(frozen=True)
class Known:
    """What there is to ask for."""

    references: tuple[str, ...]
    talks: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    moments: tuple[str, ...]
    handler: str
    own: tuple[str, ...]
    manager: str


def main() -> int:
    """Fill what is to be filled, measure, and publish."""
    options = _options()
    crowd = Crowd()
    if options.share != 1:
        talks, complaints = round(crowd.talks * options.share), round(crowd.complaints * options.share)
        crowd = replace(crowd, talks=talks, complaints=complaints, staff=max(80, round(crowd.staff * options.share)))
    os.environ[clock.VARIABLE] = crowd.now.isoformat()
    occasion, sides = publishing.occasion("console.py"), {}
    try:
        for url in options.database:
            if not options.filled:
                crowd.fill(url, lambda words: print(words, flush=True))
            kind = "postgresql" if url.startswith("postgresql") else "sqlite"
            sides[kind] = asyncio.run(_measure(url, kind, options.requests))
            _tell(kind, sides[kind])
    except CannotMeasure as error:
        print(f"Nothing was measured. {error}", file=sys.stderr)
        return 1
    if options.publish:
        publish({**occasion, "crowd": _numbers(crowd), "requests": options.requests, "databases": sides})
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", action="append", required=True, help="the address of an empty database; repeat it"
    )
    parser.add_argument("--filled", action="store_true", help="the databases are filled already: only measure")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the full size (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=60, help="of each kind of page (default: %(default)s)")
    parser.add_argument("--publish", action="store_true", help="write the results and the section of the README")
    return parser.parse_args()


async def _measure(url: str, kind: str, requests: int) -> dict[str, Any]:
    """Ask for each kind of page so many times, one after the other, all kinds in turn."""
    settings = Settings(database_url=url, rasa_port=1)
    engine = make_engine(url)
    known = _known(engine)
    tokens = _accounts(settings, engine, known)
    pages: dict[str, list[float]] = defaultdict(list)
    worked: dict[str, list[float]] = defaultdict(list)
    processor = Processor(engine)
    server = TestServer(create_app(settings, staff=create_console(settings)), host="127.0.0.1")
    await server.start_server()
    try:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            for number, (page, role, path) in enumerate(_asked(known, requests)):
                if number < 200 and kind == "postgresql":
                    processor.look_again()  # until the program has all the connections that it keeps
                before = processor.milliseconds()
                took = await _ask(client, str(server.make_url(path)), tokens[role])
                pages[page].append(took)
                worked[page].append(processor.milliseconds() - before)
    finally:
        await server.close()
        size = _size(engine, url)
        engine.dispose()
    return {
        "size_gb": round(size / 1e9, 1),
        "pages": {page: publishing.spread(took) for page, took in pages.items()},
        "processor": {page: publishing.spread(took) for page, took in worked.items()},
    }


class Processor:
    """The time for which this program and the database worked on it, whatever else the machine had to do meanwhile.

    That of PostgreSQL is read from the system where it runs on this machine under Linux, and is left out elsewhere.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._backends: list[Path] = []

    def milliseconds(self) -> float:
        """Since some moment."""
        if self._engine.dialect.name == "postgresql" and not self._backends:
            self.look_again()
        spent = 0
        for file in self._backends:
            try:
                spent += int(file.read_text(encoding="ascii").split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended meanwhile
        return 1000 * time.process_time() + spent / 1e6

    def look_again(self) -> None:
        """Find the processes of the database that work for this program."""
        theirs = sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        with self._engine.connect() as connection:
            files = [Path("/proc", str(pid), "schedstat") for pid in connection.scalars(theirs)]
        self._backends = [file for file in files if file.exists()]


async def _ask(client: ClientSession, address: str, token: str) -> float:
    """The milliseconds from sending the request to having read the page."""
    begun = time.perf_counter()
    async with client.get(address, cookies={"staff": token}) as response:
        text = await response.text()
        took = 1000 * (time.perf_counter() - begun)
        if response.status != web.HTTPOk.status_code or "Sign in</h1>" in text:
            raise CannotMeasure(f"{address} answered {response.status}.")
    return took


def _asked(known: Known, requests: int) -> Iterator[Asked]:
    """Each kind of page in turn, each time with something else; the first round of each is no warm-up but counts."""
    chance = random.Random(11)
    for _ in range(requests):
        yield from _talks(known, chance)
        yield from _cases(known, chance)


def _talks(known: Known, chance: random.Random) -> Iterator[Asked]:
    reader = Role.ASSESSOR
    base = "/staff/conversations"
    yield "conversations: list", reader, base
    yield "conversations: an older page", reader, f"{base}?before={chance.choice(known.moments)}"
    yield "conversations: list, named in the register", Role.HANDLER, base
    for name in FILTERS:
        yield f"conversations: filter {name}", reader, f"{base}?{name}={_value(known, name, chance)}"
    yield "conversations: search", reader, f"{base}?q={chance.choice(WORDS)}"
    several = "&".join(f"{name}={value}" for name, value in chance.choice(PAIRS).items())
    yield "conversations: two filters together", reader, f"{base}?{several}"
    yield "conversations: next to review", reader, f"{base}/next"
    yield "conversation: transcript", reader, f"{base}/{chance.choice(known.talks)}"


def _cases(known: Known, chance: random.Random) -> Iterator[Asked]:
    for name in (DUE, *QUEUES):
        yield f"cases: queue {name}", Role.ASSESSOR, f"/staff/cases?queue={name}"
    for name in (DUE, "open", "ended"):
        yield f"cases: a handler's queue {name}", Role.HANDLER, f"/staff/cases?queue={name}"
    for name in (DUE, "open"):
        yield f"cases: a local manager's queue {name}", Role.LOCAL_MANAGER, f"/staff/cases?queue={name}"
    yield "case: found by reference", Role.ASSESSOR, f"/staff/cases/find?reference={chance.choice(known.references)}"
    yield "case: page", Role.ASSESSOR, f"/staff/cases/{chance.choice(known.references)}"
    yield "case: a handler's page", Role.HANDLER, f"/staff/cases/{chance.choice(known.own)}"


def _value(known: Known, name: str, chance: random.Random) -> str:
    """Something to filter by, as people would."""
    day = f"20{chance.randint(21, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {
        "from": day, "until": day, "messages_min": str(chance.choice((5, 30, 31))),
        "messages_max": str(chance.choice((5, 29, 30))), "minutes_min": str(chance.randint(3, 20)),
        "minutes_max": str(chance.randint(3, 20)), "confidence": str(chance.randint(10, 90)),
        "route": chance.choice(("record", "explain", "callback", "signpost", "not_progressed")),
        "reference": chance.choice(known.references), "abandoned": chance.choice(("evidence", "email", "borough")),
        "language": chance.choice(("en", "cy", "pl", "fr")), "tag": chance.choice(("training", "rare", "slow")),
        "intent": chance.choice(known.labels["intent"]), "slot": chance.choice(known.labels["slot"]),
        "safety": chance.choice(known.labels["safety"]),
    }.get(name, chance.choice(("yes", "no")))  # fmt: skip


def _known(engine: sa.Engine) -> Known:
    chance = random.Random(5)
    with make_sessions(engine)() as session:
        last, latest = (session.scalar(sa.select(sa.func.max(each.id))) or 0 for each in (Talk, Complaint))
        if not last or not latest:
            raise CannotMeasure("The database holds no conversations and complaints: leave out --filled.")
        some = chance.sample(range(1, last + 1), min(500, last))
        cases = chance.sample(range(1, latest + 1), min(500, latest))
        rows = session.execute(sa.select(Talk.conversation_id, Talk.started_at, Talk.id).where(Talk.id.in_(some))).all()
        busy = (
            sa.select(StaffMember.id, StaffMember.shoulder_number, StaffMember.role)
            .join(Complaint, Complaint.handler_id == StaffMember.id)
            .group_by(StaffMember.id, StaffMember.shoulder_number, StaffMember.role)
            .order_by(sa.func.count().desc())
        )
        people = session.execute(busy).all()
        handler = next(row for row in people if row.role == "investigator")
        own = sa.select(Complaint.reference).where(Complaint.handler_id == handler.id).limit(200)
        kinds = session.execute(sa.select(TalkLabel.kind, TalkLabel.value).distinct()).all()
        return Known(
            tuple(session.scalars(sa.select(Complaint.reference).where(Complaint.id.in_(cases)))),
            tuple(row.conversation_id for row in rows),
            {
                kind: tuple(sorted(value for each, value in kinds if each == kind))
                for kind in ("intent", "slot", "safety")
            },
            tuple(f"{row.started_at.isoformat().replace('+', '%2B')}_{row.id}" for row in rows),
            handler.shoulder_number,
            tuple(session.scalars(own)),
            next(row.shoulder_number for row in people if row.role == "manager"),
        )


def _accounts(settings: Settings, engine: sa.Engine, known: Known) -> dict[Role, str]:
    """Somebody of each role, signed in: what their browser holds."""
    sessions, keyring = make_sessions(engine), settings.keyring()
    accounts = Accounts(sessions, keyring, AuditLog(sessions, keyring))
    tokens = {}
    for role, number in ((Role.ASSESSOR, None), (Role.HANDLER, known.handler), (Role.LOCAL_MANAGER, known.manager)):
        link = accounts.add(f"{role}.{time.time_ns()}", role, "benchmark", number=number)
        enrolling = accounts.find(accounts.open_link(link, "four quiet green kettles", "benchmark") or "")
        if enrolling is None:
            raise CannotMeasure(f"No {role} could be signed in.")
        done = accounts.enrol(enrolling, pyotp.TOTP(accounts.totp_secret(enrolling)).now(), "benchmark")
        if done is None:
            raise CannotMeasure(f"No {role} could be signed in.")
        tokens[role], _ = done
    return tokens


def _size(engine: sa.Engine, url: str) -> int:
    if engine.dialect.name == "sqlite":
        return Path(str(sa.make_url(url).database)).stat().st_size
    with engine.connect() as connection:
        return int(connection.scalar(sa.select(sa.func.pg_database_size(sa.func.current_database()))) or 0)


def _numbers(crowd: Crowd) -> dict[str, int]:
    return {"conversations": crowd.talks, "complaints": crowd.complaints, "staff": crowd.staff, "seed": crowd.seed}


def _tell(kind: str, side: Mapping[str, Any]) -> None:
    for page, took in sorted(side["pages"].items(), key=lambda item: -side["processor"][item[0]]["p95"]):
        mark, worked = "MISS" if took["p95"] > LIMITS[kind] else "pass", side["processor"][page]
        times = f"median {took['median']:.0f} ms, 95th percentile {took['p95']:.0f} ms"
        print(f"{mark}  {kind} {page}: {times}; of the processor {worked['median']:.0f} and {worked['p95']:.0f} ms")


def publish(results: Mapping[str, Any]) -> None:
    """Keep the results and put them into the README."""
    publishing.write_results("console", results)
    crowd, sides = results["crowd"], results["databases"]
    kinds = [kind for kind in LIMITS if kind in sides]
    lines = [
        publishing.told(results),
        "",
        f"{crowd['conversations']:,} conversations of 30 turns, {crowd['complaints']:,} complaints, a register of "
        f"{crowd['staff']:,}; {results['requests']} requests of each kind. Size: "
        + ", ".join(f"{kind} {sides[kind]['size_gb']} GB" for kind in kinds)
        + ".",
        "",
        "| page, ms | " + " | ".join(f"{kind}, median | 95th percentile | of the processor" for kind in kinds) + " |",
        "|---|" + "---:|" * 3 * len(kinds),
    ]
    for page in next(iter(sides.values()))["pages"]:
        times = [
            f"{took['median']:.0f} | {took['p95']:.0f} | {sides[kind]['processor'][page]['p95']:.0f}"
            for kind in kinds
            for took in (sides[kind]["pages"][page],)
        ]
        lines.append(f"| {page} | {' | '.join(times)} |")
    slowest = {
        (kind, what): max(page["p95"] for page in sides[kind][part].values())
        for kind in kinds
        for part, what in (("pages", "95th percentile"), ("processor", "of the processor"))
    }
    targets = [
        publishing.Target(f"slowest page on {kind}, {what}", seen, LIMITS[kind], " ms")
        for (kind, what), seen in slowest.items()
    ]
    publishing.write_into_readme("console", "\n".join([*lines, "", *publishing.target_table(targets)]))


if __name__ == "__main__":
    sys.exit(main())
