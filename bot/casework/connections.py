"""Whether somebody is connected with a complaint: named in it, of the unit complained of, or in command (S7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

# How like two names must be, of 100: a letter or two of a name of eight may be wrong, since names are told by ear.
_LIKE = 84
_RANK = (
    r"(?:p\.?c(?:\.?s\.?o)?|w\.?p\.?c|p\.?s|d\.?c(?:\.?i)?|d\.?s(?:u)?|d\.?i|c\.?i|supt|sgt|insp|special|chief|detective|police"
    r"|constable|sergeant|inspector|superintendent|commander|officer|mr|mrs|ms|miss|dr|acting|temporary)"
)
_RANKS = re.compile(rf"\b{_RANK}\b\.?", re.IGNORECASE)
# What stands before a name in an account where it is that of somebody who serves: "PC Hale", "officer called Hale".
_BEFORE_NAME = re.compile(rf"\b(?:{_RANK}|called|named|name (?:was|is))\b[\s.,(:]*$", re.IGNORECASE)
# The words of these that have more than three letters: after any other such word nobody has to look for them.
_LONG_BEFORE_NAME = frozenset(
    "pcso supt insp special chief detective police constable sergeant inspector superintendent commander officer miss "
    "acting temporary called named".split()
)
_SHORT = 3
_BEHIND = " \t\n\r\f\v.,(:"
_NUMBER = re.compile(r"(?<![\w£])[a-z]{0,2}\d{2,6}[a-z]{0,2}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Member:
    """Somebody of the register: `number` the shoulder, warrant or pay number, `manager` that of the line manager."""

    number: str
    name: str
    unit: str
    manager: str | None


@dataclass(frozen=True)
class Named:
    """Somebody complained of, as far as it is known who that is: each part may be missing."""

    name: str | None = None
    number: str | None = None
    unit: str | None = None


class ComplainedOf:
    """Those of the register who are, or may be, complained of; and who is connected with the complaint through them.

    `named` are the officers as far as they are known, `descriptions` as they were described, `account` the person's own
    words, `register` everybody by number. Source: clause S7.
    """

    def __init__(
        self, named: Iterable[Named], descriptions: Iterable[str], account: str, register: Mapping[str, Member]
    ) -> None:
        self._named = list(named)
        descriptions = list(descriptions)
        self._numbers = set().union(*map(numbers_in, (*descriptions, account)))
        capitals = _capitals(account)
        words = [word for text in descriptions for word in _capitalised(text)] + _officers_in(account, capitals)
        self._surnames = {_plain(word): word for word in words}
        self._pairs = _pairs(account, capitals)
        self.told = {number: how for number, member in register.items() if (how := self._how_told(member))}
        below = [register[number] for number in self.told]
        self._units = {each.unit for each in self._named if each.unit} | {member.unit for member in below}
        self._above = {above: member.name for member in below for above in chain_of_command(member, register)}

    def connections(self, candidate: Member) -> tuple[str, ...]:
        """Why this person may not handle the complaint, in plain words; empty if nothing shows."""
        reasons = []
        if how := self.told.get(candidate.number):
            reasons.append(f"{how} is named in it")
        if candidate.unit in self._units:
            reasons.append(f"they serve in {candidate.unit}, which is complained of")
        if below := self._above.get(candidate.number):
            reasons.append(f"they are in the chain of command of {below}, who is complained of")
        return tuple(reasons)

    def _how_told(self, member: Member) -> str | None:
        """The number or name by which somebody is named; None if they are not."""
        number, own = _of_register(member.number, member.name)
        if number in self._numbers or any(plain_number(each.number or "") == number for each in self._named):
            return f"their number {member.number}"
        for each in self._named:
            if each.name and not each.number and is_like(member.name, each.name):
                return repr(each.name)
        if not own:
            return None
        for surname, told in (*self._surnames.items(), *self._pairs.get(own[0], ())):
            if _alike(own[-1], surname):
                return repr(told)
        return None


@lru_cache(maxsize=65_536)
def _of_register(number: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The plain number of a member and the words of the name, kept: each complaint goes through the whole register."""
    return plain_number(number), tuple(_words(name))


