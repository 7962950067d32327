"""Accounts: each read as `candour assess` reads it, and every fact, category and ground scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation import scores
from bot.evaluation.forms import Row, day
from bot.evaluation.scores import LabelScore, Share
from bot.evaluation.utterances import NOTHING, Timer
from bot.policy import Rulebook, decide
from bot.policy.vocabulary import GROUNDS
from bot.understanding.account import Reading, read_account

# The checks, in the order in which they are told, with what each asks.
CHECKS = {
    "main_code": "the first category is a fair one",
    "top_3": "the main category is among the first three",
    "grounds_found": "every ground in the account is found",
    "no_false_ground": "no ground is found where none is in the account",
    "open_asked": "a ground that the words leave open is asked about or found",
    "date": "the date of the incident",
    "location": "the place, as said or a part of it",
    "borough": "the borough",
    "officers": "every officer that is named or numbered",
    "about_met": "whose force it is",
    "on_behalf_of": "that the person speaks for somebody else",
}


@dataclass(frozen=True)
class Check:
    """One thing that was checked in an account: what was expected, what was got, and the words that rests on."""

    name: str
    right: bool
    expected: str
    got: str
    words: str = ""


@dataclass(frozen=True)
class Judgement:
    """One account with what it holds, how it was read, and the checks that apply to it."""

    row: Row
    reading: Reading
    asks: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def style(self) -> str:
        """The style of writing."""
        return self.row.get("style") or "no style given"

    @property
    def codes(self) -> list[str]:
        """The categories found, best first."""
        return [entry.category for entry in self.reading.allegations]

    @property
    def fair(self) -> set[str]:
        """The categories of which the first may be one."""
        return {*self.row["allegations"], *self.row.get("acceptable", [])}

    @property
    def found(self) -> set[str]:
        """The grounds that the words establish."""
        return {ground.ground for ground in self.reading.grounds if ground.certain}

    @property
    def failed(self) -> list[Check]:
        """The checks that went wrong."""
        return [check for check in self.checks if not check.right]

    @property
    def pair(self) -> tuple[str, str]:
        """The main category and the first one found; a fair one counts as the main one."""
        main, first = self.row["allegations"][0], self.codes[0] if self.codes else NOTHING
        return main, main if first in self.fair else first

    @property
    def judged(self) -> tuple[float, bool]:
        """The confidence of the first category, and whether it is a fair one."""
        first = self.reading.allegations[:1]
        return (min(1.0, first[0].confidence), first[0].category in self.fair) if first else (0.0, False)


@dataclass(frozen=True)
class GroundScore:
    """How one ground was found: `expected` = `found` + `left_open` (asked about) + `missed`.

    `false` counts accounts where it was found but neither stands in them nor is possible.
    """

    ground: str
    expected: int
    found: int
    left_open: int
    missed: int
    false: int

    @property
    def recall(self) -> float | None:
        """The share found of those expected."""
        return Share(self.found, self.expected).value


@dataclass(frozen=True)
class Results:
    """All judgements of a file, and how long they took together in seconds."""

    judgements: Sequence[Judgement]
    seconds: float

    def check(self, name: str) -> Share:
        """How often a check was right, among the accounts to which it applies."""
        return scores.share(c.right for j in self.judgements for c in j.checks if c.name == name)

    @property
    def checks(self) -> dict[str, Share]:
        """Each check, and how often it was right."""
        return {name: self.check(name) for name in CHECKS}

    @property
    def all_checks(self) -> Share:
        """All checks of all accounts together."""
        return scores.share(c.right for j in self.judgements for c in j.checks)

    @property
    def by_code(self) -> list[LabelScore]:
        """Each category, by all that were named for an account; one that is acceptable counts neither way."""
        return scores.set_scores([(set(j.row["allegations"]), j.fair, set(j.codes)) for j in self.judgements])

    @property
    def by_ground(self) -> list[GroundScore]:
        """Each ground."""
        return [self._ground(ground) for ground in GROUNDS]

    def _ground(self, ground: str) -> GroundScore:
        expected = [j for j in self.judgements if ground in j.row["referral_grounds"]]
        found = sum(ground in j.found for j in expected)
        asked = sum(ground not in j.found and "referral_grounds" in j.asks for j in expected)
        false = sum(
            ground in j.found and ground not in {*j.row["referral_grounds"], *j.row["grounds_possible"]}
            for j in self.judgements
        )
        return GroundScore(ground, len(expected), found, asked, len(expected) - found - asked, false)

    @property
    def by_style(self) -> list[tuple[str, Share, Share, Share]]:
        """For each style of writing: accounts whose first category is fair, whose main is in the top 3; all checks."""
        styles = sorted({j.style for j in self.judgements})
        rows = [(style, [j for j in self.judgements if j.style == style]) for style in styles]
        return [
            (
                style,
                scores.share(c.right for j in own for c in j.checks if c.name == "main_code"),
                scores.share(c.right for j in own for c in j.checks if c.name == "top_3"),
                scores.share(c.right for j in own for c in j.checks),
            )
            for style, own in rows
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Main and first category of each account."""
        return [j.pair for j in self.judgements]

    @property
    def judged(self) -> list[tuple[float, bool]]:
        """The first categories as (confidence, fair?)."""
        return [j.judged for j in self.judgements]

    @property
    def errors(self) -> list[Judgement]:
        """The accounts in which something went wrong: missed grounds first, then those with most faults."""
        wrong = [j for j in self.judgements if j.failed]
        return sorted(wrong, key=lambda j: (all(c.name != "grounds_found" for c in j.failed), -len(j.failed)))


