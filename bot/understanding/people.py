"""People: whom the incident happened to, who tells of it, and what that person is to the one it happened to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.understanding.cues import cue, expand, plain, read_data
from bot.understanding.phrases import without_overlaps

_NAME = r"[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){0,3}"
_16_OR_17 = re.compile(r"(?<!\w)(?:16|17|sixteen|seventeen)(?![0-9])")
_AFTER_A_NAME = re.compile(r"(?:,|\)| (?:he|she|hes|shes|is|was|who|aged|had|has|got|died|\d))")


# "Mrs Ferreira from number nine asked me to write"
_WHO_ASKED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?"
    r"(?=[^.!?\n]{0,60}? (?:asked|begged|wants|wanted|told) me to )"
)


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name or phrase in the text."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Affected:
    """Who is affected and who tells: `role` is a value of `complainant_role` or None when the words leave it open."""

    role: str | None
    confidence: float = 0.0
    somebody_else: bool = False
    role_in_doubt: bool = False
    child: bool = False
    aged_16_or_17: bool = False
    name: NameFound | None = None


def find_affected(text: str, *, bereaved: bool = False) -> Affected:
    """Whom the account is about: the teller, somebody they speak for (with the name if told), or a stranger.

    `bereaved`: a death is what the account is about, so that of their family they speak for is who died.
    """
    low = plain(text)
    behalf = bool(cue("people", "by_behalf").search(low))
    by_civilians = list(cue("people", "civilian_did").finditer(low))
    others = len(without_overlaps(cue("people", "to_other").finditer(low), by_civilians))
    done = _count("to_me", low)
    mine = done + _count("of_mine", low)
    seen = bool(cue("people", "witness").search(low))
    seen_police = bool(cue("people", "saw_police").search(low))
    related = bool(cue("people", "somebody_of_mine").search(low))
    lost = bereaved and bool(_family().search(low)) and not done
    if behalf or lost or (others and related and mine <= others // 2):
        return Affected(
            "behalf", 0.85 if behalf else 0.7, True, False, _is_child(low), _is_16_or_17(low), find_person(text)
        )
    tried = _count("i_tried", low)
    told_as_seen = (seen and not mine + tried) or (seen_police and not done)
    if told_as_seen and (others or cue("people", "stranger").search(low)):
        return Affected("witness", 0.75)
    untold = not mine and (by_civilians or (not tried and cue("people", "him_or_her").search(low)))
    if related and (others or untold):
        return Affected(None, 0.0, True, True, _is_child(low), _is_16_or_17(low), find_person(text))
    child = bool(cue("people", "child_self").search(low))
    return Affected("affected", 0.8, child=child) if mine + tried else Affected(None, child=child)


def _count(kind: str, low: str) -> int:
    return sum(1 for _ in cue("people", kind).finditer(low))


def _is_child(low: str) -> bool:
    return bool(cue("people", "child").search(low))


def _is_16_or_17(low: str) -> bool:
    return any(_16_OR_17.search(said.group()) for said in cue("people", "child").finditer(low))


@cache
def _family() -> re.Pattern[str]:
    return re.compile(rf"\b{expand('{family_of}')}\b")


@cache
def _relation_then_name() -> re.Pattern[str]:
    lead = expand(read_data("understanding/people.yml")["before_name"].strip())
    return re.compile(rf"\b{lead}\s+\(?(?=(?P<name>{_NAME}))")


def find_person(text: str) -> NameFound | None:
    """The name of the person spoken for, as it stands after the relation: "my mum, Rosalind Peake"."""
    low = plain(text)
    ordinary = frozenset(read_data("understanding/officers.yml")["not_names"].split())
    for match in _relation_then_name().finditer(low):
        start, end = match.span("name")
        words = text[start:end]
        length = _name_length(words, low[end - len(words) : end], ordinary, low[end : end + 12])
        if length:
            return NameFound(text[start : start + length], start, start + length)
    asked = _WHO_ASKED.search(text)
    return NameFound(asked.group(), *asked.span()) if asked else None


def _name_length(words: str, low: str, ordinary: frozenset[str], after: str) -> int:
    """How many characters at the start of the words are a name: capitals, or one uncommon word typed without them."""
    taken = 0
    for match in re.finditer(r"\S+", words):
        word = match.group()
        if word.lower() in ordinary or not word[0].isupper():
            break
        taken = match.end()
    if taken:
        return len(words[:taken].rstrip(".").removesuffix("'s").removesuffix("’s"))
    first = words.split()[0]
    rest = low[len(first) :] + after
    plain_word = first.rstrip(".'") in ordinary or first.endswith(("ing", "ed", "ly")) or len(first) < 3
    return len(first) if not plain_word and first.islower() and _AFTER_A_NAME.match(rest) else 0
