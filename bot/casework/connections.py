"""Whether somebody is connected with a complaint: named in it, of the unit complained of, or in command (S7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

# How like two names must be, of 100: a letter or two of a name of eight may be wrong, since names are told by ear.
_LIKE = 84
_RANKS = re.compile(
    r"\b(?:pcso|pc|wpc|ps|dc|ds|di|dci|dsu|ci|supt|sgt|insp|special|chief|detective|police|constable|sergeant|inspector"
    r"|superintendent|commander|officer|mr|mrs|ms|miss|dr|acting|temporary)\b\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[a-z]{0,2}\d{2,6}[a-z]{0,2}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


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


def connections(
    candidate: Member, named: Iterable[Named], texts: Iterable[str], register: Mapping[str, Member]
) -> tuple[str, ...]:
    """Why this person may not handle the complaint, in plain words; empty if nothing shows.

    `named` are those complained of, `texts` the account and the descriptions of officers as told, `register` everybody
    by number. Source: clause S7.
    """
    named, texts = list(named), list(texts)
    reasons = [
        *_is_named(candidate, named, texts),
        *_serves_there(candidate, named, register),
        *_commands(candidate, named, texts, register),
    ]
    return tuple(dict.fromkeys(reasons))


def identify(named: Named, register: Mapping[str, Member]) -> tuple[Member, ...]:
    """Those of the register who may be meant: by number if there is one, else by a name that is like theirs."""
    if named.number:
        wanted = plain_number(named.number)
        return tuple(member for number, member in register.items() if plain_number(number) == wanted)
    return tuple(member for member in register.values() if named.name and is_like(member.name, named.name))


def is_like(name: str, told: str) -> bool:
    """Whether a name may be the one that was told: a surname alone is enough, and small errors are forgiven."""
    own, other = _words(name), _words(told)
    if not own or not other:
        return False
    if fuzz.token_sort_ratio(" ".join(own), " ".join(other)) >= _LIKE:
        return True
    # One of them is a part of the other: "Hale" of "Martin Hale".
    shorter = other if len(other) < len(own) else own
    return len(other) == 1 and any(fuzz.ratio(own[-1], word) >= _LIKE for word in shorter)


def plain_number(number: str) -> str:
    """A number without spaces and in lower case, so that "1190 LX" is "1190lx"."""
    return re.sub(r"\W+", "", number).lower()


def _is_named(candidate: Member, named: list[Named], texts: list[str]) -> Iterable[str]:
    mine = plain_number(candidate.number)
    for each in named:
        if each.number and plain_number(each.number) == mine:
            yield f"their number {candidate.number} is named in it"
        elif each.name and not each.number and is_like(candidate.name, each.name):
            yield f"{each.name!r} is named in it"
    for text in texts:
        if mine in _numbers(text):
            yield f"their number {candidate.number} is named in it"
        if told := _name_in(candidate.name, text):
            yield f"{told!r} is named in it"


def _serves_there(candidate: Member, named: list[Named], register: Mapping[str, Member]) -> Iterable[str]:
    units = {each.unit for each in named if each.unit}
    units |= {member.unit for each in named for member in identify(each, register)}
    if candidate.unit in units:
        yield f"they serve in {candidate.unit}, which is complained of"


def _commands(candidate: Member, named: list[Named], texts: list[str], register: Mapping[str, Member]) -> Iterable[str]:
    """Whoever stands above somebody complained of, at any height."""
    told = {number for text in texts for number in _numbers(text)}
    below = [member for each in named for member in identify(each, register)]
    below += [member for number, member in register.items() if plain_number(number) in told]
    for member in below:
        if candidate.number in chain_of_command(member, register):
            yield f"they are in the chain of command of {member.name}, who is complained of"


def chain_of_command(member: Member, register: Mapping[str, Member]) -> tuple[str, ...]:
    """The numbers of those above somebody, the nearest first; a circle in the register ends where it began."""
    chain: list[str] = []
    above = member.manager
    while above and above not in chain and above in register:
        chain.append(above)
        above = register[above].manager
    return tuple(chain)


def _name_in(name: str, text: str) -> str | None:
    """The words of a text that are like a name: the surname with a capital, or the whole name."""
    own = _words(name)
    spoken = [match.group() for match in _WORD.finditer(text)]
    for word in spoken:
        if word[0].isupper() and len(word) > 2 and fuzz.ratio(own[-1], _plain(word)) >= _LIKE:
            return word
    full = " ".join(own)
    return name if len(own) > 1 and fuzz.partial_ratio(full, " ".join(map(_plain, spoken))) >= _LIKE + 8 else None


def _numbers(text: str) -> set[str]:
    low = text.lower()
    joined = re.sub(r"(?<=\d)\s(?=[a-z]{2}\b)", "", low)
    return set(_NUMBER.findall(low)) | set(_NUMBER.findall(joined))


def _words(name: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(_RANKS.sub(" ", name))]


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