def evaluate(rows: Iterable[Row], rulebook: Rulebook, timer: Timer) -> Results:
    """Read each account and decide on it; `timer` gives seconds."""
    judgements, seconds = [], 0.0
    for row in rows:
        begin = timer()
        reading = read_account(row["text"], on=day(row["received"]))
        decision = decide(reading.as_slots(), day(row["received"]), rulebook)
        seconds += timer() - begin
        judgements.append(Judgement(row, reading, decision.needs, tuple(_checks(row, reading, decision.needs))))
    return Results(judgements, seconds)


def _checks(row: Row, reading: Reading, asks: Sequence[str]) -> list[Check]:
    """What can be checked in this account, in the order of `CHECKS`."""
    return [*_code_checks(row, reading), _ground_check(row, reading, asks), *_fact_checks(row, reading)]


def _code_checks(row: Row, reading: Reading) -> list[Check]:
    top = reading.allegations[:3]
    codes = [entry.category for entry in top]
    main, fair = row["allegations"][0], {*row["allegations"], *row.get("acceptable", [])}
    got = " ".join(codes) or NOTHING
    words = "; ".join(f"{entry.category}: {', '.join(entry.words)}" for entry in top if entry.words)
    return [
        Check("main_code", bool(codes) and codes[0] in fair, " or ".join(sorted(fair)), got, words),
        Check("top_3", main in codes, main, got, words),
    ]


def _ground_check(row: Row, reading: Reading, asks: Sequence[str]) -> Check:
    """The one check of grounds that applies: those in it are found, open ones asked about, or none is found."""
    found = {ground.ground for ground in reading.grounds if ground.certain}
    got = ", ".join(sorted(found)) or ("none; asks" if "referral_grounds" in asks else "none")
    words = "; ".join(
        f"{ground.ground} ({'certain' if ground.certain else 'open'}): {ground.words}" for ground in reading.grounds
    )
    if row["referral_grounds"]:
        expected = set(row["referral_grounds"])
        return Check("grounds_found", expected <= found, ", ".join(sorted(expected)), got, words)
    if row["grounds_possible"]:
        asked = bool(found) or "referral_grounds" in asks
        return Check("open_asked", asked, f"a question about {', '.join(row['grounds_possible'])}", got, words)
    return Check("no_false_ground", not found, "none", got, words)


def _fact_checks(row: Row, reading: Reading) -> list[Check]:
    facts = reading.as_slots()
    get = facts.get
    behalf = get("on_behalf_of") or get("complainant_role") == "behalf"
    officers = [str(officer).lower() for officer in row["officers"]]
    about_right = get("about_met") is not False if row["about_met"] else get("about_met") is False
    # Check, slot, what stands in the account (nothing: not checked), and whether the slot is right.
    table: list[tuple[str, str, Any, bool]] = [
        ("date", "incident_date", row["incident_date"], get("incident_date") == row["incident_date"]),
        ("location", "incident_location", row["location"], _near(row["location"], get("incident_location"))),
        ("borough", "borough", row["borough"], get("borough") == row["borough"]),
        ("officers", "officers", ", ".join(officers), all(each in str(get("officers")).lower() for each in officers)),
        ("about_met", "about_met", row["about_met"], about_right),
        ("on_behalf_of", "on_behalf_of", row["on_behalf_of"], bool(behalf)),
    ]
    return [
        Check(name, right, _said(expected), _said(get(slot)), _words(reading, slot))
        for name, slot, expected, right in table
        if expected not in (None, "")
    ]


def _near(expected: object, got: object) -> bool:
    """Whether one of two texts stands in the other, whatever the capitals."""
    return bool(got) and (str(expected).lower() in str(got).lower() or str(got).lower() in str(expected).lower())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NOTHING if value is None else str(value)


def _words(reading: Reading, slot: str) -> str:
    found = reading.facts.get(slot)
    return f"{found.words} (confidence {found.confidence:.0%})" if found and found.words else ""