def is_like(name: str, told: str) -> bool:
    """Whether a name may be the one that was told: a surname alone is enough, and small errors are forgiven."""
    own, other = _words(name), _words(told)
    if not own or not other:
        return False
    if fuzz.token_sort_ratio(" ".join(own), " ".join(other)) >= _LIKE:
        return True
    if len(own) != len(other) and min(len(own), len(other)) < 3:
        shorter, longer = sorted((own, other), key=len)
        if _alike(" ".join(shorter), " ".join(longer[-len(shorter) :])):
            return True
    first = own[0] == other[0][0] or other[0] == own[0][0] or _alike(own[0], other[0])
    return len(own) > 1 and len(other) > 1 and first and _alike(own[-1], other[-1])


def plain_number(number: str) -> str:
    """A number without spaces and in lower case, so that "1190 LX" is "1190lx"."""
    return re.sub(r"\W+", "", number).lower()


def chain_of_command(member: Member, register: Mapping[str, Member]) -> tuple[str, ...]:
    """The numbers of those above somebody, the nearest first; a circle in the register ends where it began."""
    chain: list[str] = []
    above = member.manager
    while above and above not in chain and above in register:
        chain.append(above)
        above = register[above].manager
    return tuple(chain)


def _capitalised(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text) if match.group()[0].isupper() and len(match.group()) > 2]


def _capitals(account: str) -> list[tuple[int, re.Match[str]]]:
    """The words that begin with a capital, each with its place among all words."""
    words = enumerate(_WORD.finditer(account))
    return [(place, word) for place, word in words if account[word.start()].isupper()]


def _officers_in(account: str, capitals: Iterable[tuple[int, re.Match[str]]]) -> list[str]:
    """The capitalised words that an account tells as an officer's name: North is also a direction."""
    words = [word for _, word in capitals if word.end() - word.start() > 2]
    return [word.group() for word in words if _is_name_after(account, word.start())]


def _is_name_after(account: str, at: int) -> bool:
    """Whether what stands before this place tells that an officer's name follows."""
    before = account[max(0, at - 40) : at].rstrip(_BEHIND)
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    if len(before) - start > _SHORT and before[start:].casefold() not in _LONG_BEFORE_NAME:
        return False  # the longer look below costs a hundred times as much, and almost every word ends here
    return _BEFORE_NAME.search(account, max(0, at - 40), at) is not None


def _pairs(account: str, capitals: Iterable[tuple[int, re.Match[str]]]) -> dict[str, list[tuple[str, str]]]:
    """Capitalised words that stand side by side and may be a name: by the first, the second and both as told."""
    pairs: dict[str, dict[str, str]] = {}
    for (place, one), (next_place, other) in pairwise(capitals):
        if next_place == place + 1 and account[one.end() : other.start()].strip(" .") == "":
            told = f"{one.group()} {other.group()}"
            pairs.setdefault(_plain(one.group()), {})[_plain(other.group())] = told
    return {first: list(surnames.items()) for first, surnames in pairs.items()}


def numbers_in(text: str) -> set[str]:
    """Everything in a text that can be a shoulder, warrant or pay number, without spaces and in lower case."""
    low = text.lower()
    joined = re.sub(r"(?<=\d)\s(?=[a-z]{2}\b)", "", low)
    return set(_NUMBER.findall(low)) | set(_NUMBER.findall(joined))


def _words(name: str) -> list[str]:
    """The words of a name without ranks; a double name is two."""
    return [_plain(word) for word in _WORD.findall(_RANKS.sub(" ", name))]


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= _LIKE


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if letter.isalpha()).casefold()
